"""The command line for readers: the links by which invited people read the results."""

import click

from toolkit.config import Settings
from toolkit.database import transaction
from toolkit.insights import service


@click.command()
@click.argument("wave_id", metavar="WAVE", type=int)
@click.pass_obj
def links(settings: Settings, wave_id: int) -> None:
    """Show the link by which everybody invited in an entity reads its results."""
    with transaction(settings.database_url) as session:
        found = service.reading_links(session, settings.secret_key, wave_id)
    for entity, token in found:
        click.echo(f"{entity}\t{settings.public_url}/results/read/{token}")
