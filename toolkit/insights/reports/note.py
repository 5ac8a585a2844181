"""A note of one page for a governing body: what was found, what comes of it, what will be asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.insights.figures import ModuleFigures
from toolkit.insights.page import DecisionCard
from toolkit.insights.reports.document import Document
from toolkit.wording import figures as words
from toolkit.wording.reader import Reader
from toolkit.wording.spoken import day
from toolkit.wording.telling import Sentence

_FINDINGS = ("standing", "change", "obstacles")


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the body is likely to ask, with its answer in a few sentences."""

    text: str
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Three findings, what will be done, and what may be asked; no other entity is named in it."""

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
    actions, proposals = _actions(document, reader)
    return Note(
        title=_("Note for the governing body"),
        found=_("What was found"),
        findings=tuple(told[key].text for key in _FINDINGS),
        actions=actions,
        proposals=proposals,
        asked=_("What members may ask"),
        questions=(
            Question(_("Who says so?"), (told["who"].text, told["who"].silence)),
            Question(_("Is that good?"), tuple(_standing(document, reader))),
            Question(_("How sure is it?"), tuple(_certainty(document, told["standing"], reader))),
            *_own(document, reader),
        ),
    )


def _actions(document: Document, reader: Reader) -> tuple[str, tuple[str, ...]]:
    """A heading, and what was accepted or waits for a decision; what was put off is left out."""
    _, cards = reader.gettext, document.decisions
    going = [card for card in cards if card.taken is None or card.taken.is_accepted]
    is_decided = bool(cards) and all(card.taken for card in cards)
    said = tuple(_action(document, reader, card) for card in going)
    if cards and not said:
        said = (_("The executive head has put off what follows from the lowest subjects."),)
    return (
        _("What we will do")
        if is_decided
        else _("What we will do, if the executive head accepts it")
    ), said or (document.labels.decide_nothing,)


def _action(document: Document, reader: Reader, card: DecisionCard) -> str:
    _, taken = reader.gettext, card.taken
    said = _(
        "“%(subject)s” (%(mean)s). Owner: %(owner)s. Tool: %(tool)s. First step, within 30 days: "
        "%(step)s",
        subject=card.subject,
        mean=card.mean,
        owner=(taken.owner if taken else "") or card.owner,
        tool=card.tool_name,
        step=card.first_step,
    )
    if taken is None:
        return said
    if taken.first_step_on is None:
        return _("Accepted. %(action)s", action=said)
    by = day(document.language, taken.first_step_on)
    return _("Accepted, with a first step by %(date)s. %(action)s", date=by, action=said)


def _own(document: Document, reader: Reader) -> Iterator[Question]:
    """What the entity asked beside the self-assessment, where it asked something."""
    _ = reader.gettext
    if document.own:
        said = (
            _("“%(question)s” %(figures)s.", question=one.label, figures=one.text)
            for one in document.own
        )
        heading = _("What did we ask of our own, on the same five levels?")
        yield Question(heading, tuple(said))


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
