"""Whatever a page shows is made from stage one: what this does not tell apart changes no byte."""

import random
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import BASE_URL, Visitor
from flask import Flask
from voting import Voter, Voting, everything

from questionnaires.model import Answer, Questionnaire
from questionnaires.responses import Response
from toolkit.app import create_app
from toolkit.config import from_environ
from toolkit.content import newest_questionnaire
from toolkit.insights.drawing import draw
from toolkit.reading import reading_token
from toolkit.storage import database

SIZES = {("Alpha", "Field"): 40, ("Alpha", "HQ"): 40, ("Bravo", ""): 40}
SECRET = "one secret for both houses, so that links and sessions agree"  # noqa: S105 - of nobody


class Exchanged:
    """The same people's answers, each module's dealt anew among the people of a cell."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def __call__(self, questionnaire: Questionnaire, voter: Voter) -> Response:
        own = self._answers(questionnaire, voter, voter.number)
        answers: dict[str, Answer] = {}
        for module in questionnaire.modules:
            other = self._answers(questionnaire, voter, self._dealt(module.id, voter.number))
            answers |= {one.id: other.answers[one.id] for one in module.questions}
        barriers = self._answers(questionnaire, voter, self._dealt("barriers", voter.number))
        return own.model_copy(update={"answers": answers, "barriers": barriers.barriers})

    def _dealt(self, block: str, number: int) -> int:
        places = list(range(30))
        if self._seed:
            random.Random(f"{self._seed} {block}").shuffle(places)  # noqa: S311 - no secret
        return places[number]

    def _answers(self, questionnaire: Questionnaire, voter: Voter, number: int) -> Response:
        chance = random.Random(f"{voter.entity} {voter.value} {number}")  # noqa: S311 - no secret
        return everything(questionnaire, Voter(voter.entity, voter.value, number, chance))


@contextmanager
def house(folder: Path, template: Path) -> Iterator[tuple[Voting, Flask]]:
    folder.mkdir()
    shutil.copy(template, folder / "toolkit.db")
    settings = from_environ(
        {
            "TOOLKIT_INSTANCE": str(folder),
            "TOOLKIT_DATABASE_URL": f"sqlite:///{folder / 'toolkit.db'}",
            "TOOLKIT_PUBLIC_URL": BASE_URL,
            "TOOLKIT_SECRET_KEY": SECRET,
        }
    )
    engines = database.connect(settings.database_url)
    with database.transaction(settings.database_url) as session:
        voting = Voting(settings, engines, newest_questionnaire(session))
    yield voting, create_app(settings, engines)
    engines.dispose()


def shown(voting: Voting, app: Flask, seed: int) -> list[str]:
    """Two waves, and everything that can be read of the second."""
    voting.publish(SIZES, 30, Exchanged(0))
    wave = voting.publish(SIZES, 30, Exchanged(seed))
    draw(voting.engines, wave.id, ("en",), lambda _done, _total: None)
    visitor = Visitor(app)
    texts = []
    for entity in ("Alpha", "Bravo"):
        path = f"/results/read/{reading_token(SECRET, wave.id, entity)}"
        texts += [visitor.get(path).html, visitor.fetch(f"{path}/figures.csv").text]
        for chart in re.findall(rf'"({path}/[a-z-]+\.svg)"', texts[-2]):
            response = visitor.fetch(chart)
            assert response.status_code == 200
            texts.append(response.text)
    return [re.sub(r'name="csrf_token" value="[^"]*"', "", text) for text in texts]


@pytest.mark.parametrize("seed", [1, 2])
def test_who_in_a_cell_said_what_changes_no_byte_of_page_or_file(
    tmp_path: Path, sqlite_template: Path, seed: int
) -> None:
    with house(tmp_path / "one", sqlite_template) as (voting, app):
        one = shown(voting, app, 0)
    with house(tmp_path / "other", sqlite_template) as (voting, app):
        other = shown(voting, app, seed)
    assert len(one) == 2 * (2 + 4)  # a page, its file, and two charts in two widths
    assert one == other


def test_other_answers_do_change_the_page(tmp_path: Path, sqlite_template: Path) -> None:
    with house(tmp_path / "one", sqlite_template) as (voting, app):
        wave = voting.publish(SIZES, 30, seed=1)
        path = f"/results/read/{reading_token(SECRET, wave.id, 'Alpha')}"
        first = Visitor(app).get(path).html
    with house(tmp_path / "other", sqlite_template) as (voting, app):
        voting.publish(SIZES, 30, seed=2)
        assert Visitor(app).get(path).html != first
