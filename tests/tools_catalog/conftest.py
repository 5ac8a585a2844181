"""Small made-up tools, and a small file of one."""

from collections.abc import Callable

import pytest
from hypothesis import settings

from tools_catalog.model import SECTION_TITLES, Section, Tool

# On a busy machine an example may take long without anything being wrong.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

FACTS: dict[str, object] = {
    "id": "tool",
    "version": 1,
    "language": "en",
    "name": "Tool",
    "counterpart": "Tool",
    "module": "strategy",
    "summary": "Do a thing and get another.",
    "factors": {"goals": 3},
    "levels": {"from": 1, "to": 5},
    "minutes": 60,
    "people": {"from": 2, "to": 12},
    "who_can_start": "anyone",
    "prerequisites": (),
    "outputs": ("A page",),
    "monday": "Take a sheet.",
    "propose": "Let us try.",
    "sections": (),
}

FRONT = """\
---
id: small-tool
version: 1
language: en
name: Small Tool        # as printed
counterpart: Other Tool
module: strategy
summary: "Write one page: what you want."
factors:
  goals: 3
  trends: 1
levels: {from: 1, to: 4}
minutes: 30
people: {from: 2, to: 8}
who_can_start: team-lead
prerequisites: []
outputs:
  - "One page"
  - "A date"
monday: "Take a sheet."
propose: "Let us try."
---
"""
STEPS = """\
1. **Write (10 minutes).** Each writes. *Done when:* is it written?
2. **Read (20 minutes of work, over two days).** All read. *Done when:* has each read?"""
TEXT = {
    "steps": STEPS,
    "worksheet": "| A |\n|---|\n| |\n\n### Filled-in example\n\n| B |\n|---|",
    "next": "- [Next](tool:next-tool): afterwards.",
    "references": "- [Source](https://example.org/page), a page.",
}


@pytest.fixture(scope="session")
def make_tool() -> Callable[..., Tool]:
    """Build a tool from facts; ``text`` becomes its only section."""

    def make(id_: str = "tool", *, text: str | None = None, **facts: object) -> Tool:
        sections = () if text is None else (Section(title="Steps", markdown=text),)
        return Tool.model_validate(FACTS | {"sections": sections} | facts | {"id": id_})

    return make


@pytest.fixture(scope="session")
def tool_file() -> str:
    """Text of a file ``small-tool.md`` in which nothing is wrong."""
    sections = (
        f"\n## {title}\n\n{TEXT.get(section_id, 'Some text.')}\n"
        for section_id, title in SECTION_TITLES.items()
    )
    return FRONT + "".join(sections)
