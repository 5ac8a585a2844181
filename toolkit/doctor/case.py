"""What a check of the database is given."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from toolkit.config import Settings


@dataclass(frozen=True, slots=True)
class Case:
    """An installation, a transaction that reads its database, and the day."""

    settings: Settings
    session: Session
    today: date
