"""Parse and validate tools' files: every problem at once, each with its file and place."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from pydantic import ValidationError

from tools_catalog import body, front_matter
from tools_catalog.errors import Located, Problem, ToolError
from tools_catalog.model import OWN_RELEVANCE, SECTION_TITLES, Tool

__all__ = [
    "Problem",
    "ToolError",
    "check",
    "load_all",
    "parse",
    "parse_all",
    "parse_checked",
    "texts",
    "tool_links",
    "web_links",
]

MAX_CHARACTERS = 60_000

_UNDECODED = re.compile("[\ud800-\udfff]")
_TAG = re.compile(r"<[a-zA-Z/!?]")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file as far as it could be read; ``tool`` is None where a field does not hold."""

    source: str
    tool: Tool | None
    problems: tuple[Located, ...]
    links: tuple[body.Link, ...] = ()


def parse(text: str, *, source: str) -> Tool:
    """Read one tool from the text of ``source``, a file name that is the tool's id.

    Links to other tools are not followed. Raises `ToolError` with every problem.
    """
    reading = _read(text, source)
    if reading.tool is None or reading.problems:
        raise ToolError(_placed(reading))
    return reading.tool


def parse_checked(text: str, *, source: str) -> Tool:
    """Read one tool whose text `check` found good once, without reading its Markdown again.

    What is not as expected after all is read as `parse` does, and raises as it does.
    """
    front = front_matter.split(text)
    sections = body.sections_of(front.text) if front.text is not None else None
    if front.facts is None or front.problems or sections is None:
        return parse(text, source=source)
    tool, _problems = _fields(front.facts, sections.items())
    return tool or parse(text, source=source)


def check(text: str, *, source: str) -> tuple[Problem, ...]:
    """Find all problems of one tool's text; empty when `parse` would accept it."""
    return tuple(_placed(_read(text, source)))


def parse_all(files: Mapping[str, str]) -> tuple[Tool, ...]:
    """Read a whole catalogue, file name -> text, in the order of ``files``.

    Raises `ToolError` with every problem of every file, also for an empty catalogue, an id that
    is there twice and a link to a tool that is not there.
    """
    if not files:
        raise ToolError([Problem("", "", "Has no tools")])
    readings = [_read(text, source) for source, text in files.items()]
    problems = [*(problem for reading in readings for problem in _placed(reading))]
    problems += [*_doubled_ids(readings), *_dead_links(readings)]
    if problems:
        raise ToolError(problems)
    return tuple(reading.tool for reading in readings if reading.tool is not None)


def load_all(folder: Path) -> tuple[Tool, ...]:
    """Read every ``.md`` file of a folder, UTF-8, by name; raises as `parse_all`, and `OSError`."""
    return parse_all(
        {
            path.name: path.read_text(encoding="utf-8", errors="surrogateescape")
            for path in sorted(folder.glob("*.md"))
        }
    )


def texts(tool: Tool) -> dict[str, str]:
    """Text id -> text that can be translated, e.g. ``source-ideas.output.1``, in reading order.

    Ids are made of content ids; only prerequisites and outputs, which have none, are counted.
    """
    named = {"name": tool.name, "summary": tool.summary}
    counted = {
        f"{kind}.{number}": text
        for kind, items in (("prerequisite", tool.prerequisites), ("output", tool.outputs))
        for number, text in enumerate(items, start=1)
    }
    proposed = {"monday": tool.monday, "propose": tool.propose}
    sections = {
        f"section.{section_id}": section.markdown
        for section_id, section in zip(SECTION_TITLES, tool.sections, strict=True)
    }
    return {
        f"{tool.id}.{key}": text for key, text in (named | counted | proposed | sections).items()
    }


def tool_links(text: str) -> Iterator[Located]:
    """Where a text leads to other tools: the place of each link, and the tool's id."""
    return _tool_links(_read(text, ""))


def web_links(text: str) -> tuple[str, ...]:
    """Every address of another site that a text leads to, each once, in order."""
    found = (link.target for link in _read(text, "").links)
    return tuple(dict.fromkeys(target for target in found if target.startswith("https://")))


def _read(text: str, source: str) -> _Reading:
    if len(text) > MAX_CHARACTERS:
        return _Reading(source, None, (("", f"Is longer than {MAX_CHARACTERS} characters"),))
    if _UNDECODED.search(text):
        return _Reading(source, None, (("", "Is not UTF-8"),))
    front = front_matter.split(text)
    if front.text is None:
        return _Reading(source, None, front.problems)
    written = body.read(front.text, front.first_line)
    tool, found = None, [*front.problems, *body.problems_of(written)]
    if front.facts is not None:
        sections = [(part.title, part.markdown) for part in written if part.title]
        tool, in_fields = _fields(front.facts, sections)
        found += [*in_fields, *_across_fields(front.facts, source), *_minutes(front.facts, written)]
    return _Reading(source, tool, tuple(found), tuple(body.links(written)))


def _fields(
    facts: Mapping[str, object], sections: Iterable[tuple[str, str]]
) -> tuple[Tool | None, list[Located]]:
    """Validate through JSON, where strict mode takes a list for a tuple."""
    titled = [{"title": title, "markdown": markdown} for title, markdown in sections]
    document = json.dumps({**facts, "sections": titled})
    try:
        return Tool.model_validate_json(document, by_alias=True, by_name=False), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        return None, [(_path(detail["loc"]), detail["msg"]) for detail in details]


def _path(loc: tuple[int | str, ...]) -> str:
    """Write a place as a reader looks for it: keys with dots, positions in brackets."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in loc)[1:]


def _across_fields(facts: Mapping[str, object], source: str) -> Iterator[Located]:
    """Check across fields, on raw values: what has the wrong shape is reported by its field."""
    if facts.get("id") != PurePath(source).stem:
        yield "id", "Is not the name of the file"
    if "sections" in facts:
        yield "sections", "Are written below the front matter"
    for key in ("levels", "people"):
        yield from _window_problems(key, facts.get(key))
    factors = facts.get("factors")
    if isinstance(factors, dict) and OWN_RELEVANCE not in factors.values():
        yield "factors", f"Has no factor of its own, with relevance {OWN_RELEVANCE}"
    yield from _html(facts, "")


def _window_problems(key: str, window: object) -> Iterator[Located]:
    if isinstance(window, dict):
        start, end = window.get("from"), window.get("to")
        if isinstance(start, int) and isinstance(end, int) and start > end:
            yield key, f"Goes from {start} to {end}"


def _html(value: object, path: str) -> Iterator[Located]:
    if isinstance(value, str) and _TAG.search(value):
        yield path.removeprefix("."), "Has HTML"
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _html(item, f"{path}.{key}")
    if isinstance(value, list):
        for position, item in enumerate(value):
            yield from _html(item, f"{path}[{position}]")


def _minutes(facts: Mapping[str, object], written: Sequence[body.Part]) -> Iterator[Located]:
    steps = list(body.steps(written))
    if not steps:
        yield SECTION_TITLES["steps"], "Has no numbered steps"
    elif all(step.minutes is not None for step in steps):
        total = sum(step.minutes or 0 for step in steps)
        if facts.get("minutes") != total:
            yield "minutes", f"Is not the sum of the steps' minutes, {total}"


def _doubled_ids(readings: list[_Reading]) -> Iterator[Problem]:
    counts = Counter(reading.tool.id for reading in readings if reading.tool)
    for reading in readings:
        if reading.tool and counts[reading.tool.id] > 1:
            yield Problem(reading.source, "id", f"{reading.tool.id} is the id of another tool too")


def _dead_links(readings: list[_Reading]) -> Iterator[Problem]:
    """Find links to tools that are not there; a file that could not be read counts as there."""
    known = {PurePath(reading.source).stem for reading in readings}
    for reading in readings:
        for place, target in _tool_links(reading):
            if target not in known:
                yield Problem(reading.source, place, f"Links to {target}, which is no tool")


def _tool_links(reading: _Reading) -> Iterator[Located]:
    for link in reading.links:
        scheme, _, target = link.target.partition(":")
        if scheme == body.TOOL_SCHEME:
            yield link.place, target


def _placed(reading: _Reading) -> Iterator[Problem]:
    return (Problem(reading.source, path, message) for path, message in reading.problems)
