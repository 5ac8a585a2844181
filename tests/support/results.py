"""An installation with results to read, of every kind, and an administrator who reads them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import ownasked
from accounts import People
from voting import ACTOR, Voter, Voting, everything, roster
from waves import PLAN, import_roster, open_wave

from questionnaires.model import Questionnaire
from questionnaires.responses import Response
from toolkit import jobs
from toolkit.config import Settings
from toolkit.insights import drawing
from toolkit.models import OwnState
from toolkit.publish import service
from toolkit.reading import reading_token
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves import service as waves

ADMINISTRATOR = "administrator@example.org"
_CHARTED, _LITTLE, _NOTHING = "Alpha", "Golf", "Hotel"  # entities, by what is shown of them
_SMALL = {_NOTHING, "India"}  # two, or the next one would be withheld with a single one
_OF_SMALL = 9  # how many answer there
_SIZES = {
    (_CHARTED, "Field"): 70,
    (_CHARTED, "Headquarters"): 60,
    **{(name, ""): 75 for name in ("Bravo", "Charlie", "Delta", "Echo", "Foxtrot")},
    (_LITTLE, ""): 14,  # averages, but no distributions
    **{(name, ""): 12 for name in sorted(_SMALL)},
}


@dataclass(frozen=True)
class Results:
    """What there is to read, by the number of its wave."""

    published: int  # with a wave before it, and its charts drawn
    withdrawn: int
    coming: int
    planned: int  # with questions of an entity's own that wait for a curator
    token: str  # of the link by which everybody invited reads what is published

    def paths(self) -> dict[str, str]:
        """Every kind of page, by what it is."""
        wave = f"/account/results/{self.published}"
        return {
            "results": "/account/results/",
            "jobs, one given up": "/account/jobs/",
            "waves": "/account/waves/",
            "a wave to be planned": "/account/waves/new",
            "a wave that is open": f"/account/waves/{self.coming}/",
            "a wave that is published": f"/account/waves/{self.published}/",
            "closing a wave": f"/account/waves/{self.coming}/steps/close",
            "letters of a wave": f"/account/mail/{self.coming}/",
            "a reminder": f"/account/mail/{self.coming}/reminder/{_CHARTED}",
            "mail server": "/account/mail-server/",
            "an entity in a wave": f"/account/coordinating/{self.coming}/{_CHARTED}",
            "an entity's time zone": f"/account/coordinating/zone/{self.coming}/{_CHARTED}",
            "system": f"{wave}/system",
            "entity": f"{wave}/entity/{_CHARTED}",
            "entity of which little is shown": f"{wave}/entity/{_LITTLE}",
            "entity of which nothing is shown": f"{wave}/entity/{_NOTHING}",
            "not published yet": f"/account/results/{self.coming}/system",
            "withdrawn": f"/account/results/{self.withdrawn}/entity/{_CHARTED}",
            "by the reading link": f"/results/read/{self.token}",
            "by a wrong reading link": "/results/read/nobody",
            "reports of an entity": f"{wave}/reports/{_CHARTED}",
            "reports of the system": f"{wave}/system/reports",
            **self._of_accounts(),
            **self._of_an_entity(),
            **self._of_own_questions(),
            **_OF_CURATORS,
        }

    def _of_accounts(self) -> dict[str, str]:
        """Pages on people, and on who is invited."""
        return {
            "people": "/account/people/",
            "inviting somebody": "/account/people/invite",
            "somebody": "/account/people/1",
            "audit log": "/account/audit/",
            "how you sign in": "/account/methods/",
            "another password": "/account/methods/password",
            "outlooks": "/account/outlook/",
            "outlook": f"/account/outlook/{self.coming}",
            "rosters": "/account/rosters/",
            "roster": f"/account/rosters/{self.coming}/",
            "sample of an entity": f"/account/samples/{self.coming}/{_CHARTED}",
            "roster of an entity": f"/account/rosters/{self.coming}/entity/{_CHARTED}",
        }

    def _of_an_entity(self) -> dict[str, str]:
        """Pages on which an entity says what is its to say."""
        at = f"/account/entity/{self.published}"
        return {
            "your entity": "/account/entity/",
            "ambition": f"/account/entity/{self.coming}/ambition/{_CHARTED}",
            "return": f"/account/entity/{self.coming}/return/{_CHARTED}",
            "decisions": f"{at}/decisions/{_CHARTED}",
            "offers and asks": f"{at}/exchange/{_CHARTED}",
            "an offer": f"{at}/exchange/offer/1/{_CHARTED}",
            "follow-up": f"{at}/follow-up/{_CHARTED}",
            "naming": f"{at}/naming/{_CHARTED}",
        }

    def _of_own_questions(self) -> dict[str, str]:
        """Pages on what an entity asks of its own, and on which a curator reads it."""
        at = f"/account/entity/{self.planned}/own-questions"
        return {
            "own questions": f"{at}/{_CHARTED}",
            "writing own questions": f"{at}/write/{_CHARTED}",
            "own questions, none": f"/account/entity/{self.coming}/own-questions/{_CHARTED}",
            "desk, own questions": "/account/curate/own-questions/",
            "desk, an entity's questions": (
                f"/account/curate/own-questions/{self.planned}/{_CHARTED}"
            ),
        }


_TOOL = "/account/curate/tools/from-pilot-to-scale"
_OF_CURATORS = {
    "desk": "/account/curate/",
    "desk, tools": "/account/curate/tools",
    "desk, a tool": _TOOL,
    "desk, a version": f"{_TOOL}/versions/1/",
    "desk, a preview": f"{_TOOL}/versions/1/preview",
    "desk, a new tool": "/account/curate/new-tool",
    "desk, questionnaires": "/account/curate/questionnaires/",
    "desk, a questionnaire": "/account/curate/questionnaires/space/versions/1/",
    "desk, catalogue": "/account/curate/catalogue",
    "desk, coverage": "/account/curate/coverage",
    "desk, called for": "/account/curate/called-for",
    "desk, questions": "/account/curate/questions",
    "desk, other weights": "/account/curate/weights?largest_gap=1&gain_share=1",
    "desk, links": "/account/curate/links",
    "desk, links of a tool": f"{_TOOL}/links",
    "cases": "/account/curate/cases/",
    "a new case": "/account/curate/cases/new",
}


def add_administrator(engines: Engines) -> None:
    """Make the account that reads everything."""
    People(engines).add(
        (Role.ADMINISTRATOR, ""),
        (Role.CURATOR, ""),
        (Role.EXECUTIVE, _CHARTED),
        (Role.COORDINATOR, _CHARTED),
        email=ADMINISTRATOR,
    )


def make_results(settings: Settings, engines: Engines, questionnaire: Questionnaire) -> Results:
    """Hold four waves where there were none, and draw charts of one; a job of another fails."""
    voting = Voting(settings, engines, questionnaire, own={_CHARTED: 3})
    withdrawn, _before, published = (
        voting.publish(_SIZES, 30, _answer, seed=seed).id for seed in (1, 2, 3)
    )
    with engines.write() as session:
        service.withdraw(session, withdrawn, "The roster was of another year", actor=ACTOR)
    coming = open_wave(settings, engines, roster({(_CHARTED, ""): 30})).id
    planned = _plan(engines)
    drawing.draw(engines, published, settings.languages, lambda *_steps: None)
    _give_up(engines)
    token = reading_token(settings.secret_key, published, _CHARTED)
    return Results(published, withdrawn, coming, planned, token)


def _plan(engines: Engines) -> int:
    """A wave to come, with questions of an entity's own."""
    with engines.write() as session:
        wave_id = waves.create(session, PLAN).id
        import_roster(session, wave_id, roster({(_CHARTED, ""): 30}))
        ownasked.keep(session, wave_id, _CHARTED, 3, OwnState.REVIEW)
    return wave_id


def _answer(questionnaire: Questionnaire, voter: Voter) -> Response:
    """Everything, but nothing at all where no more people are to answer."""
    if voter.entity in _SMALL and voter.number >= _OF_SMALL:
        return Response()
    return everything(questionnaire, voter)


def _give_up(engines: Engines) -> None:
    """Let the first job fail as often as it is tried."""
    now = datetime.now(UTC)
    with engines.write() as session:
        job_id = jobs.next_due(session, now)
        assert job_id is not None
        for _attempt in range(jobs.ATTEMPTS):
            now += timedelta(hours=1)
            jobs.begin(session, job_id, now)
            jobs.fail(session, job_id, "there is no space left on the disk", now)
