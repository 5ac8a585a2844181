"""A brake on guessing passwords that locks nobody out of the own account."""

import ipaddress
import logging

from toolkit.web.throttle import Throttle, TooManyFailuresError

_LOG = logging.getLogger("toolkit")
_OF_ONE_HOLDER = 64  # bits of an IPv6 address that one subscriber cannot change


class SignInBrake:
    """Counts failures by address and account together, and by address alone with more patience.

    Whoever guesses from one place cannot keep the owner out at another, and wrong passwords never
    count against the codes and links of respondents behind the same address. Both counts are kept
    in memory for five minutes.
    """

    def __init__(self) -> None:
        self._accounts = Throttle(limit=10)
        self._addresses = Throttle(limit=100)  # an office of hundreds may share one
        self._codes = Throttle(limit=30)  # of an account, from everywhere: a password comes first

    def check(self, address: str, account: str) -> None:
        """Raise :class:`~toolkit.web.throttle.TooManyFailuresError` when this has to wait."""
        place = _place(address)
        try:
            self._addresses.check(place)
            self._accounts.check(f"{place} {account}")
        except TooManyFailuresError:
            _LOG.warning("a sign-in was refused after too many wrong passwords")
            raise

    def failed(self, address: str, account: str) -> None:
        """Remember one failure, whether or not there is such an account."""
        place = _place(address)
        self._addresses.failed(place)
        self._accounts.failed(f"{place} {account}")

    def check_code(self, address: str, account: str) -> None:
        """As :meth:`check`, for the six digits of a second step, which are soon guessed."""
        self.check(address, account)
        self._codes.check(account)

    def failed_code(self, address: str, account: str) -> None:
        """Remember one wrong code of a second step."""
        self.failed(address, account)
        self._codes.failed(account)


def _place(address: str) -> str:
    """An address, or the network of one holder that an IPv6 address is in."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(ipaddress.ip_network((parsed, _OF_ONE_HOLDER), strict=False))
