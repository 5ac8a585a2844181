"""One form for an entity: shown, sent, refused or saved, and never with anything typed lost."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import Field, Form
from wtforms.fields.choices import SelectFieldBase

from toolkit.entities.rules import WHILE, Subject
from toolkit.entities.service import About, NotCompleteError
from toolkit.entities.store import Change, ChangedMeanwhileError, NotNowError, Place
from toolkit.web.form import Errors, errors_of, plain
from toolkit.web.language import gettext as _
from toolkit.web.runtime import writing
from toolkit.web.signed_in import current_person

Pairs = tuple[tuple[str, str], ...]
Save = Callable[[Session, Change, Form], None]


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Editing:
    """What a page needs that lets somebody say something for an entity.

    ``stored`` fills the form, ``version`` is that of what is stored, ``save`` stores what was sent.
    ``fixed`` says why nothing can be changed in the wave's state; ``back`` is where one comes from.
    """

    about: About
    place: Place
    subject: Subject
    title: str
    lead: str
    button: str
    fixed: str
    form: type[Form]
    stored: Mapping[str, Any]
    version: int
    sections: tuple[Section, ...]
    save: Save
    facts: Pairs = ()  # what is read before signing
    hindrance: str = ""  # what has to be done by somebody else first
    back: str = ""

    def answer(self) -> Response:
        """The page, or what comes of sending it."""
        if request.method == "POST":
            return self._sent()
        return self._page(self._of_stored()) if self._is_open else self._closed()

    @property
    def _is_open(self) -> bool:
        return not self.hindrance and self.about.state in WHILE[self.subject]

    def _sent(self) -> Response:
        form = self.form(request.form)
        form.validate()
        if errors := errors_of(form):
            return self._page(form, errors, version=sent_version(), status=422)
        change = Change(self.place, sent_version(), current_person().email)
        try:
            with writing() as session:
                self.save(session, change, form)
        except ChangedMeanwhileError:
            return self._page(form, [(self.sections[0].fields[0], _meanwhile())], status=409)
        except (NotNowError, NotCompleteError):
            return self._closed(form)
        return redirect(self.back or url_for("entities.index"), 303)

    def _of_stored(self) -> Form:
        return self.form(data=dict(self.stored))

    def _page(
        self,
        form: Form,
        errors: Errors | None = None,
        *,
        version: int | None = None,
        status: int = 200,
    ) -> Response:
        """The form; after somebody else's change beside what is stored now."""
        html = render_template(
            "entities/edit.html",
            editing=self,
            form=form,
            typed=typed,
            options_of=options_of,
            errors=errors or [],
            version=self.version if version is None else version,
            stored=self._said(self._of_stored()) if status == 409 else None,  # noqa: PLR2004
        )
        return make_response(html, status)

    def _closed(self, typed: Form | None = None) -> Response:
        """What is stored and fixed; beside it what came too late."""
        html = render_template(
            "entities/fixed.html",
            editing=self,
            stored=self._said(self._of_stored()),
            typed=self._said(typed) if typed else (),
        )
        return make_response(html, 409 if typed else 200)

    def _said(self, form: Form) -> Pairs:
        """What fields say, in words; empty ones say nothing."""
        return tuple(
            (_label(section, form[name]), text)
            for section in self.sections
            for name in section.fields
            if (text := ", ".join(_words(form[name])))
        )


def _label(section: Section, field: Field) -> str:
    label = str(field.label.text)
    return f"{section.title}: {label}" if section.title else label


def typed(field: Field) -> str:
    """What stands in a field, as it was typed, be it a number or a date or neither."""
    found: str = field._value()  # type: ignore[attr-defined] # noqa: SLF001 - as WTForms fills it
    return plain(found) or ""


def options_of(field: SelectFieldBase) -> list[tuple[str, str]]:
    """What can be chosen in a field, by value and label."""
    return [(option.data, str(option.label.text)) for option in field]


def _words(field: Field) -> Iterator[str]:
    """What was chosen by its label, and what was typed as it was typed."""
    if isinstance(field, SelectFieldBase):
        yield from (str(one.label.text) for one in field if one.checked and one.data)
    elif field.data:
        yield str(field.data)


def sent_version() -> int:
    """The version that the page in hand was made from; what is no number is no version."""
    sent = request.form.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else -1  # noqa: PLR2004


def _meanwhile() -> str:
    return _(
        "Somebody else changed this while you wrote, and nothing of yours is saved yet. Compare "
        "the two, and send yours again to put it in place of theirs."
    )
