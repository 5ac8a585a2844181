"""A brake on guessing codes and links: failures only, in this process's memory only."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock


class TooManyFailuresError(Exception):
    """Too many wrong codes or links from one address in a short time."""


class Throttle:
    """Counts failures by address in a sliding window, forgetting the oldest addresses first.

    Parameters
    ----------
    limit
        Failures that an address may have in a window.
    window
        Seconds after which a failure is forgotten.
    addresses
        How many addresses are remembered at most.
    clock
        Seconds from any origin.
    """

    def __init__(
        self,
        *,
        limit: int = 20,
        window: float = 300.0,
        addresses: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit, self._window, self._addresses, self._clock = limit, window, addresses, clock
        self._failures: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def check(self, address: str) -> None:
        """Raise :class:`TooManyFailuresError` when this address has to wait."""
        with self._lock:
            if len(self._recent(address)) >= self._limit:
                raise TooManyFailuresError

    def failed(self, address: str) -> None:
        """Remember one failure."""
        with self._lock:
            self._failures[address] = [*self._recent(address), self._clock()]
            self._failures.move_to_end(address)
            while len(self._failures) > self._addresses:
                self._failures.popitem(last=False)

    def _recent(self, address: str) -> list[float]:
        since = self._clock() - self._window
        return [moment for moment in self._failures.get(address, ()) if moment > since]
