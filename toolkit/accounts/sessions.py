"""When a sign-in ends by itself: after a working day, or an hour without a page."""

import secrets
from collections.abc import MutableMapping
from typing import Any

LONGEST_SECONDS = 10 * 3600
IDLE_SECONDS = 3600
_NOTED_SECONDS = 60  # how exactly the last page is remembered: not every page sets a cookie
_BEGAN = "fs_paa"  # Flask-Security's name for the moment of the password
_SEEN = "seen"
_WAY = "way"
_WHOLE = "whole"
_NAME = "name"
_CHALLENGE = "challenge"
_RECENT_SECONDS = 900
_OF_A_SIGN_IN = ("_user_id", "_fresh", _BEGAN, _SEEN, _WAY, _WHOLE, _NAME, _CHALLENGE)
PASSWORD, PASSKEY, ORGANISATION = "password", "passkey", "organisation"  # ways of signing in


def begin(session: MutableMapping[str, Any], way: str, *, whole: bool) -> None:
    """Start the clock, give it a name, and drop Flask-Login's print of address and browser.

    A sign-in that is not whole opens the second step alone.
    """
    session.pop("_id", None)
    session.pop(_SEEN, None)
    session[_WAY], session[_WHOLE] = way, whole
    session[_NAME] = secrets.token_hex(16)


def name(session: MutableMapping[str, Any]) -> str:
    """What this sign-in alone is called; empty where it has no name."""
    return str(session.get(_NAME, ""))


def forget(session: MutableMapping[str, Any]) -> None:
    """Drop everything of a sign-in."""
    for key in _OF_A_SIGN_IN:
        session.pop(key, None)


def is_whole(session: MutableMapping[str, Any]) -> bool:
    """Whether nothing is left to prove."""
    return session.get(_WHOLE) is True


def complete(session: MutableMapping[str, Any]) -> None:
    """Say that the second step is done."""
    session[_WHOLE] = True


def is_by_password(session: MutableMapping[str, Any]) -> bool:
    """Whether it began with a password, which alone is less than a passkey."""
    return session.get(_WAY) == PASSWORD


def is_recent(session: MutableMapping[str, Any], now: float) -> bool:
    """Whether it began so lately that ways of signing in may be changed."""
    return now - float(session.get(_BEGAN, 0.0)) < _RECENT_SECONDS


def keep(session: MutableMapping[str, Any], uniquifier: str) -> None:
    """Let this session alone go on where all of an account were ended."""
    session["_user_id"] = uniquifier


def challenge(session: MutableMapping[str, Any]) -> bytes:
    """A new challenge for a passkey, remembered until it is answered."""
    made = secrets.token_bytes(32)
    session[_CHALLENGE] = made.hex()
    return made


def take_challenge(session: MutableMapping[str, Any]) -> bytes:
    """The challenge that was remembered, once; without one, a new one that nobody answers."""
    return bytes.fromhex(session.pop(_CHALLENGE, "")) or secrets.token_bytes(32)


def renew(session: MutableMapping[str, Any], now: float) -> bool:
    """Whether a sign-in goes on at a moment (seconds since 1970); if not, forget it.

    A session that does not say when it began has ended.
    """
    began = session.get(_BEGAN, 0.0)
    seen = session.get(_SEEN, began)
    if now - began > LONGEST_SECONDS or now - seen > IDLE_SECONDS:
        forget(session)
        return False
    if now - seen > _NOTED_SECONDS:
        session[_SEEN] = now
    return True
