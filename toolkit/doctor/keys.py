"""The key folder against the waves: what is missing, and what should not be there."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from toolkit.doctor.case import Case
from toolkit.doctor.findings import Finding, or_good, problem, warning
from toolkit.models import Cell, Link, Wave, WaveState
from toolkit.planning import terms
from toolkit.sealing import keyhalves
from toolkit.sealing.keyhalves import Half, KeyFileError

_KEY_FILE = re.compile(r"wave-(\d+)\.(half|links|public|terms)")
_LARGEST_HALF = 4096  # bytes; nothing larger is opened
_RESTORED = (
    "Restore the key folder from its own copy. If this wave was published before, its ballots are "
    "those of an older backup: close it if it is open, then toolkit publication give-up WAVE."
)


def halves(case: Case) -> Iterator[Finding]:
    """Whether the ballots of every wave that has some, or will, can be opened."""
    yield from or_good(
        (found for wave in _waves(case) if _needs_half(case, wave) for found in _half(case, wave)),
        "every wave has the server's half of its key",
    )


def links(case: Case) -> Iterator[Finding]:
    """Whether the links of open waves can be made again, and those of closed ones no more."""
    there = _key_files(case.settings.keys)
    yield from or_good(
        (found for wave in _waves(case) for found in _links(wave, there)),
        "the keys of links are there while a wave is open, and no longer",
    )


def public_keys(case: Case) -> Iterator[Finding]:
    """Whether people seal their answers to the keys that were checked."""
    there = _key_files(case.settings.keys)
    yield from or_good(
        (
            found
            for wave in _waves(case)
            if wave.state is WaveState.OPEN
            for found in _public_key(case.settings.keys, wave, there)
        ),
        "every open wave has the public key that was checked",
    )


def table_lists(case: Case) -> Iterator[Finding]:
    """Whether waves are still what they were when they opened, so that they can be published."""
    there, taking = _key_files(case.settings.keys), {WaveState.OPEN, WaveState.CLOSED}
    yield from or_good(
        (
            problem(
                f"wave {wave.id} is not what it was when it opened, so it will not be published",
                "Restore the key folder; if it is whole, find out who changed the database.",
            )
            for wave in _waves(case)
            if wave.state in taking and _needs_half(case, wave)
            if (wave.id, "half") in there  # without it, that is what is said
            if not _is_unchanged(case, wave)
        ),
        "every wave is what it was when it opened",
    )


def strangers(case: Case) -> Iterator[Finding]:
    """What lies in the key folder and belongs to no wave of this database."""
    known = set(case.session.scalars(select(Wave.id)))
    of_waves = {
        path for (wave_id, _), path in _key_files(case.settings.keys).items() if wave_id in known
    }
    yield from or_good(
        (
            warning(
                f"{path} belongs to no wave of this database",
                "Keep it until no database or backup needs it; then destroy it.",
            )
            for path in _listed(case.settings.keys)
            if path not in of_waves
        ),
        "the key folder holds nothing but keys of waves",
    )


def custodians(case: Case) -> Iterator[Finding]:
    """Halves that should be with a custodian, and lie here beside the server's."""
    demonstrations = set(case.session.scalars(select(Wave.id).where(Wave.is_demonstration)))
    yield from or_good(
        (
            warning(
                f"{path} is the custodian's half of the key of wave {half.wave_id}",
                "Take it off this machine: beside the server's half, it opens every ballot.",
            )
            for path, half in _halves_below(case.settings.instance, case.settings.keys)
            if half.holder == "custodian" and half.wave_id not in demonstrations
        ),
        "no custodian's half lies beside the server's, or it is a demonstration's",
    )


def _waves(case: Case) -> list[Wave]:
    return list(case.session.scalars(select(Wave).order_by(Wave.id)))


def _needs_half(case: Case, wave: Wave) -> bool:
    """Whether the wave's ballots are still to be opened; those of one given up are gone."""
    if wave.state is WaveState.CLOSED:
        held = select(Link.id).join(Cell).where(Cell.wave_id == wave.id).limit(1)
        return case.session.scalar(held) is not None
    return wave.state is WaveState.OPEN or (wave.state is WaveState.PLANNED and wave.key_checked)


def _half(case: Case, wave: Wave) -> Iterator[Finding]:
    path = keyhalves.server_half_path(case.settings.keys, wave.id)
    if not path.exists():
        text = f"wave {wave.id} lacks the server's half of its key: its ballots can never be opened"
        yield problem(text, _RESTORED)
        return
    try:
        half = keyhalves.read_half(path)
    except KeyFileError as error:
        yield problem(f"the server's half of the key of wave {wave.id}: {error}", _RESTORED)
        return
    if (half.wave_id, half.holder) != (wave.id, "server"):
        yield problem(f"{path} is not the server's half of the key of wave {wave.id}", _RESTORED)


def _links(wave: Wave, there: dict[tuple[int, str], Path]) -> Iterator[Finding]:
    is_there = (wave.id, "links") in there
    if wave.state is WaveState.OPEN and not is_there:
        yield warning(
            f"wave {wave.id} is open and lacks the key of its links: none can be made again",
            "Restore the key folder; if the wave was closed before a restore, close it again.",
        )
    if wave.state is WaveState.CLOSED and is_there:
        yield warning(
            f"wave {wave.id} is closed and the key of its links is not erased",
            f"Run again: toolkit wave close {wave.id}",
        )


def _public_key(folder: Path, wave: Wave, there: dict[tuple[int, str], Path]) -> Iterator[Finding]:
    if (wave.id, "public") not in there:
        yield problem(
            f"wave {wave.id} lacks the mark of its public key, so nobody can submit",
            "Restore the key folder, or check the key again with a custodian's copy.",
        )
    elif not keyhalves.is_pinned(folder, wave.id, wave.public_key or b""):
        yield problem(
            f"the public key of wave {wave.id} is not the one checked, so nobody can submit",
            "Find out who changed the database, and restore it.",
        )


def _is_unchanged(case: Case, wave: Wave) -> bool:
    found = terms.fingerprint(case.session, wave)
    return keyhalves.is_frozen_as(case.settings.keys, wave.id, found)


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def _key_files(folder: Path) -> dict[tuple[int, str], Path]:
    """The files of waves, by the wave's number and the kind of key."""
    found = ((_KEY_FILE.fullmatch(path.name), path) for path in _listed(folder))
    return {(int(name[1]), name[2]): path for name, path in found if name}


def _halves_below(*folders: Path) -> Iterator[tuple[Path, Half]]:
    """Every key half in these folders, however its file is called."""
    for path in sorted({path for folder in folders for path in folder.rglob("*")}):
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST_HALF:
            continue
        with suppress(KeyFileError):
            yield path, keyhalves.read_half(path)


CHECKS = (halves, links, public_keys, table_lists, strangers, custodians)
