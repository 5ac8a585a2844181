"""Somebody at the curator's desk: opens pages, fills in forms, sends them."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from browsing import Visitor
from htmlpage import Page, words

DESK = "/account/curate"
AMINA, BRUNO, CARLA = "amina@example.org", "bruno@example.org", "carla@example.org"


@dataclass
class Clerk:
    """Somebody signed in at the desk, who fills in the form in hand."""

    visitor: Visitor

    @property
    def page(self) -> Page:
        assert self.visitor.page is not None
        return self.visitor.page

    @property
    def path(self) -> str:
        assert self.visitor.response is not None
        return urlsplit(self.visitor.response.request.url).path

    def opens(self, path: str, status: int = 200) -> Page:
        return self.visitor.get(DESK + path, status=status)

    def typed(self) -> dict[str, str]:
        """Everything that stands in the fields of the page's largest form."""
        form = max(self.page.all("form"), key=lambda form: len(list(form.iter())))
        found = {
            field.get("name", ""): field.get("value", "")
            for field in form.iter("input")
            if field.get("type") not in {"radio", "submit"}
        }
        for area in form.iter("textarea"):
            found[area.get("name", "")] = (area.text or "").removeprefix("\n")
        for select in form.iter("select"):
            chosen = [one for one in select.iter("option") if one.get("selected") is not None]
            found[select.get("name", "")] = chosen[0].get("value", "") if chosen else ""
        found.pop("csrf_token", None)
        return found

    def saves(self, *, go: str = "save", status: int = 200, **changes: str) -> Page:
        """Change fields of the edit form in hand (``sections__steps``), and send all of it."""
        named = {name.replace("__", "."): value for name, value in changes.items()}
        return self.visitor.post(self.path, {**self.typed(), **named, "go": go}, status=status)

    def sends(self, path: str, status: int = 200, **fields: str) -> Page:
        """Send a form of the page in hand, with the revision that it was shown with."""
        shown = [
            field.get("value", "")
            for form in self.page.all("form")
            if (form.get("action") or "").endswith(path)
            for field in form.iter("input")
            if field.get("name") == "revision"
        ]
        revision = {"revision": shown[0]} if shown else {}
        if 'name="csrf_token"' not in self.page.html:
            self.visitor.get("/account/")
        return self.visitor.post(DESK + path, {**revision, **fields}, status=status)


def said(page: Page) -> str:
    """The words of a page's main part."""
    return words(page.all("main")[0])
