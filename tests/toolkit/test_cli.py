"""The command line as an administrator uses it: what it does, and how it refuses."""

import csv
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from accounts import PASSWORD
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session
from waves import ADMINISTRATOR, COORDINATOR

from toolkit import content, strings
from toolkit.accounts import service as accounts
from toolkit.cli import cli, main
from toolkit.models import Link, RosterRow, Wave, WaveState
from toolkit.roles import Role
from toolkit.sealing.keyhalves import read_half, server_half_path
from toolkit.sealing.links import link_id
from toolkit.storage import database

PLAN = (
    *("--title", "Survey 2026", "--sponsor", "Amina Diallo, Deputy Executive Director"),
    *("--decision", "Which two areas get an adviser", "--eligible", "both"),
    *("--results-by", "2027-02-01"),
)


class Terminal:
    """An administrator's terminal on an installation of its own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.environ = {
            "TOOLKIT_INSTANCE": str(folder / "instance"),
            "TOOLKIT_DATABASE_URL": url,
            "TOOLKIT_PUBLIC_URL": "https://innovation.example.org",
        }

    def __call__(self, *arguments: object, **environ: str) -> Result:
        variables = {f"TOOLKIT_{name}": value for name, value in environ.items()}
        return CliRunner().invoke(
            cli, [str(part) for part in arguments], env={**self.environ, **variables}
        )

    def does(self, *arguments: object) -> str:
        """Run a command that works, and return what it says."""
        result = self(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def refuses(self, *arguments: object, status: int = 1, **environ: str) -> str:
        """Run a command that does not, and return the message."""
        result = self(*arguments, **environ)
        assert result.exit_code == status, result.output
        assert isinstance(result.exception, SystemExit)
        assert result.stdout == ""
        assert "Traceback" not in result.stderr
        return result.stderr.strip().removeprefix("Error: ")

    def roster(self, text: str | None = None) -> Path:
        path = self.folder / "roster.csv"
        lines = "".join(f"person-{n}@example.org,Agency,\n" for n in range(12))
        path.write_text("person,entity,value\n" + lines if text is None else text, encoding="utf-8")
        return path

    def confirms(self) -> None:
        """Have the roster confirmed by a coordinator and an administrator."""
        roles = ((COORDINATOR, Role.COORDINATOR, "Agency"), (ADMINISTRATOR, Role.ADMINISTRATOR, ""))
        with database.transaction(self.url) as session:
            for email, role, entity in roles:
                accounts.create(session, email, PASSWORD, actor="tests")
                accounts.grant(session, email, role, entity, actor="tests")
        self.does("wave", "roster", "confirm", 1, "--entity", "Agency", "--by", COORDINATOR)
        self.does("wave", "roster", "confirm", 1, "--by", ADMINISTRATOR)

    def invites(self) -> None:
        """Import a roster and have it confirmed."""
        self.does("wave", "roster", "import", 1, self.roster())
        self.confirms()


@pytest.fixture
def terminal(tmp_path: Path, database_url: str) -> Terminal:
    return Terminal(tmp_path, database_url)


@pytest.fixture
def on_sqlite(tmp_path: Path, sqlite_url: str) -> Terminal:
    """For what does not depend on the database."""
    return Terminal(tmp_path, sqlite_url)


@pytest.fixture
def planned(terminal: Terminal) -> Terminal:
    assert terminal.does("wave", "create", *PLAN).startswith("Wave 1 is planned.")
    return terminal


def commands(
    group: click.Group = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and group with its path, also those that are loaded when they are called."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_a_wave_from_planning_to_closing(planned: Terminal) -> None:
    out, half = planned.folder / "links.csv", planned.folder / "custodian.half"
    keys = planned.folder / "instance" / "keys"
    assert str(half) in planned.does("wave", "key", "make", 1, half) or half.exists()
    assert "Every copy opens ballots of wave 1." in planned.does("wave", "key", "check", 1, half)
    planned.invites()
    said = planned.does("wave", "links", 1, "--out", out)
    assert said.startswith(f"12 links are in {out}.")
    assert planned.does("wave", "open", 1, "--checked") == "Wave 1 is open.\n"
    assert planned.does("wave", "list") == "1\topen\tSurvey 2026\n"
    with out.open(encoding="utf-8", newline="") as file:
        links = {row["person"]: row["link"] for row in csv.DictReader(file)}
    assert len(links) == 12
    tokens = []
    for link in links.values():
        assert link.startswith("https://innovation.example.org/assessment/link/")
        tokens.append(link.rpartition("/")[2])
    with database.transaction(planned.url) as session:
        assert all(session.get(Link, link_id(token)) for token in tokens)
    assert (keys / "wave-1.links").exists()
    assert planned.does("wave", "close", 1) == "Wave 1 is closed.\n"
    assert not (keys / "wave-1.links").exists()
    assert server_half_path(keys, 1).exists()
    assert planned.does("wave", "list") == "1\tclosed\tSurvey 2026\n"


def test_links_are_their_owners_alone_and_the_same_when_printed_again(planned: Terminal) -> None:
    out = planned.folder / "links.csv"
    out.write_text("somebody could read this")
    out.chmod(0o644)
    planned.invites()
    planned.does("wave", "links", 1, "--out", out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    first = out.read_text(encoding="utf-8")
    assert "somebody" not in first
    planned.does("wave", "links", 1, "--out", out)
    assert out.read_text(encoding="utf-8") == first


def test_a_wave_is_planned_as_it_was_said(planned: Terminal) -> None:
    planned.does("wave", "create", *PLAN, "--perspective", "organisation")
    with database.transaction(planned.url) as session:
        first, second = session.get_one(Wave, 1), session.get_one(Wave, 2)
        assert (first.perspective, second.perspective) == ("unit", "organisation")
        assert first.results_by.isoformat() == "2027-02-01"
        assert second.state is WaveState.PLANNED


def test_both_halves_open_and_neither_is_printed(planned: Terminal) -> None:
    first, second = (planned.folder / f"copy-{n}.half" for n in (1, 2))
    said = planned.does("wave", "key", "make", 1, first, second)
    assert read_half(first) == read_half(second)
    assert read_half(first).secret.hex() not in said
    planned.does("wave", "key", "check", 1, first, second)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("open", 1),
            "wave 1 cannot open: nobody is on its roster: import it first; its",
        ),
        (("open", 7), "there is no wave 7"),
        (("close", 1), "wave 1 is planned, so it cannot become closed"),
        (("close", 7), "there is no wave 7"),
        (("key", "make", 7, "half"), "there is no wave 7"),
        (("key", "check", 1, "half"), "wave 1 has no key yet: make it first"),
    ],
)
def test_what_a_wave_cannot_do_is_said(
    planned: Terminal, arguments: tuple[object, ...], message: str
) -> None:
    assert planned.refuses("wave", *arguments).startswith(message)


def test_a_key_file_that_is_wrong_is_named(planned: Terminal) -> None:
    half, missing = planned.folder / "custodian.half", planned.folder / "missing.half"
    planned.does("wave", "key", "make", 1, half)
    assert planned.refuses("wave", "key", "check", 1, missing).startswith(f"{missing}: No such")
    half.write_text("coffee")
    assert planned.refuses("wave", "key", "check", 1, half) == f"{half}: not a key half"
    with database.transaction(planned.url) as session:
        assert not session.get_one(Wave, 1).key_checked


def test_a_key_that_could_not_be_written_is_no_key(planned: Terminal) -> None:
    half = planned.folder / "custodian.half"
    half.write_text("coffee")
    assert planned.refuses("wave", "key", "make", 1, half) == f"{half}: File exists"
    half.unlink()
    planned.does("wave", "key", "make", 1, half)
    planned.does("wave", "key", "check", 1, half)


@pytest.mark.parametrize(
    ("roster", "message"),
    [
        ("", "line 1: the columns person, entity are missing"),
        ("person,entity\nanna,\nanna,A\n", "line 2: entity is missing\nline 3: the person of"),
    ],
)
def test_a_roster_that_is_wrong_is_refused_whole(
    planned: Terminal, roster: str, message: str
) -> None:
    path = planned.roster(roster)
    assert planned.refuses("wave", "roster", "import", 1, path).startswith(message)
    with database.transaction(planned.url) as session:
        assert session.query(RosterRow).count() == 0


def test_too_few_people_are_not_confirmed_and_get_no_links(planned: Terminal) -> None:
    planned.does("wave", "roster", "import", 1, planned.roster("person,entity\nanna,Agency\n"))
    with pytest.raises(AssertionError, match="1 people are eligible; 10 are needed"):
        planned.confirms()
    said = planned.refuses("wave", "links", 1, "--out", planned.folder / "links.csv")
    assert said == "wave 1 has no links: its roster is not confirmed"
    assert not (planned.folder / "links.csv").exists()


def test_files_that_cannot_be_read_or_written_are_named(planned: Terminal) -> None:
    roster, nowhere = planned.roster(), planned.folder / "no" / "links.csv"
    said = planned.refuses("wave", "roster", "import", 1, planned.folder / "none", status=2)
    assert "none': No such file or directory" in said
    roster.write_bytes(b"person,entity\nJos\xe9,Agency\n")
    said = planned.refuses("wave", "roster", "import", 1, roster)
    assert said.startswith("the file is not UTF-8")
    with database.transaction(planned.url) as session:
        assert session.query(RosterRow).count() == 0
    planned.invites()
    said = planned.refuses("wave", "links", 1, "--out", nowhere)
    assert said == f"{nowhere}: No such file or directory"


@pytest.mark.parametrize(
    "arguments",
    [
        ("wave", "create"),
        ("wave", "create", *PLAN[2:]),
        ("wave", "create", *PLAN, "--perspective", "everybody"),
        ("wave", "create", *PLAN[:-1], "1 February"),
        ("wave", "open", "one"),
        ("wave", "open", "0"),
        ("wave", "open", "-1"),
        ("wave", "open", "99999999999999999999"),
        ("wave", "key", "make", "1"),
        ("wave", "key", "check", "1"),
        ("nonsense",),
        ("content", "burn"),
        ("run", "--fast"),
    ],
)
def test_a_command_that_is_not_understood_is_explained(
    on_sqlite: Terminal, arguments: tuple[str, ...]
) -> None:
    said = on_sqlite.refuses(*arguments, status=2)
    assert said.startswith("Usage: ")


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--title", "t" * 121, "its title is longer than 120 letters"),
        ("--title", "", "its title is missing"),
        ("--sponsor", "s" * 201, "its sponsor is longer than 200 letters"),
        ("--decision", "d" * 301, "its decision is longer than 300 letters"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(
    terminal: Terminal, option: str, value: str, message: str
) -> None:
    said = terminal.refuses("wave", "create", *PLAN, option, value)
    assert said == f"the wave cannot be planned: {message}"
    assert terminal.does("wave", "list") == ""


@pytest.mark.parametrize("option", ["--mean-from", "--shares-from", "--protect"])
@pytest.mark.parametrize("value", ["", "0", "-1", "9", "ten", "10.5", "1e9", "nan"])
def test_a_threshold_that_is_none_or_too_low_plans_no_wave(
    on_sqlite: Terminal, option: str, value: str
) -> None:
    said = on_sqlite.refuses("wave", "create", *PLAN, option, value, status=2)
    assert f"Invalid value for '{option}'" in said
    assert on_sqlite.does("wave", "list") == ""


def test_a_zone_is_set_before_opening_and_an_extension_announced_after(
    terminal: Terminal,
) -> None:
    terminal.does("wave", "create", *PLAN, "--last-day", "2027-01-10")
    terminal.invites()
    assert terminal.does("wave", "zone", 1, "Agency", "Africa/Nairobi") == (
        "Days of Agency are those of Africa/Nairobi.\n"
    )
    assert "\tdays of Africa/Nairobi\n" in terminal.does("wave", "roster", "show", 1)
    assert "is not a time zone" in terminal.refuses("wave", "zone", 1, "Agency", "Nairobi")
    assert "does not take part" in terminal.refuses("wave", "zone", 1, "Else", "UTC")
    assert "it can be extended only while it is open" in terminal.refuses(
        "wave", "extend", 1, "--until", "2027-01-20"
    )
    with database.transaction(terminal.url) as session:
        session.get_one(Wave, 1).state = WaveState.OPEN
    assert terminal.does("wave", "extend", 1, "--until", "2027-01-20") == (
        "Wave 1 takes answers until the end of 2027-01-20.\n"
    )
    assert "only once" in terminal.refuses("wave", "extend", 1, "--until", "2027-01-21")


def test_thresholds_that_are_not_said_are_the_defaults(terminal: Terminal) -> None:
    terminal.does("wave", "create", *PLAN)
    with database.transaction(terminal.url) as session:
        wave = session.get_one(Wave, 1)
        assert (wave.mean_from, wave.shares_from, wave.protected) == (10, 20, 10)


def test_every_bad_setting_is_named_at_once(on_sqlite: Terminal) -> None:
    said = on_sqlite.refuses("wave", "list", PORT="high", WORKERS="0", LANGUAGES="english")
    assert [line.split(" ")[0] for line in said.splitlines()] == [
        "TOOLKIT_PORT",
        "TOOLKIT_WORKERS",
        "TOOLKIT_LANGUAGES:",
    ]


def test_a_database_that_is_empty_or_away_is_explained(on_sqlite: Terminal) -> None:
    empty = f"sqlite:///{on_sqlite.folder}/empty.db"
    for arguments in (("wave", "list"), ("wave", "create", *PLAN), ("content", "import")):
        said = on_sqlite.refuses(*arguments, DATABASE_URL=empty)
        assert said.startswith("the database cannot be used: no such table")
        assert said.endswith("toolkit db upgrade")
    away = "postgresql://nobody@127.0.0.1:1/none"
    said = on_sqlite.refuses("wave", "list", DATABASE_URL=away)
    assert said.startswith("the database cannot be used: ")


def test_a_database_of_a_later_version_is_explained(on_sqlite: Terminal) -> None:
    with database.transaction(on_sqlite.url) as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    said = on_sqlite.refuses("db", "upgrade")
    assert said.startswith("the database cannot be used: Can't locate revision")


@pytest.mark.postgresql
def test_an_empty_postgresql_is_explained_and_upgraded(postgres_url: str, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, postgres_url)
    with database.transaction(postgres_url) as session:
        session.connection().exec_driver_sql("DROP SCHEMA public CASCADE")
        session.connection().exec_driver_sql("CREATE SCHEMA public")
    said = terminal.refuses("wave", "list")
    assert said.startswith("the database cannot be used: relation")
    assert terminal.does("db", "upgrade") == "The database is up to date.\n"
    assert terminal.does("wave", "list") == ""


def test_upgrading_makes_a_new_database_with_its_content(on_sqlite: Terminal) -> None:
    path = on_sqlite.folder / "new" / "toolkit.db"
    environ = {"DATABASE_URL": f"sqlite:///{path}"}
    for _time in range(2):
        result = on_sqlite("db", "upgrade", **environ)
        assert (result.exit_code, result.stdout) == (0, "The database is up to date.\n")
    assert on_sqlite("content", "import", **environ).stdout == "0 file(s) added.\n"
    assert path.exists()


def test_content_is_checked(on_sqlite: Terminal) -> None:
    assert on_sqlite.does("content", "check") == "1 questionnaire(s) and 21 tools are good.\n"


def test_bad_content_is_named_by_every_command_that_reads_it(
    on_sqlite: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = on_sqlite.folder / "tools"
    folder.mkdir()
    for path in content._tool_paths():  # noqa: SLF001 - a copy to spoil
        shutil.copy(path, folder)
    monkeypatch.setattr(content, "_tool_paths", lambda: sorted(folder.iterdir()))
    (folder / "source-ideas.md").write_text("no front matter")
    (folder / "operating-model.md").write_text("no front matter")
    for arguments in (("content", "check"), ("content", "import"), ("db", "upgrade")):
        said = on_sqlite.refuses(*arguments).splitlines()
        for name in ("source-ideas.md", "operating-model.md"):
            assert any(line.startswith(f"{folder / name}: ") for line in said)


def test_strings_are_written_and_counted(
    on_sqlite: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = on_sqlite.folder / "translations"
    written = strings.write
    monkeypatch.setattr(strings, "write", lambda: written(folder))
    said = on_sqlite.does("content", "strings")
    assert re.fullmatch(
        rf"\d+ strings in {folder}/messages.pot\n\d+ strings in {folder}/content.pot\n", said
    )


@pytest.mark.parametrize("path", [(), *(path for path, _ in commands())], ids=" ".join)
def test_every_command_explains_itself(on_sqlite: Terminal, path: tuple[str, ...]) -> None:
    said = on_sqlite.does(*path, "--help")
    assert said.startswith("Usage: ")
    explained = said.partition("\n\n")[2].strip()
    assert explained[0].isupper()
    assert len(explained.split()) > 4


def test_every_option_has_help() -> None:
    for path, command in commands():
        for option in command.params:
            if isinstance(option, click.Option) and not option.is_eager:
                assert option.help or option.type.name == "choice", (path, option.name)


def test_run_upgrades_and_serves(on_sqlite: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[object, ...]] = []

    class Server:
        """Stands for gunicorn, which another test starts in earnest."""

        def __init__(self, *parts: object) -> None:
            served.append(parts)

        def run(self) -> None:
            app, _settings, engines = served[0]
            with Session(engines.reading) as session:  # type: ignore[attr-defined] # as given
                assert content.newest_questionnaire(session).id == "space"
            assert app.test_client().get("/health").text == "ok\n"  # type: ignore[attr-defined]
            engines.dispose()  # type: ignore[attr-defined]

    def run_together(web: Callable[[], None], _jobs: object) -> int:
        """Stands for the two processes, which other tests start in earnest."""
        web()
        return 0

    monkeypatch.setattr("toolkit.cli.Server", Server)
    monkeypatch.setattr("toolkit.cli.run_together", run_together)
    path = on_sqlite.folder / "new.db"
    result = on_sqlite("run", DATABASE_URL=f"sqlite:///{path}")
    assert result.exit_code == 0, result.output
    assert "Serving https://innovation.example.org (stop with Ctrl+C)" in result.stdout
    assert len(served) == 1


def test_the_program_is_the_same_thing(
    on_sqlite: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in on_sqlite.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["toolkit", "wave", "open", "7"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "Error: there is no wave 7\n"


@pytest.mark.server
def test_in_a_process_of_its_own(on_sqlite: Terminal) -> None:
    program = Path(sys.executable).with_name("toolkit")
    run: Callable[..., subprocess.CompletedProcess[str]] = subprocess.run
    options = {
        "env": {**os.environ, **on_sqlite.environ},
        "cwd": on_sqlite.folder,
        "capture_output": True,
        "text": True,
        "timeout": 120,
    }
    explained = run([program, "--help"], check=True, **options)
    assert "wave" in explained.stdout
    planned = run([program, "wave", "create", *PLAN], check=True, **options)
    assert planned.stdout.startswith("Wave 1 is planned.")
    assert run([program, "wave", "list"], check=True, **options).stdout.startswith("1\tplanned")
    refused = run([program, "wave", "open", "1"], check=False, **options)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Error: wave 1 cannot open: ")
    assert len(refused.stderr.splitlines()) == 1


def test_a_wave_from_planning_to_its_publication(terminal: Terminal) -> None:
    half = terminal.folder / "custodian.half"
    terminal.does("db", "upgrade")
    terminal.does("wave", "create", *PLAN)
    terminal.does("wave", "key", "make", 1, half)
    terminal.does("wave", "key", "check", 1, half)
    links = terminal.folder / "links.csv"
    terminal.invites()
    terminal.does("wave", "links", 1, "--out", links)
    terminal.does("wave", "open", 1, "--checked")
    assert "wave 1 is open" in terminal.refuses("publish", 1, "--half", half)
    terminal.does("wave", "close", 1)
    assert "wave 1 has no publication" in terminal.refuses("publication", "verify", 1)
    assert "wave 1 has no publication" in terminal.refuses("publication", "attack", 1)
    wrong = terminal.folder / "wrong.half"
    wrong.write_text(half.read_text(encoding="ascii")[:-3], encoding="ascii")
    assert "truncated or changed" in terminal.refuses("publish", 1, "--half", wrong)
    assert "Wave 1 is proposed: 0 of 2 groups" in terminal.does("publish", 1, "--half", half)
    assert "dropped" in terminal.does("discard", 1)
    terminal.does("publish", 1, "--half", half)
    assert "is as it was made" in terminal.does("publication", "verify", 1)
    assert "Every combination rests on enough" in terminal.does("publication", "attack", 1)
    assert "0 wave(s)" in terminal.does("publication", "expire")
    assert "its ballots are destroyed" in terminal.does("approve", 1, "--yes")
    assert list((terminal.folder / "instance" / "keys").iterdir()) == []
    assert "/results/read/" in terminal.does("publication", "links", 1)
    assert "is published" in terminal.refuses("approve", 1, "--yes")
    assert "withdrawn" in terminal.does("withdraw", 1, "--reason", "The roster was wrong")
