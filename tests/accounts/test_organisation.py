"""An organisation's own sign-in, against a real provider on this machine."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from accounts import EMAIL, PASSWORD, People
from authlib.oidc.core import OpenIDCode
from browsing import BASE_URL, Visitor
from htmlpage import Page
from joserfc import jwt
from joserfc.jwk import RSAKey
from provider import Storage, User, run_server_in_thread, storage

from toolkit.accounts import accountlinks, claims, service
from toolkit.accounts.claims import roles_of
from toolkit.app import create_app
from toolkit.config import Organisation, Settings
from toolkit.models import Identity
from toolkit.roles import Role
from toolkit.storage.database import Engines

# The provider, in a thread of this process, uses of Authlib what that deprecates.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SignIn = Callable[..., Page]
GROUPS = {"groups": ["staff", "leads"], "email": "lena@example.org", "email_verified": True}
PEOPLE = [
    User(sub="lena", claims=GROUPS),
    User(sub="amina", claims={"groups": ["leads"], "email": EMAIL}),
    User(sub="stranger", claims={"groups": ["others"], "email": "stranger@example.org"}),
    User(sub="odd", claims={"groups": {"leads": 1}, "email": "odd@example.org"}),
    User(sub="nameless", claims={"groups": "leads"}),
    User(
        sub="unproved",
        claims={"groups": ["leads"], "email": "u@example.org", "email_verified": False},
    ),
]
RULES = (("leads", Role.EXECUTIVE, "Agency"), ("admins", Role.ADMINISTRATOR, ""))


@pytest.fixture
def provider() -> Iterator[str]:
    with run_server_in_thread(user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def organisation(provider: str) -> Organisation:
    return Organisation("Example Agency", provider, "toolkit", "secret", "groups", RULES)


@pytest.fixture
def guest(settings: Settings, engines: Engines, organisation: Organisation) -> Visitor:
    return Visitor(create_app(replace(settings, organisation=organisation), engines))


def sent_away(guest: Visitor) -> str:
    """The address at the provider that a sign-in leads to."""
    response = guest.fetch("/account/organisation/")
    assert response.status_code == 302, response.text
    return response.location


def consent(away: str, subject: str) -> str:
    """Say who one is at the provider; return where it sends back to."""
    answer = requests.post(away, data={"sub": subject}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}" == BASE_URL
    return f"{back.path}?{back.query}"


def come(guest: Visitor, subject: str, status: int = 200) -> Page:
    return guest.get(consent(sent_away(guest), subject), status=status)


def test_the_way_there_has_pkce_state_and_nonce(guest: Visitor) -> None:
    asked = parse_qs(urlsplit(sent_away(guest)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [f"{BASE_URL}/account/organisation/back"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name][0]) >= 20


def test_somebody_new_with_a_role(guest: Visitor, people: People) -> None:
    page = come(guest, "lena")
    assert page.h1 == "Your account"
    assert "Executive of Agency" in page.text
    assert people.find("lena@example.org").password == ""
    guest.post("/account/sign-out")
    assert come(guest, "lena").h1 == "Your account"


def test_roles_follow_the_claims_and_those_given_here_stay(
    guest: Visitor, people: People, engines: Engines, settings: Settings, organisation: Organisation
) -> None:
    come(guest, "lena")
    with people.writing() as session:
        service.grant(session, "lena@example.org", Role.CURATOR, actor="tests")
    other = replace(organisation, roles=(("staff", Role.COORDINATOR, "Agency"),))
    later = Visitor(create_app(replace(settings, organisation=other), engines))
    text = come(later, "lena").text
    assert "Coordinator of Agency" in text
    assert "Curator" in text
    assert "Executive" not in text


@pytest.mark.parametrize(
    ("subject", "status", "title"),
    [
        ("stranger", 403, "You have no role here yet"),
        ("odd", 403, "You have no role here yet"),
        ("nameless", 403, "Your email address is missing"),
        ("unproved", 403, "Your email address is missing"),
        ("amina", 409, "There is an account with your address already"),
    ],
)
def test_who_is_not_let_in(
    guest: Visitor, people: People, subject: str, status: int, title: str
) -> None:
    people.add()
    assert come(guest, subject, status).h1 == title
    assert guest.get("/account/").h1 == "Sign in"


def test_an_account_is_linked_by_its_owner(guest: Visitor, people: People, sign_in: SignIn) -> None:
    people.add()
    sign_in(by=guest)
    page = come(guest, "amina")
    assert page.h1 == "Link this sign-in to your account?"
    page = guest.post("/account/methods/organisation")
    assert "Linked to this account" in page.text
    guest.post("/account/sign-out")
    page = come(guest, "amina")
    assert f"Signed in as {EMAIL}" in page.text
    assert "Executive of Agency" in page.text


def test_an_invitation_is_taken_by_the_organisations_sign_in(
    guest: Visitor, people: People
) -> None:
    with people.writing() as session:
        made = accountlinks.invite(
            session, "new@example.org", [(Role.CURATOR, "")], actor="tests", now=datetime.now(UTC)
        )
    assert "Sign in with Example Agency" in guest.get(made.path).text
    page = come(guest, "stranger")
    assert "Signed in as new@example.org" in page.text
    assert "Curator" in page.text
    guest.get(made.path, status=404)


def test_a_disabled_account(guest: Visitor, people: People) -> None:
    come(guest, "lena")
    with people.writing() as session:
        service.set_active(session, "lena@example.org", active=False, actor="tests")
    guest.get("/account/")
    assert come(guest, "lena", 403).h1 == "Your account is disabled"


def test_a_forged_state_and_a_second_use(guest: Visitor) -> None:
    back = consent(sent_away(guest), "lena")
    query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    forged = f"/account/organisation/back?{urlencode(query | {'state': 'forged'})}"
    assert guest.get(forged, status=400).h1 == "This sign-in could not be checked"
    assert guest.get(back).h1 == "Your account"
    assert guest.get(back, status=400).h1 == "This sign-in could not be checked"
    for nonsense in ("", "?code=x", "?state=x", "?state=x&code=x"):
        guest.get(f"/account/organisation/back{nonsense}", status=400)


def test_the_answer_to_somebody_elses_sign_in(
    guest: Visitor, settings: Settings, engines: Engines, organisation: Organisation
) -> None:
    thief = Visitor(create_app(replace(settings, organisation=organisation), engines))
    back = consent(sent_away(thief), "lena")
    sent_away(guest)
    assert guest.get(back, status=400).h1 == "This sign-in could not be checked"


def test_saying_no_there(guest: Visitor) -> None:
    state = parse_qs(urlsplit(sent_away(guest)).query)["state"][0]
    back = f"/account/organisation/back?error=access_denied&state={state}"
    title = "Your organisation's sign-in did not let you through"
    assert guest.get(back, status=403).h1 == title


def test_a_provider_that_is_down(settings: Settings, engines: Engines) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    nobody = Organisation("Agency", address, "toolkit", "", "groups", RULES)
    guest = Visitor(create_app(replace(settings, organisation=nobody), engines))
    page = guest.get("/account/organisation/", status=502)
    assert page.h1 == "Your organisation's sign-in does not answer"


def test_a_provider_that_goes_down_on_the_way(settings: Settings, engines: Engines) -> None:
    with run_server_in_thread(user_claims=PEOPLE) as server:
        issuer = f"http://localhost:{server.server_port}"
        known = Organisation("Agency", issuer, "toolkit", "", "groups", RULES)
        guest = Visitor(create_app(replace(settings, organisation=known), engines))
        back = consent(sent_away(guest), "lena")
    assert guest.get(back, status=502).h1 == "Your organisation's sign-in does not answer"


def test_without_an_organisation_there_is_no_such_page(visitor: Visitor) -> None:
    visitor.get("/account/organisation/", status=404)
    visitor.get("/account/organisation/back", status=404)
    assert "Sign in with" not in visitor.get("/account/sign-in").text.replace(
        "Sign in with a passkey", ""
    )


def test_where_passwords_are_switched_off(
    settings: Settings, engines: Engines, organisation: Organisation, people: People
) -> None:
    people.add()
    only = replace(settings, organisation=organisation, password_sign_in=False)
    guest = Visitor(create_app(only, engines))
    page = guest.get("/account/sign-in")
    assert not [field for field in page.all("input") if field.get("name") == "password"]
    fields = {"email": EMAIL, "password": PASSWORD}
    guest.post("/account/sign-in", fields, status=422)
    assert come(guest, "lena").h1 == "Your account"


def token(storage: Storage, changed: dict[str, object]) -> str:
    now = int(time.time())
    said = {"sub": "lena", "aud": "toolkit", "iat": now, "exp": now + 60, **GROUPS, **changed}
    key = RSAKey.import_key(storage.jwk.as_dict(is_private=True))
    return jwt.encode({"alg": "RS256", "kid": key.kid}, said, key)


def misled(
    guest: Visitor,
    provider: str,
    monkeypatch: pytest.MonkeyPatch,
    changed: dict[str, object],
    keys: Callable[[], Storage],
) -> str:
    """Where to come back to from a provider that makes a token of its own choice."""
    away = sent_away(guest)
    nonce = parse_qs(urlsplit(away).query)["nonce"][0]
    back = consent(away, "lena")
    original = OpenIDCode.process_token

    def signed(self: object, grant: object, response: object) -> object:
        answer = original(self, grant, response)
        said = {"iss": provider, "nonce": nonce, **changed}
        answer["id_token"] = token(keys(), {k: v for k, v in said.items() if v is not None})
        return answer

    monkeypatch.setattr(OpenIDCode, "process_token", signed)
    return back


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another-site"},
        {"aud": ["toolkit-2"], "azp": "toolkit-2"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1_700_000_000},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": 5},
        {"sub": ""},
        {"sub": "x" * 300},
        {},
    ],
    ids=json.dumps,
)
def test_a_token_that_is_not_for_this_sign_in(
    guest: Visitor, provider: str, monkeypatch: pytest.MonkeyPatch, changed: dict[str, object]
) -> None:
    """The provider signs what it should not; only the unchanged one is taken."""
    back = misled(guest, provider, monkeypatch, changed, lambda: storage)
    page = guest.get(back, status=400 if changed else 200)
    assert page.h1 == ("This sign-in could not be checked" if changed else "Your account")


def test_a_token_of_another_key(
    guest: Visitor, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = misled(guest, provider, monkeypatch, {}, Storage)
    assert guest.get(back, status=400).h1 == "This sign-in could not be checked"


@pytest.mark.parametrize("value", [None, 5, {}, {"leads": 1}, [5, None], ["Leads"], "lead", ""])
def test_claims_that_give_nothing(value: object) -> None:
    agency = Organisation("Agency", "https://id.example.org", "toolkit", "", "groups", RULES)
    assert roles_of(agency, value) == ()


def test_an_identity_stays_with_its_account(people: People) -> None:
    people.add()
    people.add(email="other@example.org")
    for email in (EMAIL, "other@example.org"):
        with people.writing() as session:
            claims.link(session, people.find(email).id, "https://id.example.org", "amina", ())
    with people.writing() as session:
        identity = session.get_one(Identity, ("https://id.example.org", "amina"))
        assert identity.user_id == people.find().id
