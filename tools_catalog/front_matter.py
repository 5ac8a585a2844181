"""The facts at the head of a tool's file: YAML that holds only what its reader sees.

Whole numbers and an empty value are more than text; ``no`` and ``12:30`` stay what was written.
Doubled keys, anchors, aliases, tags, dates and deep nesting are problems.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from tools_catalog.errors import Located

MAX_DEPTH = 4

_FENCE = "---"
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?([Tt \t].*)?")
_NOTHING = frozenset({"", "~", "null"})
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one where it was built


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Facts as plain values, what was refused in them, and the text after them.

    ``facts`` and ``text`` are None where they could not be read. ``first_line`` is the number, from
    1, of the text's first line in the file.
    """

    facts: dict[str, object] | None
    problems: tuple[Located, ...]
    text: str | None
    first_line: int


def split(text: str) -> FrontMatter:
    """Separate facts and text of a file that begins with a block between two ``---`` lines."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0] != _FENCE or _FENCE not in lines[1:]:
        return FrontMatter(
            None, (("", "Does not begin with facts between two --- lines"),), None, 1
        )
    end = lines.index(_FENCE, 1)
    facts, problems = _read("\n".join(["", *lines[1:end]]))  # lines keep their number
    return FrontMatter(facts, tuple(problems), "\n".join(lines[end + 1 :]), end + 2)


def _read(text: str) -> tuple[dict[str, object] | None, list[Located]]:
    problems: list[Located] = []
    try:
        hidden = list(_hidden(text))
        if hidden:
            return None, hidden
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return None, [("", f"Is not YAML: {_said(error)}")]
    if not isinstance(node, yaml.MappingNode):
        return None, [("", "Has no keys in its front matter")]
    return _mapping(node, "", problems), problems


def _said(error: yaml.YAMLError) -> str:
    """What the parser says, in one line, without its name for a text that comes from no file."""
    return " ".join(str(error).split()).replace('in "<unicode string>", ', "at ")


def _hidden(text: str) -> Iterator[Located]:
    """Find what only the parser's events show; stops where nesting would exhaust the stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        place = f"line {event.start_mark.line + 1}" if event.start_mark else ""
        if depth > MAX_DEPTH:
            yield place, f"Is nested more than {MAX_DEPTH} deep"
            return
        if getattr(event, "anchor", None) is not None:
            yield place, "Has an anchor or an alias; write the value out"
        if getattr(event, "tag", None) is not None:
            yield place, "Has a tag; write the plain value"


def _value(node: yaml.Node, path: str, problems: list[Located]) -> object:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, f"{path}[{i}]", problems) for i, item in enumerate(node.value)]
    return _mapping(node, f"{path}.", problems)


def _mapping(node: yaml.Node, prefix: str, problems: list[Located]) -> dict[str, object]:
    mapping: dict[str, object] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append((prefix.removesuffix("."), "Has a key that is not text"))
            continue
        path = f"{prefix}{key_node.value}"
        if key_node.value in mapping:
            problems.append((path, "Is there twice"))
        mapping.setdefault(key_node.value, _value(value_node, path, problems))
    return mapping


def _scalar(node: yaml.ScalarNode, path: str, problems: list[Located]) -> str | int | None:
    text = str(node.value)
    if node.style:  # quoted or a block, so it is text
        return text
    if _DATE.fullmatch(text):
        problems.append((path, "Is a date; put it in quotes"))
    if text in _NOTHING:
        return None
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else text
