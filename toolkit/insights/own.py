"""What an entity asked of its own, on its page of results, in the words in which it was asked."""

from dataclasses import dataclass

from aggregation.publication import OwnQuestion
from aggregation.summaries import own_means
from toolkit.insights import rows
from toolkit.insights.service import Evidence
from toolkit.publications import group_name
from toolkit.wording import figures as words
from toolkit.wording.reader import Reader


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One question's figures, empty where they are not shown, and what could be chosen."""

    asked: OwnQuestion
    figures: rows.QuestionLine
    interval: str
    descriptions: tuple[tuple[str, str], ...]  # name of the level, and its description


@dataclass(frozen=True, slots=True)
class OwnSection:
    """Everything that an entity asked of its own."""

    entity: str
    title: str
    lines: tuple[OwnLine, ...]

    @property
    def withheld(self) -> int:
        """How many questions are not shown, or not wholly."""
        return sum(not (one.figures.levels and one.figures.without) for one in self.lines)


def own_section(reader: Reader, evidence: Evidence) -> OwnSection | None:
    """The entity's own questions; None where it asked none, and for all that is no entity."""
    asked = evidence.publication.own_of(evidence.node_id)
    if not asked:
        return None
    means = own_means(evidence.publication, evidence.node_id)
    return OwnSection(
        entity=group_name(evidence.node_id),
        title=rows.spread_title(reader, [(one.figures, one.statement) for one in asked]),
        lines=tuple(
            OwnLine(
                asked=one,
                figures=rows.question_line(reader, one.figures, one.statement),
                interval=words.interval(reader, means[one.figures.id].interval)
                if one.figures.id in means
                else "",
                descriptions=tuple(
                    (reader.level_name(level), text)
                    for level, text in enumerate(one.levels, start=1)
                ),
            )
            for one in asked
        ),
    )
