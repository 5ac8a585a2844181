"""What is kept of pages: made once in each language, and of nothing that a person brings."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browsing import Visitor
from filledforms import filled_forms
from flask import Flask, get_template_attribute
from hypothesis import given
from hypothesis import settings as cases
from hypothesis import strategies as st
from jinja2 import Environment, nodes
from markupsafe import escape
from waves import open_wave, roster

import toolkit
from questionnaires.model import Questionnaire
from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.storage.database import Engines
from toolkit.web import rendering

TEMPLATES = Path(toolkit.__file__).parent / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
CONSTANT = {"_", "url_for", "static_url", "languages", "is_demonstration", "loop"}
OF_A_PERSON = {"selected", "error", "errors", "values", "data", "form", "csrf_token", "session"}
PEOPLE = [f"person-{number}@example.org" for number in range(2)]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def made() -> int:
    """How much was made so far to be kept."""
    return rendering._kept.cache_info().misses  # noqa: SLF001 - nothing else asks


def parsed(app: Flask, name: str) -> nodes.Template:
    return app.jinja_env.parse((TEMPLATES / name).read_text(encoding="utf-8"))


def keeping(template: nodes.Template) -> list[nodes.Call]:
    """Every place where a template asks for what is kept."""
    return [
        call
        for call in template.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "kept"
    ]


def named(node: nodes.Node | None) -> set[str]:
    """What a piece of a template reads by name."""
    if node is None:
        return set()
    inside = {node.name} if isinstance(node, nodes.Name) and node.ctx == "load" else set()
    return inside | {name.name for name in node.find_all(nodes.Name) if name.ctx == "load"}


def test_nothing_of_a_person_is_handed_to_what_is_kept(app: Flask) -> None:
    found = 0
    for name in NAMES:
        for call in keeping(parsed(app, name)):
            found += 1
            for argument in (*call.args, call.dyn_args):
                assert not named(argument) & OF_A_PERSON, f"{name}:{call.lineno}"
    assert found >= 4


def macros_kept(app: Flask) -> Iterator[tuple[str, nodes.Macro]]:
    """The macros that are kept, each with its template."""
    asked = {
        call.args[0].name
        for name in NAMES
        for call in keeping(parsed(app, name))
        if isinstance(call.args[0], nodes.Name)
    }
    for name in NAMES:
        for macro in parsed(app, name).find_all(nodes.Macro):
            if macro.name in asked:
                yield name, macro


def test_a_macro_that_is_kept_reads_its_arguments_and_what_never_changes(app: Flask) -> None:
    kept = list(macros_kept(app))
    assert len(kept) >= 4
    for name, macro in kept:
        others = {other.name for other in parsed(app, name).find_all(nodes.Macro)}
        own = {child.name for child in macro.find_all(nodes.Name) if child.ctx != "load"}
        assert named(macro) <= own | CONSTANT | others, f"{name}: {macro.name}"


def test_nobody_after_the_first_adds_to_what_is_kept(
    app: Flask, questionnaire: Questionnaire, settings: Settings, engines: Engines
) -> None:
    wave = open_wave(settings, engines, roster(20), own={"Example agency": 2})
    made = [walk(app, questionnaire, wave.tokens[mail], n) for n, mail in enumerate(PEOPLE)]
    assert made[0] > len(questionnaire.questions)
    assert made[1] == 0


def walk(app: Flask, questionnaire: Questionnaire, token: str, person: int) -> int:
    """Take the assessment, with answers that no other person gives; how much is made for it."""
    before = made()
    visitor = Visitor(app)
    visitor.get(f"/assessment/link/{token}")
    visitor.begin_invited(size=("small", "large")[person])
    visitor.get("/assessment/tasks")
    for part, form in filled_forms(questionnaire, person).items():
        visitor.get(f"/assessment/answer/{part}")
        visitor.answer(part, form)
        visitor.get(f"/assessment/answer/{part}")
    visitor.get("/assessment/check")
    visitor.submit()
    return made() - before


def test_what_is_kept_is_kept_in_each_language(settings: Settings, engines: Engines) -> None:
    app = create_app(replace(settings, languages=("en", "ar")), engines)
    for language in ("en", "ar", "en"):
        visitor = Visitor(app)
        visitor.get(f"/language/{language}")
        page = visitor.get("/about")
        current = page.root.find(".//ul[@class='languages']//a[@aria-current]")
        assert current is not None
        assert current.get("lang") == language


@cases(max_examples=60)
@given(
    values=st.lists(st.text("ab\"'<&> =", min_size=1, max_size=4), min_size=1, unique=True),
    text=st.text("ab\"'<&> =value", max_size=12),
)
def test_one_button_of_a_group_is_checked(values: list[str], text: str) -> None:
    group = "".join(
        f'<input value="{escape(value)}"><label>{escape(text)}</label>' for value in values
    )
    for value in values:
        made = rendering.checked(group, value)
        assert made.count(" checked>") == 1
        assert f'value="{escape(value)}" checked>' in made
    assert rendering.checked(group, None) == group
    assert rendering.checked(group, "never offered") == group


def test_a_group_with_an_error_is_not_kept(app: Flask) -> None:
    with app.test_request_context():
        question = get_template_attribute("macros/forms.html", "question_group")
        before = made()
        assert "Choose again" in question(
            "a", "Which?", options=(("1", "One"),), error="Choose again"
        )
        assert made() == before


def test_all_globals_of_templates_are_there_before_the_first(app: Flask) -> None:
    app.jinja_env.get_template("layout.html")
    assert isinstance(app.jinja_env, Environment)
    for name in NAMES:
        assert app.jinja_env.get_template(name).globals == dict(app.jinja_env.globals)
