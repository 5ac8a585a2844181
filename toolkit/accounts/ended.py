"""Sign-ins that ended on one device: a kept copy of their cookie opens nothing any more.

Nothing says whose they were. A row is forgotten once its cookie would have ended by itself.
"""

import hashlib
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from toolkit.accounts.sessions import LONGEST_SECONDS
from toolkit.models import EndedSignIn


def note(session: Session, name: str, now: datetime) -> None:
    """Let nobody go on with the sign-in of this name; ending it twice does no harm."""
    session.execute(delete(EndedSignIn).where(EndedSignIn.until < now.date()))
    until = (now + timedelta(seconds=LONGEST_SECONDS)).date()
    with suppress(IntegrityError), session.begin_nested():
        session.add(EndedSignIn(digest=_digest(name), until=until))


def goes_on(name: str) -> ColumnElement[bool]:
    """That the sign-in of this name has not ended, for the statement that reads whose it is."""
    return ~exists().where(EndedSignIn.digest == _digest(name))


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
