"""Who may open what: the table is complete, and the door keeps to it."""

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

import pytest
from accounts import People
from browsing import BASE_URL, Visitor
from flask import Blueprint, Flask
from htmlpage import Page
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from toolkit.accounts import guard
from toolkit.accounts.cookie import PATH
from toolkit.roles import FOR_AN_ENTITY, Role
from toolkit.web.access import ACCESS, ANYONE, SIGNED_IN, Audience, Person, admits

SAMPLES = {
    "case_id": "1",
    "chart": "modules",
    "code": "en",
    "content_id": "no-such-tool",
    "filename": "app.css",
    "factor_id": "goals",
    "job_id": "1",
    "kind": "tool",
    "letter": "reminder",
    "name": "Agency",
    "number": "1",
    "part_id": "strategy",
    "step": "open",
    "token": "x" * 43,
    "tool_id": "no-such-tool",
    "user_id": "1",
    "version": "1",
    "wave_id": "1",
}
ENTRANCES = ("security.", "entering.", "organisation.")  # open to all, on staff's own paths
LAST = (
    "accounts.sign_out_everywhere",
    "people.reset",
    "security.logout",
)  # they end the session of whoever crawls
SIGNS_OUT = ("accounts.sign_out_everywhere", "security.logout")
HOLDERS: Mapping[str, tuple[Role, ...]] = {
    "nobody": (),
    **{role.value: (role,) for role in Role},
    "everything": tuple(Role),
}
audiences = st.one_of(st.just(ANYONE), st.just(SIGNED_IN), st.frozensets(st.sampled_from(Role)))
persons = st.builds(
    lambda roles: Person("a@example.org", tuple((role, "") for role in roles)),
    st.lists(st.sampled_from(Role), unique=True),
)


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield rule, method


def address(app: Flask, rule: Rule) -> str:
    with app.test_request_context(base_url=BASE_URL):
        values = {name: SAMPLES[name] for name in rule.arguments}
        built = app.url_map.bind("localhost").build(rule.endpoint, values)
    return urlsplit(str(built)).path


def open_address(visitor: Visitor, path: str, method: str) -> TestResponse:
    if method == "GET":
        return visitor.fetch(path)
    visitor.get("/account/" if path.startswith(f"{PATH}/") else "/assessment/")
    return visitor.send(path)


def is_sent_to_sign_in(response: TestResponse) -> bool:
    return response.status_code == 303 and response.location.startswith("/account/sign-in")


def test_every_endpoint_has_a_line_and_every_line_an_endpoint(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert len(endpoints) > 20
    assert endpoints - set(ACCESS) == set(), "say in toolkit/web/access.py who may open these"
    assert set(ACCESS) - endpoints == set(), "these are no longer there"


def test_what_needs_a_sign_in_lives_where_its_cookie_is_sent(app: Flask) -> None:
    kept = {
        str(rule)
        for rule in app.url_map.iter_rules()
        if ACCESS[rule.endpoint] != ANYONE or rule.endpoint.startswith(ENTRANCES)
    }
    assert "/account/" in kept
    assert {path for path in kept if not path.startswith(f"{PATH}/")} == set()
    others = {str(rule) for rule in app.url_map.iter_rules()} - kept
    assert {path for path in others if path.startswith(PATH)} == set()


@pytest.mark.parametrize("holder", ["signed out", *HOLDERS])
def test_every_route_as_every_role(
    app: Flask, visitor: Visitor, people: People, sign_in: Callable[..., Page], holder: str
) -> None:
    roles = HOLDERS.get(holder)
    if roles is not None:
        people.add(*((role, "Agency" if role in FOR_AN_ENTITY else "") for role in roles))
        sign_in()
    crawled = 0
    for rule, method in sorted(
        rules(app),
        key=lambda pair: LAST.index(pair[0].endpoint) if pair[0].endpoint in LAST else -1,
    ):
        path, audience = address(app, rule), ACCESS[rule.endpoint]
        response = open_address(visitor, path, method)
        response.close()
        crawled += 1
        person = None if roles is None else Person("a", tuple((role, "") for role in roles))
        if admits(audience, person):
            assert response.status_code not in {401, 403, 500}, path
            assert not is_sent_to_sign_in(response) or rule.endpoint in SIGNS_OUT, path
            if rule.endpoint == SIGNS_OUT[0]:
                sign_in()  # for those that come after it
        elif person is None:
            asked = (
                response.status_code == 401 if method == "POST" else is_sent_to_sign_in(response)
            )
            assert asked, path
        else:
            assert response.status_code == 403, path
    assert crawled > 20


@pytest.fixture
def rooms(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, Audience]:
    """A page for each role and one for two, as later areas have them, and one without a line."""
    table: dict[str, Audience] = {
        **{f"rooms.{role.name.lower()}": frozenset({role}) for role in Role},
        "rooms.both": frozenset({Role.ADMINISTRATOR, Role.CURATOR}),
        "rooms.none": frozenset(),
    }
    blueprint = Blueprint("rooms", __name__, url_prefix=f"{PATH}/rooms")
    for endpoint in (*table, "rooms.forgotten"):
        name = endpoint.removeprefix("rooms.")
        blueprint.add_url_rule(f"/{name}", name, lambda: "inside", methods=["GET", "POST"])
    app.register_blueprint(blueprint)
    monkeypatch.setattr(guard, "ACCESS", {**ACCESS, **table})
    return table


@pytest.mark.parametrize("holder", HOLDERS)
def test_each_role_opens_its_own_rooms_only(
    visitor: Visitor,
    people: People,
    sign_in: Callable[..., Page],
    rooms: dict[str, Audience],
    holder: str,
) -> None:
    roles = HOLDERS[holder]
    people.add(*((role, "Agency" if role in FOR_AN_ENTITY else "") for role in roles))
    sign_in()
    for endpoint, audience in rooms.items():
        path = f"{PATH}/rooms/{endpoint.removeprefix('rooms.')}"
        expected = 200 if frozenset(audience) & frozenset(roles) else 403
        assert visitor.fetch(path).status_code == expected
        visitor.get("/account/")
        assert visitor.send(path).status_code == expected
    page = visitor.get(f"{PATH}/rooms/none", status=403)
    assert page.h1 == "Your account may not open this page"


@pytest.mark.usefixtures("rooms")
def test_a_page_without_a_line_is_open_to_nobody(
    visitor: Visitor, people: People, sign_in: Callable[..., Page]
) -> None:
    assert visitor.get(f"{PATH}/rooms/forgotten", status=404).h1 == "This page does not exist"
    people.add(*((role, "Agency" if role in FOR_AN_ENTITY else "") for role in Role))
    sign_in()
    visitor.get(f"{PATH}/rooms/forgotten", status=404)


@pytest.mark.usefixtures("rooms")
def test_a_form_of_somebody_signed_out_waits_for_the_sign_in(
    visitor: Visitor,
    people: People,
    sign_in: Callable[..., Page],
) -> None:
    people.add((Role.ADMINISTRATOR, ""))
    visitor.get("/account/sign-in")
    typed = {"text": "two\nlines & “more”", "password": "x" * 12}
    address = f"{PATH}/rooms/administrator?part=2"
    page = visitor.post(address, typed, status=401)
    assert page.h1 == "Sign in again to go on"
    assert "/account/sign-in" in page.links()
    (form,) = (one for one in page.all("form") if one.get("action") == address)
    kept = {one.get("name", ""): one.get("value", "") for one in form.iter("input")}
    assert kept.keys() == {"csrf_token", "text"}
    assert kept["text"].split() == typed["text"].split()
    assert visitor.post(address, kept, status=401).values("text") == [kept["text"]]
    sign_in()  # in another tab: the cookie is the browser's
    assert visitor.client.post(address, data=kept, base_url=BASE_URL).text == "inside"


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 401), ("cross-site", 400), ("none", 400), (None, 400)]
)
def test_only_our_own_page_is_sent_on_without_its_cookie(
    visitor: Visitor, site: str | None, status: int
) -> None:
    data = {"csrf_token": "of a cookie that went with the browser", "text": "a long text"}
    headers = {"Sec-Fetch-Site": site} if site else {}
    response = visitor.client.post(
        f"{PATH}/people/invite", data=data, headers=headers, base_url=BASE_URL
    )
    assert response.status_code == status
    assert ("a long text" in response.text) is (status == 401)


def test_no_such_address_and_no_such_method(visitor: Visitor) -> None:
    visitor.get("/account/no-such-page", status=404)
    assert visitor.fetch("/account/sign-out").status_code == 405


@given(audience=audiences, person=st.none() | persons)
def test_the_decision(audience: Audience, person: Person | None) -> None:
    admitted = admits(audience, person)
    if person is None:
        assert admitted is (audience == ANYONE)
    elif isinstance(audience, frozenset):
        assert admitted is any(role in audience for role in person.roles)
    else:
        assert admitted


def test_the_entities_of_a_role() -> None:
    grants = ((Role.EXECUTIVE, "A"), (Role.COORDINATOR, "B"), (Role.EXECUTIVE, "C"))
    person = Person("a@example.org", grants)
    assert person.entities(Role.EXECUTIVE) == ("A", "C")
    assert person.entities(Role.COORDINATOR) == ("B",)
    assert person.entities(Role.ADMINISTRATOR) == ()
