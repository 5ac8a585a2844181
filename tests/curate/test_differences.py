"""Differences say the whole truth: both texts can be read back from them."""

from hypothesis import given
from hypothesis import strategies as st

from toolkit.curate.differences import Piece, compared, passages

texts = st.lists(
    st.text(st.sampled_from("ab .é\t"), max_size=12) | st.sampled_from(["one two three", "x"]),
    max_size=8,
).map("\n".join)


def read_back(old: str, new: str, without: str) -> list[str]:
    kept = [
        "".join(piece.text for piece in line.pieces if piece.kind != without)
        for line in compared(old, new)
        if {piece.kind for piece in line.pieces} != {without}
    ]
    return [line for line in kept if line]


@given(texts, texts)
def test_both_texts_are_in_it(old: str, new: str) -> None:
    assert read_back(old, new, "added") == [line for line in old.split("\n") if line]
    assert read_back(old, new, "removed") == [line for line in new.split("\n") if line]


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert passages(text, text) == ()


@given(texts, texts)
def test_passages_and_what_is_skipped_are_everything(old: str, new: str) -> None:
    lines = list(compared(old, new))
    shown = passages(old, new)
    assert bool(shown) == any(line.is_changed for line in lines)
    assert sum(len(one.lines) + one.skipped for one in shown) <= len(lines)
    assert all(any(line.is_changed for line in one.lines) for one in shown)


def test_only_the_words_that_changed_are_marked() -> None:
    (passage,) = passages("a\nwe try one thing\nb", "a\nwe try two things now\nb")
    changed = passage.lines[1]
    assert changed.pieces == (
        Piece("same", "we try "),
        Piece("removed", "one thing"),
        Piece("added", "two things now"),
    )


def test_a_line_that_has_nothing_in_common_is_another_line() -> None:
    (passage,) = passages("alpha beta gamma", "one two three four")
    assert [[piece.kind for piece in line.pieces] for line in passage.lines] == [
        ["removed"],
        ["added"],
    ]


def test_far_changes_are_apart() -> None:
    old = "\n".join(map(str, range(40)))
    new = old.replace("3\n4\n", "3\nfour\n").replace("38", "thirty-eight")
    first, second = passages(old, new)
    assert second.skipped > 20
    assert first.lines[0].number == 3
