"""The command line for who is invited to a wave: the roster, its confirmation, and links."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import click

from aggregation.cells import TooFewError
from toolkit.audit import command_line
from toolkit.config import Settings
from toolkit.planning import samples
from toolkit.roles import Role
from toolkit.spreadsheet import cell
from toolkit.storage.database import transaction
from toolkit.waves import confirmation, invitations, roster_rows
from toolkit.waves.invitations import Invitation
from toolkit.waves.roster import Invited, read_entities

_WAVE = click.argument("wave_id", metavar="WAVE", type=click.IntRange(1, 2**31 - 1))
_SHEET = click.argument("sheet", metavar="FILE", type=click.File("rb"))
_PERSON = click.argument("person")


@click.group()
def roster() -> None:
    """Say who is eligible in a wave, have it confirmed, and look after invitations."""


@roster.command("entities")
@_WAVE
@_SHEET
@click.pass_obj
def list_entities(settings: Settings, wave_id: int, sheet: BinaryIO) -> None:
    """Say which entities take part (column entity); rows of others are refused then."""
    entities = read_entities(sheet.read())
    with transaction(settings.database_url) as session:
        roster_rows.list_entities(session, wave_id, entities, actor=command_line())
    click.echo(f"{len(entities)} entities take part in wave {wave_id}.")


@roster.command("import")
@_WAVE
@_SHEET
@click.pass_obj
def import_sheet(settings: Settings, wave_id: int, sheet: BinaryIO) -> None:
    """Put the rows of a CSV in the place of those of the entities that it names.

    Columns: person, entity and, where there are any, value and mail.
    """
    data = sheet.read()
    with transaction(settings.database_url) as session:
        number = roster_rows.import_sheet(session, wave_id, data, actor=command_line())
    click.echo(f"{number} people are on the roster. Next: toolkit wave roster show {wave_id}")


@roster.command("remove")
@_WAVE
@click.argument("entity")
@click.pass_obj
def remove(settings: Settings, wave_id: int, entity: str) -> None:
    """Take an entity off the roster of a planned wave."""
    with transaction(settings.database_url) as session:
        roster_rows.remove_entity(session, wave_id, entity, actor=command_line())
    click.echo(f"{entity} is off the roster of wave {wave_id}.")


@roster.command("show")
@_WAVE
@click.pass_obj
def show(settings: Settings, wave_id: int) -> None:
    """Show each entity with its people and its time zone, the groups they make, what is missing."""
    with transaction(settings.database_url) as session:
        drawn = samples.of_wave(session, wave_id)
        for one in roster_rows.entities_of(session, wave_id):
            sample = drawn.get(one.entity)
            how = f" drawn at random of {sample.eligible}" if sample else ""
            by = f"confirmed by {one.confirmed_by}" if one.confirmed_by else "not confirmed"
            click.echo(f"{one.entity}\t{one.people} people{how}\t{by}\tdays of {one.zone}")
        try:
            for part in roster_rows.parts(session, wave_id):
                name = f"{part.entity}, {part.value}" if part.value else part.entity
                click.echo(f"counted as: {name}\t{part.eligible} people")
        except TooFewError as error:
            click.echo(f"counted as: nothing yet, for {error}")
        for line in confirmation.missing(session, wave_id):
            click.echo(f"missing: {line}")


@roster.command("confirm")
@_WAVE
@click.option("--by", required=True, help="The address of the account in whose name.")
@click.option("--entity", default="", help="The entity whose coordinator confirms its rows.")
@click.option(
    "--spares",
    type=click.IntRange(0, confirmation.MOST_SPARES),
    default=confirmation.MOST_SPARES,
    show_default=True,
    help="Without --entity: percent of an entity's people for whom spare links are made.",
)
@click.pass_obj
def confirm(settings: Settings, wave_id: int, by: str, entity: str, spares: int) -> None:
    """Confirm an entity's rows for its coordinator, or, last, the whole for an administrator."""
    actor = command_line()
    with transaction(settings.database_url) as session:
        role = Role.COORDINATOR if entity else Role.ADMINISTRATOR
        address = confirmation.holder(session, by, role, entity)
        if entity:
            confirmation.confirm_entity(session, wave_id, entity, by=address, actor=actor)
            click.echo(f"The rows of {entity} are confirmed, in the name of {address}.")
            return
        made = confirmation.confirm_whole(
            session, wave_id, settings.keys, by=address, actor=actor, spares=spares
        )
    click.echo(f"The roster of wave {wave_id} is confirmed, in the name of {address}.")
    click.echo(f"{made} spare links are made for people who come later.")


@roster.command("add")
@_WAVE
@click.option("--person", required=True, help="Name or address.")
@click.option("--entity", required=True, help="Where the person works.")
@click.option("--value", default="", help="Of the axis that the entity reports on.")
@click.option("--mail", default="", help="Where an invitation can be sent.")
@click.pass_obj
def add(settings: Settings, wave_id: int, person: str, entity: str, value: str, mail: str) -> None:
    """Hand out a spare link to somebody who became eligible after the wave opened."""
    one = Invited(person.strip(), entity, value, mail.strip())
    with transaction(settings.database_url) as session:
        invitations.hand_out(session, wave_id, one, actor=command_line())
    click.echo(f"{one.person} is invited. Next: toolkit wave links {wave_id} --out FILE")


@roster.command("replace")
@_WAVE
@_PERSON
@click.pass_obj
def replace(settings: Settings, wave_id: int, person: str) -> None:
    """Give PERSON (name or address) another link, in place of one that was lost or seen."""
    with transaction(settings.database_url) as session:
        found = invitations.named(session, wave_id, person)
        invitations.replace(session, wave_id, settings.keys, found, actor=command_line())
    click.echo(f"The old link of {person} opens nothing now, and there is a new one.")


@roster.command("withdraw")
@_WAVE
@_PERSON
@click.pass_obj
def withdraw(settings: Settings, wave_id: int, person: str) -> None:
    """Let the link of PERSON (name or address), who left, open nothing any more."""
    with transaction(settings.database_url) as session:
        found = invitations.named(session, wave_id, person)
        invitations.withdraw(session, wave_id, settings.keys, found, actor=command_line())
    click.echo(f"The link of {person} opens nothing now.")


@click.command()
@_WAVE
@click.option("--out", required=True, type=click.Path(path_type=Path), help="CSV to write.")
@click.option("--entity", default="", help="Only the people of this entity.")
@click.pass_obj
def links(settings: Settings, wave_id: int, out: Path, entity: str) -> None:
    """Write the link of everybody on a confirmed roster, for sealed slips."""
    with transaction(settings.database_url) as session:
        found = invitations.write_down(
            session, wave_id, settings.keys, entity, actor=command_line()
        )
        _write_links(out, settings.public_url, found)
    click.echo(f"{len(found)} links are in {out}. Send each to its person, and delete the file.")


def _write_links(path: Path, public_url: str, found: Iterable[Invitation]) -> None:
    """Write the links where only the owner of the file can read them."""
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    os.fchmod(descriptor, 0o600)  # the file may have been there before
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("person", "entity", "link"))
        for one in found:
            link = f"{public_url}/assessment/link/{one.token}"
            writer.writerow((cell(one.person), cell(one.entity), link))
