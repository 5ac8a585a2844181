"""Two at the desk at the same moment, and one whose sign-in ended: nothing is lost."""

import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from accounts import PASSWORD
from browsing import BASE_URL
from desk import AMINA, BRUNO, CARLA, DESK, Clerk, said
from htmlpage import Page
from sqlalchemy import func, select

from toolkit import content
from toolkit.accounts.sessions import LONGEST_SECONDS
from toolkit.curate import files, history
from toolkit.curate.history import Key
from toolkit.models import Audit
from toolkit.roles import Role
from toolkit.storage.database import Engines

NewClerk = Callable[..., Clerk]
TOOL = "embrace-failures"
PATH = f"/tools/{TOOL}"
ROUNDS = 5  # so that two meet in each place where they could


def at_once(*acts: Callable[[], int]) -> list[int]:
    """Do all of these at the same moment; return their statuses."""
    gate = Barrier(len(acts))

    def act(one: Callable[[], int]) -> int:
        gate.wait(timeout=30)
        return one()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def sending(clerk: Clerk, path: str, **fields: object) -> Callable[[], int]:
    """Get ready to send a form, whatever comes back."""
    data = {**fields, "csrf_token": clerk.visitor.token()}

    def send() -> int:
        response = clerk.visitor.client.post(DESK + path, data=data, base_url=BASE_URL)
        clerk.visitor.page, clerk.visitor.response = Page(response.text), response
        return response.status_code

    return send


def logged(engines: Engines, actions: Iterable[str]) -> int:
    with engines.read() as session:
        found = select(func.count()).select_from(Audit).where(Audit.action.in_([*actions]))
        return session.scalar(found) or 0


def handed_in(amina: Clerk, number: int) -> None:
    amina.opens(PATH)
    amina.sends(f"{PATH}/versions/{number - 1}/again")
    amina.opens(f"{PATH}/versions/{number}/")
    amina.sends(f"{PATH}/versions/{number}/hand-in", note="Shorter")


def test_of_two_reviewers_at_the_same_moment_one_decides(clerk: NewClerk, engines: Engines) -> None:
    amina = clerk()
    readers = [clerk(who, Role.REVIEWER) for who in (BRUNO, CARLA)]
    for number in range(2, 2 + ROUNDS):
        handed_in(amina, number)
        path = f"{PATH}/versions/{number}"
        for reader in readers:
            reader.opens(f"{path}/")
        statuses = at_once(
            *(sending(reader, f"{path}/publish", revision="2") for reader in readers)
        )
        assert sorted(statuses) == [303, 409]
        late = readers[statuses.index(409)]
        assert late.page.h1 == "This has changed meanwhile"
        assert "has published it already" in said(late.page)
        assert logged(engines, ["content.published"]) == number - 1


def test_publishing_and_sending_back_at_the_same_moment_are_not_both_done(
    clerk: NewClerk, engines: Engines
) -> None:
    amina = clerk()
    bruno, carla = clerk(BRUNO, Role.REVIEWER), clerk(CARLA, Role.REVIEWER)
    handed_in(amina, 2)
    for reader in (bruno, carla):
        reader.opens(f"{PATH}/versions/2/")
    statuses = at_once(
        sending(bruno, f"{PATH}/versions/2/publish", revision="2"),
        sending(carla, f"{PATH}/versions/2/send-back", revision="2", reason="Which team?"),
    )
    assert sorted(statuses) == [303, 409]
    assert logged(engines, ["content.published", "content.sent-back"]) == 1


def test_of_two_writers_at_the_same_moment_both_texts_are_there(
    clerk: NewClerk, engines: Engines
) -> None:
    writers = [clerk(), clerk(BRUNO)]
    writers[0].opens(PATH)
    writers[0].sends(f"{PATH}/versions/1/again")
    for turn in range(ROUNDS):
        acts = []
        for writer in writers:
            writer.opens(f"{PATH}/versions/2/edit")
            email = AMINA if writer is writers[0] else BRUNO
            typed = {**writer.typed(), "monday": f"Turn {turn} of {email}."}
            acts.append(sending(writer, f"{PATH}/versions/2/edit", **typed, go="save"))
        statuses = at_once(*acts)
        assert sorted(statuses) == [303, 409]
        late = statuses.index(409)
        mine, theirs = (AMINA, BRUNO) if late == 0 else (BRUNO, AMINA)
        assert writers[late].typed()["monday"] == f"Turn {turn} of {mine}."
        with engines.read() as session:
            draft = history.version(session, Key("tool", TOOL), 2)
        assert draft is not None
        assert f"Turn {turn} of {theirs}." in draft.text


def test_a_new_version_is_begun_once(clerk: NewClerk, engines: Engines) -> None:
    curators = [clerk(), clerk(BRUNO)]
    for turn in range(ROUNDS):
        for curator in curators:
            curator.opens(PATH)
        statuses = at_once(*(sending(one, f"{PATH}/versions/1/again") for one in curators))
        assert sorted(statuses) == [303, 409]
        assert logged(engines, ["content.drafted"]) == turn + 1
        curators[0].opens(f"{PATH}/versions/2/edit")
        curators[0].sends(f"{PATH}/versions/2/discard")


def test_one_id_is_given_to_one_tool(clerk: NewClerk, engines: Engines) -> None:
    curators = [clerk(), clerk(BRUNO)]
    for turn in range(ROUNDS):
        for curator in curators:
            curator.opens("/new-tool")
        statuses = at_once(
            *(sending(one, "/new-tool", id=f"tool-{turn}", name="New") for one in curators)
        )
        assert min(statuses) == 303
        assert max(statuses) in {409, 422}
        with engines.read() as session:
            (_only,) = history.versions(session, Key("tool", f"tool-{turn}"))


def test_of_two_uploads_at_the_same_moment_each_says_what_it_did(
    clerk: NewClerk, engines: Engines
) -> None:
    curators = [clerk(), clerk(BRUNO)]
    changed = {
        f"{files.TOOLS}/{one.id}.md": one.text.replace("\nname: ", "\nname: New ", 1)
        for one in content.packaged()
        if one.kind == content.TOOL
    }
    acts = []
    for curator in curators:
        curator.opens("/catalogue")
        data = (io.BytesIO(files.packed(changed)), "catalogue.zip")
        acts.append(sending(curator, "/catalogue", catalogue=data))
    assert set(at_once(*acts)) <= {200, 409}
    assert logged(engines, ["content.drafted"]) == len(changed)


def test_a_sign_in_that_ends_while_somebody_writes_keeps_the_text(
    clerk: NewClerk, engines: Engines
) -> None:
    amina = clerk()
    amina.opens(PATH)
    amina.sends(f"{PATH}/versions/1/again")
    address = f"{DESK}{PATH}/versions/2/edit"
    written = {**amina.typed(), "monday": "My first step,\nin two lines & “more”.", "go": "save"}
    with amina.visitor.client.session_transaction("/account/", base_url=BASE_URL) as session:
        session["fs_paa"] -= LONGEST_SECONDS + 5
    page = amina.visitor.post(address, written, status=401)
    assert page.h1 == "Sign in again to go on"
    (form,) = (one for one in page.all("form") if one.get("action") == address)
    kept = {one.get("name", ""): one.get("value", "") for one in form.iter("input")}
    assert kept["monday"].split() == written["monday"].split()
    assert kept["sections.steps"].split() == written["sections.steps"].split()
    amina.visitor.get("/account/sign-in")
    amina.visitor.post("/account/sign-in", {"email": AMINA, "password": PASSWORD})
    kept.pop("csrf_token")
    amina.visitor.get("/account/")
    page = amina.visitor.post(address, kept)
    assert "Saved." in said(page)
    with engines.read() as session:
        draft = history.version(session, Key("tool", TOOL), 2)
    assert draft is not None
    assert "in two lines & “more”" in draft.text
