"""Why the desk does not do something: reasons as data, said on a page in the reader's language."""

import enum
from dataclasses import dataclass
from datetime import datetime

from toolkit.content import TOOL
from toolkit.models import ContentState
from toolkit.refusal import Refusal
from tools_catalog import writing


class Reason(enum.StrEnum):
    """What stands in the way."""

    OPEN_ALREADY = "open-already"  # another draft, or one that waits for review
    OWN_TEXT = "own-text"  # who wrote it cannot be the one who reads it
    PROBLEMS = "problems"  # the text has some
    NOT_WORDING = "not-wording"  # more than words was changed
    NOTHING_PUBLISHED = "nothing-published"


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One version, and how it came about; what came with a release has no author here."""

    kind: str
    id: str
    version: int
    state: ContentState
    text: str
    authors: tuple[str, ...]
    note: str
    is_wording_only: bool
    reviewer: str
    objection: str
    second_reader: str
    saved: datetime | None
    revision: int

    @property
    def name(self) -> str:
        """What people call it: the name in a tool's text, or its id where there is none."""
        return (writing.name_of(self.text) if self.kind == TOOL else "") or self.id

    @property
    def is_draft(self) -> bool:
        """Whether it can be written in."""
        return self.state is ContentState.DRAFT

    @property
    def is_in_review(self) -> bool:
        """Whether it waits for a reader who did not write it."""
        return self.state is ContentState.REVIEW

    @property
    def is_open(self) -> bool:
        """Whether its text may still change."""
        return self.is_draft or self.is_in_review

    @property
    def is_published(self) -> bool:
        """Whether respondents see it, or would but for a newer one."""
        return self.state is ContentState.PUBLISHED


class RefusedError(Refusal):
    """It is not done, for a reason that does not change by trying again."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


class OwnMovedError(Refusal):
    """An entity's own questions are not in review any more as they were read."""


class StaleError(Refusal):
    """Somebody else was faster; ``current`` is what there is now, None where it is gone."""

    def __init__(self, current: VersionFacts | None) -> None:
        super().__init__("somebody else was faster")
        self.current = current
