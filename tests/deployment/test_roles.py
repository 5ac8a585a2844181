"""The second wall: what PostgreSQL lets the web process and the readers of results do."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import postgres
import psycopg
import pytest
from accounts import EMAIL, PASSWORD, People
from administering import Administrator
from browsing import BASE_URL, Visitor
from desk import Clerk
from flask import Flask
from letters import work_off, workshop
from mailserver import mail_server
from psycopg.errors import ForeignKeyViolation, InsufficientPrivilege
from results import ADMINISTRATOR, Results, add_administrator, make_results
from running import running
from sqlalchemy import make_url, select, text
from sqlalchemy.orm import Session
from voting import TODAY
from waves import PLAN, OpenWave, import_roster, invite, open_wave, roster

from questionnaires.model import Questionnaire
from questionnaires.responses import items
from toolkit.app import create_app
from toolkit.config import Settings, from_environ
from toolkit.doctor.examination import examine
from toolkit.models import Ballot, Base, Link, Mailing, RosterRow, Wave, WaveState
from toolkit.processes import stepping
from toolkit.roles import Role
from toolkit.sealing.ballots import BALLOT_BYTES, unseal
from toolkit.storage import database
from toolkit.storage.database import Engines
from toolkit.waves import invitations
from toolkit.waves import service as waves

ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "deploy" / "postgresql-roles.sql"
OWNER, WEB, RESULTS = "toolkit", "toolkit_web", "toolkit_results"
TABLES = sorted({*Base.metadata.tables, "alembic_version"})
PUBLISHED = [
    *("cell", "chart", "content", "entity_groups", "group_name", "membership", "publication"),
    *("report", "sampled", "wave"),
]
SAID = [  # by entities
    *("ambition", "decision", "entity_return", "follow_up", "naming", "own_questions", "posting")
]


@dataclass(frozen=True)
class Installation:
    """A database with an owner and two roles, each with its address, as the docs set it up."""

    url: str  # of PostgreSQL's administrator
    environ: dict[str, str]

    @property
    def settings(self) -> Settings:
        return from_environ(self.environ)

    def address(self, role: str) -> str:
        url = make_url(self.url).set(drivername="postgresql", username=role)
        return url.render_as_string(hide_password=False)

    def tries(self, role: str, statement: str) -> None:
        """Execute one statement as a role, and leave nothing of it."""
        with psycopg.connect(self.address(role)) as connection:
            connection.execute(statement.encode())
            connection.rollback()

    def does(self, statement: str) -> None:
        """Execute one statement as PostgreSQL's administrator."""
        with psycopg.connect(self.address("tests"), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def with_done(self, statement: str, undone: str) -> Iterator[None]:
        self.does(statement)
        try:
            yield
        finally:
            self.does(undone)

    def separate(self, *options: str) -> None:
        """Run the script as the owner."""
        path = f"{postgres.binaries()}{os.pathsep}{os.environ['PATH']}"
        psql = shutil.which("psql", path=path)
        if psql is None:
            pytest.skip("psql is not installed")
        command = [psql, "--no-psqlrc", "--quiet", *options, f"--file={SCRIPT}"]
        ran = subprocess.run(
            [*command, self.address(OWNER)], capture_output=True, text=True, check=False
        )
        assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")

    def rights(self, *roles: str) -> list[tuple[str, ...]]:
        """Every right of these roles on tables and columns."""
        names = ", ".join(f"'{role}'" for role in roles)
        with psycopg.connect(self.address("tests")) as connection:
            return connection.execute(
                "SELECT table_name, column_name, privilege_type, is_grantable "  # noqa: S608 - our own names
                f"FROM information_schema.column_privileges WHERE grantee IN ({names}) "
                "UNION SELECT table_name, '', privilege_type, is_grantable "
                f"FROM information_schema.table_privileges WHERE grantee IN ({names}) "
                "ORDER BY 1, 2, 3".encode()
            ).fetchall()


@pytest.fixture(scope="module")
def installation(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("roles")
    with postgres.database(postgres_server, "toolkit_roles") as url:
        installation = Installation(url, {})
        for role in (OWNER, WEB, RESULTS):
            installation.does(f"CREATE ROLE {role} LOGIN")
        installation.does(f"ALTER DATABASE toolkit_roles OWNER TO {OWNER}")
        installation.does(f"ALTER SCHEMA public OWNER TO {OWNER}")
        installation.environ.update(
            TOOLKIT_INSTANCE=str(folder),
            TOOLKIT_DATABASE_URL=installation.address(OWNER),
            TOOLKIT_WEB_DATABASE_URL=installation.address(WEB),
            TOOLKIT_RESULTS_DATABASE_URL=installation.address(RESULTS),
            TOOLKIT_PUBLIC_URL=BASE_URL,
            TOOLKIT_SECOND_FACTOR="nobody",
        )
        Administrator(installation.environ).runs("db", "upgrade")
        installation.separate()
        yield installation
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        for role in (WEB, RESULTS, OWNER):
            connection.execute(f"DROP ROLE {role}".encode())


@pytest.fixture(scope="module")
def owner(installation: Installation) -> Iterator[Engines]:
    engines = database.connect(installation.settings.database_url)
    yield engines
    engines.dispose()


@pytest.fixture(scope="module")
def readable(installation: Installation, owner: Engines, questionnaire: Questionnaire) -> Results:
    add_administrator(owner)
    return make_results(installation.settings, owner, questionnaire)


@pytest.fixture(scope="module")
def wave(installation: Installation, owner: Engines, readable: Results) -> OpenWave:
    assert readable.coming  # made before, in an empty database
    return open_wave(installation.settings, owner)


@pytest.fixture
def app(installation: Installation) -> Iterator[Flask]:
    """The application as `toolkit run` makes it."""
    settings = installation.settings
    engines = database.connect(settings.web_database_url, settings.results_database_url)
    doors = (engines.read, engines.write, engines.read_results)
    for door, role in zip(doors, (WEB, WEB, RESULTS), strict=True):
        with door() as session:
            assert session.scalar(text("SELECT current_user")) == role
    yield create_app(settings, engines)
    engines.dispose()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def ballots(wave: OpenWave) -> list[bytes]:
    """What the ballots of one wave say, by the custodian's leave."""
    key = wave.private_key()
    with Session(wave.engines.reading) as session:
        return [
            unseal(key, wave.id, ballot.cell_id, ballot.body)
            for ballot in session.scalars(select(Ballot))
        ]


@pytest.mark.parametrize("role", ["web", "results"])
def test_every_table_is_opened_or_refused_by_name(role: str) -> None:
    said = SCRIPT.read_text(encoding="utf-8")
    opened = re.findall(rf'^GRANT .+ ON (\w+) TO :"{role}";', said, re.MULTILINE)
    refused = re.findall(rf'^REVOKE ALL ON (\w+) FROM :"{role}";', said, re.MULTILINE)
    assert sorted({*opened, *refused}) == TABLES
    assert not set(opened) & set(refused)


@pytest.mark.postgresql
def test_an_invited_person_answers_replaces_and_withdraws(
    visitor: Visitor, app: Flask, wave: OpenWave, questionnaire: Questionnaire
) -> None:
    def answered() -> list[int]:
        place = items(questionnaire).index("question:goals-set")
        return [ballot[place] for ballot in ballots(wave)]

    path = f"/assessment/link/{wave.tokens['person-0@example.org']}"
    visitor.get(path)
    code = visitor.begin_invited()
    assert answered() == []
    for level in (2, 5):
        visitor.answer("strategy", {"goals-set": str(level)})
        assert visitor.submit().h1 == "Your result"
        assert answered() == [level]
    Visitor(app).get(path, status=410)
    again = Visitor(app)
    again.get("/assessment/return")
    again.post("/assessment/return", {"code": code})
    again.get("/assessment/delete")
    again.post("/assessment/delete")
    assert ballots(wave) == [bytes(BALLOT_BYTES)]
    with Session(wave.engines.reading) as session:
        in_wave = select(Link.spent).join(Ballot, Ballot.cell_id == Link.cell_id)
        assert sorted(session.scalars(in_wave)) == [False] * 11 + [True]


@pytest.mark.postgresql
def test_somebody_answers_alone_and_reads_what_there_is(visitor: Visitor, wave: OpenWave) -> None:
    assert wave.id
    for path in ("/", "/about", "/privacy", "/method", "/accessibility", "/tools/"):
        visitor.get(path)
    assert visitor.fetch("/health").status_code == 200
    visitor.begin()
    visitor.answer("strategy", {"goals-set": "4"})
    assert visitor.submit().h1 == "Your result"
    assert visitor.fetch("/assessment/copy").status_code == 200
    visitor.post("/assessment/again")
    visitor.get("/assessment/delete")
    visitor.post("/assessment/delete")


@pytest.mark.postgresql
def test_an_administrator_signs_in_reads_everything_and_tries_a_job_again(
    visitor: Visitor, owner: Engines, readable: Results
) -> None:
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": ADMINISTRATOR, "password": PASSWORD})
    statuses = {"not published yet": 404, "withdrawn": 410, "by a wrong reading link": 404}
    for kind, path in readable.paths().items():
        visitor.get(path, status=statuses.get(kind, 200))
    for kind in ("system", "by the reading link"):
        for name in ("figures.csv", "modules.svg"):
            assert visitor.fetch(f"{readable.paths()[kind]}/{name}").status_code == 200
    page = visitor.get("/account/jobs/")
    (again,) = re.findall(r"/account/jobs/\d+/again", page.html)
    assert "Given up" not in visitor.post(again).text
    visitor.get("/account/")
    visitor.post("/account/sign-out")
    with owner.read() as session:
        assert session.scalar(text("SELECT count(*) FROM ended_sign_in")) == 1
    visitor.post("/account/sign-in", {"email": ADMINISTRATOR, "password": PASSWORD})
    with owner.read() as session:
        before = session.scalar(text("SELECT fs_uniquifier FROM user_account"))
    visitor.post("/account/sign-out-everywhere")
    with owner.read() as session:
        assert session.scalar(text("SELECT fs_uniquifier FROM user_account")) != before


@pytest.mark.postgresql
def test_a_curator_drafts_and_publishes_but_what_is_published_keeps_its_text(
    visitor: Visitor, installation: Installation, owner: Engines
) -> None:
    People(owner).add((Role.CURATOR, ""))
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": EMAIL, "password": PASSWORD})
    clerk = Clerk(visitor)
    path = "/tools/source-ideas"
    for _time in range(2):
        clerk.opens(path)
        clerk.sends(f"{path}/versions/1/again")
        clerk.saves(name="Find Ideas")
        clerk.opens(f"{path}/versions/2/edit")
        if _time == 0:
            clerk.sends(f"{path}/versions/2/discard")
    clerk.opens(f"{path}/versions/2/")
    clerk.sends(f"{path}/versions/2/hand-in", note="Shorter", kind="wording")
    assert visitor.get("/tools/source-ideas").h1 == "Find Ideas"
    for statement in ("UPDATE content SET text = 'x'", "DELETE FROM content"):
        with pytest.raises(InsufficientPrivilege):
            installation.tries(WEB, f"{statement} WHERE id = 'source-ideas'")
    clerk.opens(path)
    clerk.sends(f"{path}/withdraw", reason="Only tried")
    visitor.get("/tools/source-ideas", status=404)


@pytest.mark.postgresql
def test_a_roster_is_imported_confirmed_and_looked_after_on_pages(
    app: Flask, owner: Engines, readable: Results
) -> None:
    assert readable.published
    with owner.write() as session:
        planned = waves.create(session, PLAN).id
    people = People(owner)
    people.add((Role.COORDINATOR, "Zulu"), email="zulu@example.org")
    coordinator, administrator = Visitor(app), Visitor(app)
    for visitor, email in ((coordinator, "zulu@example.org"), (administrator, ADMINISTRATOR)):
        visitor.get("/account/sign-in")
        visitor.post("/account/sign-in", {"email": email, "password": PASSWORD})
    home = f"/account/rosters/{planned}"
    sheet = "person,entity\n" + "".join(f"P{n},Zulu\n" for n in range(40))
    for visitor, path, action in (
        (coordinator, f"{home}/entity/Zulu", "/Zulu"),
        (administrator, f"{home}/", ""),
    ):
        page = visitor.get(path)
        if action:
            file = (io.BytesIO(sheet.encode()), "list.csv")
            page = visitor.post(
                f"{home}/import{action}", {"sheet": file}, content_type="multipart/form-data"
            )
        seen = page.html.split('name="seen" value="')[1].split('"')[0]
        assert "confirmed" in visitor.post(f"{home}/confirm{action}", {"seen": seen}).text
    with owner.write() as session:
        session.get_one(Wave, planned).state = WaveState.OPEN
        person_id = invitations.named(session, planned, "P1")
    coordinator.get(f"{home}/entity/Zulu")
    for action in ("replace", "withdraw"):
        coordinator.post(f"{home}/{action}/Zulu", {"person_id": person_id})
    page = coordinator.post(f"{home}/add/Zulu", {"person": "New"})
    assert "The person is invited" in page.text
    with owner.write() as session:
        session.get_one(Wave, planned).state = WaveState.PLANNED
        waves.delete_wave(session, planned, Path("/nonexistent"), actor="tests")


@pytest.mark.postgresql
def test_a_wave_is_planned_checked_grouped_and_its_opening_asked_for_on_pages(
    visitor: Visitor, owner: Engines, installation: Installation, readable: Results
) -> None:
    assert readable.published
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": ADMINISTRATOR, "password": PASSWORD})
    today = datetime.now(UTC).date()
    days = {"first_day": today, "last_day": today, "results_by": today + timedelta(days=9)}
    plan = {"title": "A", "sponsor": "B", "decision": "C", "perspective": "unit", "version": "1"}
    plan |= {"eligible": "both"}
    least = {"mean_from": "10", "shares_from": "20", "protected": "10"}
    visitor.get("/account/waves/new")
    visitor.post("/account/waves/new", {**plan, **days, **least})
    with owner.write() as session:
        planned = session.scalars(select(Wave.id).order_by(Wave.id.desc())).first()
        assert planned
        waves.make_key(session, planned, installation.settings.keys, [])
        invite(session, planned, installation.settings.keys, roster(entity="Yankee"))
        waves.check_key(session, planned, installation.settings.keys, [])
    home = f"/account/waves/{planned}"
    seen = visitor.get(f"{home}/edit").values("seen")[0]
    visitor.post(f"{home}/edit", {**plan, **days, **least, "title": "D", "seen": seen})
    ticked = {"checklist": ["staff-council", "data-protection", "ethics", "no-other-survey"]}
    visitor.post(f"{home}/checklist", {**ticked, "shown": "calendar"})
    visitor.post(f"{home}/checklist", {"checklist": "calendar", "shown": "ethics"})
    file = (io.BytesIO(b"entity,group\nYankee,Field\n"), "groups.csv")
    visitor.post(f"{home}/groups", {"sheet": file}, content_type="multipart/form-data")
    visitor.post(f"{home}/checklist", {"checklist": "ethics"})
    visitor.get(f"{home}/steps/open")
    assert "It is being opened." in visitor.post(f"{home}/steps/open").text
    stepping.take(owner, installation.settings, planned, today)
    later = today + timedelta(days=2)
    visitor.get(f"{home}/")
    assert "It was extended once" in visitor.post(f"{home}/extend", {"until": later}).text
    visitor.get(f"{home}/steps/close")
    assert "It is being closed." in visitor.post(f"{home}/steps/close").text
    stepping.take(owner, installation.settings, planned, today)
    assert "toolkit publish" in visitor.get(f"{home}/").text


@pytest.mark.postgresql
def test_letters_are_asked_for_sent_again_and_corrected_on_pages(
    installation: Installation, owner: Engines, wave: OpenWave
) -> None:
    with mail_server() as box:
        box.says = lambda address, _time: "550 gone" if address.startswith("person-3@") else ""
        settings = replace(installation.settings, mail=box.server())
        engines = database.connect(settings.web_database_url, settings.results_database_url)
        visitor = Visitor(create_app(settings, engines))
        visitor.get("/account/sign-in")
        visitor.post("/account/sign-in", {"email": ADMINISTRATOR, "password": PASSWORD})
        home = f"/account/mail/{wave.id}"
        visitor.get(f"{home}/invitation/")
        visitor.post(f"{home}/invitation/", {"language": "en"})
        work_off(workshop(replace(wave, engines=owner), box))
        assert "550 gone" in visitor.get(f"{home}/").text
        with owner.read() as session:
            rows = select(RosterRow.mail, RosterRow.id).where(RosterRow.wave_id == wave.id)
            ids = dict(session.execute(rows).all())
            mailing = session.scalars(select(Mailing.id).where(Mailing.wave_id == wave.id)).one()
        visitor.post(f"{home}/retry/", {"mailing_id": mailing})
        work_off(workshop(replace(wave, engines=owner), box))
        name, person = "Example agency", ids["person-3@example.org"]
        right = {"person_id": person, "mail": "right@example.org"}
        visitor.get(f"{home}/")
        assert "is corrected" in visitor.post(f"{home}/correct/{name}", right).text
        visitor.get(f"{home}/reminder/")
        visitor.post(f"{home}/reminder/")
        visitor.get(f"{home}/reminder/")
        visitor.post(f"{home}/again/{name}", {"person_id": person})
        work_off(workshop(replace(wave, engines=owner), box))
        assert len(box.to("right@example.org")) == 3
        engines.dispose()


@pytest.mark.postgresql
def test_an_entity_says_what_is_its_to_say(
    visitor: Visitor, owner: Engines, readable: Results
) -> None:
    with owner.write() as session:
        planned = waves.create(session, PLAN).id
        import_roster(session, planned, roster(entity="Alpha"))
    email, roles = "speaker@example.org", (Role.COORDINATOR, Role.EXECUTIVE)
    People(owner).add(*((role, "Alpha") for role in roles), email=email)
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": email, "password": PASSWORD})
    efforts = ("strategy", "partnerships", "architecture", "culture", "evaluation")
    posting = {"factor": "goals", "title": "A visit", "text": "For two people", "contact": ""}
    for wave_id, subject, data in (
        (planned, "ambition", {"level-culture": "35", "year-culture": "2029"}),
        (planned, "ambition", {}),
        (planned, "return", {f"effort-{key}": "1" for key in efforts}),
        (planned, "signature", {"name": "Amina Diallo", "title": "Deputy"}),
        (planned, "return", {f"effort-{key}": "2" for key in efforts}),
        (planned, "exchange/ask/1", posting),
        (planned, "exchange/ask/1", {**posting, "title": "A call"}),
        (readable.published, "decision/goals", {"verdict": "not-now"}),
        (readable.published, "decision/goals", {"verdict": "not-now", "owner": "the deputy"}),
        (readable.published, "follow-up", {"said-1": "factor:goals", "done-1": "Goals"}),
        (readable.published, "follow-up", {}),
        (readable.published, "naming", {"modules": "culture"}),
        (readable.published, "naming", {}),
    ):
        path = f"/account/entity/{wave_id}/{subject}/Alpha"
        page = visitor.get(path)
        visitor.post(path, {"version": page.values("version")[0], **data})
    assert "A call" in visitor.get(f"/account/entity/{planned}/exchange/Alpha").text
    taken_down = visitor.post(f"/account/entity/{planned}/take-down/ask/1/Alpha")
    assert "A call" not in taken_down.text
    with owner.write() as session:
        waves.delete_wave(session, planned, Path("/nonexistent"), actor="tests")


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT body FROM ballot",
        "SELECT * FROM ballot",
        "SELECT ballot FROM ballot",
        "SELECT id FROM ballot ORDER BY body",
        "SELECT md5(body) FROM ballot",
        "COPY ballot TO STDOUT",
        "UPDATE ballot SET cell_id = cell_id RETURNING body",
        "UPDATE ballot SET body = body",
        "UPDATE ballot SET cell_id = 1 WHERE body > '\\x00'",
        "UPDATE ballot SET id = id",
        "DELETE FROM ballot",
        "INSERT INTO ballot SELECT id, cell_id, body FROM ballot",
        "UPDATE link SET cell_id = cell_id",
        "UPDATE roster SET entity = 'x'",
        "UPDATE roster SET is_spare = false",
        "UPDATE participation SET wave_id = 1",
        "UPDATE wave SET public_key = 'x'",
        "UPDATE wave SET state = 'open'",
        "UPDATE wave SET key_checked = true",
        "UPDATE wave SET closed_on = NULL",
        "UPDATE assured SET assured_by = 'x'",
        "UPDATE membership SET entity = 'x'",
        "DELETE FROM wave_step",
        "DELETE FROM wave",
        "UPDATE cell SET eligible = 1",
        "UPDATE content SET text = ''",
        "UPDATE user_account SET email = 'x'",
        "DELETE FROM user_account",
        "UPDATE role_grant SET role = 'administrator'",
        "INSERT INTO job SELECT * FROM job",
        "UPDATE job SET name = 'draw'",
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        *(f"UPDATE {table} SET entity = 'x'" for table in SAID),  # noqa: S608 - our own names
        *(f"DELETE FROM {table}" for table in SAID if table != "posting"),  # noqa: S608 - our own names
        "DELETE FROM job",
        *(
            f"{verb} {table}"
            for verb in ("TABLE", "DELETE FROM")
            for table in sorted({"alembic_version", "audit", *PUBLISHED, "publication_audit"})
            if table not in {"membership", "sampled"}  # both of a roster, which pages look after
            if (verb, table) != ("DELETE FROM", "cell")
            if verb != "TABLE" or table not in {"audit", "cell", "content", "group_name", "wave"}
        ),
    ],
)
def test_the_web_role_is_refused(installation: Installation, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        installation.tries(WEB, statement)


@pytest.mark.postgresql
@pytest.mark.parametrize("role", [WEB, RESULTS])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE taken (id int)",
        "CREATE TEMPORARY TABLE taken (id int)",
        "CREATE VIEW taken AS SELECT 1",
        "CREATE FUNCTION taken() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA taken",
        "CREATE ROLE taken",
        "ALTER TABLE ballot ADD COLUMN at timestamp",
        "CREATE INDEX taken ON ballot (id)",
        "DROP TABLE publication_audit",
        "TRUNCATE ballot",
        "LOCK TABLE ballot IN ACCESS EXCLUSIVE MODE",
        f"GRANT SELECT ON publication_audit TO {WEB}",
        f"SET ROLE {OWNER}",
        "SET SESSION AUTHORIZATION tests",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT setval('audit_id_seq', 1)",
    ],
)
def test_neither_role_changes_what_there_is(
    installation: Installation, role: str, statement: str
) -> None:
    with pytest.raises(InsufficientPrivilege):
        installation.tries(role, statement)


@pytest.mark.postgresql
def test_the_right_to_lock_a_wave_changes_none(installation: Installation, wave: OpenWave) -> None:
    installation.tries(WEB, "SELECT * FROM wave FOR SHARE")
    with pytest.raises(ForeignKeyViolation):
        installation.tries(WEB, f"UPDATE wave SET id = 1000 WHERE id = {wave.id}")  # noqa: S608 - our own number


@pytest.mark.postgresql
@pytest.mark.parametrize("table", TABLES)
def test_the_results_role_reads_what_is_published_and_writes_nothing(
    installation: Installation, table: str
) -> None:
    if table in {*PUBLISHED, *SAID, "outlook"}:
        installation.tries(RESULTS, f"TABLE {table}")
    else:
        with pytest.raises(InsufficientPrivilege):
            installation.tries(RESULTS, f"TABLE {table}")
    for verb in ("INSERT INTO {} DEFAULT VALUES", "DELETE FROM {}", "TRUNCATE {}"):
        with pytest.raises(InsufficientPrivilege):
            installation.tries(RESULTS, verb.format(table))
    with pytest.raises(InsufficientPrivilege):
        installation.tries(RESULTS, f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE")


@pytest.mark.postgresql
@pytest.mark.parametrize("role", [WEB, RESULTS])
def test_a_new_table_is_closed(installation: Installation, role: str) -> None:
    installation.tries(OWNER, "TABLE wave")
    with installation.with_done(
        f"SET ROLE {OWNER}; CREATE TABLE later (id serial PRIMARY KEY)", "DROP TABLE later"
    ):
        for statement in ("TABLE later", "INSERT INTO later DEFAULT VALUES", "DELETE FROM later"):
            with pytest.raises(InsufficientPrivilege):
                installation.tries(role, statement)


@pytest.mark.postgresql
def test_the_script_takes_back_what_it_does_not_grant(installation: Installation) -> None:
    before = installation.rights(WEB, RESULTS)
    assert before
    for statement in (
        f"GRANT SELECT, DELETE ON ballot TO {WEB}",
        f"GRANT SELECT (body) ON ballot TO {WEB}, {RESULTS}",
        f"GRANT ALL ON publication_audit TO {WEB} WITH GRANT OPTION",
        f"GRANT USAGE ON SEQUENCE audit_id_seq TO {RESULTS}",
        f"GRANT CREATE ON SCHEMA public TO {RESULTS}",
        f"GRANT CREATE, TEMPORARY ON DATABASE toolkit_roles TO {WEB}, PUBLIC",
        "GRANT SELECT ON blob TO PUBLIC",
    ):
        installation.does(f"SET ROLE {OWNER}; {statement}")
    installation.tries(WEB, "SELECT body FROM ballot")
    installation.tries(RESULTS, "TABLE blob")
    assert installation.rights(WEB, RESULTS) != before
    installation.separate()
    assert installation.rights(WEB, RESULTS) == before
    for role, statement in (
        (WEB, "SELECT body FROM ballot"),
        (WEB, "CREATE TEMPORARY TABLE taken (id int)"),
        (RESULTS, "TABLE blob"),
        (RESULTS, "CREATE TABLE taken (id int)"),
        (RESULTS, "SELECT nextval('audit_id_seq')"),
    ):
        with pytest.raises(InsufficientPrivilege):
            installation.tries(role, statement)


@pytest.mark.postgresql
def test_roles_of_other_names_get_the_same(installation: Installation) -> None:
    web, results = "the web", "the readers"
    for role in (web, results):
        installation.does(f'CREATE ROLE "{role}" LOGIN')
    try:
        installation.separate(f"--set=web={web}", f"--set=results={results}")
        assert installation.rights(web) == installation.rights(WEB)
        assert installation.rights(results) == installation.rights(RESULTS)
    finally:
        for role in (web, results):
            installation.does(f'DROP OWNED BY "{role}"')
            installation.does(f'DROP ROLE "{role}"')


def said_of_roles(settings: Settings) -> list[str]:
    """What the doctor says of the web's role, then of the other."""
    said = [str(finding) for finding in examine(settings, TODAY)]
    assert "good     the database can be written" in said
    return [line for line in said if "_DATABASE_URL" in line]


@pytest.mark.postgresql
def test_the_doctor_finds_both_roles_good(installation: Installation) -> None:
    assert said_of_roles(installation.settings) == [
        f"good     the role of TOOLKIT_{name}_DATABASE_URL cannot read what is in sealed ballots"
        for name in ("WEB", "RESULTS")
    ]


@pytest.mark.postgresql
def test_the_doctor_warns_of_one_role_for_everything(installation: Installation) -> None:
    separate = {"TOOLKIT_WEB_DATABASE_URL": "", "TOOLKIT_RESULTS_DATABASE_URL": ""}
    web, results = said_of_roles(from_environ(installation.environ | separate))
    start = "warning  TOOLKIT_{}_DATABASE_URL is of the role that owns the ballots."
    assert web.startswith(start.format("WEB"))
    assert results.startswith(start.format("RESULTS"))


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("done", "undone"),
    [
        (f"GRANT SELECT (body) ON ballot TO {WEB}", f"REVOKE ALL (body) ON ballot FROM {WEB}"),
        (f"GRANT {OWNER} TO {WEB}", f"REVOKE {OWNER} FROM {WEB}"),
        (
            f"GRANT {OWNER} TO {WEB}; ALTER ROLE {WEB} NOINHERIT",
            f"REVOKE {OWNER} FROM {WEB}; ALTER ROLE {WEB} INHERIT",
        ),
        (f"GRANT pg_read_all_data TO {WEB}", f"REVOKE pg_read_all_data FROM {WEB}"),
        (f"ALTER ROLE {WEB} SUPERUSER", f"ALTER ROLE {WEB} NOSUPERUSER"),
    ],
)
def test_the_doctor_finds_a_web_role_that_reads_bodies(
    installation: Installation, done: str, undone: str
) -> None:
    with installation.with_done(done, undone):
        web, results = said_of_roles(installation.settings)
    assert web.startswith("problem  the role of TOOLKIT_WEB_DATABASE_URL can read what is in")
    assert results.startswith("good     ")
    assert said_of_roles(installation.settings)[0].startswith("good     ")


@pytest.mark.postgresql
def test_the_doctor_finds_a_role_that_cannot_work(installation: Installation) -> None:
    settings = installation.settings
    nobody = installation.address("nobody:secret-word")
    away = replace(settings, web_database_url=nobody.replace("://", "+psycopg://", 1))
    said = "problem  the role of TOOLKIT_WEB_DATABASE_URL cannot use the database."
    assert said_of_roles(away)[0].startswith(said)
    assert "secret-word" not in "".join(said_of_roles(away))
    with installation.with_done(f"REVOKE ALL ON wave FROM {WEB}", "SELECT 1"):
        assert said_of_roles(settings)[0].startswith(said)
    installation.separate()
    assert said_of_roles(settings)[0].startswith("good     ")


@pytest.mark.postgresql
@pytest.mark.server
def test_the_server_connects_each_part_by_its_role(
    installation: Installation, readable: Results
) -> None:
    assert readable.published
    environ = {name: it for name, it in installation.environ.items() if "PUBLIC" not in name}
    at_work = text("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'toolkit_roles'")
    with running(environ) as server, urlopen(f"{server.address}/privacy") as page:  # noqa: S310 - our own server
        assert page.status == 200
        looking = database.connect(installation.url)
        with looking.read() as session:
            assert {OWNER, WEB, RESULTS} <= set(session.scalars(at_work))
        looking.dispose()
