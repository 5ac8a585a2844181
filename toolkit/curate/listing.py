"""Lists of tools: every one with its state, what is due, which lead to one, a page at a time."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from toolkit import content
from toolkit.content import TOOL
from toolkit.curate.history import Key
from toolkit.models import Content, ContentState
from tools_catalog import writing
from tools_catalog.model import Tool
from tools_catalog.search import Query, find, fold

PER_PAGE = 50
SOON = timedelta(days=30)
_name_by_hash: dict[str, str] = {}  # of tools that are not in the catalogue


class Newest(NamedTuple):
    """The newest version of a tool, be it published or not."""

    version: int
    state: ContentState
    sha256: str


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


def titles(session: Session) -> dict[str, str]:
    """What the catalogue calls its tools, by their ids."""
    return {tool.id: tool.name for tool in content.tools(session)}


def newest(session: Session) -> dict[str, Newest]:
    """The newest version of every tool, without a look at a text."""
    found = (
        select(Content.id, Content.version, Content.state, Content.sha256)
        .where(Content.kind == TOOL)
        .order_by(Content.id, Content.version)
    )
    return {
        tool_id: Newest(version, state, sha256)
        for tool_id, version, state, sha256 in session.execute(found)
    }


def names(
    session: Session, published: Iterable[Tool], known: Mapping[str, Newest]
) -> dict[str, str]:
    """What people call every tool: those in the catalogue first, in its order, then the others.

    Texts of the others are read once, when their hash is first met.
    """
    shown = {tool.id: tool.name for tool in published}
    others = {tool_id: one for tool_id, one in known.items() if tool_id not in shown}
    unread = [(key, one.version) for key, one in others.items() if one.sha256 not in _name_by_hash]
    texts = select(Content.sha256, Content.text).where(
        Content.kind == TOOL, tuple_(Content.id, Content.version).in_(unread)
    )
    for sha256, text in session.execute(texts) if unread else ():
        _name_by_hash[sha256] = writing.name_of(text)
    return shown | {key: _name_by_hash[one.sha256] or key for key, one in others.items()}


def page(
    published: Sequence[Tool],
    known: Mapping[str, Newest],
    names: Mapping[str, str],
    *,
    words: str,
    state: str,
    number: int,
) -> ListPage:
    """The tools that hold every word and are in a state, those in the catalogue first."""
    shown = {tool.id for tool in published}
    asked = fold(words).split()
    found = [tool.id for tool in find(published, Query(words=words))]
    found += [
        tool_id
        for tool_id, name in names.items()
        if tool_id not in shown and all(word in fold(f"{tool_id} {name}") for word in asked)
    ]
    matching = [key for key in found if not state or known[key].state == state]
    pages = max(ceil(len(matching) / PER_PAGE), 1)
    number = min(max(number, 1), pages)
    start = (number - 1) * PER_PAGE
    entries = tuple(
        Entry(key, names[key], known[key].version, known[key].state, is_shown=key in shown)
        for key in matching[start : start + PER_PAGE]
    )
    return ListPage(entries, len(matching), number, pages)


def due(
    tools: Iterable[Tool], dates: Mapping[Key, date], today: date
) -> list[tuple[Tool, date, bool]]:
    """Tools of the catalogue to read again soon, most overdue first, and whether they are late."""
    dated = ((tool, dates.get(Key(TOOL, tool.id))) for tool in tools)
    soon = ((tool, day, day < today) for tool, day in dated if day and day <= today + SOON)
    return sorted(soon, key=lambda one: (one[1], one[0].name))


def linking(tools: Iterable[Tool], tool_id: str) -> list[Tool]:
    """The tools whose text leads to this one, found as links are written, not by a parser.

    Which would take seconds for a thousand tools.
    """
    link = re.compile(rf"(?:\]\(|\]:|<)\s*<?tool:{re.escape(tool_id)}(?![a-z0-9-])")
    return [
        tool
        for tool in tools
        if tool.id != tool_id and any(link.search(section.markdown) for section in tool.sections)
    ]
