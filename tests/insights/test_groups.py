"""Comparison groups on the pages: an entity's own for the entity, all for the system."""

from collections.abc import Callable

import pytest
from browsing import Visitor
from htmlpage import words
from voting import Voting
from waves import OpenWave

from aggregation.summaries import module_means
from toolkit.publications import published
from toolkit.roles import Role
from toolkit.waves.roster import Member

NAMES = [f"Entity {number}" for number in range(8)]
GROUPS = [
    *(Member(name, "Mainly field") for name in NAMES[:6]),
    *(Member(name, "Small") for name in NAMES[2:]),
]


@pytest.fixture
def grouped(voting: Voting) -> OpenWave:
    return voting.publish({(name, ""): 40 for name in NAMES}, groups=GROUPS)


def peers(visitor: Visitor, path: str) -> dict[str, list[str]]:
    """The rows of the table of groups."""
    page = visitor.get(path)
    found = [one for one in page.all("section") if one.get("aria-labelledby") == "peers"]
    rows = [row for section in found for row in section.iter() if row.tag.endswith("tr")][1:]
    cells = [[words(cell) for cell in row] for row in rows]
    return {row[0]: row[1:] for row in cells}


def test_an_entity_stands_beside_its_own_groups(
    voting: Voting, grouped: OpenWave, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    path = reading_path(grouped.id, "Entity 0")
    assert list(peers(visitor, path)) == ["Entity 0", "Mainly field (6 entities)"]
    both = peers(visitor, reading_path(grouped.id, "Entity 3"))
    assert list(both) == ["Entity 3", "Mainly field (6 entities)", "Small (6 entities)"]
    with voting.engines.read() as session:
        publication = published(session, grouped.id)
    means = module_means(publication, "group:Small")
    shown = [
        "{:.1f} {:.1f} to {:.1f}".format(*(one + 1e-9 for one in (mean.estimate, *mean.interval)))
        for mean in means.values()
    ]
    assert both["Small (6 entities)"] == [*shown, "100 to 199 people"]
    file = visitor.fetch(f"{path}/figures.csv").text
    assert ",Mainly field,module-group,strategy," in file
    assert "Small" not in file


def test_the_system_sees_every_group(grouped: OpenWave, sign_in: Callable[..., Visitor]) -> None:
    visitor = sign_in((Role.SYSTEM_EXECUTIVE, ""))
    found = peers(visitor, f"/account/results/{grouped.id}/system")
    assert list(found) == ["Mainly field (6 entities)", "Small (6 entities)"]


def test_a_group_that_is_mostly_one_entity_is_blank(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    sizes = {(name, ""): 20 for name in NAMES} | {(NAMES[0], ""): 200}
    wave = voting.publish(sizes, number=160, groups=GROUPS)
    found = peers(visitor, reading_path(wave.id, NAMES[0]))
    assert set(found["Mainly field (6 entities)"]) == {"not shown"}
    assert found[NAMES[0]][-1] == "100 to 199 people"


def test_without_groups_there_is_no_table(
    wave: OpenWave, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    assert peers(visitor, reading_path(wave.id, "Bravo")) == {}
