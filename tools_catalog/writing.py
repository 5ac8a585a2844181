"""A tool's file taken apart into the fields of a form, and put together again, byte for byte.

Fields are texts by name: a key of the front matter (``minutes``, ``levels.from``), a factor
(``factors.goals``) or a section (``sections.steps``). A list has an item a line. What is written
here can be read back whatever the texts hold; whether they hold is for the loader to say.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from tools_catalog import body, front_matter
from tools_catalog.errors import Problem, ToolError
from tools_catalog.model import SECTION_TITLES

Fields = Mapping[str, str]

FACTOR, SECTION = "factors.", "sections."
WINDOWS = ("levels", "people")
LISTS = ("prerequisites", "outputs")
NUMBERS = ("version", "minutes")
_QUOTED = ("summary", "monday", "propose")
_KEYS = (
    *("id", "version", "language", "name", "counterpart", "module", "summary", "factors"),
    *("levels", "minutes", "people", "who_can_start", "prerequisites", "outputs"),
    *("monday", "propose"),
)  # in the order of a file
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}")
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 '()-]*[A-Za-z0-9)])?")
_NOT_TEXT = frozenset({"null", "Null", "NULL"})
_HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # what YAML would not keep
_BLANK_ENDS = re.compile(r"\A(?:[ \t]*\n)+|(?:\n[ \t]*)+\Z")
_VERSION = re.compile(r"^version:.*$", re.MULTILINE)


def taken_apart(text: str, *, source: str) -> dict[str, str]:
    """The fields of a file; raises `ToolError` where its front matter cannot be read."""
    front = front_matter.split(text)
    if front.facts is None or front.text is None:
        raise ToolError(Problem(source, path, message) for path, message in front.problems)
    fields = dict(_fields_of(front.facts))
    ids = {title: key for key, title in SECTION_TITLES.items()}
    for part in body.read(front.text, front.first_line):
        if part.title in ids:
            fields.setdefault(f"{SECTION}{ids[part.title]}", part.markdown)
    return settled(fields)


def name_of(text: str) -> str:
    """The name that a file gives its tool, read without its Markdown; empty where there is none."""
    name = (front_matter.split(text).facts or {}).get("name")
    return name if isinstance(name, str) else ""


def put_together(fields: Fields) -> str:
    """The file of these fields, in the form of those that are shipped."""
    known = settled(fields)
    front = "".join(_written(key, known) for key in _KEYS)
    sections = (
        f"\n## {title}\n\n{known.get(SECTION + key, '')}\n" for key, title in SECTION_TITLES.items()
    )
    return f"---\n{front}---\n{''.join(sections)}"


def settled(fields: Fields) -> dict[str, str]:
    """The fields as a file keeps them: no blank ends, one line where there is one, no relevance 0.

    Every section is there, and every key; a factor only with a relevance.
    """
    names = [*_simple_names(), *(name for name in fields if name.startswith(FACTOR))]
    lines = {name: _one_line(fields.get(name, "")) for name in names}
    lists = {
        name: "\n".join(filter(None, map(_one_line, _lines(fields.get(name, "")))))
        for name in LISTS
    }
    sections = {
        name: _BLANK_ENDS.sub("", _unix(fields.get(name, "")))
        for name in (SECTION + key for key in SECTION_TITLES)
    }
    kept = {name: value for name, value in lines.items() if not name.startswith(FACTOR) or value}
    return kept | lists | {name: value.strip("\n") for name, value in sections.items()}


def swallowing(fields: Fields) -> list[str]:
    """Name the sections that would reach into the next: a heading of their own, an open block."""
    return [
        SECTION + key for key in SECTION_TITLES if not _stands_alone(settled(fields)[SECTION + key])
    ]


def field_of(path: str) -> str:
    """The field in which a problem of the loader is to be mended; empty where it is the whole."""
    ids = {title: key for key, title in SECTION_TITLES.items()}
    title = next((one for one in ids if path == one or path.startswith(f"{one}, line ")), None)
    if title:
        return SECTION + ids[title]
    name = re.sub(r"\[\d+\].*", "", path)
    if name in WINDOWS:
        return f"{name}.from"
    return name if name == "factors" or name in _simple_names() or name in LISTS else ""


def renumbered(text: str, version: int) -> str:
    """The same text as another version: only the line of its number changes."""
    return _VERSION.sub(f"version: {version}", text, count=1)


def merged(base: Fields, mine: Fields, theirs: Fields) -> tuple[dict[str, str], list[str]]:
    """Join two changes of one text field by field, and name the fields that both changed.

    Where both changed a field in different ways, mine stands.
    """
    names = list(dict.fromkeys([*mine, *theirs]))
    both = [
        name
        for name in names
        if base.get(name) not in {mine.get(name), theirs.get(name)}
        and mine.get(name) != theirs.get(name)
    ]
    chosen = {
        name: mine.get(name, "") if mine.get(name) != base.get(name) else theirs.get(name, "")
        for name in names
    }
    return settled(chosen), [name for name in both if name != "version"]


def _simple_names() -> Iterator[str]:
    for key in _KEYS:
        if key in WINDOWS:
            yield from (f"{key}.from", f"{key}.to")
        elif key not in LISTS and key != "factors":
            yield key


def _fields_of(facts: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in facts.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{part}", _text(item)) for part, item in value.items())
        elif isinstance(value, list):
            yield key, "\n".join(_text(item) for item in value)
        else:
            yield key, _text(value)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _written(key: str, fields: Fields) -> str:
    if key == "factors":
        return _block(key, _factors(fields))
    if key in LISTS:
        return _block(key, (f"  - {_quoted(item)}\n" for item in _lines(fields[key]) if item))
    if key in WINDOWS:
        start, end = (_number(fields[f"{key}.{part}"]) for part in ("from", "to"))
        return f"{key}: {{from: {start}, to: {end}}}\n"
    value = fields[key]
    if key in NUMBERS:
        return f"{key}: {_number(value)}\n"
    return f"{key}: {_quoted(value) if key in _QUOTED else _short(value)}\n"


def _factors(fields: Fields) -> Iterator[str]:
    for name, value in fields.items():
        if name.startswith(FACTOR) and value:
            yield f"  {_short(name.removeprefix(FACTOR))}: {_number(value)}\n"


def _block(key: str, lines: Iterable[str]) -> str:
    written = "".join(lines)
    empty = "{}" if key == "factors" else "[]"
    return f"{key}:\n{written}" if written else f"{key}: {empty}\n"


def _number(text: str) -> str:
    return text if _WHOLE_NUMBER.fullmatch(text) else _quoted(text)


def _short(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text not in _NOT_TEXT else _quoted(text)


def _quoted(text: str) -> str:
    """A text between double quotes, as YAML reads what JSON writes."""
    written = json.dumps(text, ensure_ascii=False)
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _lines(text: str) -> list[str]:
    return _unix(text).split("\n")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _stands_alone(section: str) -> bool:
    """Whether a section ends where the next begins, and holds none of its own."""
    parts = body.read(f"## First\n\n{section}\n\n## Second\n", 1)
    found = [(part.title, part.markdown) for part in parts]
    return found == [("", ""), ("First", section), ("Second", "")]
