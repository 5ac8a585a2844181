"""Invitation links: made again at will, stored as a hash."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from toolkit.sealing.links import TOKEN_LETTERS, link_id, token

keys = st.binary(min_size=32, max_size=32)
waves = st.integers(1, 10_000)
people = st.text(min_size=1, max_size=120)
replacements = st.integers(0, 100)


@given(keys, waves, people, replacements)
def test_a_person_always_gets_the_same_token(
    key: bytes, wave_id: int, person: str, number: int
) -> None:
    found = token(key, wave_id, person, number)
    assert token(key, wave_id, person, number) == found
    assert re.fullmatch(f"[A-Za-z0-9_-]{{{TOKEN_LETTERS}}}", found)


invitations = st.tuples(keys, waves, people, replacements)


@given(invitations, invitations)
def test_another_key_wave_person_or_replacement_gets_another(
    one: tuple[bytes, int, str, int], other: tuple[bytes, int, str, int]
) -> None:
    assume(one != other)
    assert token(*one) != token(*other)
    assert link_id(token(*one)) != link_id(token(*other))


@given(keys, waves, people, replacements, replacements)
def test_every_replacement_is_another(
    key: bytes, wave_id: int, person: str, one: int, other: int
) -> None:
    assume(one != other)
    assert token(key, wave_id, person, one) != token(key, wave_id, person, other)


def test_wave_and_person_cannot_run_into_each_other() -> None:
    key = bytes(32)
    assert token(key, 1, "2|anna", 0) != token(key, 12, "anna", 0)
    assert token(key, 1, "1|anna", 0) != token(key, 11, "anna", 0)
    assert token(key, 1, "anna|1", 0) != token(key, 1, "anna", 10)


@given(keys, waves, people)
def test_what_is_stored_does_not_hold_the_token(key: bytes, wave_id: int, person: str) -> None:
    link_token = token(key, wave_id, person, 0)
    stored = link_id(link_token)
    assert len(stored) == 32
    assert link_token.encode() not in stored


@given(st.text())
def test_any_text_from_an_address_has_an_id(text: str) -> None:
    assert len(link_id(text)) == 32


def test_tokens_are_fixed_for_ever() -> None:
    """Another result would make every link that was sent useless."""
    found = token(bytes(range(32)), 7, "anna", 0)
    assert found == "yVfeI1r7h6LSwCDaBJkmMFJBhsiNgLBU7BKshzIq8ao"
