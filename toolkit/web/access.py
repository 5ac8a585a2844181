"""Who may open what: one line for every endpoint; what has no line is open to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from toolkit.roles import Role

ANYONE: Final = "anyone"  # respondents' pages: nobody is asked who they are
SIGNED_IN: Final = "signed in"
HALFWAY: Final = "halfway"  # also those who have the second step of signing in before them
Audience = Literal["anyone", "signed in", "halfway"] | frozenset[Role]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, as one request knows them."""

    email: str
    grants: tuple[tuple[Role, str], ...]  # role and entity, empty where it is for the whole

    @property
    def roles(self) -> frozenset[Role]:
        """Every role, whatever it is for."""
        return frozenset(role for role, _entity in self.grants)

    def entities(self, role: Role) -> tuple[str, ...]:
        """The entities for which this person has a role."""
        return tuple(entity for granted, entity in self.grants if granted is role)


_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
_OF_ONE_ENTITY = frozenset({Role.COORDINATOR, Role.EXECUTIVE})
_READERS = frozenset(Role) - {Role.CURATOR, Role.REVIEWER}  # of which entities, the views say

_CURATORS = frozenset({Role.CURATOR})
_DESK = frozenset({Role.CURATOR, Role.REVIEWER})  # both read and publish; curators write
_ROSTER = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})

ACCESS: Mapping[str, Audience] = {
    "static": ANYONE,
    "pages.home": ANYONE,
    "pages.about": ANYONE,
    "pages.privacy": ANYONE,
    "pages.method": ANYONE,
    "pages.accessibility": ANYONE,
    "pages.choose_language": ANYONE,
    "pages.health": ANYONE,
    "assess.start": ANYONE,
    "assess.link": ANYONE,
    "assess.begin": ANYONE,
    "assess.code": ANYONE,
    "assess.code_file": ANYONE,
    "assess.code_kept": ANYONE,
    "assess.resume": ANYONE,
    "assess.finish": ANYONE,
    "assess.ask_delete": ANYONE,
    "assess.delete": ANYONE,
    "questions.tasks": ANYONE,
    "questions.answer": ANYONE,
    "questions.save": ANYONE,
    "questions.check": ANYONE,
    "questions.submit": ANYONE,
    "results.show": ANYONE,
    "results.situation": ANYONE,
    "results.tool": ANYONE,
    "results.matters": ANYONE,
    "results.copy": ANYONE,
    "results.compare": ANYONE,
    "results.again": ANYONE,
    "catalog.index": ANYONE,
    "catalog.tool": ANYONE,
    "catalog.worksheet": ANYONE,
    "entering.passkey": ANYONE,
    "entering.recover": ANYONE,
    "entering.reset": ANYONE,
    "entering.welcome": ANYONE,  # who has the link
    "entering.set_password": ANYONE,
    "entering.set_passkey": ANYONE,
    "organisation.leave": ANYONE,
    "organisation.back": ANYONE,
    "second.show": HALFWAY,
    "second.check": HALFWAY,
    "second.passkey": HALFWAY,
    "methods.index": SIGNED_IN,
    "methods.password": SIGNED_IN,
    "methods.change_password": SIGNED_IN,
    "methods.app": SIGNED_IN,
    "methods.add_app": SIGNED_IN,
    "methods.remove_app": SIGNED_IN,
    "methods.add_passkey": SIGNED_IN,
    "methods.remove_passkey": SIGNED_IN,
    "methods.make_codes": SIGNED_IN,
    "methods.link": SIGNED_IN,
    "people.index": _ADMINISTRATORS,
    "people.ask": _ADMINISTRATORS,
    "people.invite": _ADMINISTRATORS,
    "people.show": _ADMINISTRATORS,
    "people.give": _ADMINISTRATORS,
    "people.take": _ADMINISTRATORS,
    "people.disable": _ADMINISTRATORS,
    "people.enable": _ADMINISTRATORS,
    "people.reset": _ADMINISTRATORS,
    "people.link": _ADMINISTRATORS,
    "audit.index": _ADMINISTRATORS,
    "audit.file": _ADMINISTRATORS,
    "security.login": ANYONE,
    "security.logout": ANYONE,  # for those who are signed out already it does nothing
    "outlook.index": frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
    "outlook.show": frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),  # of their entities
    "outlook.ask": frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
    "accounts.home": SIGNED_IN,
    "accounts.sign_out_everywhere": SIGNED_IN,
    "operations.index": frozenset({Role.ADMINISTRATOR}),
    "operations.again": frozenset({Role.ADMINISTRATOR}),
    "curate.index": _DESK,
    "curate.tools": _DESK,
    "curate.tool": _DESK,
    "curate.withdraw": _CURATORS,
    "curate.review_by": _CURATORS,
    "drafts.new": _CURATORS,
    "drafts.create": _CURATORS,
    "drafts.again": _CURATORS,
    "drafts.duplicate": _CURATORS,
    "drafts.edit": _CURATORS,
    "drafts.save": _CURATORS,
    "drafts.discard": _CURATORS,
    "exchange.index": _DESK,
    "exchange.download": _DESK,
    "exchange.upload": _CURATORS,
    "exchange.release": _DESK,
    "exchange.settle": _CURATORS,
    "knowledge.coverage": _DESK,
    "knowledge.called_for": _DESK,
    "knowledge.questions": _DESK,
    "knowledge.dry_run": _DESK,
    "knowledge.weights": _DESK,
    "weblinks.index": _DESK,
    "weblinks.of_tool": _DESK,
    "weblinks.ask": _CURATORS,
    "weblinks.ask_of_tool": _CURATORS,
    "cases.new": SIGNED_IN,
    "cases.send": SIGNED_IN,
    "cases.index": _CURATORS,
    "cases.settle": _CURATORS,
    "questionnaires.index": _DESK,
    "questionnaires.again": _CURATORS,
    "questionnaires.edit": _CURATORS,
    "questionnaires.save": _CURATORS,
    "questionnaires.discard": _CURATORS,
    "questionnaires.show": _DESK,
    "questionnaires.hand_in": _CURATORS,
    "questionnaires.publish": _DESK,
    "questionnaires.send_back": _DESK,
    "owns.index": _CURATORS,
    "owns.show": _CURATORS,
    "owns.accept": _CURATORS,
    "owns.send_back": _CURATORS,
    "reviews.show": _DESK,
    "reviews.hand_in": _CURATORS,
    "reviews.publish": _DESK,
    "reviews.send_back": _DESK,
    "reviews.read_again": _DESK,
    "reviews.preview": _DESK,
    "reviews.preview_worksheet": _DESK,
    "roster.index": _ROSTER,
    "roster.whole": frozenset({Role.ADMINISTRATOR}),
    "roster.import_whole": frozenset({Role.ADMINISTRATOR}),
    "roster.confirm_whole": frozenset({Role.ADMINISTRATOR}),
    "roster.entity": _ROSTER,  # which entities each may see, the views say
    "roster.import_entity": _ROSTER,
    "roster.confirm_entity": frozenset({Role.COORDINATOR}),
    "roster.add": _ROSTER,
    "roster.replace": _ROSTER,
    "roster.withdraw": _ROSTER,
    "mailing.show": _ROSTER,  # of which entity, the view says
    "mailing.ask": _ROSTER,
    "mailing.send": _ROSTER,
    "mailing.again": _ROSTER,
    "mailing.correct": _ROSTER,
    "mailing.retry": _ROSTER,
    "mailserver.show": _ADMINISTRATORS,
    "mailserver.send": _ADMINISTRATORS,
    "coordinating.show": _ROSTER,  # of which entity, the view says
    "coordinating.zone": _ROSTER,  # likewise
    "coordinating.set_zone": _ROSTER,
    "sampling.show": _ROSTER,  # likewise
    "sampling.draw": _ROSTER,
    **dict.fromkeys(
        (
            "waves.index",
            "waves.new",
            "waves.create",
            "waves.show",
            "waves.edit",
            "waves.save",
            "waves.group",
            "waves.check",
            "waves.extend",
            "waves.open_by_itself",
            "waves.ask",
            "waves.take",
        ),
        frozenset({Role.ADMINISTRATOR}),
    ),
    "insights.index": SIGNED_IN,
    "insights.system": frozenset({Role.SYSTEM_EXECUTIVE, Role.ADMINISTRATOR}),
    "insights.system_file": frozenset({Role.SYSTEM_EXECUTIVE, Role.ADMINISTRATOR}),
    "insights.system_chart": frozenset({Role.SYSTEM_EXECUTIVE, Role.ADMINISTRATOR}),
    "insights.system_reports": frozenset({Role.SYSTEM_EXECUTIVE, Role.ADMINISTRATOR}),
    "insights.ask_system_report": frozenset({Role.SYSTEM_EXECUTIVE, Role.ADMINISTRATOR}),
    "insights.system_report": frozenset({Role.SYSTEM_EXECUTIVE, Role.ADMINISTRATOR}),
    "insights.entity": _READERS,
    "insights.entity_file": _READERS,
    "insights.entity_chart": _READERS,
    "entities.index": _OF_ONE_ENTITY,  # of which entity, the views say
    "entities.ambition": frozenset({Role.COORDINATOR}),
    "entities.entity_return": frozenset({Role.COORDINATOR}),
    "entities.own_questions": frozenset({Role.COORDINATOR}),
    "entities.write_own_questions": frozenset({Role.COORDINATOR}),
    "entities.hand_in_own_questions": frozenset({Role.COORDINATOR}),
    "entities.signature": frozenset({Role.EXECUTIVE}),
    "entities.exchange": _OF_ONE_ENTITY,
    "entities.posting": _OF_ONE_ENTITY,
    "entities.take_down": _OF_ONE_ENTITY,
    "entities.decisions": frozenset({Role.EXECUTIVE}),
    "entities.decision": frozenset({Role.EXECUTIVE}),
    "entities.follow_up": _OF_ONE_ENTITY,
    "entities.naming": frozenset({Role.EXECUTIVE}),
    "insights.entity_reports": _READERS,
    "insights.ask_entity_report": _READERS,
    "insights.entity_report": _READERS,
    "reading.show": ANYONE,  # who has the link
    "reading.file": ANYONE,
    "reading.chart": ANYONE,
    "reading.reports": ANYONE,
    "reading.ask_report": ANYONE,
    "reading.report": ANYONE,
}


def admits(audience: Audience, person: Person | None) -> bool:
    """Whether a person, or somebody who is not signed in (None), belongs to an audience."""
    if audience == ANYONE:
        return True
    if person is None:
        return False
    return audience in {SIGNED_IN, HALFWAY} or bool(person.roles.intersection(audience))
