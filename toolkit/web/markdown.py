"""Tools' Markdown as safe HTML: no markup of its own, no image from elsewhere, https links."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_TAGS = {
    *("a", "blockquote", "br", "code", "div", "em", "h3", "h4", "hr", "li", "ol", "p", "strong"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),  # else the sanitiser lets "title" and "lang" through everywhere
    "a": {"href", "rel"},
    "div": {"class", "tabindex"},
    "ol": {"start"},
    "th": {"scope"},
}
TOOL_LINK = "tool:"


@lru_cache(maxsize=4096)
def to_html(markdown: str, tool_address: Callable[[str], str]) -> str:
    """Render Markdown; ``tool_address`` turns the id in a ``tool:`` link into an address."""
    parser = _Markdown("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(markdown)
    _leave_empty_corners(tokens)
    for token in tokens:
        for child in token.children or ():
            href = child.attrGet("href")
            if isinstance(href, str) and href.startswith(TOOL_LINK):
                child.attrSet("href", tool_address(href.removeprefix(TOOL_LINK)))
    html: str = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https"},
        link_rel=None,
    )


def _leave_empty_corners(tokens: Sequence[Token]) -> None:
    """An empty cell above a column heads nothing, and a screen reader should not say it does."""
    for start, text, end in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if start.type == "th_open" and not text.content:
            start.type, end.type = "td_open", "td_close"
            start.tag = end.tag = "td"


class _Markdown(MarkdownIt):
    """CommonMark with our own scheme for links between tools."""

    def __init__(self, config: str, options: dict[str, object]) -> None:
        super().__init__(config, options)
        self.add_render_rule("table_open", _table_open)
        self.add_render_rule("table_close", _table_close)
        self.add_render_rule("th_open", _header_cell)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Let our own scheme pass too; the sanitiser decides on the rest."""
        return url.startswith((TOOL_LINK, "https://"))


def _table_open(
    _renderer: RendererHTML,
    _tokens: Sequence[Token],
    _index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    """A table scrolls in a box of its own, reachable by keyboard, so that the page never does."""
    return '<div class="table-scroll" tabindex="0"><table>\n'


def _table_close(*_arguments: object) -> str:
    return "</table></div>\n"


def _header_cell(*_arguments: object) -> str:
    return '<th scope="col">'
