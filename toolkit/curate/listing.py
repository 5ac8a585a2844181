"""Lists of tools: every one with its state, what is due, which lead to one, a page at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import ceil

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit.content import TOOL
from toolkit.curate.history import Key
from toolkit.curate.refusals import VersionFacts
from toolkit.models import Content, ContentState
from tools_catalog import loader, writing
from tools_catalog.errors import ToolError
from tools_catalog.model import Tool
from tools_catalog.search import Query, find

PER_PAGE = 50
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Entry:
    """A tool in a list: its newest version, and the states that its versions are in."""

    id: str
    name: str
    version: int
    state: ContentState  # of the newest version
    is_shown: bool  # to respondents


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list."""

    entries: tuple[Entry, ...]
    total: int
    number: int
    pages: int


def entries(session: Session) -> dict[str, tuple[int, ContentState]]:
    """The newest version of every tool with its state, without a look at a text."""
    found = (
        select(Content.id, Content.version, Content.state)
        .where(Content.kind == TOOL)
        .order_by(Content.id, Content.version)
    )
    return {tool_id: (version, state) for tool_id, version, state in session.execute(found)}


def page(
    published: Sequence[Tool],
    newest: Mapping[str, tuple[int, ContentState]],
    *,
    words: str,
    state: str,
    number: int,
) -> ListPage:
    """The tools that hold every word and are in a state, those in the catalogue first."""
    shown = {tool.id for tool in published}
    found = [(tool.id, tool.name) for tool in find(published, Query(words=words))]
    asked = words.casefold().split()
    found += [
        (tool_id, tool_id)
        for tool_id in newest
        if tool_id not in shown and all(word in tool_id for word in asked)
    ]
    matching = [
        Entry(tool_id, name, *newest[tool_id], is_shown=tool_id in shown)
        for tool_id, name in found
        if not state or newest[tool_id][1] == state
    ]
    pages = max(ceil(len(matching) / PER_PAGE), 1)
    number = min(max(number, 1), pages)
    start = (number - 1) * PER_PAGE
    return ListPage(tuple(matching[start : start + PER_PAGE]), len(matching), number, pages)


def due(dates: Mapping[Key, date], today: date) -> list[tuple[Key, date, bool]]:
    """What should be read again soon, the most overdue first, and whether its day has passed."""
    soon = ((key, day, day < today) for key, day in dates.items() if day <= today + SOON)
    return sorted(soon, key=lambda one: (one[1], one[0].id))


def linking(tools: Iterable[Tool], tool_id: str) -> list[Tool]:
    """The tools whose text leads to this one; only those that name it are read as Markdown."""
    named = f"tool:{tool_id}"
    return [
        tool
        for tool in tools
        if tool.id != tool_id
        and any(named in section.markdown for section in tool.sections)
        and tool_id in _led_to(tool)
    ]


@lru_cache(maxsize=4096)
def _led_to(tool: Tool) -> frozenset[str]:
    return loader.linked_tools("\n\n".join(section.markdown for section in tool.sections))


def name_of(version: VersionFacts) -> str:
    """The name that a tool has in one version, or its id where its text has none."""
    try:
        return writing.taken_apart(version.text, source=version.id)["name"] or version.id
    except ToolError:
        return version.id
