"""What holds for every page, checked on every page that any test fetches."""

import re
from collections import Counter
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib

_INLINE = re.compile(r"^(style|on[a-z]+)$")
_HAS_LABEL = {"submit", "button", "hidden", "reset"}


class Page:
    """A parsed page, in which tests look for what people see."""

    def __init__(self, html: str) -> None:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root: Element = parser.parse(html)
        self.html = html

    def all(self, tag: str) -> list[Element]:
        """Every element with this tag, in the order of the page."""
        return list(self.root.iter(tag))

    @property
    def h1(self) -> str:
        """The words of the one h1."""
        return words(self.all("h1")[0])

    @property
    def text(self) -> str:
        """The words of the page's body."""
        return words(self.all("body")[0])

    @property
    def csrf_token(self) -> str:
        """The token of the page's first form."""
        return next(
            field.get("value", "")
            for field in self.all("input")
            if field.get("name") == "csrf_token"
        )

    def links(self) -> list[str]:
        """Where the page's links lead."""
        return [link.get("href", "") for link in self.all("a")]

    def values(self, name: str) -> list[str]:
        """The values that are chosen or typed in the fields of this name."""
        return [
            field.get("value", "")
            for field in self.all("input")
            if field.get("name") == name
            and (field.get("type") not in {"radio", "checkbox"} or field.get("checked") is not None)
        ]


def words(element: Element) -> str:
    """The words of an element with single spaces between them."""
    return " ".join("".join(element.itertext()).split())


def faults(page: Page) -> list[str]:
    """Everything that is wrong with a page as such."""
    return [
        *_heading_faults(page),
        *_id_faults(page),
        *_form_faults(page),
        *_inline_faults(page),
        *_language_faults(page),
        *_image_faults(page),
    ]


def _heading_faults(page: Page) -> list[str]:
    headings = page.all("h1")
    if len(headings) != 1:
        return [f"{len(headings)} h1"]
    found = []
    title = words(page.all("title")[0]).removeprefix("Error: ")
    if not title.startswith(words(headings[0])):
        found.append(f"the title {title!r} does not begin with the h1 {words(headings[0])!r}")
    ranks = [int(e.tag[1]) for e in page.root.iter() if re.fullmatch("h[1-6]", str(e.tag))]
    # Headings before the h1 (an error summary) do not count.
    after = ranks[ranks.index(1) :]
    found += [f"h{b} after h{a}" for a, b in pairwise(after) if b > a + 1]
    return found


def _id_faults(page: Page) -> list[str]:
    counts = Counter(e.get("id") for e in page.root.iter() if e.get("id"))
    found = [f"the id {key!r} stands {n} times" for key, n in counts.items() if n > 1]
    for attribute in ("aria-describedby", "aria-labelledby", "for"):
        for element in page.root.iter():
            found += [
                f"{attribute} names the missing id {key!r}"
                for key in (element.get(attribute) or "").split()
                if key not in counts
            ]
    return found


def _form_faults(page: Page) -> list[str]:
    labels = {label.get("for") for label in page.all("label")}
    found = []
    for form in page.all("form"):
        if not form.get("action"):
            found.append("a form without action")
        has_token = any(field.get("name") == "csrf_token" for field in form.iter("input"))
        # Who reads by a link has no session to be misused; the link itself is the token.
        by_link = (form.get("action") or "").startswith("/results/read/")
        if form.get("method") == "post" and has_token is by_link:
            found.append(f"a form without CSRF token: {form.get('action')}")
    found += [
        f"a field without label: {field.get('name')}"
        for tag in ("input", "select", "textarea")
        for field in page.all(tag)
        if field.get("type") not in _HAS_LABEL and field.get("id") not in labels
    ]
    found += [
        "a fieldset without legend"
        for group in page.all("fieldset")
        if group.find("legend") is None
    ]
    return found


def _inline_faults(page: Page) -> list[str]:
    found = [
        f"inline {name} on {element.tag}"
        for element in page.root.iter()
        for name in element.attrib
        if _INLINE.match(name)
    ]
    found += ["an inline script" for script in page.all("script") if not script.get("src")]
    found += ["a style element" for _style in page.all("style")]
    return found


def _language_faults(page: Page) -> list[str]:
    root = page.root
    return [f"no {name} on html" for name in ("lang", "dir") if not root.get(name)]


def _image_faults(page: Page) -> list[str]:
    return ["an image without alt" for image in page.all("img") if image.get("alt") is None]
