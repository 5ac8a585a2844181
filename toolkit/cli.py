"""The command line: ``toolkit run`` and everything that keeps an installation going."""

import sys

import click
from sqlalchemy.exc import OperationalError

from aggregation.cells import TooFewError
from toolkit import content, database, strings
from toolkit.app import create_app
from toolkit.ballots import UnsealError
from toolkit.config import Settings, SettingsError, from_environ
from toolkit.content import BadContentError
from toolkit.keyhalves import KeyFileError
from toolkit.server import Server, configure_logging
from toolkit.waves.roster import RosterError
from toolkit.waves.service import WaveError

_REFUSALS = (
    BadContentError,
    KeyFileError,
    RosterError,
    SettingsError,
    TooFewError,
    WaveError,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def cli(context: click.Context) -> None:
    """Run an innovation-maturity diagnostic that nobody can read your answers from."""
    context.obj = from_environ()


@cli.command()
@click.pass_obj
def run(settings: Settings) -> None:
    """Bring the database up to date and serve the application."""
    configure_logging()
    _upgrade(settings)
    engines = database.connect(settings.database_url)
    click.echo(f"Serving {settings.public_url} (stop with Ctrl+C)")
    Server(create_app(settings, engines), settings, engines).run()


@cli.group()
def db() -> None:
    """Look after the database."""


@db.command()
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Bring the schema and the shipped content up to date."""
    _upgrade(settings)
    click.echo("The database is up to date.")


@cli.group("content")
def content_group() -> None:
    """Look after questionnaires and tools."""


@content_group.command()
def check() -> None:
    """Check every content file, and name every problem at once."""
    files = content.packaged()
    questionnaires = sum(file.kind == content.QUESTIONNAIRE for file in files)
    click.echo(
        f"{questionnaires} questionnaire(s) and {len(files) - questionnaires} tools are good."
    )


@content_group.command("import")
@click.pass_obj
def import_command(settings: Settings) -> None:
    """Add the shipped content that the database lacks."""
    with database.transaction(settings.database_url) as session:
        click.echo(f"{content.import_packaged(session)} file(s) added.")


@content_group.command("strings")
def strings_command() -> None:
    """Write the templates that translators begin with: interface and content."""
    for path, number in strings.write():
        click.echo(f"{number} strings in {path}")


def _upgrade(settings: Settings) -> None:
    database.upgrade(settings.database_url)
    with database.transaction(settings.database_url) as session:
        content.import_packaged(session)


def main() -> None:
    """Run the command line; a refusal is one clear message, not a traceback."""
    try:
        cli()
    except UnsealError:
        sys.exit("Refused: the two key halves do not open the test ballot")
    except _REFUSALS as error:
        sys.exit(f"Refused:\n{error}")
    except OperationalError as error:
        sys.exit(f"The database cannot be used: {error.orig}")
