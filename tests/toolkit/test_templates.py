"""Our own markup beside govuk-frontend's, and templates that read nothing that is not there."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from types import FrameType

import html5lib
import pytest
from accounts import PASSWORD
from browsing import Visitor
from flask import Flask, get_template_attribute
from hypothesis import given
from hypothesis import settings as cases
from hypothesis import strategies as st
from jinja2 import Undefined
from markupsafe import Markup
from results import ADMINISTRATOR, add_administrator, make_results
from waves import open_wave, roster

from questionnaires.model import Questionnaire
from toolkit.app import create_app
from toolkit.config import Settings, from_environ
from toolkit.storage import database
from toolkit.storage.database import Engines

STATUSES = {"not published yet": 404, "withdrawn": 410, "by a wrong reading link": 404}
TEXTS = st.text(st.sampled_from("ab <>&\"'é"), min_size=1, max_size=12).filter(str.strip)


class Noted(Undefined):
    """An undefined value that notes which of our own templates read it."""

    reads: list[str]

    def _note(self) -> None:
        template = _template(sys._getframe(2))  # noqa: SLF001 - the caller's template
        if not template.startswith("govuk_frontend_jinja/"):
            self.reads.append(f"{template}: {self._undefined_name}")

    def __str__(self) -> str:
        self._note()
        return super().__str__()

    def __bool__(self) -> bool:
        self._note()
        return super().__bool__()

    def __iter__(self) -> Iterator[None]:
        self._note()
        return super().__iter__()

    def __len__(self) -> int:
        self._note()
        return super().__len__()

    def __eq__(self, other: object) -> bool:
        self._note()
        return super().__eq__(other)

    __hash__ = Undefined.__hash__


def _template(frame: FrameType | None) -> str:
    while frame is not None:
        if "blocks" in frame.f_globals and "debug_info" in frame.f_globals:
            return str(frame.f_globals["name"])
        frame = frame.f_back
    return "python"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def reads(app: Flask) -> list[str]:
    class Here(Noted):
        reads: list[str] = []  # noqa: RUF012 - one list for one test

    app.jinja_env.undefined = Here
    return Here.reads


def test_no_template_reads_what_is_not_there(
    app: Flask,
    reads: list[str],
    questionnaire: Questionnaire,
    settings: Settings,
    engines: Engines,
) -> None:
    wave = open_wave(settings, engines, roster(20), own={"Example agency": 2})
    visitor = Visitor(app)
    visitor.get(f"/assessment/link/{wave.tokens['person-0@example.org']}")
    visitor.begin_invited()
    visitor.get("/assessment/answer/own-questions")
    visitor.answer("own-questions", {"own-1": "3"})
    visitor.post("/assessment/finish")
    for path in ("/", "/about", "/privacy", "/method", "/accessibility", "/tools/"):
        visitor.get(path)
    visitor.get("/tools/?people=zzz", status=422)
    visitor.get("/tools/?words=zzz")
    visitor.get("/tools/innovation-planner")
    visitor.get("/tools/innovation-planner/worksheet")
    visitor.get("/nothing", status=404)
    visitor.post("/assessment/begin", {"perspective": "unit"}, status=422)
    visitor.begin()
    visitor.get("/assessment/result")
    for module in questionnaire.modules:
        visitor.get(f"/assessment/answer/{module.id}")
        visitor.answer(module.id, {question.id: "2" for question in module.questions})
    for part in ("progress", "barriers", "tools-tried"):
        visitor.get(f"/assessment/answer/{part}")
    visitor.post("/assessment/answer/barriers", {"barriers": ["none", "cannot-say"]}, status=422)
    visitor.submit()
    visitor.post("/assessment/result/situation", {"people": "many"}, status=422)
    visitor.post("/assessment/result/situation", {"role": "anyone", "minutes": "120"})
    visitor.post("/assessment/compare", {}, status=422)
    visitor.get("/assessment/delete")
    visitor.post("/assessment/finish")
    assert sorted(set(reads)) == []


def test_no_page_of_staff_and_readers_reads_what_is_not_there(
    app: Flask,
    reads: list[str],
    settings: Settings,
    engines: Engines,
    questionnaire: Questionnaire,
) -> None:
    add_administrator(engines)
    visitor = Visitor(app)
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": ADMINISTRATOR}, status=422)
    visitor.post("/account/sign-in", {"email": ADMINISTRATOR, "password": PASSWORD})
    for path in ("/account/", "/account/results/", "/account/jobs/"):
        visitor.get(path)
    paths = make_results(settings, engines, questionnaire).paths()
    for name, path in paths.items():
        visitor.get(path, status=STATUSES.get(name, 200))
    assert sorted(set(reads)) == []


def test_a_reading_of_nothing_is_noted(app: Flask, reads: list[str]) -> None:
    with app.test_request_context():
        app.jinja_env.from_string("{% if missing %}{% endif %}{{ absent }}").render()
    assert [read.rpartition(": ")[2] for read in reads] == ["missing", "absent"]


@pytest.fixture(scope="module")
def markup_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = from_environ({"TOOLKIT_INSTANCE": str(tmp_path_factory.mktemp("markup"))})
    database.upgrade(settings.database_url)
    engines = database.connect(settings.database_url)
    yield create_app(settings, engines)
    engines.dispose()


@dataclass(frozen=True)
class Group:
    """One group of radios, as both macros are asked for it."""

    legend: str
    counter: str
    options: list[str]
    apart: list[str]
    hint: str
    error: str
    chosen: int

    @property
    def levels(self) -> tuple[tuple[str, str], ...]:
        return tuple((str(number), text) for number, text in enumerate(self.options, start=1))

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        return tuple((f"other-{number}", text) for number, text in enumerate(self.apart))

    @property
    def selected(self) -> str | None:
        values = [value for value, _text in (*self.levels, *self.others)]
        return values[self.chosen] if self.chosen < len(values) else None


groups = st.builds(
    Group,
    legend=TEXTS,
    counter=st.just("") | TEXTS,
    options=st.lists(TEXTS, min_size=1, max_size=5),
    apart=st.lists(TEXTS, max_size=2),
    hint=st.just("") | TEXTS,
    error=st.just("") | TEXTS,
    chosen=st.integers(0, 8),
)


@dataclass(frozen=True)
class Field:
    """One field of a form, as both macros are asked for it."""

    name: str
    label: str
    value: str
    hint: str
    error: str

    @property
    def common(self) -> dict[str, object]:
        """What govuk-frontend's macros of fields are told alike."""
        error = {"text": self.error, "visuallyHiddenText": "Error"} if self.error else None
        return {
            "id": self.name,
            "name": self.name,
            "label": {"text": self.label, "classes": "govuk-label--s"},
            "hint": {"text": self.hint} if self.hint else None,
            "errorMessage": error,
        }


OR_NOTHING = st.just("") | TEXTS
fields = st.builds(Field, st.just("people"), TEXTS, OR_NOTHING, OR_NOTHING, OR_NOTHING)


@cases(max_examples=40)
@given(field=fields, attributes=st.dictionaries(st.sampled_from(["inputmode", "data-x"]), TEXTS))
def test_a_text_field_has_the_markup_of_the_design_system(
    markup_app: Flask, field: Field, attributes: dict[str, str]
) -> None:
    given = {"type": "search", "autocomplete": "off", "classes": "wide", "attributes": attributes}
    with markup_app.test_request_context():
        ours = get_template_attribute("macros/forms.html", "text_field")(
            field.name, field.label, field.value, field.hint, field.error, **given
        )
        theirs = govuk("input", "govukInput")({**field.common, "value": field.value, **given})
    assert dom(ours) == dom(theirs)


@cases(max_examples=40)
@given(field=fields)
def test_a_field_for_a_file_has_the_markup_of_the_design_system(
    markup_app: Flask, field: Field
) -> None:
    with markup_app.test_request_context():
        ours = get_template_attribute("macros/forms.html", "file_field")(
            field.name, field.label, field.hint, field.error, ".json"
        )
        theirs = govuk("file-upload", "govukFileUpload")(
            {**field.common, "attributes": {"accept": ".json"}}
        )
    assert dom(ours) == dom(theirs)


@cases(max_examples=40)
@given(field=fields, options=st.lists(st.tuples(TEXTS, TEXTS), max_size=3))
def test_a_field_to_choose_in_has_the_markup_of_the_design_system(
    markup_app: Flask, field: Field, options: list[tuple[str, str]]
) -> None:
    with markup_app.test_request_context():
        ours = get_template_attribute("macros/forms.html", "select_field")(
            field.name, field.label, options, field.value, field.hint, field.error
        )
        items = [
            {"value": value, "text": text, "selected": value == field.value}
            for value, text in options
        ]
        theirs = govuk("select", "govukSelect")({**field.common, "items": items})
    assert dom(ours) == dom(theirs)


def govuk(component: str, macro: str) -> Callable[[dict[str, object]], str]:
    """A macro of govuk-frontend."""
    place = f"govuk_frontend_jinja/components/{component}/macro.html"
    found: Callable[[dict[str, object]], str] = get_template_attribute(place, macro)
    return found


@cases(max_examples=60)
@given(group=groups)
def test_a_question_has_the_markup_of_the_design_system(markup_app: Flask, group: Group) -> None:
    with markup_app.test_request_context():
        ours = get_template_attribute("macros/forms.html", "question_group")(
            "goals-set",
            group.legend,
            group.counter,
            group.levels,
            group.selected,
            hint_html=escape(group.hint),
            error=group.error,
            apart=group.others,
        )
        theirs = govuk("radios", "govukRadios")(govuk_parameters(group))
    assert dom(ours) == dom(theirs)


def govuk_parameters(group: Group) -> dict[str, object]:
    counter, error = escape(group.counter), group.error
    before = f'<span class="question__counter">{counter}</span> ' if counter else ""
    items: list[dict[str, object]] = [{"value": v, "text": text} for v, text in group.levels]
    if group.others:
        items.append({"divider": "or"})
        items.extend({"value": v, "text": text} for v, text in group.others)
    legend = Markup(before + escape(group.legend))  # noqa: S704 - escaped
    hint = Markup(escape(group.hint))  # noqa: S704 - escaped
    return {
        "idPrefix": "goals-set",
        "name": "goals-set",
        "value": group.selected,
        "formGroup": {"classes": "question"},
        "fieldset": {"legend": {"html": legend}},
        "hint": {"html": hint} if hint else None,
        "errorMessage": {"text": error, "visuallyHiddenText": "Error"} if error else None,
        "items": items,
    }


def dom(html: str) -> list[tuple[object, ...]]:
    """Tags with their attributes and words in the order of the page; spaces do not matter."""
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [
        (
            element.tag,
            {key: " ".join(value.split()) for key, value in sorted(element.attrib.items())},
            " ".join((element.text or "").split()),
            " ".join((element.tail or "").split()),
        )
        for element in root.iter()
    ]
