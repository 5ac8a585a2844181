"""Which language a page is in, and its direction."""

from dataclasses import replace
from fractions import Fraction

import pytest
from browsing import BASE_URL, Visitor
from flask import Flask

from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.storage.database import Engines
from toolkit.web import language


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Languages do not depend on the database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def many_languages(settings: Settings, engines: Engines) -> Flask:
    return create_app(replace(settings, languages=("fr", "en", "ar")), engines)


def shown(visitor: Visitor, **headers: str) -> tuple[str | None, str | None]:
    root = visitor.get("/", headers=headers).root
    return root.get("lang"), root.get("dir")


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", "fr"),
        ("en", "en"),
        ("ar", "ar"),
        ("ar-EG,en;q=0.5", "ar"),
        ("de,ru;q=0.9", "fr"),
        ("de,en;q=0.2", "en"),
        ("fr;q=0.1,ar;q=0.9", "ar"),
        ("ar-EG;q=0,en;q=0.1", "en"),
        ("AR", "ar"),
        ("*", "fr"),
        (";;;q=,\u0661", "fr"),
        ("x" * 5000, "fr"),
    ],
)
def test_the_browser_chooses_among_those_offered(
    many_languages: Flask, accepted: str, expected: str
) -> None:
    headers = {"Accept-Language": accepted}
    assert shown(Visitor(many_languages), **headers)[0] == expected


def test_a_choice_is_remembered_and_stronger_than_the_browser(many_languages: Flask) -> None:
    visitor = Visitor(many_languages)
    visitor.get("/language/en")
    assert shown(visitor, **{"Accept-Language": "ar"})[0] == "en"
    cookie = visitor.client.get_cookie(language.COOKIE, domain="localhost")
    assert cookie is not None
    assert (cookie.secure, cookie.http_only, cookie.same_site) == (True, True, "Lax")


@pytest.mark.parametrize("nonsense", ["de", "EN", "", "en\u0000", "../etc", "x" * 4000])
def test_a_cookie_with_nonsense_chooses_nothing(many_languages: Flask, nonsense: str) -> None:
    visitor = Visitor(many_languages)
    visitor.client.set_cookie(language.COOKIE, nonsense, domain="localhost")
    assert shown(visitor, **{"Accept-Language": "ar"})[0] == "ar"


@pytest.mark.parametrize("code", ["de", "EN", "english"])
def test_a_language_that_is_not_offered_does_not_exist(many_languages: Flask, code: str) -> None:
    Visitor(many_languages).get(f"/language/{code}", status=404)


def test_arabic_reads_from_the_right_with_the_mirrored_style_sheet(many_languages: Flask) -> None:
    visitor = Visitor(many_languages)
    visitor.get("/language/ar")
    assert shown(visitor) == ("ar", "rtl")
    assert visitor.page is not None
    assert "app.rtl.css" in visitor.page.html
    assert "app.css" not in visitor.page.html


def test_content_that_is_not_translated_says_its_language(many_languages: Flask) -> None:
    visitor = Visitor(many_languages)
    visitor.get("/language/ar")
    page = visitor.get("/tools/source-ideas")
    (heading,) = page.all("h1")
    assert (heading.get("lang"), heading.get("dir")) == ("en", "ltr")


def test_one_language_needs_no_choice(app: Flask) -> None:
    page = Visitor(app).get("/")
    assert not any("/language/" in link for link in page.links())
    assert (page.root.get("lang"), page.root.get("dir")) == ("en", "ltr")


def test_every_language_offered_is_named_in_itself(many_languages: Flask) -> None:
    page = Visitor(many_languages).get("/")
    choices = {
        link.get("lang"): "".join(link.itertext())
        for link in page.all("a")
        if "/language/" in link.get("href", "")
    }
    assert choices == {"fr": "Français", "en": "English", "ar": "العربية"}


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("en", Fraction(5, 2), "2.5"),
        ("en", Fraction(3), "3.0"),
        ("fr", Fraction(5, 2), "2,5"),
        ("en", Fraction(1, 3), "0.3"),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(
    many_languages: Flask, code: str, value: Fraction, expected: str
) -> None:
    headers = {"Accept-Language": code}
    with many_languages.test_request_context(base_url=BASE_URL, headers=headers):
        assert language.one_decimal(value) == expected


def test_strings_are_filled_and_counted(app: Flask) -> None:
    with app.test_request_context(base_url=BASE_URL):
        assert language.gettext("%(done)s of %(all)s", done=1, all=2) == "1 of 2"
        assert language.gettext("100 %") == "100 %"
        assert language.ngettext("%(num)s day", "%(num)s days", 1) == "1 day"
        assert language.ngettext("%(num)s day of %(all)s", "%(num)s days", 1, all=3) == "1 day of 3"
        assert language.ngettext("%(num)s day", "%(num)s days", 0) == "0 days"
