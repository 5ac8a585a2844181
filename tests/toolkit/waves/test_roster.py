"""Rosters as offices really send them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.waves.roster import Invited, Member, read_groups, read_roster
from toolkit.waves.sheet import SheetError

letters = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
names = st.text(letters, min_size=1, max_size=40)
written = names.map(str.casefold)  # in one way: another writing of the same name is refused
lines = st.builds(Invited, names, written, st.one_of(st.just(""), written))


def refused(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(SheetError) as error:
        read_roster(data)
    return str(error.value).splitlines()


@given(
    st.lists(lines, min_size=1, max_size=12, unique_by=lambda line: line.person.casefold()),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_spreadsheet_saves_is_read(
    people: list[Invited], mark: bytes, line_end: str
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator=line_end)
    writer.writerow(("person", "entity", "value"))
    writer.writerows((line.person, line.entity, line.value) for line in people)
    assert read_roster(mark + file.getvalue().encode()) == people


@given(st.binary(max_size=200))
def test_any_file_is_a_roster_or_refused(data: bytes) -> None:
    try:
        people = read_roster(data)
    except SheetError as error:
        assert str(error)  # noqa: PT017 - both ways are right
    else:
        assert people


@given(st.text(max_size=60))
def test_any_line_is_a_person_or_refused(text: str) -> None:
    try:
        people = read_roster(f"person,entity\n{text}".encode(errors="replace"))
    except SheetError as error:
        assert str(error)  # noqa: PT017 - both ways are right
    else:
        assert all(person.person and person.entity for person in people)


@pytest.mark.parametrize(
    "text",
    [
        "person,entity\nanna,Agency\nbob,Agency\n",
        "person;entity\nanna;Agency\nbob;Agency\n",
        "\ufeffperson;entity\r\nanna;Agency\r\nbob;Agency",
        "entity,person,other\nAgency,anna,x\nAgency,bob,\n",
        "person,entity,value\n anna , Agency,\n\nbob,Agency\n",
        'person,entity\n"anna","Agency"\nbob,Agency\n',
    ],
)
def test_commas_semicolons_and_columns_in_any_order(text: str) -> None:
    assert read_roster(text.encode()) == [Invited("anna", "Agency"), Invited("bob", "Agency")]


def test_a_value_is_read_too() -> None:
    text = b"person,entity,value\nanna,Agency,Field\n"
    assert read_roster(text) == [Invited("anna", "Agency", "Field")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["line 1: the columns person, entity are missing"]),
        ("name,entity\nanna,Agency\n", ["line 1: the columns person are missing"]),
        ("anna,Agency\nbob,Agency\n", ["line 1: the columns person, entity are missing"]),
        ("person,entity\n", ["the roster is empty"]),
        ("person,entity\nanna,\n", ["line 2: entity is missing"]),
        ("person,entity\n,\n", ["line 2: person is missing", "line 2: entity is missing"]),
        ("person,entity\nanna\n", ["line 2: entity is missing"]),
        ("person,entity\nanna,A\nbob,A\nanna,B\n", ["line 4: the person of line 2"]),
        ("person,entity\nAnna@x,A\nanna@X ,A\n", ["line 3: the person of line 2"]),
        ("person,entity\nSmith, Anna,Agency\n", ["line 2: has more fields than line 1"]),
        (
            f"person,entity,value\n{'a' * 121},A,{'v' * 121}\n",
            [
                "line 2: person is longer than 120 letters",
                "line 2: value is longer than 120 letters",
            ],
        ),
        ("person,entity\nan\x07na,A\n", ["line 2: person has characters that cannot be printed"]),
        (
            "person,entity\nanna,A\u202eB\n",
            ["line 2: entity has characters that cannot be printed"],
        ),
        ('person,entity\n"an\nna",A\n', ["line 3: person has characters that cannot be printed"]),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, expected: list[str]) -> None:
    assert refused(text) == expected


def test_a_file_in_another_encoding_says_what_to_do() -> None:
    data = "person,entity\nJosé,Agency\n".encode("latin-1")
    assert refused(data) == ["the file is not UTF-8: save it as “CSV UTF-8”"]


def test_a_field_without_end_is_refused() -> None:
    (problem,) = refused('person,entity\n"' + "a" * 200_000)
    assert problem.startswith("line 2: field larger")


def test_many_problems_are_counted() -> None:
    found = refused("person,entity\n" + ",\n" * 30)
    assert len(found) == 21
    assert found[-1] == "and 40 more"


def test_groups_are_read_and_an_entity_may_be_in_several() -> None:
    assert read_groups(b"entity,group\nAlpha,small\nBravo,small\nAlpha,field\n") == [
        Member("Alpha", "small"),
        Member("Bravo", "small"),
        Member("Alpha", "field"),
    ]


def test_every_wrong_line_of_groups_is_named() -> None:
    with pytest.raises(SheetError) as error:
        read_groups(b"entity,group\nAlpha,small\nalpha,Small\n,small\nBravo\n")
    assert str(error.value).splitlines() == [
        "line 3: the same as line 2",
        "line 4: entity is missing",
        "line 5: group is missing",
    ]
    with pytest.raises(SheetError, match="the list of groups is empty"):
        read_groups(b"entity,group\n")
