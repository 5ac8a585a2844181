"""What the documentation may not forget: every command, every setting, every make target."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from toolkit import config
from toolkit.cli import cli

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = sorted(set(re.findall(r"^([a-z][a-z-]*):(?!=)", MAKEFILE, flags=re.MULTILINE)))


def documents() -> str:
    """The pages that people read, as one text."""
    paths = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def commands(group: click.Group = cli, path: str = "toolkit") -> Iterator[str]:
    """Every command that does something, e.g. ``toolkit wave open``."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        full = f"{path} {name}"
        if isinstance(command, click.Group):
            yield from commands(command, full)
        else:
            yield full


def settings() -> set[str]:
    """Every setting that is read from the environment, e.g. ``TOOLKIT_PORT``."""
    source = Path(config.__file__).read_text(encoding="utf-8")
    names = re.findall(r"(?:text|whole|one_of|notice|\w+_url)\(\s*\"([A-Z_]+)\"", source)
    return {f"TOOLKIT_{name}" for name in names}


def test_the_settings_are_found() -> None:
    assert {"TOOLKIT_PORT", "TOOLKIT_PUBLIC_URL", "TOOLKIT_SECRET_KEY"} <= settings()
    assert {"TOOLKIT_DATABASE_URL", "TOOLKIT_WEB_DATABASE_URL"} <= settings()
    assert len(settings()) >= 13


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_is_documented(command: str) -> None:
    assert re.search(rf"\b{re.escape(command)}\b", documents())


@pytest.mark.parametrize("setting", sorted(settings()))
def test_every_setting_is_documented(setting: str) -> None:
    assert re.search(rf"\b{setting}\b", documents())


def test_no_setting_is_documented_that_is_not_read() -> None:
    assert set(re.findall(r"\bTOOLKIT_[A-Z_]+\b", documents())) <= settings()


def test_no_command_is_documented_that_is_not_there() -> None:
    groups = {name.rpartition(" ")[0] for name in commands()}
    known = {*commands(), *groups}
    words = {name.split(" ")[1] for name in commands()}
    for found in re.findall(r"\btoolkit ((?:[a-z]+ ?){1,3})", documents()):
        first, *rest = found.split()
        if first in words:
            assert any(
                " ".join(("toolkit", first, *rest[:length])) in known
                for length in range(len(rest) + 1)
            ), found


@pytest.mark.parametrize("target", TARGETS)
def test_every_make_target_has_help(target: str) -> None:
    said = subprocess.run(
        ["make", "--no-print-directory", "-C", ROOT, "help"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    (line,) = (line for line in said.splitlines() if line.split(" ")[0] == target)
    assert len(line.split()) > 3


def test_the_two_commands_are_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme
