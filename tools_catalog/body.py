"""The text of a tool's file, read from its Markdown: sections, steps and links."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tools_catalog.errors import Located
from tools_catalog.model import SECTION_TITLES, SECTIONS

TOOL_SCHEME = "tool"

_LINK = re.compile(TOOL_SCHEME + r":[a-z0-9-]+|https://[^/?#\s]+\.[^/?#\s]+([/?#]\S*)?")
_HEADINGS = {f"## {title}": title for title in SECTIONS}
_FENCE = re.compile("```|~~~")
_STEP_MINUTES = re.compile(r"\((\d{1,4}) minutes?\b[^)]*\)")


class _Markdown(MarkdownIt):
    """CommonMark with tables, which also reports the links that a browser must never see."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        return bool(url)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads, and where it stands: "Next tools, line 90"."""

    target: str
    place: str


@dataclass(frozen=True, slots=True)
class Part:
    """The text under one heading of the second level; ``line`` is the heading's, in the file."""

    title: str
    markdown: str
    line: int
    tokens: tuple[Token, ...]
    first_line: int  # of the whole text, in the file: where the tokens count from

    def place(self, token: Token) -> str:
        """Say where a token stands, for somebody with the file open."""
        line = token.map[0] + self.first_line if token.map else self.line
        return f"{self.title}, line {line}" if self.title else f"line {line}"


@dataclass(frozen=True, slots=True)
class Step:
    """A numbered step, with the minutes in its bold title, or None where it states none."""

    minutes: int | None
    place: str


def read(text: str, first_line: int) -> tuple[Part, ...]:
    """Read a text whose first line is line ``first_line`` of its file.

    The first part has no title and holds what comes before any heading.
    """
    tokens = _Markdown("commonmark").enable("table").parse(text)
    lines = text.split("\n")
    starts = [i for i, token in enumerate(tokens) if _is_heading(token, "h2")]
    bounds = [*starts, len(tokens)]
    parts = [Part("", "", first_line, tuple(tokens[: bounds[0]]), first_line)]
    for start, end in pairwise(bounds):
        opening = _lines_of(tokens[start])
        last = _lines_of(tokens[end])[0] if end < len(tokens) else len(lines)
        parts.append(
            Part(
                title=tokens[start + 1].content,
                markdown="\n".join(lines[opening[1] : last]).strip("\n"),
                line=opening[0] + first_line,
                tokens=tuple(tokens[start + 3 : end]),  # after the heading's three
                first_line=first_line,
            )
        )
    return tuple(parts)


def sections_of(text: str) -> Mapping[str, str] | None:
    """The Markdown of every section, title -> text, without reading it as Markdown.

    For a text that `problems_of` finds nothing in, this is what `read` finds, forty times as fast;
    None where only `read` can tell. A line ``## Steps`` that begins at the margin is a heading of
    the second level, unless it stands in a block of code between fences, or in HTML, which no
    tool may have.
    """
    if _FENCE.search(text) or "\r" in text:
        return None
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line in _HEADINGS]
    if [lines[start] for start in starts] != list(_HEADINGS):
        return None
    return {
        _HEADINGS[lines[start]]: "\n".join(lines[start + 1 : end]).strip("\n")
        for start, end in pairwise([*starts, len(lines)])
    }


def links(parts: Iterable[Part]) -> Iterator[Link]:
    """Find every link of a text."""
    for part in parts:
        for inline in _inlines(part.tokens):
            for token in inline.children or ():
                if token.type == "link_open":
                    yield Link(str(token.attrGet("href")), part.place(inline))


def steps(parts: Iterable[Part]) -> Iterator[Step]:
    """Read the numbered items of the section on steps."""
    for part in parts:
        if part.title == SECTION_TITLES["steps"]:
            yield from _steps(part)


def problems_of(parts: Sequence[Part]) -> Iterator[Located]:
    """Find every problem of the text by itself; links to other tools need the other tools."""
    yield from _section_problems(parts)
    for part in parts:
        yield from _markup_problems(part)
    for link in links(parts):
        if not _LINK.fullmatch(link.target):
            yield link.place, f"Links to {link.target}; only https: and tool: are allowed"
    for step in steps(parts):
        if step.minutes is None:
            yield step.place, 'Does not say "(10 minutes)" in its bold title'


def _section_problems(parts: Sequence[Part]) -> Iterator[Located]:
    preface, *sections = parts
    if preface.tokens:
        yield preface.place(preface.tokens[0]), "Stands before the first section"
    titles = [part.title for part in sections]
    yield from ((title, "Is missing") for title in SECTIONS if title not in titles)
    known = []
    for part in sections:
        place = f"{part.title}, line {part.line}"
        if part.title not in SECTIONS:
            yield place, "Is not a section of a tool"
        elif part.title in known:
            yield place, "Is there twice"
        else:
            known.append(part.title)
            if not part.markdown.strip():
                yield place, "Is empty"
    if known != [title for title in SECTIONS if title in known]:
        yield "", "Has its sections in another order than " + ", ".join(SECTIONS)


def _markup_problems(part: Part) -> Iterator[Located]:
    for token in part.tokens:
        if _is_heading(token, "h1"):
            yield part.place(token), "Has a heading of the first level; the page has its own"
        types = {token.type} | {child.type for child in token.children or ()}
        if types & {"html_block", "html_inline"}:
            yield part.place(token), "Has HTML"
        if "image" in types:
            yield part.place(token), "Has an image"


def _is_heading(token: Token, tag: str) -> bool:
    return token.type == "heading_open" and token.tag == tag and token.level == 0


def _lines_of(token: Token) -> list[int]:
    return token.map or [0, 0]


def _inlines(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.type == "inline")


def _steps(part: Part) -> Iterator[Step]:
    for position, token in enumerate(part.tokens):
        if token.type == "list_item_open" and token.level == 1 and token.markup in {".", ")"}:
            inline = next(_inlines(part.tokens[position:]), token)
            yield Step(_minutes(_bold_title(inline)), part.place(token))


def _bold_title(inline: Token) -> str:
    """Collect the bold text with which a paragraph begins, "" where it begins otherwise."""
    seen = [child for child in inline.children or () if child.nesting or child.content]
    if not seen or seen[0].type != "strong_open":
        return ""
    bold = takewhile(lambda child: child.type != "strong_close", seen)
    return "".join(child.content for child in bold)


def _minutes(title: str) -> int | None:
    match = _STEP_MINUTES.search(title)
    return int(match[1]) if match else None
