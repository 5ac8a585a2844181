"""What every page of an assessment knows: the sheet, its questionnaire, its wave, the reader."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from questionnaires.own import OwnQuestions
from questionnaires.responses import BARRIER_UNKNOWN, NO_BARRIER
from toolkit.assess import forms, parts, service
from toolkit.assess.service import Key, WaveFacts
from toolkit.assess.sheet import Sheet
from toolkit.web import language
from toolkit.web.language import gettext as _
from toolkit.web.language import ngettext
from toolkit.wording.asking import QuestionText, own_texts
from toolkit.wording.reader import Reader


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the task list."""

    id: str
    title: str
    status: str
    kind: str  # done, started, new


@dataclass(frozen=True, slots=True)
class Section:
    """One part on the page that shows all answers: (field, question, answer or empty)."""

    id: str
    title: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class PageData:
    """A sheet as its pages show it, in the reader's language."""

    key: Key
    sheet: Sheet
    questionnaire: Questionnaire
    wave: WaveFacts | None
    own: OwnQuestions = ()  # what the person's entity asks of its own

    @cached_property
    def reader(self) -> Reader:
        """The words of this sheet's questionnaire."""
        return language.reader(self.questionnaire)

    @cached_property
    def part_ids(self) -> tuple[str, ...]:
        """The parts in this person's order."""
        own = (parts.OWN,) if self.own else ()
        return (*parts.part_ids(self.questionnaire, self.key), *own)

    def part(self, part_id: str) -> parts.Part | None:
        """The part with this id, or None where this person is not asked it."""
        if part_id == parts.OWN:
            return parts.own_part(self.own) if self.own else None
        return parts.part_of(self.questionnaire, part_id)

    @property
    def about(self) -> str:
        """What the answers are about, printed on every page."""
        return {
            "team": _("You are answering about: your team"),
            "unit": _(
                "You are answering about: your unit, the office, section or division whose head "
                "plans your work"
            ),
            "organisation": _("You are answering about: your organisation"),
        }[self.sheet.perspective]

    def part_title(self, part_id: str) -> str:
        """The title of a part's page."""
        return {
            parts.PROGRESS: _("What has changed"),
            parts.BARRIERS: _("What stands in the way"),
            parts.TOOLS_TRIED: _("Tools you have tried"),
            parts.OWN: _("Questions of %(entity)s", entity=self.sheet.entity),
        }.get(part_id) or self.reader.name(part_id)

    def tasks(self) -> list[Task]:
        """The task list: each part with how far it is."""
        return [self._task(part_id) for part_id in self.part_ids]

    def _task(self, part_id: str) -> Task:
        part, title = self.part(part_id), self.part_title(part_id)
        count = part.count(self.sheet.response) if part else 0
        total = part.total if part else 0
        if not total:
            status = ngettext("%(num)s marked", "%(num)s marked", count) if count else _("Optional")
            return Task(part_id, title, status, "done" if count else "new")
        if count == total:
            return Task(part_id, title, _("Completed"), "done")
        if not count:
            return Task(part_id, title, _("Not started"), "new")
        status = _("%(count)s of %(total)s answered", count=count, total=total)
        return Task(part_id, title, status, "started")

    def module_questions(self, module_id: str) -> tuple[QuestionText, ...]:
        """A module's questions in the reader's language."""
        return parts.module_texts(self.reader, module_id, self.sheet.perspective)

    def questions_of_progress(self) -> tuple[QuestionText, ...]:
        """The question on progress for each module."""
        return parts.progress_texts(self.reader, self.sheet.perspective)

    def questions_of_tools(self) -> tuple[tuple[QuestionText, str], ...]:
        """The question on each tool, with its hint."""
        return parts.tools_texts(self.reader)

    def own_questions(self) -> tuple[QuestionText, ...]:
        """What the person's entity asks of its own."""
        return own_texts(self.reader.gettext, self.own)

    def barrier_options(self) -> list[tuple[str, str]]:
        """The barriers in this person's own order."""
        return parts.barrier_options(self.reader, self.key)

    def barrier_others(self) -> list[tuple[str, str]]:
        """What can be said instead of choosing a barrier."""
        return [
            (NO_BARRIER, self.reader.text("barriers", "none")),
            (BARRIER_UNKNOWN, self.reader.text("barriers", "cannot-say")),
        ]

    def barriers_stem(self) -> str:
        """The question on barriers."""
        perspective = self.questionnaire.barriers.stem.asked_of(self.sheet.perspective)
        return self.reader.text("barriers", "question", perspective)

    def answers_given(self) -> list[Section]:
        """Every part with its questions and what was answered, for checking."""
        return [
            Section(part_id, self.part_title(part_id), tuple(self._rows(part_id)))
            for part_id in self.part_ids
        ]

    def _rows(self, part_id: str) -> Iterator[tuple[str, str, str]]:
        response = self.sheet.response
        if part_id == parts.BARRIERS:
            texts = dict((*self.barrier_options(), *self.barrier_others()))
            yield "barriers", self.barriers_stem(), "; ".join(texts[b] for b in response.barriers)
        elif part_id == parts.PROGRESS:
            yield from _answered(self.questions_of_progress(), response.progress)
        elif part_id == parts.TOOLS_TRIED:
            tools = [question for question, _hint in self.questions_of_tools()]
            marked = [question for question in tools if question.name in response.tools_tried]
            yield from _answered(marked, response.tools_tried)
        elif part_id == parts.OWN:
            given = {key: forms.VALUES[value] for key, value in response.own.items()}
            yield from _answered(self.own_questions(), given)
        else:
            given = {key: forms.VALUES[value] for key, value in response.answers.items()}
            yield from _answered(self.module_questions(part_id), given)


def page_data(session: Session, key: Key, *, for_update: bool = False) -> PageData:
    """Load what every page of an assessment knows, perhaps to write the sheet back."""
    sheet = service.load(session, key, for_update=for_update)
    wave = service.wave_facts(session, key.wave_id)
    return PageData(
        key=key,
        sheet=sheet,
        questionnaire=service.questionnaire_of(session, sheet),
        wave=wave,
        own=service.own_questions(session, wave, sheet.entity),
    )


def _answered(
    questions: Iterable[QuestionText], given: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    for question in questions:
        texts = dict((*question.options, *question.apart))
        yield question.name, question.legend, texts.get(given.get(question.name, ""), "")
