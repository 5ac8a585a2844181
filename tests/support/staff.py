"""Somebody of the staff in a browser of their own, who fills in forms by their labels."""

import base64
import re
import time
from collections.abc import Mapping
from pathlib import Path

from accounts import PASSWORD
from playwright.sync_api import Page

from toolkit.accounts import totp

PATIENCE = 40.0  # seconds, for what the job process does


class Colleague:
    """One person with an account and one tab."""

    def __init__(self, page: Page, url: str, email: str) -> None:
        page.set_default_timeout(10_000)
        self.page, self.url, self.email = page, url, email

    def go(self, path: str) -> None:
        """Open an address of the application; a page that is not there is a fault."""
        response = self.page.goto(self.url + path)
        assert response is not None
        assert response.ok, f"{path}: {response.status}"

    def accept(self, address: str) -> None:
        """Follow the link of an invitation and set a password, with an app where one is needed."""
        self.page.goto(address)
        self.fill({"New password": PASSWORD})
        self.press("Set the password")

    def add_app(self) -> None:
        """Add an authenticator app, which is this process, and keep the backup codes."""
        self.press("Add an authenticator app")
        spelled = self.page.locator("strong[translate=no]").inner_text()
        secret = base64.b32decode(spelled.replace(" ", ""))
        self.fill({"Code": totp.code_at(secret, time.time())})
        self.press("Add the app")

    def fill(self, fields: Mapping[str, str]) -> None:
        """Fill in fields by their labels."""
        for label, text in fields.items():
            self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def upload(self, label: str, file: Path) -> None:
        """Choose a file."""
        self.page.get_by_label(label).set_input_files(file)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button or follow a link, and see the page it leads to, which has no error."""
        named = [self.page.get_by_role(role, name=name, exact=True) for role in ("button", "link")]
        with self.page.expect_navigation():
            named[0].or_(named[1]).first.click()
        errors = self.page.locator(".govuk-error-summary")
        assert not errors.count(), errors.inner_text()

    def waits_for(self, words: str) -> None:
        """Look at the page again until it says these words."""
        end = time.monotonic() + PATIENCE
        while words not in self.reads():
            assert time.monotonic() < end, self.reads()
            time.sleep(0.2)
            self.page.reload()

    def reads(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()
