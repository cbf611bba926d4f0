"""Worker threads let go of what they did."""

from __future__ import annotations

import threading
import weakref

from readlist.jobs.context import JobContext
from readlist.jobs.executor import Executor, Job


class Large:
    """Stands for what a work on 20,000 papers holds."""


def test_what_a_work_held_is_let_go_before_another_one_comes() -> None:
    held, gone = Large(), threading.Event()
    weakref.finalize(held, gone.set)

    def work(_context: JobContext, held: Large = held) -> Large:
        return held

    executor = Executor("test")
    try:
        executor.submit(Job(work)).finished.wait()
        del work, held
        assert gone.wait(10)
    finally:
        executor.close()
