"""How to look at the demonstration: an invitation, a reading link, and a sign-in for each role."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit.accounts import service as accounts
from toolkit.audit import command_line
from toolkit.config import Settings
from toolkit.demonstration.load import SPOKEN_FOR
from toolkit.models import Link, User, Wave, WaveState
from toolkit.reading import reading_token
from toolkit.roles import FOR_AN_ENTITY, Role
from toolkit.sealing.links import link_id
from toolkit.waves import invitations

_PASSWORD_BYTES = 12


def sign_ins(session: Session, folder: Path) -> Iterator[tuple[Role, str, str]]:
    """Each role with an address and a password, made on first use and kept in a file.

    A password that was changed since is not known here; the file then says the old one.
    """
    for role in Role:
        email = f"{role.value}@example.org"
        path = folder / f"{role.value}.password"
        known = session.scalar(select(User.id).where(User.email == email))
        if known is None:
            password = _new_password(path)
            accounts.create(session, email, password, actor=command_line())
            entity = SPOKEN_FOR if role in FOR_AN_ENTITY else ""
            accounts.grant(session, email, role, entity, actor=command_line())
        if path.exists():
            yield role, email, path.read_text(encoding="ascii").strip()


def invitation(session: Session, settings: Settings) -> str:
    """The address of an invitation to the open wave that nobody has used; empty without one."""
    wave_id = session.scalar(
        select(Wave.id).where(Wave.is_demonstration, Wave.state == WaveState.OPEN)
    )
    if wave_id is None:
        return ""
    unspent = set(session.scalars(select(Link.id).where(~Link.spent)))
    tokens = (one.token for one in invitations.invited(session, wave_id, settings.keys, SPOKEN_FOR))
    unused = next((one for one in tokens if link_id(one) in unspent), "")
    return unused and f"{settings.public_url}/assessment/link/{unused}"


def results(session: Session, settings: Settings) -> str:
    """The address at which everybody invited in an entity reads the newest results."""
    newest = session.scalar(
        select(Wave.id)
        .where(Wave.is_demonstration, Wave.state == WaveState.PUBLISHED)
        .order_by(Wave.id.desc())
        .limit(1)
    )
    if newest is None:
        return ""
    read = reading_token(settings.secret_key, newest, SPOKEN_FOR)
    return f"{settings.public_url}/results/read/{read}"


def _new_password(path: Path) -> str:
    """Write a new password where its owner alone can read it."""
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{password}\n")
    return password
