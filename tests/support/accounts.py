"""People with an account, as an administrator makes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from toolkit.accounts import service
from toolkit.models import User
from toolkit.roles import Role
from toolkit.storage.database import Engines

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
EMAIL = "amina@example.org"


@dataclass(frozen=True)
class People:
    """Makes accounts, and signs visitors in to them."""

    engines: Engines

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with Session(self.engines.writing) as session, session.begin():
            yield session

    @property
    def is_alone_writing(self) -> bool:
        """Whether the database lets only one transaction write at a time."""
        return self.engines.writing.dialect.name == "sqlite"

    def add(self, *grants: tuple[Role, str], email: str = EMAIL) -> str:
        with self.writing() as session:
            service.create(session, email, PASSWORD, actor="tests")
            for role, entity in grants:
                service.grant(session, email, role, entity, actor="tests")
        return email

    def find(self, email: str = EMAIL) -> User:
        with Session(self.engines.reading) as session:
            return service.find(session, email)
