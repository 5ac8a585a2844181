"""The command line for the demonstration: load it, and say how to look at it."""

from datetime import UTC, datetime

import click

from toolkit import content
from toolkit.config import Settings
from toolkit.demonstration import visit
from toolkit.demonstration.load import Loader
from toolkit.storage import database
from toolkit.storage.database import Engines


@click.command()
@click.pass_obj
def demonstration(settings: Settings) -> None:
    """Load two published waves and an open one of 31 synthetic entities, and say how to look."""
    database.upgrade(settings.database_url)
    engines = database.connect(settings.database_url)
    try:
        with engines.write() as session:
            content.import_packaged(session)
        Loader(settings, engines, datetime.now(UTC).date(), click.echo).load()
        _say_how_to_look(settings, engines)
    finally:
        engines.dispose()


def _say_how_to_look(settings: Settings, engines: Engines) -> None:
    with engines.write() as session:
        sign_ins = list(visit.sign_ins(session, settings.instance / "demonstration"))
        invitation = visit.invitation(session, settings)
        results = visit.results(session, settings)
    click.echo(
        "\nA demonstration is loaded: names and most sizes are real, everything else is invented."
    )
    click.echo(f"  Answer as somebody invited:     {invitation or 'the wave is closed'}")
    click.echo(f"  Read what everybody invited can: {results or 'nothing is published'}")
    click.echo(f"  Sign in at                      {settings.public_url}/account/sign-in")
    for role, email, password in sign_ins:
        click.echo(f"    {role:<17} {email:<30} {password}")
    click.echo()
