"""The whole report: a database of its own, every measurement, and two tables."""

import gc
import os
import platform
import sys
from collections.abc import Iterator
from tempfile import TemporaryDirectory

from flask import Flask
from waves import open_wave, roster

from questionnaires.model import Questionnaire
from tests.benchmarks import catalogue, insights, letters, process, publication, sealing, weight
from tests.benchmarks.bare import create_bare
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.journey import Step, Walker, html_of, in_turn, steps
from tests.benchmarks.pages import RATIO_BUDGET
from toolkit import content
from toolkit.app import create_app
from toolkit.config import Settings, from_environ
from toolkit.storage import database

PAIRS, PEOPLE = 40, 50
OTHER_PAGES = ("/", "/tools/", "/tools/from-pilot-to-scale", "/privacy", "/assessment/return")


def main() -> None:
    """Print the report; only an error makes it fail, never a figure."""
    sys.stdout.write(f"Python {platform.python_version()}, {os.cpu_count()} cores, SQLite\n\n")
    with TemporaryDirectory() as folder:
        settings = from_environ(
            {"TOOLKIT_INSTANCE": folder, "TOOLKIT_PUBLIC_URL": "https://localhost"}
        )
        database.upgrade(settings.database_url)
        with database.transaction(settings.database_url) as session:
            content.import_packaged(session)
            questionnaire = content.newest_questionnaire(session)
        engines = database.connect(settings.database_url)
        try:
            _report(settings, engines, questionnaire)
        finally:
            engines.dispose()


def _report(settings: Settings, engines: database.Engines, questionnaire: Questionnaire) -> None:
    links = list(open_wave(settings, engines, roster(2 * PAIRS + 2 + PEOPLE)).tokens.values())
    app = create_app(settings, engines)
    alone = list(steps(questionnaire))
    pages = Walker(app).walk([*alone, *(Step(path) for path in OTHER_PAGES)])
    bare = create_bare({path: html_of(body) for path, body in pages.items()}, engines)
    weights = weight.weigh(app, pages)
    measured = [
        *_journeys(app, bare, questionnaire, links[PEOPLE:]),
        *catalogue.figures(app, engines, settings),
        *insights.figures(app, settings, engines, questionnaire),
        *publication.figures(),
        *letters.figures(settings),
        *weight.figures(weights),
        *sealing.figures(),
        *process.figures(settings, questionnaire, links[:PEOPLE]),
    ]
    sys.stdout.write(f"{table(measured)}\n\n{weight.listing(weights)}\n")


def _journeys(
    app: Flask, bare: Flask, questionnaire: Questionnaire, links: list[str]
) -> Iterator[Figure]:
    """CPU of the server for whole journeys, in turn with the bare one."""
    invited = [list(steps(questionnaire, link)) for link in links]
    alone = list(steps(questionnaire))
    in_turn(app, bare, [(alone, alone), (invited[-2], invited[-1])])
    gc.collect()
    gc.freeze()  # as the server does before it starts its workers
    times = in_turn(app, bare, [(alone, alone)] * PAIRS)
    yield Figure("Journey for oneself, CPU", "ms", *times, RATIO_BUDGET, is_ratio=True)
    times = in_turn(app, bare, zip(invited[0:-2:2], invited[1:-2:2], strict=True))
    yield Figure("Journey in a wave, with sealing, CPU", "ms", *times, RATIO_BUDGET, is_ratio=True)
