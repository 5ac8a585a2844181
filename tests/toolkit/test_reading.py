"""Reading links: one for each entity of a wave, and nobody can guess or change one."""

from hypothesis import given
from hypothesis import strategies as st

from toolkit.reading import TOKEN_LETTERS, read_by, reading_token

SECRET = "s" * 64
groups = st.lists(
    st.tuples(st.integers(1, 9), st.text(max_size=20)), min_size=1, max_size=8, unique=True
)


@given(groups)
def test_every_token_opens_its_own_group_only(known: list[tuple[int, str]]) -> None:
    for wave_id, entity in known:
        token = reading_token(SECRET, wave_id, entity)
        assert read_by(SECRET, token, known) == (wave_id, entity)
        others = [group for group in known if group != (wave_id, entity)]
        assert read_by(SECRET, token, others) is None


@given(st.integers(1, 9), st.text(max_size=20))
def test_a_token_is_short_and_fit_for_an_address(wave_id: int, entity: str) -> None:
    token = reading_token(SECRET, wave_id, entity)
    assert len(token) == TOKEN_LETTERS
    assert token.isascii()
    assert token.replace("-", "").replace("_", "").isalnum()


@given(st.text(max_size=40))
def test_no_other_text_opens_anything(guess: str) -> None:
    assert read_by(SECRET, guess, [(1, "Alpha"), (2, "Alpha")]) is None


def test_a_token_is_pinned_so_that_links_in_old_mails_keep_working() -> None:
    assert reading_token(SECRET, 1, "Alpha") == "DHwflwyra1pcGd8oxmN7-u"


def test_another_secret_gives_another_token() -> None:
    assert reading_token("t" * 64, 1, "Alpha") != reading_token(SECRET, 1, "Alpha")


def test_the_separator_cannot_be_moved() -> None:
    assert reading_token(SECRET, 1, "2|A") != reading_token(SECRET, 12, "A")
