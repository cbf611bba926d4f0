"""A process is killed at any moment of any work: what was done is there, and nothing by halves."""

from __future__ import annotations

import random
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.kill_run import Killer
from tests.kill_scenarios import SCENARIOS, Scenario


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_killed_at_any_moment(
    scenario: Scenario,
    tmp_path: Path,
    pytestconfig: pytest.Config,
    record_property: Callable[[str, object], None],
) -> None:
    seed = pytestconfig.getoption("--kill-seed")
    print(f"--kill-seed {seed}", file=sys.stderr)  # shown when it fails
    chance = random.Random(f"{seed} {scenario.name}")  # noqa: S311 - repeatable
    killer = Killer(scenario, tmp_path)
    kills = pytestconfig.getoption("--kills")
    for _ in range(-(-kills // len(SCENARIOS)) or 1):
        killer.kill(chance)
    killer.finish(again=kills > 0)
    record_property("kills", {"work": scenario.name, **asdict(killer.tally)})
