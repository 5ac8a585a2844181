"""A tool's fields as a page shows them, and as they come back from its form."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.curate.forms import HINTS
from toolkit.web.language import gettext as _
from toolkit.wording import tools as tool_words
from toolkit.wording.reader import Reader
from tools_catalog.model import SECTION_TITLES, STARTERS
from tools_catalog.writing import FACTOR, SECTION, put_together, taken_apart

_TALL = {"steps": 18, "worksheet": 18, "case": 12}
_ROWS = 8


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form: a line, a text of some rows, or a choice."""

    name: str
    label: str
    value: str
    hint: str = ""
    rows: int = 0
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """The form in the order of its page."""

    facts: tuple[FormField, ...]
    factors: tuple[tuple[str, tuple[FormField, ...]], ...]  # by module
    texts: tuple[FormField, ...]
    hint: str = field(default="")  # for all factors


def parts(reader: Reader, values: Mapping[str, str]) -> Parts:
    """The form for what a draft holds, in the reader's language."""
    return Parts(
        facts=_facts(reader, values),
        factors=_factors(reader, values),
        texts=tuple(
            FormField(
                SECTION + key,
                title,
                values.get(SECTION + key, ""),
                _hint(SECTION + key),
                rows=_TALL.get(key, _ROWS),
            )
            for key, title in SECTION_TITLES.items()
        ),
        hint=_hint("factors"),
    )


def typed(form: Mapping[str, str], before: str, tool_id: str, version: int) -> dict[str, str]:
    """What was typed as a file's fields; factors keep the order that they had in the file."""
    known = taken_apart(before, source=tool_id) if before else {}
    order = {name: form[name] for name in known if name in form}
    fixed = {"id": tool_id, "version": str(version), "language": known.get("language") or "en"}
    return order | dict(form) | fixed


def blank(tool_id: str, name: str) -> str:
    """The text of a new tool, in which everything is still to be written."""
    return put_together({"id": tool_id, "language": "en", "name": name})


def renamed(text: str, tool_id: str, name: str) -> str:
    """The same text as another tool."""
    values = taken_apart(text, source=tool_id)
    return put_together(values | {"id": tool_id, "name": name or values["name"]})


def named(reader: Reader, problems: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Problems in the order of the page, each with the label of its field before it."""
    form = parts(reader, {})
    of_factors = (one for _module, fields in form.factors for one in fields)
    labels = {one.name: one.label for one in form.facts}
    labels |= {"factors": _("Subjects that it serves")}
    labels |= {one.name: one.label for one in (*of_factors, *form.texts)}
    order = {name: place for place, name in enumerate(labels)}
    return [
        (name, f"{labels[name]}: {message}" if name in labels else message)
        for name, message in sorted(problems, key=lambda one: order.get(one[0], -1))
    ]


def by_field(problems: Iterable[tuple[str, str]]) -> dict[str, str]:
    """All that is wrong with each field, in one text."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, message in problems:
        found[name].append(message)
    return {name: "; ".join(messages) for name, messages in found.items()}


def _facts(reader: Reader, values: Mapping[str, str]) -> tuple[FormField, ...]:
    levels = [(str(number), str(number)) for number in range(1, 6)]
    modules = [(module.id, reader.name(module.id)) for module in reader.questionnaire.modules]
    starters = [(who, tool_words.starter(_, who)) for who in STARTERS]

    def line(name: str, label: str, *, rows: int = 0) -> FormField:
        return FormField(name, label, values.get(name, ""), _hint(name), rows)

    def choice(name: str, label: str, options: Sequence[tuple[str, str]]) -> FormField:
        value = values.get(name, "")
        known = [("", _("Choose")), *options]
        if value not in dict(known):
            known.append((value, value))  # what was there stays until somebody chooses
        return FormField(name, label, value, _hint(name), options=tuple(known))

    return (
        line("name", _("Name")),
        line("summary", _("Summary"), rows=3),
        line("counterpart", _("Counterpart")),
        choice("module", _("Module"), modules),
        choice("levels.from", _("Useful from level"), levels),
        choice("levels.to", _("Useful up to level"), levels),
        line("minutes", _("Minutes for a first use")),
        line("people.from", _("People, at least")),
        line("people.to", _("People, at most")),
        choice("who_can_start", _("Can be started by"), starters),
        line("prerequisites", _("Needed before"), rows=4),
        line("outputs", _("What comes out"), rows=4),
        line("monday", _("On Monday"), rows=3),
        line("propose", _("To propose it"), rows=4),
    )


def _factors(
    reader: Reader, values: Mapping[str, str]
) -> tuple[tuple[str, tuple[FormField, ...]], ...]:
    options = (("", _("Not served")), ("3", "3"), ("2", "2"), ("1", "1"))

    def relevance(factor_id: str) -> FormField:
        name = FACTOR + factor_id
        value = values.get(name, "")
        known = options if value in dict(options) else (*options, (value, value))
        return FormField(name, reader.name(factor_id), value, options=known)

    return tuple(
        (reader.name(module.id), tuple(relevance(factor.id) for factor in module.factors))
        for module in reader.questionnaire.modules
    )


def _hint(name: str) -> str:
    return HINTS[name]() if name in HINTS else ""
