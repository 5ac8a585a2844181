"""The command line: ``toolkit run`` and everything that keeps an installation going."""

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from aggregation.cells import TooFewError
from toolkit import content
from toolkit.accounts.commands import audit_command, users
from toolkit.app import create_app
from toolkit.config import Settings, from_environ
from toolkit.curate.commands import export_command, import_command
from toolkit.insights.commands import groups, links
from toolkit.mailing.commands import mail_group
from toolkit.processes.server import Server, configure_logging
from toolkit.processes.supervisor import run_together
from toolkit.refusal import Refusal
from toolkit.storage import backups, database
from toolkit.waves.commands import wave

# Loaded when they are called: they bring numerical libraries, which the web server must not have,
# or what only they need, which its start should not wait for.
_STEPS = {
    name: f"toolkit.processes.commands:{name}_command" for name in ("open", "close", "delete")
}
_LATER = {
    "publish": "toolkit.publish.commands:publish",
    "approve": "toolkit.processes.commands:approve",
    "discard": "toolkit.processes.commands:discard",
    "withdraw": "toolkit.publish.commands:withdraw",
    "demonstration": "toolkit.demonstration.commands:demonstration",
    "doctor": "toolkit.doctor.commands:doctor",
}
_CONTENT = {"strings": "toolkit.strings:command"}
_PUBLICATION = {
    name: f"toolkit.publish.commands:{name}" for name in ("attack", "expire", "preview", "verify")
} | {"give-up": "toolkit.publish.commands:give_up"}


class Commands(click.Group):
    """Commands that refuse with one clear message, some of them loaded when they are called.

    ``later`` maps the name of such a command to its place, ``module:attribute``.
    """

    def __init__(self, *args: Any, later: Mapping[str, str] | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self._later = later or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted({*super().list_commands(ctx), *self._later})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command, loading it where it waits to be called."""
        if cmd_name not in self._later:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._later[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - whatever the command returns
        """Run the command, and put what went wrong into words."""
        try:
            return super().invoke(ctx)
        except (Refusal, TooFewError) as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            raise  # whoever reads has read enough; click ends quietly
        except OSError as error:
            parts = (str(part) for part in (error.filename, error.strerror or error) if part)
            raise click.ClickException(": ".join(parts)) from error
        except SQLAlchemyError as error:
            reason = error.orig if isinstance(error, DBAPIError) else error
            raise click.ClickException(
                f"the database cannot be used: {reason}\n"
                "Where it is new or old, this may help: toolkit db upgrade"
            ) from error


@click.group(cls=Commands, later=_LATER)
@click.pass_context
def cli(context: click.Context) -> None:
    """Run an innovation-maturity diagnostic that nobody can read your answers from."""
    context.obj = from_environ()


@cli.command()
@click.pass_obj
def run(settings: Settings) -> None:
    """Bring the database up to date, serve the application and do its jobs."""
    configure_logging()
    _upgrade(settings)

    def web() -> None:
        engines = database.connect(settings.web_database_url, settings.results_database_url)
        app = create_app(settings, engines)
        click.echo(f"Serving {settings.public_url} (stop with Ctrl+C)")
        Server(app, settings, engines).run()

    def jobs() -> None:
        import_module("toolkit.processes.worker").run(settings)

    sys.exit(run_together(web, jobs))


@cli.group()
def db() -> None:
    """Look after the database."""


@db.command()
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Bring the schema and the shipped content up to date."""
    _upgrade(settings)
    click.echo("The database is up to date.")


@db.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_obj
def backup(settings: Settings, path: Path) -> None:
    """Copy the database to a new FILE, while people go on answering; no key is copied."""
    backups.back_up(settings.database_url, path)
    click.echo(f"The database is copied to {path}. Keep copies of the key folder elsewhere.")


@cli.group("content", cls=Commands, later=_CONTENT)
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


@cli.group(cls=Commands, later=_PUBLICATION)
def publication() -> None:
    """Look after publications."""


def _upgrade(settings: Settings) -> None:
    database.upgrade(settings.database_url)
    with database.transaction(settings.database_url) as session:
        content.import_packaged(session)


cli.add_command(audit_command)
content_group.add_command(export_command)
content_group.add_command(import_command)
cli.add_command(users)
cli.add_command(Commands(wave.name, commands=wave.commands, help=wave.help, later=_STEPS))
cli.add_command(mail_group)
publication.add_command(links)
publication.add_command(groups)


def main() -> None:
    """Run the command line."""
    cli()
