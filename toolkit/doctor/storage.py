"""The database, whichever it is: there, up to date, open to writers, and with its content."""

from collections.abc import Iterator

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from toolkit import content
from toolkit.doctor import postgresql
from toolkit.doctor.case import Case
from toolkit.doctor.findings import Finding, good, problem
from toolkit.storage import migrating
from toolkit.storage.database import Engines


def schema(engines: Engines) -> Iterator[Finding]:
    """Whether the database answers, and has the newest schema."""
    script = ScriptDirectory.from_config(migrating.configuration(str(engines.reading.url)))
    with engines.reading.connect() as connection:
        here = set(MigrationContext.configure(connection).get_current_heads())
    if here == set(script.get_heads()):
        yield good("the database answers, and its schema is up to date")
    elif here <= {revision.revision for revision in script.walk_revisions()}:
        yield problem("the database is empty, or of an older program", "Run: toolkit db upgrade")
    else:
        yield problem("the database is of a newer program", "Install the program it was used with.")


def writing(engines: Engines) -> Iterator[Finding]:
    """Whether the database takes writers; nothing is written."""
    with engines.writing.begin() as connection:  # on SQLite, this takes the writers' lock
        is_server = engines.writing.dialect.name == "postgresql"
        may_write = not is_server or connection.scalar(postgresql.MAY_WRITE)
    if may_write:
        yield good("the database can be written")
    else:
        yield problem(
            "the database cannot be written, or its tables are another role's",
            "Use the primary server, and the role that owns the tables.",
        )


def shipped_content(case: Case) -> Iterator[Finding]:
    """Whether the database has the questionnaires and tools of this program."""
    lacking = [
        f"{file.kind} {file.id} {file.version}"
        for file in content.packaged()
        if not content.is_known(case.session, file)
    ]
    if lacking:
        yield problem(f"the database lacks {', '.join(lacking)}", "Run: toolkit db upgrade")
    else:
        yield good("the database has all the content that is shipped")
