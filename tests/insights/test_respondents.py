"""A respondent finds the results of all beside the own result, once they are published."""

from browsing import Visitor
from sqlalchemy.orm import Session
from voting import ACTOR, Voting, approve, propose, roster
from waves import open_wave

from questionnaires.model import Questionnaire
from toolkit.publish import service


def test_from_the_own_result_to_the_results_of_all(
    voting: Voting, visitor: Visitor, questionnaire: Questionnaire
) -> None:
    wave = open_wave(voting.settings, voting.engines, roster({("Alpha", ""): 40}))
    visitor.get(f"/assessment/link/{wave.tokens['Alpha--0']}")
    visitor.begin_invited()
    for module in questionnaire.modules:
        visitor.answer(module.id, {question.id: "2" for question in module.questions})
    visitor.submit()
    assert not _reading_links(visitor)
    wave.close()
    assert not _reading_links(visitor)
    propose(wave)
    assert not _reading_links(visitor)
    approve(wave)
    (link,) = _reading_links(visitor)
    assert visitor.get(link).h1 == "What staff of Alpha see"
    with Session(voting.engines.writing) as session, session.begin():
        service.withdraw(session, wave.id, "An error", actor=ACTOR)
    assert not _reading_links(visitor)


def test_who_answers_alone_finds_no_such_link(visitor: Visitor, voting: Voting) -> None:
    voting.publish({("Alpha", ""): 40})
    visitor.begin()
    assert not _reading_links(visitor)


def _reading_links(visitor: Visitor) -> list[str]:
    page = visitor.get("/assessment/result")
    return [link for link in page.links() if "/results/read/" in link]
