"""When a sign-in ends by itself: after a working day, or an hour without a page."""

from collections.abc import MutableMapping
from typing import Any

LONGEST_SECONDS = 10 * 3600
IDLE_SECONDS = 3600
_NOTED_SECONDS = 60  # how exactly the last page is remembered: not every page sets a cookie
_BEGAN = "fs_paa"  # Flask-Security's name for the moment of the password
_SEEN = "seen"
_OF_A_SIGN_IN = ("_user_id", "_fresh", _BEGAN, _SEEN)


def begin(session: MutableMapping[str, Any]) -> None:
    """Start the clock, and drop Flask-Login's fingerprint of address and browser."""
    session.pop("_id", None)
    session.pop(_SEEN, None)


def renew(session: MutableMapping[str, Any], now: float) -> bool:
    """Whether a sign-in goes on at a moment (seconds since 1970); if not, forget it.

    A session that does not say when it began has ended.
    """
    began = session.get(_BEGAN, 0.0)
    seen = session.get(_SEEN, began)
    if now - began > LONGEST_SECONDS or now - seen > IDLE_SECONDS:
        for key in _OF_A_SIGN_IN:
            session.pop(key, None)
        return False
    if now - seen > _NOTED_SECONDS:
        session[_SEEN] = now
    return True
