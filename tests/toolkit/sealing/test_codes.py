"""Recovery codes as people keep, copy and type them."""

import re
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from toolkit.sealing.codes import CODE_BYTES, CodeError, derive, new_code, read, written

codes = st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(codes)
def test_what_is_written_is_read(code: bytes) -> None:
    assert read(written(code)) == code


@given(codes)
def test_it_is_26_letters_and_digits_in_groups(code: bytes) -> None:
    group = f"[{LETTERS}]"
    assert re.fullmatch(f"({group}{{5}}-){{4}}{group}{{6}}", written(code))


@given(codes, st.data())
def test_it_is_read_as_people_type_it(code: bytes, data: st.DataObject) -> None:
    typed = []
    for letter in written(code).replace("-", ""):
        typed.append(data.draw(st.sampled_from(["", " ", "-", "\n", "\u00a0", "\u2013", " - "])))
        confused = {"0": "0oO", "1": "1iIlL"}.get(letter, letter + letter.lower())
        typed.append(data.draw(st.sampled_from(confused)))
    assert read("".join(typed)) == code


@given(codes)
def test_it_is_read_from_full_width_letters(code: bytes) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c != "-" else c for c in written(code))
    assert read(wide) == code


@given(codes, st.integers(0, 25), st.sampled_from("uUßéΩд٣"))
def test_letters_that_no_code_has_are_refused(code: bytes, place: int, wrong: str) -> None:
    letters = list(written(code).replace("-", ""))
    letters[place] = wrong
    with pytest.raises(CodeError):
        read("".join(letters))


@given(codes, st.integers(0, 25))
def test_a_letter_too_few_or_too_many_is_refused(code: bytes, place: int) -> None:
    letters = written(code).replace("-", "")
    for wrong in (letters[:place] + letters[place + 1 :], letters[:place] + "7" + letters[place:]):
        with pytest.raises(CodeError):
            read(wrong)


@given(codes, st.sampled_from("89ABCDEFGHJKMNPQRSTVWXYZ"))
def test_more_than_128_bits_are_refused(code: bytes, first: str) -> None:
    with pytest.raises(CodeError):
        read(first + written(code)[1:])


@given(st.text())
def test_any_text_is_a_code_or_refused(text: str) -> None:
    try:
        code = read(text)
    except CodeError:
        return
    assert read(written(code)) == code


@given(codes, st.integers(0, 25), st.sampled_from(LETTERS))
def test_a_letter_changed_is_another_code_or_none(code: bytes, place: int, other: str) -> None:
    letters = list(written(code).replace("-", ""))
    assume(letters[place] != other)
    letters[place] = other
    try:
        assert read("".join(letters)) != code
    except CodeError:
        assert place == 0


def test_new_codes_differ() -> None:
    found = {new_code() for _ in range(1000)}
    assert len(found) == 1000
    assert {len(code) for code in found} == {CODE_BYTES}


def test_the_alphabet_is_crockfords() -> None:
    assert set(LETTERS) == set(string.digits + string.ascii_uppercase) - set("ILOU")
    assert written(bytes(16)).replace("-", "") == "0" * 26
    assert written(b"\xff" * 16).replace("-", "") == "7" + "Z" * 25


@given(
    codes, st.sampled_from(["draft", "enc", "ballot"]), st.integers(0, 2**31), st.integers(1, 64)
)
def test_what_is_derived_has_its_length_and_is_always_the_same(
    code: bytes, purpose: str, wave_id: int, length: int
) -> None:
    found = derive(code, purpose, wave_id, length)
    assert len(found) == length
    assert derive(code, purpose, wave_id, length) == found


def test_each_purpose_wave_and_code_derives_something_else() -> None:
    code, other = new_code(), new_code()
    found = {
        derive(key, purpose, wave, 16)
        for key in (code, other)
        for purpose in ("draft", "enc", "ballot")
        for wave in (0, 1, 11)
    }
    assert len(found) == 18


def test_derivation_is_fixed_for_ever() -> None:
    """Another result would lose every answer that is kept."""
    assert derive(bytes(range(16)), "draft", 7, 16).hex() == "47931093e5b6f0489276ef248f40d5a8"
