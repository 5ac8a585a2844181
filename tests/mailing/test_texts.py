"""What letters say, of every kind: whole, without gaps, with the link on a line of its own."""

from dataclasses import replace
from datetime import date

import pytest

from toolkit.letters import texts
from toolkit.letters.texts import About
from toolkit.models import MailingKind

LINK = "https://innovation.example.org/assessment/link/" + "x" * 43
ABOUT = About(
    title="استبيان الابتكار 50% {x} %(y)s",
    sponsor="Amina Diallo, Deputy Executive Director",
    decision="Which two areas get an adviser.",
    invited="",
    last_day=date(2026, 12, 18),
    zone="UTC",
    results_by=date(2027, 2, 1),
    entity="Alpha",
    minutes=15,
    site="https://innovation.example.org",
    contact="coordinator@example.org",
    language="en",
)
OPEN = ("invitation", "reminder", "again")  # while people can answer


@pytest.mark.parametrize("kind", list(MailingKind))
@pytest.mark.parametrize(
    "about", [ABOUT, replace(ABOUT, last_day=None, contact=""), replace(ABOUT, zone="")]
)
def test_every_letter_is_whole_and_has_its_link_on_a_line_of_its_own(
    kind: MailingKind, about: About
) -> None:
    found = texts.text(kind, about, LINK)
    assert found.whole.splitlines().count(LINK) == 1
    assert ABOUT.title in found.subject
    assert "\n" not in found.subject
    assert all(paragraph == paragraph.strip() != "" for paragraph in found.paragraphs)
    assert "None" not in found.whole
    assert ".." not in found.whole
    assert max(map(len, found.whole.splitlines())) < 900


@pytest.mark.parametrize("kind", OPEN)
def test_who_is_asked_reads_why_until_when_and_whom_to_ask(kind: str) -> None:
    said = texts.text(kind, ABOUT, LINK).whole
    for words in (
        "about 15 minutes",
        "voluntary",
        "until the end of 18 December 2026",
        "https://innovation.example.org/privacy",
        "Please do not forward",
        "coordinator@example.org",
    ):
        assert words in said


def test_a_reminder_says_kindly_that_it_goes_to_everybody() -> None:
    said = texts.text("reminder", ABOUT, LINK).whole
    assert "because there is no list of who has answered" in said
    assert "thank you" in said


def test_who_reads_results_is_told_that_the_address_goes() -> None:
    said = texts.text("results", ABOUT, LINK).whole
    assert "Your address was kept for this letter alone" in said
    assert "answer until" not in said
