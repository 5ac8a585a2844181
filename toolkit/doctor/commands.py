"""The command line's doctor."""

import sys
from datetime import UTC, datetime

import click

from toolkit.config import Settings
from toolkit.doctor.examination import examine
from toolkit.doctor.findings import Rank


@click.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Look at the whole installation, change nothing, and say what to do.

    The exit status is 1 when there is a problem.
    """
    found = set()
    for finding in examine(settings, datetime.now(UTC).date()):
        click.echo(finding)
        found.add(finding.rank)
    sys.exit(Rank.PROBLEM in found)
