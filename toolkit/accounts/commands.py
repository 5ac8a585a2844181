"""The command line for accounts: make them, give and take roles, and read the audit log."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from toolkit import audit
from toolkit.accounts import accountlinks, people, service
from toolkit.accounts.accountlinks import Made
from toolkit.config import Settings
from toolkit.roles import Role
from toolkit.storage.database import transaction

_EMAIL = click.argument("email")
_SHOWN = 50


def _role(command: Callable[..., Any]) -> Callable[..., Any]:
    """A role, and the entity that it is for."""
    entity = click.option(
        "--entity", default="", help="The entity that a coordinator or an executive is for."
    )
    role = click.argument("role", type=click.Choice([role.value for role in Role]))
    return role(entity(command))


@click.group()
def users() -> None:
    """Look after the accounts of people who run surveys or read results."""


@users.command()
@_EMAIL
@click.pass_obj
def create(settings: Settings, email: str) -> None:
    """Make an account; the password is asked for, or read from standard input."""
    password = _password()
    with transaction(settings.database_url) as session:
        address = service.create(session, email, password, actor=audit.command_line()).email
    click.echo(f"{address} has an account. Next: toolkit users grant {address} ROLE")


@users.command()
@_EMAIL
@click.argument("role", required=False, type=click.Choice([role.value for role in Role]))
@click.option("--entity", default="", help="The entity that a coordinator or an executive is for.")
@click.pass_obj
def invite(settings: Settings, email: str, role: str | None, entity: str) -> None:
    """Make an account and print the link by which its owner sets how to sign in."""
    roles = [(Role(role), entity)] if role else []
    with transaction(settings.database_url) as session:
        made = accountlinks.invite(
            session, email, roles, actor=audit.command_line(), now=datetime.now(UTC)
        )
    _show(settings, made)


@users.command()
@_EMAIL
@click.pass_obj
def link(settings: Settings, email: str) -> None:
    """Print a new link for somebody whose invitation ended, or who lost every way in."""
    with transaction(settings.database_url) as session:
        made = accountlinks.again(session, email, actor=audit.command_line(), now=datetime.now(UTC))
    _show(settings, made)


@users.command()
@_EMAIL
@click.pass_obj
def reset(settings: Settings, email: str) -> None:
    """Forget the app, passkeys and backup codes of somebody who lost them."""
    with transaction(settings.database_url) as session:
        people.reset_second_step(session, email, actor=audit.command_line())
    click.echo(f"{email} signs in by password alone, until a second step is set up again.")


def _show(settings: Settings, made: Made) -> None:
    click.echo(f"{settings.public_url}{made.path}")
    click.echo(f"For {made.email} alone; it works once, until {made.until:%Y-%m-%d %H:%M} UTC.")


@users.command()
@_EMAIL
@click.pass_obj
def password(settings: Settings, email: str) -> None:
    """Give an account another password, and end its sessions."""
    new = _password()
    with transaction(settings.database_url) as session:
        service.set_password(session, email, new, actor=audit.command_line())
    click.echo("The password is changed, and every session has ended.")


@users.command()
@_EMAIL
@_role
@click.pass_obj
def grant(settings: Settings, email: str, role: str, entity: str) -> None:
    """Give an account a role."""
    with transaction(settings.database_url) as session:
        service.grant(session, email, Role(role), entity, actor=audit.command_line())
    click.echo(f"{email} is {service.described(Role(role), entity.strip())}.")


@users.command()
@_EMAIL
@_role
@click.pass_obj
def revoke(settings: Settings, email: str, role: str, entity: str) -> None:
    """Take a role from an account."""
    with transaction(settings.database_url) as session:
        service.revoke(session, email, Role(role), entity, actor=audit.command_line())
    click.echo(f"{email} is no longer {service.described(Role(role), entity.strip())}.")


@users.command()
@_EMAIL
@click.pass_obj
def disable(settings: Settings, email: str) -> None:
    """Let an account sign in no longer, and end its sessions."""
    with transaction(settings.database_url) as session:
        service.set_active(session, email, active=False, actor=audit.command_line())
    click.echo(f"{email} cannot sign in any more.")


@users.command()
@_EMAIL
@click.pass_obj
def enable(settings: Settings, email: str) -> None:
    """Let a disabled account sign in again."""
    with transaction(settings.database_url) as session:
        service.set_active(session, email, active=True, actor=audit.command_line())
    click.echo(f"{email} can sign in again.")


@users.command("list")
@click.pass_obj
def list_command(settings: Settings) -> None:
    """Show every account with its state and roles."""
    with transaction(settings.database_url) as session:
        for user in service.every_user(session):
            roles = "; ".join(service.described(held.role, held.entity) for held in user.grants)
            state = "active" if user.active else "disabled"
            click.echo(f"{user.email}\t{state}\t{roles or 'no role'}")


@click.command("audit")
@click.option(
    "--last",
    default=_SHOWN,
    show_default=True,
    type=click.IntRange(1),
    help="How many entries are shown.",
)
@click.pass_obj
def audit_command(settings: Settings, last: int) -> None:
    """Show who did what to which object, newest first."""
    with transaction(settings.database_url) as session:
        for line in audit.newest(session, last):
            moment = f"{line.at:%Y-%m-%d %H:%M:%S} UTC"
            click.echo(f"{moment}\t{line.actor}\t{line.action}\t{line.subject}\t{line.detail}")


def _password() -> str:
    """A password typed twice without being shown, or the first line of standard input."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")
