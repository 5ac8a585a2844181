"""What tables of results are called: by what they show, not by what they hold."""

from questionnaires.model import Perspective
from toolkit.insights.figures import FEWEST_ENTITIES, Figures
from toolkit.insights.service import Evidence
from toolkit.publications import group_name
from toolkit.wording import figures as words
from toolkit.wording.insights import named_barrier, question
from toolkit.wording.reader import Reader


def page_title(reader: Reader, entity: str) -> str:
    """What a page of results is called; of the whole system where no entity is named."""
    _ = reader.gettext
    if entity:
        return _("What staff of %(entity)s see", entity=entity)
    return _("What staff of all entities see")


def basis(reader: Reader, figures: Figures) -> str:
    """What the system's medians rest on; they are never named without it."""
    _ = reader.gettext
    found = figures.basis
    if found is None:
        return ""
    if found.of == 1:
        return _("There is one entity, and the system is that entity.")
    number = _("%(shown)s of %(all)s entities", shown=found.entities, all=found.of)
    if found.people is None:
        text = _("The system is the median of entities: %(entities)s.", entities=number)
    else:
        text = _(
            "The system is the median of entities: %(entities)s, %(people)s.",
            entities=number,
            people=words.people(reader, found.people),
        )
    few = _("Of so few, chance leaves a median anywhere on the scale.")
    return text if found.entities >= FEWEST_ENTITIES else f"{text} {few}"


def compared(reader: Reader, figures: Figures, evidence: Evidence, perspective: Perspective) -> str:
    """Which questions change rests on, where the wave before did not ask all of them alike."""
    if evidence.common is None:
        return ""
    _ = reader.gettext
    asked = [one.id for one in figures.node.questions]
    left_out = [key for key in asked if key not in evidence.common]
    if not left_out:
        return _("The questionnaire was revised since, but every question is asked as before.")
    names = [_("“%(question)s”", question=question(reader, key, perspective)) for key in left_out]
    return reader.ngettext(
        "The questionnaire was revised since: change is worked out from the %(alike)s questions "
        "that both waves asked alike. One question is new or was reworded: %(questions)s.",
        "The questionnaire was revised since: change is worked out from the %(alike)s questions "
        "that both waves asked alike. %(num)s questions are new or were reworded: %(questions)s.",
        len(left_out),
        alike=reader.whole(len(asked) - len(left_out)),
        questions=words.listed(reader, names),
    )


def group_title(reader: Reader, figures: Figures) -> str:
    """What the table of parts or entities shows."""
    _ = reader.gettext
    if figures.node.kind == "system":
        return _common_title(reader, figures)
    found = figures.difference
    if found is None:
        return _("In no module do the parts differ by more than chance.")
    return _(
        "Staff see %(module)s differently: %(high)s in %(one)s, %(low)s in %(other)s.",
        module=reader.name(found.module),
        high=words.mean(reader, found.higher.means[found.module]),
        low=words.mean(reader, found.lower.means[found.module]),
        one=group_name(found.higher.id, figures.node.id),
        other=group_name(found.lower.id, figures.node.id),
    )


def peer_title(reader: Reader, figures: Figures) -> str:
    """Where an entity is furthest from its groups; for the system, where two groups are."""
    _ = reader.gettext
    found = figures.apart
    if figures.node.kind == "system":
        return _widest_title(reader, figures)
    if found is None:
        return _("In no module is the average 0.2 or more away from that of a group.")
    return _(
        "Furthest apart: %(module)s, %(own)s here and %(other)s in “%(group)s”.",
        module=reader.name(found.module),
        own=words.mean(reader, found.own),
        other=words.mean(reader, found.group.means[found.module]),
        group=group_name(found.group.id),
    )


def barrier_title(reader: Reader, figures: Figures) -> str:
    """What is named most."""
    _ = reader.gettext
    found = figures.said("barrier")
    if not found:
        return _("No single barrier is named by more than a tenth.")
    return _("%(finding)s.", finding=named_barrier(reader, found[0]))


def _widest_title(reader: Reader, figures: Figures) -> str:
    _ = reader.gettext
    found = figures.widest
    if found is None:
        return _("In no module are two groups 0.2 or more apart.")
    return _(
        "Furthest apart: %(module)s, %(high)s in “%(one)s” and %(low)s in “%(other)s”.",
        module=reader.name(found.module),
        high=words.mean(reader, found.higher.means[found.module]),
        low=words.mean(reader, found.lower.means[found.module]),
        one=group_name(found.higher.id),
        other=group_name(found.lower.id),
    )


def _common_title(reader: Reader, figures: Figures) -> str:
    _ = reader.gettext
    common = figures.common
    if len(figures.rows) == 1:
        return _("There is one entity, and the system is that entity.")
    if common is None:
        return _("No module is seen highest in more entities than any other.")
    return _(
        "Staff see %(module)s highest in %(number)s of %(all)s entities.",
        module=reader.name(common.module),
        number=common.entities,
        all=common.of,
    )
