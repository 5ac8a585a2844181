"""Each thing that an entity says, as a page to say it on: words, fields, what is stored, saving."""

from datetime import UTC, datetime

from flask import url_for
from sqlalchemy.orm import Session
from wtforms import Form

from questionnaires.model import Questionnaire
from toolkit import commitments, sayings
from toolkit.commitments import ACTIONS, MOST_LINES, Decision, Effort
from toolkit.entities import forms, ownforms, service
from toolkit.entities import ownquestions as own
from toolkit.entities.editing import Editing, Section
from toolkit.entities.rules import Subject
from toolkit.entities.service import Signature
from toolkit.entities.store import Change, Place
from toolkit.planning import ownquestions
from toolkit.planning.ownquestions import FEWEST
from toolkit.web import language
from toolkit.web.language import gettext as _
from toolkit.wording import commitments as words
from tools_catalog.model import Tool

Pairs = tuple[tuple[str, str], ...]


def ambition(session: Session, place: Place) -> Editing:
    """Where the entity wants to be in each module, and by when."""
    about = service.about(session, place)
    modules = _modules(about.questionnaire)
    levels = tuple((str(tenths), _level(about.questionnaire, tenths)) for tenths in forms.TENTHS)

    def save(session: Session, change: Change, form: Form) -> None:
        service.state_ambitions(session, change, forms.ambitions_of(form, modules))

    return Editing(
        about=about,
        place=place,
        subject=Subject.AMBITION,
        title=_("Your ambition"),
        lead=_(
            "Where your entity wants to be in each module, and by which year. It stands beside "
            "your results, is fixed when the survey opens, and may be left out. Half levels are "
            "offered because a year or two rarely moves an entity by a whole one."
        ),
        button=_("Save"),
        fixed=_("The survey has opened: ambitions are fixed with it."),
        form=forms.ambition_form(modules, levels, about.results_by.year),
        stored=forms.typed_ambitions(
            sayings.read(session, place.wave_id, place.entity).own.ambitions
        ),
        version=service.version(session, Subject.AMBITION, place),
        sections=tuple(Section(name, (f"level-{key}", f"year-{key}")) for key, name in modules),
        save=save,
    )


def entity_return(session: Session, place: Place) -> Editing:
    """What the entity put into each module and did, filled in by its coordinator."""
    about = service.about(session, place)
    draft, modules = service.draft(session, place), _modules(about.questionnaire)
    actions = tuple((letter, words.action(_, letter)) for letter in ACTIONS)

    def save(session: Session, change: Change, form: Form) -> None:
        efforts, done = forms.efforts_of(form, modules), forms.actions_of(form)
        service.fill_in(session, change, efforts, done)

    return Editing(
        about=about,
        place=place,
        subject=Subject.RETURN,
        title=_("Your return"),
        lead=_(
            "What your entity put into each module in the last twelve months, and what it did of "
            "what the heads of the United Nations system agreed in 2018 (paragraph 43 of the "
            "summary of their second session). You can save it half done. An executive of your "
            "entity signs it; until then nobody else reads it, and every change takes the "
            "signature back."
        ),
        button=_("Save"),
        fixed=_("The results are approved: the return can no longer be changed."),
        form=forms.return_form(modules, _efforts(), actions),
        stored=forms.typed_return(draft.effort, draft.actions),
        version=draft.version,
        sections=(
            Section(_("Effort"), tuple(f"effort-{key}" for key, _name in modules)),
            Section(_("What was done"), tuple(f"action-{letter}" for letter in ACTIONS)),
        ),
        save=save,
    )


def signature(session: Session, place: Place) -> Editing:
    """The return in words, and a signature under it."""
    about, draft = service.about(session, place), service.draft(session, place)
    reader = language.reader(about.questionnaire)
    signed = draft.signature

    def save(session: Session, change: Change, form: Form) -> None:
        today = datetime.now(UTC).date()
        service.sign(session, change, Signature(form["name"].data, form["title"].data, today))

    efforts = tuple(
        (reader.name(module.id), words.effort(_, Effort(draft.effort[module.id])))
        for module in about.questionnaire.modules
        if module.id in draft.effort
    )
    done = tuple(
        (words.action(_, key), draft.actions.get(key) or _("nothing stated")) for key in ACTIONS
    )
    return Editing(
        about=about,
        place=place,
        subject=Subject.SIGNATURE,
        title=_("Sign your return"),
        lead=_(
            "Read what your coordinator filled in. With your signature it stands beside your "
            "results, with your name, title and today's date."
        ),
        button=_("Sign"),
        fixed=_("The results are approved: the return can no longer be signed."),
        form=forms.SignatureForm,
        stored={"name": signed.name, "title": signed.title} if signed else {},
        version=draft.version,
        sections=(Section("", ("name", "title")),),
        save=save,
        facts=(*efforts, *done),
        hindrance=""
        if len(efforts) == len(about.questionnaire.modules)
        else _("Your coordinator has not stated the effort of every module yet."),
    )


def own_questions(session: Session, place: Place) -> Editing:
    """Up to five closed questions, in the entity's own words."""
    facts = ownquestions.facts(session, place.wave_id, place.entity)
    people = ownquestions.eligible(session, place.wave_id, place.entity)

    def save(session: Session, change: Change, form: Form) -> None:
        own.write_down(session, change, ownforms.own_of(form))

    return Editing(
        about=service.about(session, place),
        place=place,
        subject=Subject.OWN,
        title=_("Write your own questions"),
        lead=_(
            "Up to five, on what only your entity knows: a strategy, a fund, a programme of its "
            "own. Leave a question wholly empty to have fewer. Every change has to be read by a "
            "curator again."
        ),
        button=_("Save, and see it as staff will"),
        fixed=_("The survey has opened: its questions are fixed with it."),
        form=ownforms.own_form(),
        stored=ownforms.typed_own(facts.questions),
        version=facts.version,
        sections=tuple(
            Section(_("Question %(number)s", number=number), ownforms.names_of(number))
            for number in ownforms.NUMBERS
        ),
        save=save,
        hindrance=too_few(people),
        back=url_for("entities.own_questions", wave_id=place.wave_id, name=place.entity),
    )


def too_few(people: int) -> str:
    """Why an entity in which so many are invited cannot ask anything; empty where it can."""
    if people >= FEWEST:
        return ""
    return _(
        "Answers to questions of your own are shown only from %(fewest)s people who answered, "
        "for your whole entity. In yours %(people)s are invited, so nothing could ever be shown, "
        "and nobody is asked.",
        fewest=FEWEST,
        people=people,
    )


def posting(session: Session, place: Place, kind: str, number: int) -> Editing:
    """One offer or ask."""
    about = service.about(session, place)
    before = service.posting(session, place, kind, number)
    reader = language.reader(about.questionnaire)
    factors = tuple(
        (factor.id, f"{reader.name(module.id)}: {reader.name(factor.id)}")
        for module in about.questionnaire.modules
        for factor in module.factors
    )

    def save(session: Session, change: Change, form: Form) -> None:
        service.post(session, change, forms.posting_of(form, before))

    return Editing(
        about=about,
        place=place,
        subject=Subject.EXCHANGE,
        title=_("Your offer") if kind == "offer" else _("Your ask"),
        lead=_(
            "Everybody who is invited, in every entity of this survey, can read it with the name "
            "of your entity. No figure stands beside it."
        ),
        button=_("Post"),
        fixed=_("The results were withdrawn: nothing can be posted."),
        form=forms.posting_form(factors),
        stored=forms.typed_posting(before),
        version=service.version(session, Subject.EXCHANGE, place, before.kind, number),
        sections=(Section("", ("factor", "title", "text", "contact")),),
        save=save,
        back=url_for("entities.exchange", wave_id=place.wave_id, name=place.entity),
    )


def decision(session: Session, place: Place, factor_id: str, tool: Tool) -> Editing:
    """What was decided on a factor that the results propose to work on."""
    about = service.about(session, place)
    found = sayings.read(session, place.wave_id, place.entity).own.decisions
    before: Decision | None = next((one for one in found if one.factor_id == factor_id), None)

    def save(session: Session, change: Change, form: Form) -> None:
        service.decide(session, change, forms.decision_of(form, factor_id, tool.id))

    return Editing(
        about=about,
        place=place,
        subject=Subject.DECISIONS,
        title=_(
            "Your decision: %(factor)s", factor=language.reader(about.questionnaire).name(factor_id)
        ),
        lead=_(
            "The tool for it is “%(tool)s”. What you decide stands on the results page, for "
            "everybody invited in your entity.",
            tool=tool.name,
        ),
        button=_("Save"),
        fixed=_("Decisions can be noted once the results are published, and while they are shown."),
        form=forms.DecisionForm,
        stored=forms.typed_decision(before) if before else {},
        version=service.version(session, Subject.DECISIONS, place, factor_id),
        sections=(Section("", ("verdict", "owner", "first_step_on")),),
        save=save,
        back=url_for("entities.decisions", wave_id=place.wave_id, name=place.entity),
    )


def follow_up(session: Session, place: Place, said: Pairs) -> Editing:
    """What staff said and what was done, in up to five lines."""
    lines = sayings.read(session, place.wave_id, place.entity).own.follow_up

    def save(session: Session, change: Change, form: Form) -> None:
        service.follow_up(session, change, forms.lines_of(form))

    return Editing(
        about=service.about(session, place),
        place=place,
        subject=Subject.FOLLOW_UP,
        title=_("You said, we did"),
        lead=_(
            "Up to five lines, due 90 days after the results: what staff said, and what was done "
            "about it. Everybody invited in your entity reads them on the results page."
        ),
        button=_("Save"),
        fixed=_("It can be written once the results are published, and while they are shown."),
        form=forms.follow_up_form(said),
        stored=forms.typed_follow_up(lines),
        version=service.version(session, Subject.FOLLOW_UP, place),
        sections=tuple(
            Section(
                _("Line %(number)s", number=number),
                (f"said-{number}", f"done-{number}", f"owner-{number}"),
            )
            for number in range(1, MOST_LINES + 1)
        ),
        save=save,
    )


def naming(session: Session, place: Place) -> Editing:
    """In which modules the entity may be named to its peers."""
    about = service.about(session, place)

    def save(session: Session, change: Change, form: Form) -> None:
        service.agree_to_be_named(session, change, form["modules"].data or ())

    return Editing(
        about=about,
        place=place,
        subject=Subject.NAMING,
        title=_("Being named to peers"),
        lead=_(
            "Other entities see yours as a point without a name. You can let those that share a "
            "comparison group with you see its name, module by module. You can take it back at any "
            "time; what somebody has read or kept by then stays with them."
        ),
        button=_("Save"),
        fixed=_("You decide on this after you have seen your results, while they are shown."),
        form=forms.naming_form(_modules(about.questionnaire)),
        stored={"modules": list(service.agreed(session, place))},
        version=service.version(session, Subject.NAMING, place),
        sections=(Section("", ("modules",)),),
        save=save,
    )


def _modules(questionnaire: Questionnaire) -> Pairs:
    reader = language.reader(questionnaire)
    return tuple((module.id, reader.name(module.id)) for module in questionnaire.modules)


def _efforts() -> Pairs:
    return tuple((str(int(one)), words.effort(_, one).capitalize()) for one in Effort)


def _level(questionnaire: Questionnaire, tenths: int) -> str:
    """A level by its number and word; a half one lies between two."""
    reader = language.reader(questionnaire)
    low = tenths // 10
    number = language.one_decimal(commitments.Ambition("", tenths, 0).level)
    if tenths % 10:
        between = _(
            "between %(low)s and %(high)s",
            low=reader.level_name(low),
            high=reader.level_name(low + 1),
        )
        return f"{number}: {between}"
    return f"{number}: {reader.level_name(low)}"
