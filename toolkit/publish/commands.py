"""The command line for publishing: propose, withdraw, verify, attack, preview, expire, give up."""

from datetime import UTC, datetime
from typing import TextIO

import click

from toolkit.audit import command_line
from toolkit.config import Settings
from toolkit.models import Published
from toolkit.publications import DAYS_TO_APPROVE, verified
from toolkit.publish import destruction, service
from toolkit.publish.preview import preview as previewed
from toolkit.publish.report import report
from toolkit.sealing.keyhalves import erase_keys, parse_half
from toolkit.storage import database
from toolkit.storage.database import Engines

_WAVE = click.argument("wave_id", metavar="WAVE", type=int)


@click.command()
@_WAVE
@click.option(
    "--half",
    required=True,
    type=click.File(encoding="ascii", errors="replace"),
    help="The custodian's half of the key: a file, or - for standard input.",
)
@click.pass_obj
def publish(settings: Settings, wave_id: int, half: TextIO) -> None:
    """Open a closed wave's ballots in memory and propose its figures."""
    custodian = parse_half(half.read(), source="the custodian's half")
    with database.transaction(settings.database_url) as session:
        publication = service.propose(
            session,
            wave_id,
            settings.keys,
            custodian,
            today=datetime.now(UTC).date(),
            actor=command_line(),
        )
        shown = sum(node.respondents is not None for node in publication.nodes)
        total, sha256 = len(publication.nodes), publication.hash
    click.echo(f"Wave {wave_id} is proposed: {shown} of {total} groups are shown. Hash {sha256}")
    click.echo(f"Approve it within {DAYS_TO_APPROVE} days: toolkit approve {wave_id}")


@click.command()
@_WAVE
@click.option("--reason", required=True, help="What was wrong; readers see it.")
@click.pass_obj
def withdraw(settings: Settings, wave_id: int, reason: str) -> None:
    """Stop showing a publication that was wrong."""
    with database.transaction(settings.database_url) as session:
        service.withdraw(session, wave_id, reason, actor=command_line())
    click.echo(f"The publication of wave {wave_id} is withdrawn.")


@click.command()
@_WAVE
@click.pass_obj
def verify(settings: Settings, wave_id: int) -> None:
    """Check a publication's text against its hash."""
    with database.transaction(settings.database_url) as session:
        row = session.get(Published, wave_id)
        if row is None:
            raise service.PublishError(f"wave {wave_id} has no publication")
        verified(row)
        sha256 = row.sha256
    click.echo(f"The publication of wave {wave_id} is as it was made. Hash {sha256}")


@click.command()
@_WAVE
@click.pass_obj
def attack(settings: Settings, wave_id: int) -> None:
    """Attack a publication: find the fewest people on whom its figures together say something."""
    with database.transaction(settings.database_url) as session:
        found = service.attacked(session, wave_id)
    for line in report(found):
        click.echo(line)
    if not found.passes:
        raise click.ClickException("the attack succeeded: withdraw this publication")


@click.command()
@_WAVE
@click.option(
    "--response",
    type=click.IntRange(0, 100),
    default=35,
    show_default=True,
    help="The response rate to assume, in percent.",
)
@click.pass_obj
def preview(settings: Settings, wave_id: int, response: int) -> None:
    """Say what a wave would show at a response rate, and how sure it would be, before it opens."""
    with database.transaction(settings.database_url) as session:
        lines = list(previewed(session, wave_id, response))
    click.echo(f"At a response of {response} % in every place:")
    for line in lines:
        click.echo(line)


@click.command()
@click.pass_obj
def expire(settings: Settings) -> None:
    """Destroy now what the job process would: overdue proposals, and what was interrupted."""
    engines = database.connect(settings.database_url)
    try:
        done = _destroy_due(settings, engines)
    finally:
        engines.dispose()
    click.echo(f"{len(done)} wave(s): ballots, links and keys are destroyed.")


@click.command("give-up")
@_WAVE
@click.confirmation_option(
    prompt="Nobody can open this wave's answers without the server's half of its key. If a copy of "
    "it lies anywhere, restore that first. The answers, links and roster are destroyed for ever. "
    "Go on?"
)
@click.pass_obj
def give_up(settings: Settings, wave_id: int) -> None:
    """Destroy what a backup from before its publication brought back of a wave."""
    with database.transaction(settings.database_url) as session:
        service.give_up(session, wave_id, settings.keys, actor=command_line())
    database.compact(settings.database_url)
    erase_keys(settings.keys, wave_id)
    click.echo(f"Wave {wave_id} is given up: its ballots, links and roster are destroyed.")


def _destroy_due(settings: Settings, engines: Engines) -> list[int]:
    return destruction.destroy_due(
        engines.writing, settings.database_url, settings.keys, datetime.now(UTC).date()
    )
