"""The command line for mail."""

import click

from toolkit.config import Settings
from toolkit.mail import Verdict
from toolkit.mailing import trial


@click.group("mail")
def mail_group() -> None:
    """Look after mail."""


@mail_group.command("test")
@click.argument("address")
@click.pass_obj
def test_command(settings: Settings, address: str) -> None:
    """Send one letter to ADDRESS, and say what the mail server answers."""
    answer = trial.send(settings, address)
    if answer.verdict is not Verdict.TAKEN:
        raise click.ClickException(f"the letter was not taken: {answer.said}")
    click.echo(f"The mail server took a letter to {address}. Look whether it arrives.")
