"""Every kind of lack has its sentence, whole and without gaps, in the reader's language."""

from datetime import date

import pytest

from toolkit.models import Assurance
from toolkit.wording import lacks
from toolkit.wording.lacks import Lack, LackKind

DAY, LATER = date(2026, 9, 1), date(2027, 3, 1)


def marked(text: str, **values: object) -> str:
    return f"«{text % values if values else text}»"


@pytest.mark.parametrize("kind", LackKind)
def test_every_kind_is_said_through_gettext(kind: LackKind) -> None:
    lack = Lack(kind, ("Alpha",), 7, "Survey", DAY, LATER, tuple(Assurance))
    said = lacks.said(marked, lambda day: f"<{day}>", lack)
    assert said.startswith("«")
    assert said.endswith("»")
    assert "None" not in said
    assert "%" not in said
    assert ("<2026-09-01>" in said) is (kind in {LackKind.OVER, LackKind.JUST_CLOSED})
    assert str(lack) != said


def test_of_many_the_first_twenty_are_named_and_the_rest_counted() -> None:
    found = lacks.first([Lack(LackKind.EMPTY, (f"E{n}",)) for n in range(23)])
    assert [str(one) for one in found][-2:] == ["E19 has nobody on the roster", "and 3 more"]
    names = tuple(f"E{n}" for n in range(23))
    assert "E19, and 3 more: in wave 2" in str(Lack(LackKind.OPEN_BESIDE, names, 2, "Survey"))
    assert lacks.first([]) == []
