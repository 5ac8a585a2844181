"""What docs/demonstration.md says of the model is so."""

import re
from pathlib import Path

import pytest

from toolkit.demonstration import parameters as p
from toolkit.demonstration.entities import entities

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def text() -> str:
    return " ".join((ROOT / "docs" / "demonstration.md").read_text(encoding="utf-8").split())


def test_every_parameter_and_file_that_it_names_exists(text: str) -> None:
    named = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", text))
    assert len(named) > 25
    assert sorted(name for name in named if not hasattr(p, name)) == []
    for path in re.findall(r"`((?:toolkit|tests)/[\w/.]+)`", text):
        assert (ROOT / path).exists()


def test_its_numbers_are_those_of_the_model(text: str) -> None:
    known = [one for one in entities() if not one.staff_is_invented]
    assert f"the numbers of staff of {len(known)} of them" in text
    assert f"{len(entities())} member organisations" in text
    assert f"one seed (`SEED`, {p.SEED})" in text
    assert f"from {p.RATE_LEAST:.0%}".replace("%", "") in text
    assert f"to {p.RATE_MOST:.0%}".replace("%", " %") in text
    assert f"Above {p.SAMPLED_ABOVE:,} staff" in text
    assert (len(p.CHANGES), len({name for name, _module in p.CHANGES})) == (6, 6)
    assert sum(step < 0 for step in p.CHANGES.values()) == 1
