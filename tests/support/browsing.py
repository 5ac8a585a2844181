"""A visitor: a client that checks every page it is shown, and knows how to take the assessment."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from htmlpage import Page, faults
from werkzeug.test import TestResponse

BASE_URL = "https://localhost"


class Visitor:
    """One person with one browser."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.response: TestResponse | None = None
        self.page: Page | None = None

    def get(self, path: str, *, status: int = 200, **options: Any) -> Page:
        """Open a page, following redirects, and check it."""
        return self._shown(
            self.client.get(path, base_url=BASE_URL, follow_redirects=True, **options), status
        )

    def fetch(self, path: str, **options: Any) -> TestResponse:
        """Open an address without following or checking anything."""
        return self.client.get(path, base_url=BASE_URL, **options)

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, *, status: int = 200, **options: Any
    ) -> Page:
        """Send a form with the CSRF token of the page in hand, following redirects."""
        return self._shown(self.send(path, data, follow_redirects=True, **options), status)

    def send(
        self, path: str, data: Mapping[str, Any] | None = None, **options: Any
    ) -> TestResponse:
        """Send a form with the CSRF token, and return whatever comes back."""
        fields = {"csrf_token": self.token(), **(data or {})}
        return self.client.post(path, data=fields, base_url=BASE_URL, **options)

    def token(self) -> str:
        """A CSRF token of this visitor's session."""
        if self.page is None or 'name="csrf_token"' not in self.page.html:
            self.get("/assessment/")
        assert self.page is not None
        return self.page.csrf_token

    def begin(self, *, size: str = "small", perspective: str = "unit", code: str = "") -> str:
        """Begin for oneself; return the recovery code (the one given, or the new one)."""
        return self._begin({"size": size, "perspective": perspective, "code": code})

    def begin_invited(self, *, size: str = "small", code: str = "") -> str:
        """Begin after a link was opened; return the recovery code."""
        return self._begin({"size": size, "code": code})

    def _begin(self, data: Mapping[str, str]) -> str:
        self.get("/assessment/")
        page = self.post("/assessment/begin", data)
        code = data["code"]
        if code:
            return code
        found = re.search(r'data-text="([0-9A-Z-]+)"', page.html)
        assert found, page.text
        self.post("/assessment/code")
        return found[1]

    def answer(self, part_id: str, data: Mapping[str, Any]) -> Page:
        """Answer one part and go on."""
        return self.post(f"/assessment/answer/{part_id}", {"go": "next", **data})

    def submit(self) -> Page:
        """Submit, and see the result."""
        return self.post("/assessment/submit")

    def _shown(self, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, f"{response.status_code}: {response.text[:2000]}"
        self.response = response
        self.page = Page(response.text)
        assert not faults(self.page), f"{response.request.path}: {faults(self.page)}"
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        return self.page
