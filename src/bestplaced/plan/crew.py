"""Work shared by processes, each with a desk of its own: what comes back never depends on whom.

A *desk* keeps nothing of one task that could show in the next. It is sent to a process by what it
was made of (``__reduce__``), and set up there again.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Task = tuple[Any, ...]
Result = TypeVar("Result")
Told_co = TypeVar("Told_co", covariant=True)


class Desk(Protocol[Told_co]):
    """Where one task after the other is done."""

    def solve(self, *task: Any) -> Told_co:  # noqa: ANN401 - each desk has tasks of its own
        """Do one task."""
        ...


@contextlib.contextmanager
def crew(
    desk: Desk[Result], workers: int | None, tasks: int
) -> Iterator[Callable[[Iterable[Task]], Iterator[Result]]]:
    """Yield what does tasks and returns their results as they come.

    ``workers`` is the number of processes (default: one per core), never more than there are
    ``tasks``; one needs no process of its own. Leaving early drops tasks that nobody has begun.
    """
    count = min(workers or os.cpu_count() or 1, tasks)
    if count <= 1:
        yield lambda todo: (desk.solve(*task) for task in todo)
        return
    pool = ProcessPoolExecutor(
        count, mp_context=get_context("spawn"), initializer=_open, initargs=(desk,)
    )

    def done(todo: Iterable[Task]) -> Iterator[Result]:
        waiting, ended = list(todo), SimpleQueue[Future[Any]]()
        with _deaf():
            for task in waiting:
                pool.submit(_work, task).add_done_callback(ended.put)
        # `as_completed` would lock each future once more when it is left, and a Ctrl-C between its
        # locking and its unlocking would stop the pool's own thread for ever.
        for _ in waiting:
            yield ended.get().result()

    try:
        yield done
    finally:
        try:
            _shut(pool)
        except KeyboardInterrupt:  # pressed again before it could be passed over
            _shut(pool)
            raise


def _shut(pool: ProcessPoolExecutor) -> None:
    """End a pool: what has begun is finished, the rest dropped."""
    with _undisturbed():
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Begin processes that Ctrl-C never reaches; one that is pressed meanwhile counts after it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Pass over a second Ctrl-C: a pool whose end is interrupted waits for its workers for ever."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread gets signals, and may say what they do
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def counter(
    progress: Callable[[int, int], None] | None, total: int, done: int = 0
) -> Callable[[], None]:
    """Return what counts a task as done and tells ``progress`` (done, of)."""
    count = done

    def tell() -> None:
        nonlocal count
        count += 1
        if progress is not None:
            progress(count, total)

    return tell


_desk: list[Desk[Any]] = []  # one per process


def _open(desk: Desk[Any]) -> None:
    """Take a worker's desk; Ctrl-C is for the one who asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _desk.append(desk)


def _work(task: Task) -> Any:  # noqa: ANN401 - whatever the desk gives
    """Do one task in a worker's process."""
    return _desk[0].solve(*task)
