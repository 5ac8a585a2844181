"""Settings, read once from the environment; nonsense stops the start."""

import ipaddress
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import SplitResult, urlsplit

from babel import localedata
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from toolkit.refusal import Refusal
from toolkit.roles import FOR_AN_ENTITY, Role


class SettingsError(Refusal):
    """One or more settings make no sense; the message names each."""


SecondFactor = Literal["administrators", "everybody", "nobody"]
MailSecurity = Literal["starttls", "tls", "none"]
_SECRET_LETTERS = 32  # of hex: 128 bits
_LONGEST_NOTICE = 50_000  # letters
_POSTGRESQL = "postgresql+psycopg://"
_MAIL_PORTS: Mapping[str, int] = {"starttls": 587, "tls": 465, "none": 25}
_SENDER = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class Organisation:
    """A provider of OpenID Connect, and what its claims say about roles here."""

    name: str  # on the button
    issuer: str
    client_id: str
    client_secret: str
    claim: str
    roles: tuple[tuple[str, Role, str], ...]  # a claim's value, the role, its entity or nothing


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes our letters, and how we speak with it."""

    host: str
    port: int
    security: MailSecurity
    user: str
    password: str = field(repr=False)
    password_file: str
    sender: str  # the address that letters come from
    sender_name: str
    per_minute: int  # letters of mailings, at most


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between two installations."""

    instance: Path  # folder of the database, the keys and the secret
    database_url: str  # for the role that owns the tables
    web_database_url: str  # for the web process
    results_database_url: str  # for its pages of results
    keys: Path  # folder of key halves and link keys, outside the database and its backups
    secret_key: str
    host: str
    port: int
    workers: int
    public_url: str
    trusted_proxies: int
    languages: tuple[str, ...]
    contact: str  # the operator, named on the privacy and accessibility pages
    second_factor: SecondFactor = "administrators"
    organisation: Organisation | None = None  # whose sign-in is offered beside passwords
    password_sign_in: bool = True
    mail: MailServer | None = None  # no letter is sent where there is none
    privacy_notice: str = ""  # Markdown of the operator's own, below our text
    accessibility_notice: str = ""  # likewise

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may travel over TLS only; false on this machine's own address alone."""
        return urlsplit(self.public_url).scheme == "https"


def from_environ(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read ``TOOLKIT_*`` variables; every one has a default that works on one machine.

    Raises
    ------
    SettingsError
        Naming every setting that makes no sense.
    """
    reader = _Reader(environ)
    instance = Path(reader.text("INSTANCE", "instance")).absolute()
    host, port = reader.text("HOST", "127.0.0.1"), reader.whole("PORT", 8000, 1, 65535)
    owner_url = reader.database_url("DATABASE_URL", f"sqlite:///{instance / 'toolkit.db'}")
    settings = Settings(
        instance=instance,
        database_url=owner_url,
        web_database_url=reader.role_url("WEB_DATABASE_URL", owner_url),
        results_database_url=reader.role_url("RESULTS_DATABASE_URL", owner_url),
        keys=Path(reader.text("KEYS", str(instance / "keys"))).absolute(),
        secret_key=reader.secret_key(instance / "secret"),
        host=host,
        port=port,
        workers=reader.whole("WORKERS", 2, 1, 64),
        public_url=reader.public_url(f"http://127.0.0.1:{port}"),
        trusted_proxies=reader.whole("TRUSTED_PROXIES", 0, 0, 8),
        languages=reader.languages("en"),
        contact=reader.text("CONTACT", ""),
        second_factor=cast("SecondFactor", reader.one_of("SECOND_FACTOR", *get_args(SecondFactor))),
        organisation=(organisation := reader.organisation()),
        password_sign_in=reader.password_sign_in(organisation),
        mail=reader.mail_server(),
        privacy_notice=reader.notice("PRIVACY_NOTICE"),
        accessibility_notice=reader.notice("ACCESSIBILITY_NOTICE"),
    )
    if reader.problems:
        raise SettingsError("\n".join(reader.problems))
    return settings


class _Reader:
    """Reads settings and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def text(self, name: str, default: str) -> str:
        return self.environ.get(f"TOOLKIT_{name}", "").strip() or default

    def whole(self, name: str, default: int, lowest: int, highest: int) -> int:
        value = self.text(name, str(default))
        if value.isascii() and value.isdigit() and lowest <= int(value) <= highest:
            return int(value)
        self.problems.append(
            f"TOOLKIT_{name} must be a whole number from {lowest} to {highest}, not {value!r}"
        )
        return default

    def one_of(self, name: str, default: str, *others: str) -> str:
        value = self.text(name, default)
        if value not in {default, *others}:
            known = ", ".join((default, *others))
            self.problems.append(f"TOOLKIT_{name} must be one of {known}, not {value!r}")
        return value

    def organisation(self) -> Organisation | None:
        """The organisation's sign-in; None where no issuer is given."""
        issuer, client_id = self.text("OIDC_ISSUER", ""), self.text("OIDC_CLIENT_ID", "")
        secret_file, rules = self.text("OIDC_CLIENT_SECRET_FILE", ""), self.text("OIDC_ROLES", "")
        name, claim = self.text("OIDC_NAME", ""), self.text("OIDC_CLAIM", "groups")
        if not issuer:
            if client_id or secret_file or rules:
                self.problems.append("TOOLKIT_OIDC_ISSUER is missing beside other TOOLKIT_OIDC_*")
            return None
        if not _is_issuer(issuer):
            self.problems.append(
                f"TOOLKIT_OIDC_ISSUER must be an address that begins with https://: {issuer!r}"
            )
        if not client_id:
            self.problems.append("TOOLKIT_OIDC_CLIENT_ID is missing beside TOOLKIT_OIDC_ISSUER")
        secret = self._text_in_file("OIDC_CLIENT_SECRET_FILE", secret_file)
        return Organisation(
            name or _host(issuer) or issuer,
            issuer,
            client_id,
            secret,
            claim,
            tuple(self._role_rules(rules)),
        )

    def password_sign_in(self, organisation: Organisation | None) -> bool:
        stays = self.one_of("PASSWORD_SIGN_IN", "yes", "no") == "yes"
        if not stays and organisation is None:
            self.problems.append("TOOLKIT_PASSWORD_SIGN_IN is no, but TOOLKIT_OIDC_ISSUER is empty")
        return stays

    def mail_server(self) -> MailServer | None:
        """The server that takes letters; None where no host is given."""
        host, sender = self.text("SMTP_HOST", ""), self.text("MAIL_FROM", "")
        user, password_file = self.text("SMTP_USER", ""), self.text("SMTP_PASSWORD_FILE", "")
        security = self.one_of("SMTP_SECURITY", *get_args(MailSecurity))
        port = self.whole("SMTP_PORT", _MAIL_PORTS.get(security, 587), 1, 65535)
        per_minute = self.whole("MAIL_PER_MINUTE", 600, 1, 10_000)
        if not host:
            if sender or user or password_file:
                self.problems.append("TOOLKIT_SMTP_HOST is missing beside other settings of mail")
            return None
        if not re.fullmatch(r"[A-Za-z0-9.:-]+", host):
            self.problems.append(f"TOOLKIT_SMTP_HOST is not the name of a server: {host!r}")
        if security == "none" and not _is_this_machine(host):
            self.problems.append(
                "TOOLKIT_SMTP_SECURITY may be none only for a server on this machine: letters "
                "carry people's links"
            )
        name, address = parseaddr(sender)
        if not _SENDER.fullmatch(address) or not sender.isprintable():
            self.problems.append(
                "TOOLKIT_MAIL_FROM must be an address, or NAME <ADDRESS>, that letters come from"
            )
        password = self._text_in_file("SMTP_PASSWORD_FILE", password_file)
        if bool(user) is not bool(password):
            self.problems.append(
                "TOOLKIT_SMTP_USER and a password in TOOLKIT_SMTP_PASSWORD_FILE belong together"
            )
        return MailServer(
            host,
            port,
            cast("MailSecurity", security),
            user,
            password,
            password_file,
            address,
            name,
            per_minute,
        )

    def notice(self, name: str) -> str:
        """The operator's own words for a page, from a file of Markdown."""
        text = self._text_in_file(name, self.text(name, ""))
        if len(text) > _LONGEST_NOTICE:
            self.problems.append(f"TOOLKIT_{name} is longer than {_LONGEST_NOTICE:,} letters")
        high = re.search(r"^ {0,3}##?(?!#).*", text, re.MULTILINE)
        if high:
            self.problems.append(f"TOOLKIT_{name}: headings begin with ###, not {high[0]!r}")
        return text

    def _text_in_file(self, name: str, path: str) -> str:
        try:
            return Path(path).read_text(encoding="utf-8").strip() if path else ""
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(f"TOOLKIT_{name} cannot be read: {error}")
            return ""

    def _role_rules(self, text: str) -> Iterator[tuple[str, Role, str]]:
        """Rules such as ``innovation-leads=executive:Example Agency; admins=administrator``."""
        for rule in filter(None, map(str.strip, text.split(";"))):
            value, _equals, held = rule.rpartition("=")
            name, _colon, entity = (part.strip() for part in held.partition(":"))
            try:
                role = Role(name)
            except ValueError:
                self.problems.append(f"TOOLKIT_OIDC_ROLES: {rule!r} names no role")
                continue
            if not value.strip() or bool(entity) is not (role in FOR_AN_ENTITY):
                self.problems.append(
                    f"TOOLKIT_OIDC_ROLES: {rule!r} is not VALUE=ROLE, or VALUE=ROLE:ENTITY for a "
                    "coordinator or an executive"
                )
                continue
            yield value.strip(), role, entity

    def public_url(self, default: str) -> str:
        url = self.text("PUBLIC_URL", default).rstrip("/")
        parts = _site(url)
        if parts is None:
            self.problems.append(f"TOOLKIT_PUBLIC_URL is not an address of a site: {url!r}")
        elif parts.scheme == "http" and not _is_this_machine(parts.hostname or ""):
            self.problems.append(
                "TOOLKIT_PUBLIC_URL must begin with https:// "
                f"(only this machine may do without): {url!r}"
            )
        return url

    def languages(self, default: str) -> tuple[str, ...]:
        codes = tuple(code.strip() for code in self.text("LANGUAGES", default).split(","))
        for code in codes:
            if not re.fullmatch(r"[a-z]{2}", code) or not localedata.exists(code):
                self.problems.append(f"TOOLKIT_LANGUAGES: {code!r} is not a language code")
        return codes

    def database_url(self, name: str, default: str) -> str:
        url = re.sub(r"^postgres(ql)?://", _POSTGRESQL, self.text(name, default))
        if not _is_database(url):
            # It may hold a password, so it is not repeated.
            self.problems.append(
                f"TOOLKIT_{name} is not an address of a database: "
                "sqlite:////folder/toolkit.db or postgresql://user:password@host/name"
            )
        return url

    def role_url(self, name: str, owner_url: str) -> str:
        """The database for another role of PostgreSQL; the owner's address where none is given."""
        if not self.text(name, ""):
            return owner_url
        url = self.database_url(name, owner_url)
        is_a_role = url.startswith(_POSTGRESQL) and owner_url.startswith(_POSTGRESQL)
        if _is_database(url) and not is_a_role:
            self.problems.append(
                f"TOOLKIT_{name} is for a second role of a PostgreSQL database, "
                "whose owner's address is TOOLKIT_DATABASE_URL"
            )
        return url

    def secret_key(self, path: Path) -> str:
        given = self.text("SECRET_KEY", "")
        try:
            secret = given or _kept_secret(path)
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(f"TOOLKIT_INSTANCE: the secret cannot be kept there: {error}")
            return ""
        if len(secret) < _SECRET_LETTERS:
            where = "TOOLKIT_SECRET_KEY" if given else str(path)
            self.problems.append(f"{where} needs at least {_SECRET_LETTERS} characters")
        return secret


def _site(url: str) -> SplitResult | None:
    """The parts of a site's address, or None where it is none or has more than a site's parts."""
    try:
        parts = urlsplit(url)
        beside = parts.path or parts.query or parts.fragment or parts.username or parts.port == 0
    except ValueError:
        return None
    is_site = parts.scheme in {"http", "https"} and parts.hostname and not beside
    return parts if is_site else None


def _is_issuer(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or _is_this_machine(parts.hostname or "")
    return bool(is_safe and parts.hostname and not parts.query and not parts.fragment)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_database(url: str) -> bool:
    """Whether it names PostgreSQL, or SQLite in a file: in memory, every answer would be lost."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return False
    if parsed.drivername == "sqlite":
        return parsed.database not in {None, "", ":memory:"}
    return url.startswith(_POSTGRESQL)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _kept_secret(path: Path) -> str:
    """Read the installation's secret, or make it on first start, readable by the owner alone."""
    if not path.exists():
        _make_secret(path)
    return path.read_text(encoding="ascii").strip()


def _make_secret(path: Path) -> None:
    """Put a whole secret in its place at once, so that a start cut short leaves none or all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
