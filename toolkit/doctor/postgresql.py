"""A PostgreSQL database: the server, our role in it, and the line to it."""

from collections.abc import Iterator
from ipaddress import ip_interface

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from toolkit.doctor.case import Case
from toolkit.doctor.findings import Finding, good, problem, warning
from toolkit.storage import database

_OLDEST = 14  # the oldest major version that its makers maintain
# VACUUM FULL passes over the tables of another role, and says so in a notice only.
MAY_WRITE = text(
    "SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' "
    "AND bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class "
    "WHERE relname IN ('ballot', 'link', 'blob') AND relkind = 'r' AND pg_table_is_visible(oid)"
)
_LINE = text(
    "SELECT (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), inet_client_addr()::text"
)
_WHO = text("SELECT current_user")
# Every role that a role may become counts: whoever is a member of the owner is the owner.
_RIGHTS = text(
    "SELECT current_user, has_table_privilege('wave', 'SELECT'), EXISTS (SELECT FROM pg_roles "
    "WHERE pg_has_role(oid, 'MEMBER') AND has_column_privilege(oid, 'ballot', 'body', 'SELECT'))"
)
_SCRIPT = "deploy/postgresql-roles.sql"
_IS_SUPERUSER = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")


def version(case: Case) -> Iterator[Finding]:
    """Whether the server is one that is still maintained."""
    number = int(case.session.scalar(text("SHOW server_version_num")) or 0) // 10_000
    if number >= _OLDEST:
        yield good(f"PostgreSQL is version {number}")
    else:
        yield warning(f"PostgreSQL is version {number}", "It is no longer maintained: upgrade it.")


def role(case: Case) -> Iterator[Finding]:
    """Whether our role may do no more than it needs."""
    if case.session.scalar(_IS_SUPERUSER):
        yield warning(
            "the application's role is a superuser of PostgreSQL",
            "Give it a role of its own that owns this database and nothing else.",
        )
    else:
        yield good("the application's role is no superuser of PostgreSQL")


def separation(case: Case) -> Iterator[Finding]:
    """Whether the web process has roles of its own, which cannot read what is in a ballot."""
    settings, owner = case.settings, case.session.scalar(_WHO)
    urls = {"WEB": settings.web_database_url, "RESULTS": settings.results_database_url}
    for name, url in urls.items():
        yield _apart(f"TOOLKIT_{name}_DATABASE_URL", url, owner)


def _apart(setting: str, url: str, owner: str | None) -> Finding:
    """What is to be said of the role that one setting names."""
    try:
        with database.one_statement_each(url) as connection:
            role, can_read, reads_bodies = connection.execute(_RIGHTS).one()
    except SQLAlchemyError:
        role, can_read, reads_bodies = owner, False, False
    if not can_read:
        return problem(
            f"the role of {setting} cannot use the database",
            f"Mend the setting, make the role, and run {_SCRIPT} as the owner.",
        )
    if role == owner:
        return warning(
            f"{setting} is of the role that owns the ballots",
            f"Give it a role of its own: see {_SCRIPT}.",
        )
    if reads_bodies:
        return problem(
            f"the role of {setting} can read what is in sealed ballots",
            f"Run {_SCRIPT} as the owner, and make it a member of no other role.",
        )
    return good(f"the role of {setting} cannot read what is in sealed ballots")


def line(case: Case) -> Iterator[Finding]:
    """Whether nobody between here and the server can read or change what passes."""
    is_encrypted, client = case.session.execute(_LINE).one()
    if is_encrypted or client is None or ip_interface(client).ip.is_loopback:
        yield good("the connection to PostgreSQL is encrypted, or stays on this machine")
    else:
        yield warning(
            "the connection to PostgreSQL is not encrypted",
            "Add ?sslmode=verify-full to TOOLKIT_DATABASE_URL.",
        )


CHECKS = (version, role, separation, line)
