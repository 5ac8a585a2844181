"""A passkey in a real browser, with an authenticator that Chromium plays itself."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from liveserver import LiveServer, in_thread
from playwright.sync_api import Browser, Page

from toolkit.accounts import accountlinks
from toolkit.roles import Role


@pytest.fixture
def named(tmp_path: Path, sqlite_template: Path) -> Iterator[LiveServer]:
    """A server that is reached by a name, since browsers bind no passkey to a number."""
    shutil.copy(sqlite_template, tmp_path / "toolkit.db")
    with in_thread(tmp_path, f"sqlite:///{tmp_path / 'toolkit.db'}", host="localhost") as live:
        yield live


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    client.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    yield page
    context.close()


def test_a_passkey_from_the_invitation_to_its_removal(page: Page, named: LiveServer) -> None:
    with named.engines.write() as session:
        made = accountlinks.invite(
            session,
            "amina@example.org",
            [(Role.ADMINISTRATOR, "")],
            actor="tests",
            now=datetime.now(UTC),
        )
    page.goto(f"{named.url}{made.path}")
    page.get_by_label("Name of this passkey").fill("Work laptop")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Your account", level=1).wait_for(timeout=5000)

    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="Your account", level=1).wait_for(timeout=5000)

    page.get_by_role("link", name="How you sign in").click()
    page.get_by_role("button", name=re.compile("Remove ?: Work laptop")).click()
    page.get_by_text("This is your only way in").first.wait_for(timeout=5000)
    page.get_by_role("button", name="Make a passkey").click()
    # The same device makes no second passkey for the same account.
    page.get_by_text("The passkey was not used").wait_for(timeout=5000)
