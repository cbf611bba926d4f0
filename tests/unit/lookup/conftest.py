"""The recorded services, and clients that are pointed at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from readlist.lookup.arxiv import Arxiv
from readlist.lookup.crossref import Crossref
from readlist.lookup.exchange import Exchange, Patience
from readlist.lookup.http import Http, Limits
from readlist.lookup.hugging_face import HuggingFace
from readlist.lookup.plan import Services
from readlist.lookup.semantic_scholar import SemanticScholar
from tests.recorded_services import Recorded, serving

MakeExchange = Callable[..., Exchange]
QUICK = Patience(tries=3, first=0.01, longest=20.0)


@pytest.fixture
def recorded() -> Iterator[Recorded]:
    """The server."""
    with serving() as running:
        yield running


@pytest.fixture
def services(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> Services:
    """Clients without pauses, over no proxy."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return Services(
        hugging_face=HuggingFace(address=f"{recorded.address}/hf", pause=0),
        arxiv=Arxiv(address=f"{recorded.address}/arxiv", pause=0),
        semantic_scholar=SemanticScholar(address=f"{recorded.address}/s2", pause=0),
        crossref=Crossref(address=f"{recorded.address}/crossref", pause=0),
    )


@pytest.fixture
def make_exchange(tmp_path: Path) -> Iterator[MakeExchange]:
    """Makes exchanges over one cache folder, as several runs of the program would."""
    made: list[Exchange] = []

    def make(limits: Limits | None = None, *, offline: bool = False) -> Exchange:
        exchange = Exchange(
            tmp_path / "cache" / "lookup", offline=offline, http=Http(limits), patience=QUICK
        )
        made.append(exchange)
        return exchange

    yield make
    for exchange in made:
        exchange.close()
