"""What can be told without the database: the settings, and who else can read our files."""

import gettext
import stat
from collections.abc import Iterator
from pathlib import Path

import toolkit
from toolkit.config import Settings
from toolkit.doctor.findings import Finding, good, or_good, problem, warning

_OTHERS = 0o077  # what a mode lets anybody but the owner do
_SOURCE_LANGUAGE = "en"
_TRANSLATIONS = Path(toolkit.__file__).parent / "translations"


def is_open_to_others(path: Path) -> bool:
    """Whether its mode lets anybody but its owner do anything."""
    return bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS)


def secret(settings: Settings) -> Iterator[Finding]:
    """Whether the secret that signs cookies is its owner's alone."""
    path = settings.instance / "secret"
    if path.exists() and is_open_to_others(path):
        yield problem(f"others than the owner may use {path}", f"Run: chmod 600 {path}")
    else:
        yield good("the secret is its owner's alone")


def key_folder(settings: Settings) -> Iterator[Finding]:
    """Whether the key folder and all in it are their owner's alone."""
    folder = settings.keys
    paths = [folder, *folder.iterdir()] if folder.exists() else []
    yield from or_good(
        (
            problem(f"others than the owner may use {path}", f"Run: chmod go-rwx {path}")
            for path in sorted(paths)
            if is_open_to_others(path)
        ),
        "the key folder is its owner's alone",
    )


def address(settings: Settings) -> Iterator[Finding]:
    """Whether the proxy that ends TLS is trusted to say who asks."""
    if settings.secure_cookies and not settings.trusted_proxies:
        yield warning(
            "people come through a proxy that is not trusted, so failed guesses of one slow all",
            "Set TOOLKIT_TRUSTED_PROXIES to the number of proxies in front.",
        )
    else:
        yield good(f"people use {settings.public_url}")


def languages(settings: Settings) -> Iterator[Finding]:
    """Whether there is a catalogue for every language that is offered."""
    offered = (code for code in settings.languages if code != _SOURCE_LANGUAGE)
    yield from or_good(
        (
            warning(
                f"the language {code} is offered, and no translation of it is installed",
                f"Take {code} out of TOOLKIT_LANGUAGES: people would read English.",
            )
            for code in offered
            if gettext.find("messages", str(_TRANSLATIONS), [code]) is None
        ),
        "every language that is offered is there",
    )


def contact(settings: Settings) -> Iterator[Finding]:
    """Whether people can find out who runs the site."""
    if settings.contact:
        yield good("people are told who runs this site")
    else:
        yield warning("nobody is told who runs this site", "Set TOOLKIT_CONTACT.")


CHECKS = (secret, key_folder, address, languages, contact)
