"""The second step: an app's codes, backup codes, who needs one, and guessing at it."""

import base64
import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from accounts import EMAIL, PASSWORD, People
from browsing import Visitor
from htmlpage import Page
from hypothesis import given
from hypothesis import strategies as st

from toolkit.accounts import factors, totp
from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.roles import Role
from toolkit.storage.database import Engines

SignIn = Callable[..., Page]
METHODS = "/account/methods"


def add_app(visitor: Visitor) -> tuple[bytes, list[str]]:
    """Add an app; return its secret and the backup codes that were shown."""
    page = visitor.get(f"{METHODS}/app")
    spelled = "".join(re.findall(r'translate="no">([A-Z2-7 ]+)<', page.html)).replace(" ", "")
    secret = base64.b32decode(spelled)
    code = totp.code_at(secret, time.time())
    sealed = page.values("secret")[0]
    page = visitor.post(f"{METHODS}/app", {"secret": sealed, "code": code})
    codes = re.findall(r"<code>([A-Z2-7-]{19})</code>", page.html)
    visitor.get("/account/")
    return secret, codes


def later_code(secret: bytes) -> str:
    """The code after the present one, which telephones that are a little fast show."""
    return totp.code_at(secret, time.time() + 30)


def test_an_app_and_its_backup_codes(visitor: Visitor, people: People, sign_in: SignIn) -> None:
    people.add()
    sign_in()
    secret, codes = add_app(visitor)
    assert len(set(codes)) == factors.BACKUP_CODES
    visitor.post("/account/sign-out")
    page = sign_in()
    assert page.h1 == "One more step"
    assert visitor.get("/account/people/").h1 == "One more step"
    page = visitor.post("/account/second-step/", {"code": "000 000"}, status=422)
    assert "This code is not right" in page.text
    assert visitor.post("/account/second-step/", {"code": later_code(secret)}).h1 == "Your account"
    visitor.post("/account/sign-out")
    sign_in()
    page = visitor.post("/account/second-step/", {"code": later_code(secret)}, status=422)
    assert "was used already" in page.text
    assert visitor.post("/account/second-step/", {"code": codes[0].lower()}).h1 == "Your account"
    visitor.post("/account/sign-out")
    sign_in()
    visitor.post("/account/second-step/", {"code": codes[0]}, status=422)
    visitor.post("/account/second-step/", {"code": codes[1]})
    assert "8 of your backup codes are left" in visitor.get(f"{METHODS}/").text


def test_the_page_that_was_asked_for_comes_after_both_steps(
    visitor: Visitor, people: People, sign_in: SignIn
) -> None:
    people.add((Role.ADMINISTRATOR, ""))
    sign_in()
    secret, _codes = add_app(visitor)
    visitor.post("/account/sign-out")
    page = visitor.get("/account/audit/")
    fields = {"email": EMAIL, "password": PASSWORD, "next": page.values("next")[0]}
    page = visitor.post("/account/sign-in", fields)
    assert page.h1 == "One more step"
    fields = {"code": later_code(secret), "next": page.values("next")[0]}
    assert visitor.post("/account/second-step/", fields).h1 == "Audit log"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_the_second_step_leads_nowhere_else(
    visitor: Visitor, people: People, sign_in: SignIn, target: str
) -> None:
    people.add()
    sign_in()
    secret, _codes = add_app(visitor)
    visitor.post("/account/sign-out")
    sign_in()
    fields = {"code": later_code(secret), "next": target}
    assert visitor.send("/account/second-step/", fields).location == "/account/"


def test_what_is_kept_of_an_app_is_of_no_use_alone(
    visitor: Visitor, people: People, sign_in: SignIn, settings: Settings
) -> None:
    people.add()
    sign_in()
    secret, codes = add_app(visitor)
    user = people.find()
    assert user.totp is not None
    assert secret not in user.totp
    assert totp.unseal(settings.secret_key, user.id, user.totp) == secret
    assert totp.unseal(settings.secret_key, user.id + 1, user.totp) is None
    assert totp.unseal("another secret of an installation", user.id, user.totp) is None
    with people.writing() as session:
        assert not factors.spend_backup_code(session, user.id + 1, codes[0])
        assert factors.spend_backup_code(session, user.id, codes[0])


def test_a_secret_that_somebody_else_chose_is_not_taken(
    visitor: Visitor, people: People, sign_in: SignIn
) -> None:
    people.add()
    sign_in()
    visitor.get(f"{METHODS}/app")
    for sent in ("", "%%%", "QUJD" * 12):
        visitor.post(f"{METHODS}/app", {"secret": sent, "code": "123456"}, status=422)
    assert people.find().totp is None


def test_guessing_codes_is_slowed_down(
    visitor: Visitor, people: People, sign_in: SignIn, new_visitor: Callable[[], Visitor]
) -> None:
    people.add()
    sign_in()
    _secret, codes = add_app(visitor)
    thief = new_visitor()
    sign_in(by=thief)
    for _attempt in range(10):
        thief.post("/account/second-step/", {"code": "000000"}, status=422)
    thief.post("/account/second-step/", {"code": codes[0]}, status=429)
    owner = new_visitor()
    owner.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    sign_in(by=owner)
    assert owner.post("/account/second-step/", {"code": codes[0]}).h1 == "Your account"


def test_a_session_that_is_old_changes_no_method(
    visitor: Visitor, people: People, sign_in: SignIn
) -> None:
    people.add()
    sign_in()
    with visitor.client.session_transaction("/account/", base_url="https://localhost") as session:
        session["fs_paa"] -= 1000
    page = visitor.post(f"{METHODS}/backup-codes", status=403)
    assert page.h1 == "Sign in once more to change this"


@pytest.fixture
def strict_visitor(settings: Settings, engines: Engines) -> Visitor:
    """A visitor to a site with the default: administrators need a second step."""
    return Visitor(create_app(replace(settings, second_factor="administrators"), engines))


def test_an_administrator_sets_it_up_first(
    strict_visitor: Visitor, people: People, sign_in: SignIn
) -> None:
    people.add((Role.ADMINISTRATOR, ""))
    page = sign_in(by=strict_visitor)
    assert page.h1 == "How you sign in"
    assert "Your role needs a second step" in page.text
    assert strict_visitor.get("/account/people/").h1 == "How you sign in"
    add_app(strict_visitor)
    assert strict_visitor.get("/account/people/").h1 == "People"
    assert "needs a second step" not in strict_visitor.get(f"{METHODS}/").text


def test_others_may_do_without(strict_visitor: Visitor, people: People, sign_in: SignIn) -> None:
    people.add((Role.CURATOR, ""))
    assert sign_in(by=strict_visitor).h1 == "Your account"


@given(
    seconds=st.integers(60, 2**33),
    drift=st.integers(-29, 29),
    secret=st.binary(min_size=20, max_size=20),
)
def test_a_code_is_taken_once(seconds: int, drift: int, secret: bytes) -> None:
    code = totp.code_at(secret, seconds + drift)
    used = totp.spend(secret, f" {code[:3]} {code[3:]} ", "", seconds)
    assert used is not None
    assert totp.spend(secret, code, used, seconds) is None or code == totp.code_at(
        secret, seconds + 30
    )


def test_an_older_code_is_not_taken_after_a_newer_one() -> None:
    secret = b"s" * 20
    old, new = totp.code_at(secret, 1000), totp.code_at(secret, 1030)
    used = totp.spend(secret, new, "", 1030)
    assert used is not None
    assert totp.spend(secret, old, used, 1030) is None


def test_the_codes_of_the_standard() -> None:
    # RFC 6238, appendix B, SHA-1, its last six digits.
    secret = b"12345678901234567890"
    assert [totp.code_at(secret, second) for second in (59, 1111111109, 2000000000)] == [
        "287082",
        "081804",
        "279037",
    ]
