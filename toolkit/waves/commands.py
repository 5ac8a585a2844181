"""The command line for waves: create, key, groups, extend, zone, list."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from aggregation.settings import LEAST, Thresholds
from questionnaires.model import PERSPECTIVES
from toolkit.audit import command_line
from toolkit.config import Settings
from toolkit.models import Eligible
from toolkit.storage.database import transaction
from toolkit.waves import extending, roster_commands, roster_rows, service
from toolkit.waves.roster import read_groups
from toolkit.wording.eligible import EVERY

_WAVE = click.argument("wave_id", metavar="WAVE", type=click.IntRange(1, 2**31 - 1))
_MOST_PEOPLE = 10_000  # behind a figure; beyond it no group of the system would be shown
Command = Callable[..., Any]
_COPIES = click.argument(
    "copies", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)


def _threshold(name: str, least: int, text: str) -> Callable[[Command], Command]:
    """A number of people that cannot be lower than the least."""
    kind = click.IntRange(least, _MOST_PEOPLE)
    return click.option(name, type=kind, default=least, show_default=True, help=text)


def _day(name: str, text: str) -> Callable[[Command], Command]:
    return click.option(name, type=click.DateTime(["%Y-%m-%d"]), help=text)


def _today() -> date:
    return datetime.now(UTC).date()


@click.group()
def wave() -> None:
    """Plan a wave, invite people to it, open and close it."""


wave.add_command(roster_commands.roster)
wave.add_command(roster_commands.links)


@wave.command()
@click.option("--title", required=True, help="What people read at the top of every page.")
@click.option("--perspective", type=click.Choice(PERSPECTIVES), default="unit", show_default=True)
@click.option("--sponsor", required=True, help="Name and title of the person who asks.")
@click.option("--decision", required=True, help="One sentence: what will be decided with it.")
@click.option(
    "--results-by",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The date on which everybody invited reads the results.",
)
@click.option(
    "--eligible",
    required=True,
    type=click.Choice([*map(str, EVERY)]),
    help="Who may answer: staff, other personnel, or both.",
)
@_day("--first-day", "The day on which it is to open.")
@_day("--last-day", "Its last day: when it is over in every entity, it closes by itself.")
@_threshold("--mean-from", LEAST.mean, "People behind a mean, at least.")
@_threshold("--shares-from", LEAST.distribution, "People behind shares, at least.")
@_threshold("--protect", LEAST.k, "People behind any combination of figures, at least.")
@click.pass_obj
def create(  # noqa: PLR0913 - one for each thing that is said of a wave
    settings: Settings,
    *,
    title: str,
    perspective: str,
    sponsor: str,
    decision: str,
    results_by: datetime,
    eligible: str,
    first_day: datetime | None,
    last_day: datetime | None,
    mean_from: int,
    shares_from: int,
    protect: int,
) -> None:
    """Plan a wave and print its number; thresholds may be raised, never lowered."""
    chosen = next(known for known in PERSPECTIVES if known == perspective)
    thresholds = Thresholds(mean_from, shares_from, protect)
    first, last = (day.date() if day else None for day in (first_day, last_day))
    plan = service.Plan(
        title,
        chosen,
        sponsor,
        decision,
        results_by.date(),
        thresholds,
        first,
        last,
        eligible=Eligible(eligible),
    )
    with transaction(settings.database_url) as session:
        wave_id = service.create(session, plan, actor=command_line()).id
    click.echo(f"Wave {wave_id} is planned. Next: toolkit wave key make {wave_id} FILE")


@wave.group()
def key() -> None:
    """Make and check the two halves of a wave's key."""


@key.command("make")
@_WAVE
@_COPIES
@click.pass_obj
def make_key(settings: Settings, wave_id: int, copies: tuple[Path, ...]) -> None:
    """Make the key; write the custodian's half to each FILE, to be taken off this server."""
    with transaction(settings.database_url) as session:
        service.make_key(session, wave_id, settings.keys, copies)
    click.echo(
        f"Give each copy to the custodian of wave {wave_id}, then check it: "
        f"toolkit wave key check {wave_id} FILE..."
    )


@key.command("check")
@_WAVE
@_COPIES
@click.pass_obj
def check_key(settings: Settings, wave_id: int, copies: tuple[Path, ...]) -> None:
    """Open a test ballot with the server's half and each of the custodian's copies."""
    with transaction(settings.database_url) as session:
        service.check_key(session, wave_id, settings.keys, copies)
    click.echo(f"Every copy opens ballots of wave {wave_id}.")


@key.command("destroy")
@_WAVE
@click.confirmation_option(prompt="The key of a planned wave is destroyed for ever. Go on?")
@click.pass_obj
def destroy_key(settings: Settings, wave_id: int) -> None:
    """Destroy a planned wave's key, so that another can be made."""
    with transaction(settings.database_url) as session:
        service.destroy_key(session, wave_id, settings.keys)
    click.echo(f"The key of wave {wave_id} is destroyed. Tell the custodian to destroy the copies.")


@wave.command()
@_WAVE
@click.option("--file", "sheet", required=True, type=click.File("rb"), help="CSV to read.")
@click.pass_obj
def groups(settings: Settings, wave_id: int, sheet: BinaryIO) -> None:
    """Say which entities are compared with each other (columns entity, group)."""
    members = read_groups(sheet.read())
    with transaction(settings.database_url) as session:
        too_small = service.set_groups(session, wave_id, members, actor=command_line())
    click.echo(f"{len({member.group for member in members})} groups are set.")
    for name in too_small:
        click.echo(f"Not shown, for fewer than six of its entities stand alone: {name}")


@wave.command()
@_WAVE
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The new last day.")
@click.pass_obj
def extend(settings: Settings, wave_id: int, until: datetime) -> None:
    """Announce a later last day, once, while the first is not over."""
    day, now = until.date(), datetime.now(UTC)
    with transaction(settings.database_url) as session:
        extending.extend(session, settings, wave_id, day, now=now, actor=command_line())
    click.echo(f"Wave {wave_id} takes answers until the end of {day}.")


@wave.command()
@_WAVE
@click.argument("entity")
@click.argument("name", metavar="ZONE")
@click.pass_obj
def zone(settings: Settings, wave_id: int, entity: str, name: str) -> None:
    """Say in which time zone an entity's days begin and end, such as Africa/Nairobi."""
    with transaction(settings.database_url) as session:
        roster_rows.set_zone(session, wave_id, entity, name, actor=command_line())
    click.echo(f"Days of {entity} are those of {name}.")


@wave.command("list")
@click.pass_obj
def list_command(settings: Settings) -> None:
    """Show every wave with its number and state."""
    with transaction(settings.database_url) as session:
        for found in service.every_wave(session):
            click.echo(f"{found.id}\t{found.state}\t{found.title}")
