"""Signals that say stop, held while a process is forked: each meets a handler of its own."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


@contextmanager
def held() -> Iterator[None]:
    """Let them wait for the block, which forks: a new process has its parent's handlers at first.

    One that came then would be taken by a handler that means nothing in the new process, and lost.
    The new process calls `let_through` when it has its own.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def let_through() -> None:
    """Take what waited, and whatever comes."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
