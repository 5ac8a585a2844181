"""A note of one page for a governing body: what was found, what comes of it, what will be asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.insights.figures import ModuleFigures
from toolkit.insights.page import DecisionCard
from toolkit.insights.reports.document import Document
from toolkit.wording import figures as words
from toolkit.wording.reader import Reader
from toolkit.wording.telling import Sentence

_FINDINGS = ("standing", "change", "obstacles")


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the body is likely to ask, with its answer in a few sentences."""

    text: str
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Three findings, what will be done, and three questions; no other entity is named in it."""

    title: str
    found: str
    findings: tuple[str, ...]
    actions: str
    proposals: tuple[str, ...]
    asked: str
    questions: tuple[Question, ...]


def note_on(document: Document, reader: Reader) -> Note:
    """The note that follows from a report; every number in it stands in the report too."""
    _ = reader.gettext
    told = {sentence.id: sentence for sentence in document.sentences}
    proposals = tuple(_proposal(reader, card) for card in document.decisions)
    return Note(
        title=_("Note for the governing body"),
        found=_("What was found"),
        findings=tuple(told[key].text for key in _FINDINGS),
        actions=_("What we will do, if the executive head accepts it"),
        proposals=proposals or (document.labels.decide_nothing,),
        asked=_("What members may ask"),
        questions=(
            Question(_("Who says so?"), (told["who"].text, told["who"].silence)),
            Question(_("Is that good?"), tuple(_standing(document, reader))),
            Question(_("How sure is it?"), tuple(_certainty(document, told["standing"], reader))),
        ),
    )


def _proposal(reader: Reader, card: DecisionCard) -> str:
    _ = reader.gettext
    return _(
        "“%(subject)s” (%(mean)s). Owner: %(owner)s. Tool: %(tool)s. First step, within 30 days: "
        "%(step)s",
        subject=card.subject,
        mean=card.mean,
        owner=card.owner,
        tool=card.tool_name,
        step=card.first_step,
    )


def _standing(document: Document, reader: Reader) -> Iterator[str]:
    _ = reader.gettext
    shown = [module for module in document.modules if module.now]
    if not shown:
        yield _("Too few answered for an average of any module to be shown.")
        return
    yield _(
        "There is no pass mark: each house sets its own aim. On five levels, the averages are "
        "%(means)s.",
        means="; ".join(_mean(reader, module) for module in shown),
    )
    beside = [_beside(reader, module) for module in shown if module.system]
    if beside:
        yield _("The medians of the system are %(medians)s.", medians="; ".join(beside))
        yield document.basis


def _mean(reader: Reader, module: ModuleFigures) -> str:
    name, now = reader.name(module.id), module.now
    mean = words.mean(reader, now) if now else ""
    if module.level is None:
        return f"{name} {mean}"
    return f"{name} {mean} ({words.level(reader, module.level)})"


def _beside(reader: Reader, module: ModuleFigures) -> str:
    median = words.mean(reader, module.system) if module.system else ""
    return f"{reader.name(module.id)} {median}"


def _certainty(document: Document, standing: Sentence, reader: Reader) -> Iterator[str]:
    _ = reader.gettext
    yield _("Where the averages lie as far as chance goes: %(chance)s.", chance=standing.chance)
    yield standing.silence
    yield document.are_not
