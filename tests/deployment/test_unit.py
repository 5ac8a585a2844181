"""The systemd unit: what it has to say, what systemd says of it, and that the docs agree."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from configparser import RawConfigParser
from pathlib import Path

import pytest

from toolkit.processes import supervisor

ROOT = Path(__file__).parent.parent.parent
UNIT = ROOT / "deploy" / "toolkit.service"
HARDENED: Mapping[str, str] = {
    "nonewprivileges": "yes",
    "protectsystem": "strict",
    "protecthome": "yes",
    "privatetmp": "yes",
    "privatedevices": "yes",
    "umask": "0077",
    "statedirectorymode": "0700",
    "limitcore": "0",
    "memoryswapmax": "0",
    "capabilityboundingset": "",
    "ambientcapabilities": "",
    "killmode": "mixed",
    "restart": "on-failure",
}


class Once(RawConfigParser):
    """Reads a unit in which a list may be said in more than one line."""

    def __init__(self) -> None:
        super().__init__(strict=False, interpolation=None)


@pytest.fixture
def service() -> Mapping[str, str]:
    parser = Once()
    assert parser.read(UNIT, encoding="utf-8") == [str(UNIT)]
    assert parser.sections() == ["Unit", "Service", "Install"]
    return parser["Service"]


def test_it_is_hardened(service: Mapping[str, str]) -> None:
    assert {name: service.get(name) for name in HARDENED} == HARDENED


def test_it_starts_one_command_as_a_user_of_its_own(service: Mapping[str, str]) -> None:
    assert service["execstart"].endswith("/bin/toolkit run")
    assert service["user"] == service["group"] == "toolkit"


def test_it_may_write_where_its_state_is_and_nowhere_else(service: Mapping[str, str]) -> None:
    state = {f"/var/lib/{name}" for name in service["statedirectory"].split()}
    assert set(service["readwritepaths"].split()) == state
    assert service["workingdirectory"] in state
    assert len(state) == 2  # database and keys


def test_systemd_waits_longer_than_the_supervisor(service: Mapping[str, str]) -> None:
    assert int(service["timeoutstopsec"]) > supervisor._PATIENCE  # noqa: SLF001 - the two belong together


def test_it_holds_no_secret(service: Mapping[str, str]) -> None:
    said = UNIT.read_text(encoding="utf-8")
    assert not re.search("password|secret|TOOLKIT_", said, re.IGNORECASE)
    assert service["environmentfile"].startswith("/etc/")


def test_the_docs_name_the_same_places(service: Mapping[str, str]) -> None:
    docs = (ROOT / "docs" / "administration.md").read_text(encoding="utf-8")
    program = service["execstart"].split()[0]
    for place in (program, service["environmentfile"], *service["readwritepaths"].split()):
        assert place in docs
    assert "deploy/toolkit.service" in docs


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_it(tmp_path: Path) -> None:
    program = tmp_path / "toolkit"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / UNIT.name
    said = UNIT.read_text(encoding="utf-8")
    unit.write_text(re.sub("(?m)^ExecStart=[^ ]+", f"ExecStart={program}", said))
    verified = verify(unit)
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    unit.write_text(said.replace("NoNewPrivileges", "NoNewPrivilege"))
    assert "NoNewPrivilege" in verify(unit).stderr


def verify(unit: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )
