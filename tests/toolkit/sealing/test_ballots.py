"""Sealed ballots: one length, one key, one wave, one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import Questionnaire
from questionnaires.responses import items
from toolkit.sealing.ballots import BALLOT_BYTES, KeyPair, UnsealError, new_key_pair, seal, unseal

answers = st.binary(max_size=BALLOT_BYTES)
numbers = st.integers(0, 2**31 - 1)


@pytest.fixture(scope="module")
def pair() -> KeyPair:
    return new_key_pair()


@given(answers, numbers, numbers)
def test_what_is_sealed_is_unsealed(pair: KeyPair, given_: bytes, wave: int, cell: int) -> None:
    body = seal(pair.public, wave, cell, given_)
    assert unseal(pair.private, wave, cell, body) == given_.ljust(BALLOT_BYTES, b"\0")


@given(answers, answers)
def test_every_ballot_has_the_same_length_and_none_is_like_another(
    pair: KeyPair, one: bytes, other: bytes
) -> None:
    first, second, again = (seal(pair.public, 1, 1, given_) for given_ in (one, other, one))
    assert len(first) == len(second) == len(again)
    assert len({first, second, again}) == 3


@given(answers.filter(lambda given_: len(given_) >= 8))
def test_nothing_readable_is_in_a_ballot(pair: KeyPair, given_: bytes) -> None:
    assert given_ not in seal(pair.public, 1, 1, given_)


@given(numbers, numbers, numbers, numbers)
def test_it_opens_only_as_a_ballot_of_its_wave_and_cell(
    pair: KeyPair, wave: int, cell: int, other_wave: int, other_cell: int
) -> None:
    body = seal(pair.public, wave, cell, b"answers")
    if (wave, cell) == (other_wave, other_cell):
        assert unseal(pair.private, other_wave, other_cell, body)
        return
    with pytest.raises(UnsealError):
        unseal(pair.private, other_wave, other_cell, body)


def test_wave_and_cell_cannot_run_into_each_other(pair: KeyPair) -> None:
    body = seal(pair.public, 1, 11, b"answers")
    with pytest.raises(UnsealError):
        unseal(pair.private, 11, 1, body)


def test_another_key_opens_nothing(pair: KeyPair) -> None:
    body = seal(pair.public, 1, 1, b"answers")
    with pytest.raises(UnsealError):
        unseal(new_key_pair().private, 1, 1, body)


@given(st.data())
def test_a_changed_ballot_does_not_open(pair: KeyPair, data: st.DataObject) -> None:
    body = bytearray(seal(pair.public, 1, 1, b"answers"))
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(UnsealError):
        unseal(pair.private, 1, 1, bytes(body))


@given(st.data())
def test_a_truncated_ballot_does_not_open(pair: KeyPair, data: st.DataObject) -> None:
    body = seal(pair.public, 1, 1, b"answers")
    with pytest.raises(UnsealError):
        unseal(pair.private, 1, 1, body[: data.draw(st.integers(0, len(body) - 1))])


def test_more_than_fits_is_refused(pair: KeyPair) -> None:
    with pytest.raises(ValueError, match="81 items do not fit"):
        seal(pair.public, 1, 1, bytes(BALLOT_BYTES + 1))


def test_the_shipped_questionnaire_fits(questionnaire: Questionnaire) -> None:
    assert len(items(questionnaire)) <= BALLOT_BYTES
