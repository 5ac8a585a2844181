"""How the schema gets from one version to the next: by Alembic, which is slow to load.

The server's start needs it only where the schema is not the newest, and loads it then.
"""

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from toolkit.refusal import Refusal
from toolkit.storage.database import MIGRATIONS


class SchemaError(Refusal):
    """The database has a schema that this program does not know."""


def upgrade(url: str) -> None:
    """Bring the schema to the newest version.

    Raises
    ------
    SchemaError
        When its version is none of ours.
    """
    try:
        command.upgrade(configuration(url), "head")
    except CommandError as error:
        raise SchemaError(
            f"the database cannot be used: {error}\n"
            "It is of a newer program: install the one that it was used with."
        ) from error


def configuration(url: str) -> Config:
    """Alembic's configuration, in code."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config
