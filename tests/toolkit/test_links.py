"""Invitation links: made again at will, stored as a hash."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from toolkit.links import TOKEN_LETTERS, link_id, token

keys = st.binary(min_size=32, max_size=32)
waves = st.integers(1, 10_000)
people = st.text(min_size=1, max_size=120)


@given(keys, waves, people)
def test_a_person_always_gets_the_same_token(key: bytes, wave_id: int, person: str) -> None:
    found = token(key, wave_id, person)
    assert token(key, wave_id, person) == found
    assert re.fullmatch(f"[A-Za-z0-9_-]{{{TOKEN_LETTERS}}}", found)


@given(keys, keys, waves, waves, people, people)
def test_another_key_wave_or_person_gets_another(
    key: bytes, other_key: bytes, wave: int, other_wave: int, person: str, other_person: str
) -> None:
    assume((key, wave, person) != (other_key, other_wave, other_person))
    one, other = token(key, wave, person), token(other_key, other_wave, other_person)
    assert one != other
    assert link_id(one) != link_id(other)


def test_wave_and_person_cannot_run_into_each_other() -> None:
    key = bytes(32)
    assert token(key, 1, "2|anna") != token(key, 12, "anna")
    assert token(key, 1, "1|anna") != token(key, 11, "anna")


@given(keys, waves, people)
def test_what_is_stored_does_not_hold_the_token(key: bytes, wave_id: int, person: str) -> None:
    link_token = token(key, wave_id, person)
    stored = link_id(link_token)
    assert len(stored) == 32
    assert link_token.encode() not in stored


@given(st.text())
def test_any_text_from_an_address_has_an_id(text: str) -> None:
    assert len(link_id(text)) == 32


def test_tokens_are_fixed_for_ever() -> None:
    """Another result would make every link that was sent useless."""
    found = token(bytes(range(32)), 7, "anna")
    assert found == "UdEpVLCoDhrPE3ktkHcwQZCDbeIkOUCq0RplQPbSDJ0"
