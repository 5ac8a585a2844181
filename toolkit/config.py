"""Settings, read once from the environment; nonsense stops the start."""

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class SettingsError(Exception):
    """One or more settings make no sense; the message names each."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between two installations."""

    instance: Path  # folder of the database, the keys and the secret
    database_url: str
    keys: Path  # folder of key halves and link keys, outside the database and its backups
    secret_key: str
    host: str
    port: int
    workers: int
    public_url: str
    trusted_proxies: int
    languages: tuple[str, ...]
    contact: str  # the operator, named on the privacy and accessibility pages

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
    settings = Settings(
        instance=instance,
        database_url=_driver(reader.text("DATABASE_URL", f"sqlite:///{instance / 'toolkit.db'}")),
        keys=Path(reader.text("KEYS", str(instance / "keys"))).absolute(),
        secret_key=reader.text("SECRET_KEY", "") or _kept_secret(instance / "secret"),
        host=host,
        port=port,
        workers=reader.whole("WORKERS", 2, 1, 64),
        public_url=reader.public_url(f"http://127.0.0.1:{port}"),
        trusted_proxies=reader.whole("TRUSTED_PROXIES", 0, 0, 8),
        languages=reader.languages("en"),
        contact=reader.text("CONTACT", ""),
    )
    if len(settings.secret_key) < 32:  # noqa: PLR2004 - 32 characters of hex are 128 bits
        reader.problems.append("TOOLKIT_SECRET_KEY needs at least 32 characters")
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

    def public_url(self, default: str) -> str:
        url = self.text("PUBLIC_URL", default).rstrip("/")
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            self.problems.append(f"TOOLKIT_PUBLIC_URL is not an address of a site: {url!r}")
        elif parts.scheme == "http" and not _is_this_machine(parts.hostname):
            self.problems.append(
                "TOOLKIT_PUBLIC_URL must begin with https:// "
                f"(only this machine may do without): {url!r}"
            )
        return url

    def languages(self, default: str) -> tuple[str, ...]:
        codes = tuple(code.strip() for code in self.text("LANGUAGES", default).split(","))
        for code in codes:
            if not re.fullmatch(r"[a-z]{2}", code):
                self.problems.append(f"TOOLKIT_LANGUAGES: {code!r} is not a language code")
        return codes


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _driver(url: str) -> str:
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)


def _kept_secret(path: Path) -> str:
    """Read the installation's secret, or make it on first start, readable by the owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()
