"""The command line for results: links by which invited people read them, groups of entities."""

import click

from toolkit.audit import command_line
from toolkit.config import Settings
from toolkit.insights import grouping, service
from toolkit.storage.database import transaction


@click.command()
@click.argument("wave_id", metavar="WAVE", type=int)
@click.pass_obj
def links(settings: Settings, wave_id: int) -> None:
    """Show the link by which everybody invited in an entity reads its results."""
    with transaction(settings.database_url) as session:
        found = service.reading_links(session, settings.secret_key, wave_id)
    for entity, token in found:
        click.echo(f"{entity}\t{settings.public_url}/results/read/{token}")


@click.group()
def groups() -> None:
    """Name groups of entities, or look for them anew."""


@groups.command()
@click.argument("wave_id", metavar="WAVE", type=int)
@click.argument("number", type=int)
@click.argument("name")
@click.pass_obj
def name(settings: Settings, wave_id: int, number: int, name: str) -> None:
    """Call group NUMBER (from 1) of a wave by NAME; an empty one takes the name back."""
    with transaction(settings.database_url) as session:
        grouping.name_group(session, wave_id, number - 1, name, actor=command_line())
    click.echo(f"wave {wave_id}: group {number} is called {name or 'after its differences'}")


@groups.command()
@click.argument("wave_id", metavar="WAVE", type=int)
@click.pass_obj
def anew(settings: Settings, wave_id: int) -> None:
    """Look for groups anew in the newest wave, instead of placing its entities in earlier ones."""
    with transaction(settings.database_url) as session:
        grouping.search_anew(session, wave_id, actor=command_line())
    click.echo(f"wave {wave_id}: asked for; the job process looks for groups anew")
