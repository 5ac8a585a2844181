"""The command line for the steps of a wave, which do all that they do when asked for on a page."""

from datetime import UTC, date, datetime

import click

from toolkit.audit import command_line
from toolkit.config import Settings
from toolkit.models import StepName
from toolkit.processes import stepping
from toolkit.processes.stepping import Asked
from toolkit.publish import destruction
from toolkit.storage import database

_WAVE = click.argument("wave_id", metavar="WAVE", type=click.IntRange(1, 2**31 - 1))


@click.command("open")
@_WAVE
@click.option(
    "--checked",
    is_flag=True,
    help="You stand for the checklist: staff council, data protection, ethics, no other survey, "
    "calendar.",
)
@click.pass_obj
def open_command(settings: Settings, wave_id: int, *, checked: bool) -> None:
    """Let the invited people answer, and tell those who look after the wave."""
    _do(settings, Asked(wave_id, StepName.OPEN, command_line(), checked=checked))
    click.echo(f"Wave {wave_id} is open.")


@click.command("close")
@_WAVE
@click.pass_obj
def close_command(settings: Settings, wave_id: int) -> None:
    """Take no more answers; erase the key of the links, and the order of the ballots.

    Run it again if it was interrupted.
    """
    _do(settings, Asked(wave_id, StepName.CLOSE, command_line()))
    click.echo(f"Wave {wave_id} is closed.")


@click.command("delete")
@_WAVE
@click.confirmation_option(prompt="The wave, its roster and its key are deleted. Go on?")
@click.pass_obj
def delete_command(settings: Settings, wave_id: int) -> None:
    """Delete a wave that has not opened, with its roster, its links and its key."""
    _do(settings, Asked(wave_id, StepName.DELETE, command_line()))
    click.echo(f"Wave {wave_id} is deleted. Tell the custodian to destroy the copies of its key.")


@click.command()
@_WAVE
@click.option(
    "--tell/--no-tell",
    "tells",
    default=True,
    show_default=True,
    help="Send everybody invited who has an address the link to the results.",
)
@click.confirmation_option(prompt="Approving destroys every ballot of this wave for ever. Go on?")
@click.pass_obj
def approve(settings: Settings, wave_id: int, *, tells: bool) -> None:
    """Publish a proposal and destroy the wave's ballots, links and key half."""
    today = _do(settings, Asked(wave_id, StepName.APPROVE, command_line(), tells=tells))
    engines = database.connect(settings.database_url)
    try:
        destruction.destroy_due(engines.writing, settings.database_url, settings.keys, today)
    finally:
        engines.dispose()
    click.echo(f"Wave {wave_id} is published; its ballots are destroyed.")
    click.echo("Tell the custodian to destroy every copy of the other half.")


@click.command()
@_WAVE
@click.pass_obj
def discard(settings: Settings, wave_id: int) -> None:
    """Drop a proposal; the wave is closed again."""
    _do(settings, Asked(wave_id, StepName.DISCARD, command_line()))
    click.echo(f"The proposal of wave {wave_id} is dropped.")


def _do(settings: Settings, asked: Asked) -> date:
    """Do it today, and say which day that is."""
    today = datetime.now(UTC).date()
    engines = database.connect(settings.database_url)
    try:
        stepping.do(engines, settings, asked, today)
    finally:
        engines.dispose()
    return today
