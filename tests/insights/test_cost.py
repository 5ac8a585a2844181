"""A page costs the same however many answered."""

from collections.abc import Callable, Iterator

import pytest
from browsing import Visitor
from sqlalchemy import event
from voting import Voting

from toolkit.roles import Role


@pytest.fixture
def statements(voting: Voting) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    both = (voting.engines.reading, voting.engines.writing)
    for engine in both:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in both:
        event.remove(engine, "before_cursor_execute", note)


def test_the_same_statements_at_a_hundred_and_at_two_thousand_responses(
    voting: Voting,
    statements: list[str],
    sign_in: Callable[..., Visitor],
    reading_path: Callable[[int, str], str],
) -> None:
    visitor = sign_in((Role.ADMINISTRATOR, ""))
    small = voting.publish({("Alpha", ""): 50, ("Bravo", ""): 50}, 50)
    large = voting.publish({("Alpha", ""): 1000, ("Bravo", ""): 1000}, 1000)
    counts = []
    for wave in (small, large):
        paths = (
            f"/account/results/{wave.id}/system",
            f"/account/results/{wave.id}/entity/Alpha",
            reading_path(wave.id, "Alpha"),
        )
        for path in paths:
            visitor.get(path)
            statements.clear()
            visitor.get(path)
            counts.append([one for one in statements if "publication" not in one])
            assert not [one for one in statements if "ballot" in one or "blob" in one]
    assert [len(count) for count in counts[:3]] == [len(count) for count in counts[3:]]
    assert max(map(len, counts)) < 12
