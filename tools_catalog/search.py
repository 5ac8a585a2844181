"""Find tools in the catalogue by words and by what somebody has: time, people, authority."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tools_catalog.model import Starter, Tool

MAX_TOOLS_REMEMBERED = 2048

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")  # where marks can be
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_IDEOGRAPH = re.compile("([\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for; whatever is left as it is excludes nothing."""

    words: str = ""  # each must begin a word of the tool; accents and case do not count
    module: str | None = None
    factor: str | None = None  # that the tool serves, with any relevance
    max_minutes: int | None = None
    people: int | None = None  # group size that the tool must suit
    who: Starter | None = None  # the seeker's role: what it, or one below, may start


def find(tools: Iterable[Tool], query: Query) -> list[Tool]:
    """List the tools that pass every filter and hold every word, best first.

    A word counts most in the name, then in the summary, then in factors and module, then in the
    text; with several words their places add up. Then the more relevant for the factor asked for
    comes first, then the order of ``tools``.
    """
    terms = [fold(word) for word in query.words.split()]
    wanted = [term for term in terms if term]
    found = [
        (distance, -tool.factors.get(query.factor or "", 0), tool)
        for tool in tools
        if _passes(tool, query) and (distance := _distance(tool, wanted)) is not None
    ]
    return [tool for *_, tool in sorted(found, key=lambda entry: entry[:2])]


def fold(text: str) -> str:
    """Reduce text to what searching compares: words in lower case, one space between them.

    Accents and other marks fall away, compatible forms become one, and each Chinese character
    counts as a word, since nothing else separates words there.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    base = _BEYOND_ASCII.sub(_without_marks, decomposed)
    return _BETWEEN_WORDS.sub(" ", _IDEOGRAPH.sub(r" \1 ", base)).strip()


def _without_marks(found: re.Match[str]) -> str:
    return "".join(char for char in found[0] if not unicodedata.combining(char))


def _passes(tool: Tool, query: Query) -> bool:
    return all(
        (
            query.module is None or tool.module == query.module,
            query.factor is None or query.factor in tool.factors,
            query.max_minutes is None or tool.minutes <= query.max_minutes,
            query.people is None or tool.people.fewest <= query.people <= tool.people.most,
            query.who is None or tool.can_be_started_by(query.who),
        )
    )


def _distance(tool: Tool, terms: Iterable[str]) -> int | None:
    """Add up where each term first stands (0 for the name), or None where one is nowhere."""
    fields = _fields(tool) if terms else ()
    total = 0
    for term in terms:
        place = next((i for i, field in enumerate(fields) if f" {term}" in field), None)
        if place is None:
            return None
        total += place
    return total


@lru_cache(maxsize=MAX_TOOLS_REMEMBERED)
def _fields(tool: Tool) -> tuple[str, str, str, str]:
    """Fold a tool's fields, most telling first, each with a space before its first word."""
    text = (
        *tool.prerequisites,
        *tool.outputs,
        tool.monday,
        tool.propose,
        *(section.markdown for section in tool.sections),
    )
    fields = (
        (tool.name, tool.counterpart),
        (tool.summary,),
        (*tool.factors, tool.module),
        text,
    )
    name, summary, factors, body = (f" {fold(' '.join(parts))}" for parts in fields)
    return name, summary, factors, body
