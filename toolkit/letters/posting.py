"""Sending a mailing: some letters at a time, each written down as soon as the server has it.

Killed between the two, the letter is sent again; that does no harm, since its link is the same.
What a slice may send of the letters a minute is taken from all mailings before it begins, so that
the limit holds for the installation, whatever ends the process.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from toolkit import mail
from toolkit.config import MailServer, Settings
from toolkit.letters.piles import MOST_ATTEMPTS, Pile, pile_of
from toolkit.mail import Answer, Letter, MailError, NoServerError, Postman, Verdict
from toolkit.models import Mailing, MailPace
from toolkit.storage.database import Engines

MOST_AT_ONCE = 200  # letters; then others have their turn
SECONDS_AT_ONCE = 10.0  # likewise
READ_AT_ONCE = 20  # letters; a link that is replaced meanwhile opens nothing, and goes again
_ROUND_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720))
_AFTER_TROUBLE = timedelta(minutes=1)
_AFTER_OTHERS = timedelta(milliseconds=1)  # that had to wait for this mailing
_PACE = 1  # the only row

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of one slice."""

    tried: int
    trouble: str = ""


def post(
    engines: Engines, settings: Settings, mailing_id: int, progress: Progress, now: datetime
) -> datetime | None:
    """Send the next letters of a mailing, and say when to go on; None when nothing waits.

    Raises
    ------
    MailError
        When the server took no letter at all.
    StillReadError
        When all are sent, and their addresses are not gone from the database's files yet.
    """
    server = settings.mail
    with engines.write() as session:
        mailing = session.get(Mailing, mailing_id)
        if mailing is None:
            return None
        pile, rounds = pile_of(session, settings, mailing), mailing.rounds
        if pile.is_over(session):
            pile.drop(session)
            mailing.trouble = ""
        keys = pile.waiting(session, rounds, _most(server))
        before = pile.left(session)
        if keys and (free_from := _free_from(session)) > now:
            return free_from
        _take(session, server, len(keys), now)
    try:
        done = _slice(engines, mail.server_of(settings), pile, keys) if keys else _Done(0)
    except (MailError, NoServerError) as error:
        _keep(engines, mailing_id, str(error))
        raise
    with engines.read() as session:
        left = pile.left(session)
    progress(before - left, before)
    due = _next(engines, server, pile, mailing_id, done, now)
    if due is None:
        pile.clear_up()
    return due


def _most(server: MailServer | None) -> int:
    """How many letters a slice has at most: those of a quarter of a minute."""
    return min(MOST_AT_ONCE, max(1, server.per_minute // 4)) if server else MOST_AT_ONCE


def _free_from(session: Session) -> datetime:
    """When the letters that were sent, of whatever mailing, have had their time."""
    pace = session.get(MailPace, _PACE, with_for_update=True)
    return pace.free_from if pace else datetime.min.replace(tzinfo=UTC)


def _take(session: Session, server: MailServer | None, letters: int, now: datetime) -> datetime:
    """Let no letter follow before so many have had their time; from when on some may again."""
    if not letters or server is None:
        return now
    free_from = now + timedelta(minutes=letters / server.per_minute)
    session.merge(MailPace(id=_PACE, free_from=free_from))
    return free_from


def _slice(engines: Engines, server: MailServer, pile: Pile, keys: list[str]) -> _Done:
    tried, taken = 0, 0
    with mail.conversation(server) as postman:
        until = time.monotonic() + SECONDS_AT_ONCE  # a server may let us wait before it greets
        for key, letter in _written(engines, pile, keys):
            try:
                answer = _send(engines, postman, pile, key, letter)
            except MailError as error:
                if not taken:
                    raise
                return _Done(tried, str(error))
            tried += 1
            taken += answer.verdict is Verdict.TAKEN
            if time.monotonic() > until:
                break
    return _Done(tried)


def _written(
    engines: Engines, pile: Pile, keys: Sequence[str]
) -> Iterator[tuple[str, Letter | None]]:
    """Each letter shortly before its turn; none in the place of one that is not to be sent."""
    for first in range(0, len(keys), READ_AT_ONCE):
        some = keys[first : first + READ_AT_ONCE]
        with engines.read() as session:
            letters = pile.letters(session, some)
        for key in some:
            yield key, letters.get(key)


def _send(
    engines: Engines, postman: Postman, pile: Pile, key: str, letter: Letter | None
) -> Answer:
    """Send one letter and write it down; one that the conversation ends with waits a round."""
    if letter is None:
        answer = Answer(Verdict.REFUSED, "this person is not invited any more")
    else:
        try:
            answer = postman.hand_over(letter)
        except MailError as error:
            with engines.write() as session:
                pile.settle(session, key, Answer(Verdict.LATER, str(error)[:200]))
            raise
    with engines.write() as session:
        pile.settle(session, key, answer)
    return answer


def _next(
    engines: Engines,
    server: MailServer | None,
    pile: Pile,
    mailing_id: int,
    done: _Done,
    now: datetime,
) -> datetime | None:
    with engines.write() as session:
        mailing = session.get_one(Mailing, mailing_id)
        mailing.trouble = done.trouble
        free_from = _take(session, server, done.tried, now)
        if pile.waiting(session, mailing.rounds, 1):
            if done.trouble:
                return now + _AFTER_TROUBLE
            return free_from + _AFTER_OTHERS
        if not pile.left(session):
            mailing.rounds = 0
            return None
        pause = _ROUND_PAUSES[min(mailing.rounds, MOST_ATTEMPTS - 2)]
        mailing.rounds += 1
        return now + pause


def _keep(engines: Engines, mailing_id: int, trouble: str) -> None:
    with engines.write() as session:
        session.get_one(Mailing, mailing_id).trouble = trouble[:300]
