"""Read one YAML document as plain values, and refuse what YAML would guess or hide.

Only whole numbers and an empty value are more than text: ``no``, ``2026-11-22``, ``1.0`` and
``12:30`` stay what was written. Doubled keys, anchors, aliases, tags and a second document are
problems, because a reader of the file would not see what they do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from questionnaires.errors import Located, Path

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 24

_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}")
_NOTHING = frozenset({"", "~", "null"})
_PARSER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one where it was built


@dataclass(frozen=True, slots=True)
class Document:
    """A document's value (mappings, lists, text, whole numbers, None) and what was refused in it.

    What cannot be read for certain is None, so that the rest can still be checked.
    """

    value: object
    problems: tuple[Located, ...]


def read(text: str) -> Document:
    """Read one document; problems are returned, never raised."""
    if len(text) > MAX_CHARACTERS:
        return Document(None, (((), f"Is longer than {MAX_CHARACTERS} characters"),))
    reader = _Reader(text)
    try:
        value = reader.document()
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        return Document(None, (((), f"Is not YAML: {_said(error)}"),))
    return Document(value, tuple(reader.problems))


def _said(error: Exception) -> str:
    """What the parser says, in one line, without its name for a text that comes from no file."""
    return " ".join(str(error).split()).replace('in "<unicode string>", ', "at ")


class _Reader:
    """Builds values from parser events, the only place where anchors and doubled keys show."""

    def __init__(self, text: str) -> None:
        self.problems: list[Located] = []
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_PARSER)

    def document(self) -> object:
        values = [
            self._node(event, ()) for event in self._events if isinstance(event, yaml.NodeEvent)
        ]
        if len(values) > 1:
            self._refuse((), "Holds more than one document")
        return values[0] if values else None

    def _refuse(self, path: Path, message: str) -> None:
        self.problems.append((path, message))

    def _node(self, event: yaml.Event, path: Path) -> object:
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            self._refuse(path, "Is an alias; write the value out")
            return None
        self._refuse_hidden(event, path)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if len(path) >= MAX_DEPTH:
            self._refuse(path, f"Is nested more than {MAX_DEPTH} deep")
            self._skip()
            return None
        if isinstance(event, yaml.SequenceStartEvent):
            return [self._node(item, (*path, i)) for i, item in enumerate(self._children())]
        return self._mapping(path)

    def _refuse_hidden(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, path: Path
    ) -> None:
        if event.anchor is not None:
            self._refuse(path, "Has an anchor; write the value out where it is needed")
        if event.tag is not None:
            self._refuse(path, f"Has a tag, {event.tag}; write the plain value")

    def _mapping(self, path: Path) -> dict[str, object]:
        mapping: dict[str, object] = {}
        for event in self._children():
            key = self._key(event, path)
            value = self._node(next(self._events), (*path, key))
            if key in mapping:
                self._refuse((*path, key), "Is there twice")
            mapping.setdefault(key, value)
        return mapping

    def _key(self, event: yaml.Event, path: Path) -> str:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_hidden(event, (*path, event.value))
            return str(event.value)
        if isinstance(event, yaml.CollectionStartEvent):
            self._skip()
        self._refuse(path, "Has a key that is not text")
        return "?"

    def _children(self) -> Iterator[yaml.Event]:
        """Yield the event that opens each child; the caller reads that child to its end."""
        for event in self._events:
            if isinstance(event, yaml.CollectionEndEvent):
                return
            yield event

    def _skip(self) -> None:
        """Pass over the rest of a collection whose start was read."""
        depth = 1
        while depth:
            event = next(self._events)
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)


def _scalar(event: yaml.ScalarEvent) -> str | int | None:
    text = str(event.value)
    is_plain = event.implicit[0]
    if is_plain and text in _NOTHING:
        return None
    return int(text) if is_plain and _WHOLE_NUMBER.fullmatch(text) else text
