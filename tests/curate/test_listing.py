"""Which tools lead to one, found without reading Markdown."""

from pathlib import Path

import pytest

import tools_catalog
from toolkit.curate import listing
from tools_catalog import loader

TEXTS = {
    path.stem: path.read_text(encoding="utf-8")
    for path in (Path(tools_catalog.__file__).parent / "content" / "tools").glob("*.md")
}
TOOLS = {key: loader.parse(text, source=f"{key}.md") for key, text in TEXTS.items()}
LINKS = {key: {target for _place, target in loader.tool_links(TEXTS[key])} for key in TEXTS}


@pytest.mark.parametrize("tool_id", sorted(TEXTS))
def test_the_same_tools_lead_to_it_as_its_parser_finds(tool_id: str) -> None:
    found = {tool.id for tool in listing.linking(TOOLS.values(), tool_id)}

    assert found == {key for key, links in LINKS.items() if tool_id in links} - {tool_id}
    assert found


@pytest.mark.parametrize(
    ("markdown", "leads"),
    [
        ("[A](tool:source)", True),
        ("[A]( <tool:source> 'B')", True),
        ("[A][b]\n\n[b]: tool:source", True),
        ("<tool:source>", True),
        ("[A](tool:source-ideas)", False),
        ("tool:source", False),
        ("`tool:source`", False),
    ],
)
def test_a_link_is_found_however_it_is_written(markdown: str, *, leads: bool) -> None:
    tool = TOOLS["source-ideas"]
    first = tool.sections[0].model_copy(update={"markdown": markdown})
    written = tool.model_copy(update={"sections": (first,)})

    assert bool(listing.linking([written], "source")) is leads
