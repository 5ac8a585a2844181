"""Where there is nothing to show: figures taken out of a publication, and how pages say so."""

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

from htmlpage import Page
from sqlalchemy.orm import Session
from voting import Voting
from waves import OpenWave

from aggregation.publication import NodeFigures, Publication
from toolkit.models import Published
from toolkit.publications import verified

Rows = list[dict[str, str]]


def never_nothing_as_a_number(page: Page) -> None:
    """No blank is a number or a program's word for nothing."""
    assert not {"nan", "inf"} & set(re.findall(r"[a-z]+", page.text.casefold()))
    assert "None" not in re.sub(r"None(:| of these)", "", page.text)
    assert not re.search(r"(?<![\d.,])0(\.0)? (of 5|%)", page.text)
    assert not re.search(r"\b0\.0 (of|to) ", page.text)


def rows_without_nothing(text: str) -> Rows:
    """The rows of a file, once none of them gives a number where there is nothing."""
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    for row in rows:
        assert not {"nan", "inf", "None"} & set(row.values()), row
        if row["figure"] != "module-change":
            assert row["value"] not in {"0", "0.0"}, row
        if not row["value"] and row["figure"] != "response":
            assert not any(row[key] for key in ("cap", "low", "high", "people_from")), row
    return rows


def rewrite(voting: Voting, wave: OpenWave, change: Callable[[Publication], Publication]) -> None:
    """Publish other figures for a wave, as stage one could have made them."""
    with Session(voting.engines.writing) as session, session.begin():
        row = session.get_one(Published, wave.id)
        other = change(verified(row))
        row.text, row.sha256 = other.json, other.hash


def halved(publication: Publication) -> Publication:
    """The publication without every second question, without progress and without barriers."""
    return replace(publication, nodes=tuple(map(_half, publication.nodes)))


def _half(node: NodeFigures) -> NodeFigures:
    blank = {"people": None, "mean": None, "buckets": None, "without_level": None}
    questions = tuple(
        replace(one, **blank) if place % 2 else one  # type: ignore[arg-type]
        for place, one in enumerate(node.questions)
    )
    progress = tuple(replace(one, people=None, shares=None) for one in node.progress)
    barriers = replace(node.barriers, people=None, shares=None)
    return replace(node, questions=questions, progress=progress, barriers=barriers)
