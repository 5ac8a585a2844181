"""A sign-in ends after a working day, or after an hour without a page."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from toolkit.accounts.sessions import IDLE_SECONDS, LONGEST_SECONDS, PASSWORD, begin, renew

seconds = st.floats(0, 2 * LONGEST_SECONDS)


@given(gaps=st.lists(seconds, min_size=1, max_size=30), start=st.floats(1, 2e9))
def test_it_goes_on_as_long_as_both_allow(gaps: list[float], start: float) -> None:
    session: dict[str, Any] = {"_user_id": "u", "fs_paa": start}
    begin(session, PASSWORD, whole=True)
    now = start
    for gap in gaps:
        now += gap
        goes_on = renew(session, now)
        if gap > IDLE_SECONDS + 60 or now - start > LONGEST_SECONDS:
            assert not goes_on
        if gap < IDLE_SECONDS - 60 and now - start < LONGEST_SECONDS:
            assert goes_on
        assert goes_on is ("_user_id" in session)
        if not goes_on:
            return


@given(now=st.floats(1e9, 2e9))
def test_what_does_not_say_when_it_began_has_ended(now: float) -> None:
    session: dict[str, Any] = {"_user_id": "u", "csrf_token": "t"}
    assert not renew(session, now)
    assert session == {"csrf_token": "t"}


def test_a_page_within_the_minute_changes_nothing() -> None:
    session: dict[str, Any] = {"_user_id": "u", "fs_paa": 1000.0}
    assert renew(session, 1050.0)
    assert "seen" not in session
    assert renew(session, 1061.0)
    assert session["seen"] == 1061.0


def test_a_new_sign_in_forgets_the_clock_of_the_last_one() -> None:
    session: dict[str, Any] = {"fs_paa": 9000.0, "seen": 10.0, "_id": "fingerprint"}
    begin(session, PASSWORD, whole=True)
    assert len(session.pop("name")) == 32
    assert session == {"fs_paa": 9000.0, "way": PASSWORD, "whole": True}
    assert renew(session, 9001.0)
