"""Every string reaches the translators, and the committed templates are fresh."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import toolkit
from toolkit import strings

TEMPLATES = Path(toolkit.__file__).parent / "templates"
FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*"))
SPOKEN = ("alt", "aria-label", "content", "placeholder", "title")
NAMES_IN_CODE = re.compile(r"\b[a-z]+(--?[a-z]+)+(=\" *\")?")  # of classes and attributes
NOT_WORDS = {"width=device-width, initial-scale=1"}


def messages(catalogue: Catalog) -> dict[tuple[object, object], object]:
    return {(message.context, message.id): message.locations for message in catalogue if message.id}


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize(
    ("name", "made"),
    [("messages.pot", strings.interface), ("content.pot", strings.content_texts)],
)
def test_the_committed_template_is_fresh(name: str, made: object) -> None:
    """If this fails: make strings."""
    fresh = messages(made())  # type: ignore[operator] # one of the two functions above
    found = messages(read(strings.FOLDER / name))
    assert sorted(map(str, fresh)) == sorted(map(str, found))


def test_both_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    written = dict(strings.write(tmp_path / "new"))
    assert {path.name for path in written} == {"messages.pot", "content.pot"}
    for path, number in written.items():
        assert number > 100
        assert len(messages(read(path))) == number
        assert path.read_text(encoding="utf-8").startswith("# Strings of the innovation")


def test_writing_again_changes_nothing_but_the_date(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        list(strings.write(folder))
    for name in ("messages.pot", "content.pot"):
        one, other = (
            re.sub(r'"POT-Creation-Date: .*\n', "", (folder / name).read_text(encoding="utf-8"))
            for folder in (first, second)
        )
        assert one == other


def test_content_is_addressed_by_its_id() -> None:
    found = {message.context for message in strings.content_texts() if message.id}
    assert {"space.goals.name", "space.goals-set.level.3", "source-ideas.section.steps"} <= found
    assert None not in found


def test_code_forms_and_templates_all_have_strings() -> None:
    places = {place for message in strings.interface() for place, _line in message.locations}
    assert {
        "assess/forms.py",
        "errors.py",
        "wording/profile.py",
        "templates/layout.html",
        "templates/macros/forms.html",
        "templates/assess/code.txt",
    } <= places


def test_slots_are_named_so_that_translators_can_move_them() -> None:
    for message in strings.interface():
        for text in message.id if isinstance(message.id, tuple) else (message.id,):
            assert not re.search(r"%[sd]|{\w*}", str(text)), text


class _Words(HTMLParser):
    """Collects what a page would say by itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def bare_words(template: str) -> Iterator[str]:
    """Words that stand in a template outside ``_()`` and ``{% trans %}``."""
    text = re.sub(r"{%-?\s*trans\b.*?endtrans\s*-?%}", "", template, flags=re.DOTALL)
    text = re.sub(r"{#.*?#}", "", text, flags=re.DOTALL)
    text = re.sub(r"{% block main_class %}.*?{% endblock %}", "", text)
    text = re.sub(r"{{.*?}}|{%.*?%}", " ", text, flags=re.DOTALL)
    parser = _Words()
    parser.feed(text)
    for found in parser.found:
        words = " ".join(NAMES_IN_CODE.sub("", found).split())
        if found not in NOT_WORDS and re.search(r"[A-Za-z]{2,}", words):
            yield words


def calls_with_words(template: str) -> Iterator[str]:
    """English in the arguments of macros: a capital letter and a blank in a bare string."""
    code = re.findall(r"{{(.*?)}}|{%(.*?)%}", template, flags=re.DOTALL)
    for part in ("".join(pair) for pair in code):
        known = re.sub(r"\b(_|ngettext)\((\"[^\"]*\"|'[^']*')(, (\"[^\"]*\"))?", "", part)
        yield from re.findall(r"[\"']([A-Z][a-z]+(?: [a-z]+)+[^\"']*)[\"']", known)


@pytest.mark.parametrize("name", FILES)
def test_a_template_has_no_words_that_nobody_can_translate(name: str) -> None:
    template = (TEMPLATES / name).read_text(encoding="utf-8")
    assert list(bare_words(template)) == []
    assert list(calls_with_words(template)) == []


@pytest.mark.parametrize("name", FILES)
def test_every_string_of_a_template_is_extracted(name: str) -> None:
    extracted = {
        str(text)
        for message in strings.interface()
        for text in (message.id if isinstance(message.id, tuple) else (message.id,))
        if any(place == f"templates/{name}" for place, _line in message.locations)
    }
    template = (TEMPLATES / name).read_text(encoding="utf-8")
    called = re.findall(r"\b_\(\"([^\"]*)\"|\b_\('([^']*)'", template)
    assert {"".join(pair) for pair in called} <= extracted
    assert template.count("{% trans") <= len(extracted)


def test_the_search_for_bare_words_finds_some() -> None:
    spoilt = '<p title="Two words">Bare {{ _("fine") }}</p>{{ macro("Some words here") }}'
    assert list(bare_words(spoilt)) == ["Two words", "Bare"]
    assert list(calls_with_words(spoilt)) == ["Some words here"]
