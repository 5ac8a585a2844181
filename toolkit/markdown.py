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
_ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}, "div": {"class", "tabindex"}, "th": {"scope"}}
TOOL_LINK = "tool:"


@lru_cache(maxsize=4096)
def to_html(markdown: str, tool_address: Callable[[str], str]) -> str:
    """Render Markdown; ``tool_address`` turns the id in a ``tool:`` link into an address."""
    parser = _Markdown("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(markdown)
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
