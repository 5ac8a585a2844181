"""A tool as its page shows it, to respondents and in a curator's preview alike."""

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.web.language import gettext as _
from toolkit.web.language import ngettext
from toolkit.web.markdown import to_html
from toolkit.wording import tools as tool_words
from toolkit.wording.reader import Reader
from tools_catalog.model import SECTION_TITLES, Tool

Address = Callable[[str], str]  # of another tool's page, by its id


@dataclass(frozen=True, slots=True)
class ToolCard:
    """A tool as a list shows it."""

    tool: Tool
    module_name: str
    facts: tuple[tuple[str, str], ...]


def card(reader: Reader, tool: Tool) -> ToolCard:
    """A tool's facts in the reader's language."""
    return ToolCard(
        tool=tool,
        module_name=reader.name(tool.module),
        facts=(
            (_("Time"), tool_words.duration(_, ngettext, tool.minutes)),
            (_("People"), tool_words.people(_, tool.people)),
            (_("Can be started by"), tool_words.starter(_, tool.who_can_start)),
        ),
    )


def page_values(reader: Reader, tool: Tool, address: Address) -> dict[str, object]:
    """What ``catalog/tool.html`` needs, but for the address of the worksheet."""
    return {
        "card": card(reader, tool),
        "sections": [
            (section.title, to_html(section.markdown, address)) for section in tool.sections
        ],
        "factors": [(reader.name(key), reader.text(key, "about")) for key in tool.factors],
    }


def worksheet_values(reader: Reader, tool: Tool, address: Address) -> dict[str, object]:
    """What ``catalog/worksheet.html`` needs, but for the address of the tool's page."""
    title = SECTION_TITLES["worksheet"]
    section = next(section for section in tool.sections if section.title == title)
    return {"card": card(reader, tool), "html": to_html(section.markdown, address)}
