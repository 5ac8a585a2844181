"""The five sentences as they are read aloud."""

from dataclasses import replace

import pytest
from english import reader_of

from aggregation.certainty import Estimate
from aggregation.findings import Finding
from aggregation.grid import Band, Share
from aggregation.levels import LevelStatement, Tolerance, level_statement
from questionnaires.model import Questionnaire
from toolkit.wording import change, figures, insights
from toolkit.wording.owners import owner
from toolkit.wording.reader import Reader
from toolkit.wording.telling import Teller, silent, tolerance


def mean(value: float, error: float = 0.1) -> Estimate:
    ends = (value - 2 * error, value + 2 * error)
    return Estimate(value, ends, 30, "pooled-spread", standard_error=error)


def share(value: float) -> Estimate:
    return Estimate(value, (value - 0.1, value + 0.104), 30, "wilson")


STRONGEST = Finding("strongest", ("partnerships",), mean(3.1), probability=0.95)
WEAKEST = Finding("weakest", ("evaluation",), mean(2.15), probability=0.9)
EARLIER = change.Earlier("Survey 2025", 40)


@pytest.fixture
def reader(questionnaire: Questionnaire) -> Reader:
    return reader_of(questionnaire)


@pytest.fixture
def teller(reader: Reader) -> Teller:
    return Teller(reader, "unit", 60, (STRONGEST, WEAKEST))


def few(teller: Teller, *findings: Finding) -> Teller:
    return replace(teller, response_rate=30, findings=findings or teller.findings)


def test_who_answered(teller: Teller) -> None:
    said = insights.response(teller, Band(200, 499)).text
    assert said == (
        "Of those who were asked, at least 60\u00a0% answered (200 to 499 people); up to 40\u00a0% "
        "did not."
    )
    everybody = replace(teller, response_rate=100)
    assert insights.response(everybody, Band(10, 14)).text == (
        "Everybody who was asked answered: 10 to 14 people."
    )
    for rate in (None, 0):
        unknown = insights.response(replace(teller, response_rate=rate), Band(20_000, None))
        assert "is not shown" in unknown.text
        assert "%" not in unknown.text


def test_one_strongest_and_one_weakest(teller: Teller) -> None:
    assert insights.standing(teller).text == (
        "Staff see Partnerships (3.1 of 5, firmly) as strongest and Evaluation "
        "(2.2 of 5, firmly) as weakest."
    )
    assert insights.standing(few(teller)).text == (
        "Of those who answered, the average is highest for Partnerships (3.1 of 5, firmly) and "
        "lowest for Evaluation (2.2 of 5, firmly)."
    )


def test_what_cannot_be_told_apart(teller: Teller) -> None:
    tied = replace(WEAKEST, ids=("evaluation", "culture"))
    assert "Evaluation and Culture (not to be told apart)" in (
        insights.standing(replace(teller, findings=(STRONGEST, tied))).text
    )
    all_alike = replace(WEAKEST, ids=("evaluation", "culture", "partnerships"))
    assert insights.standing(replace(teller, findings=(STRONGEST, all_alike))).text == (
        "Staff see no module as clearly stronger or weaker than the others."
    )
    assert "Too few modules" in insights.standing(replace(teller, findings=())).text


def test_a_median_is_named_with_what_it_rests_on(teller: Teller) -> None:
    said = insights.standing(replace(teller, basis="12 of 31 entities.")).text
    assert said.endswith("as weakest. 12 of 31 entities.")


def test_how_much_silence_a_level_bears(teller: Teller) -> None:
    statement = level_statement(mean(2.8), 25)
    assert tolerance(replace(teller, response_rate=25), "culture", statement) == (
        "Culture is Practised: holds unless those who did not answer, up to 75\u00a0%, are on "
        "average more than 0.4 lower."
    )
    between = LevelStatement(2, 3, 0.9)
    assert tolerance(teller, "culture", between) == ("Culture is between Emerging and Practised.")
    upwards = LevelStatement(2, 2, 0.9, Tolerance(0.3, "higher"))
    assert tolerance(teller, "culture", upwards).endswith("more than 0.3 higher.")
    hair = LevelStatement(2, 2, 0.9, Tolerance(0.04, "higher"))
    assert tolerance(teller, "culture", hair).endswith("on average slightly higher.")
    hair = LevelStatement(2, 2, 0.9, Tolerance(0.04, "lower"))
    assert tolerance(teller, "culture", hair).endswith("on average slightly lower.")


def test_silence(teller: Teller) -> None:
    assert silent(teller) == "Up to 40\u00a0% did not answer; they may see it otherwise."
    assert silent(replace(teller, response_rate=100)) == "None: everybody who was asked answered."
    assert "not shown" in silent(replace(teller, response_rate=None))


def moved(module: str, by: float | None, verdict: str) -> Finding:
    estimate = None if by is None else mean(by)
    return Finding("change", (module,), estimate, verdict=verdict)  # type: ignore[arg-type]


def test_change(teller: Teller) -> None:
    up, down = moved("strategy", 0.35, "changed"), moved("culture", -0.4, "changed")
    same, none = moved("culture", 0.0, "no-clear-change"), moved("culture", None, "too-few-answers")
    said = {
        (up, down): "Since “Survey 2025”, Strategy rose by 0.4 and Culture fell by 0.4; no other "
        "change is clear.",
        (same,): "Since “Survey 2025”, no module has clearly changed.",
        (none,): "Nothing can be said about change since “Survey 2025”: under 20\u00a0% answered "
        "in one of the two, or too few figures are shown.",
        (): "Nothing can be said about change yet: there is no earlier wave to compare with.",
    }
    for found, expected in said.items():
        here = replace(teller, response_rate=50, findings=found)
        assert change.change(here, EARLIER).text == expected
        assert change.change(few(teller, *found), EARLIER).text.startswith("Of those who answered")
    far = change.Earlier("Survey 2025", 20)
    assert "the shares that answered are too different" in (
        change.change(replace(teller, findings=(same,)), far).text
    )
    assert "no earlier wave" in change.change(replace(teller, findings=(up,)), None).text


def test_signs_of_differences(reader: Reader) -> None:
    assert [change.signed(reader, value) for value in (0.35, -0.35, 0.04, -0.04)] == [
        *("+0.4", "\u22120.4", "0.0", "0.0")
    ]


def test_what_stands_in_the_way(teller: Teller) -> None:
    barrier = Finding("barrier", ("no-time",), share(0.45))
    unknown = Finding("cannot-say", ("portfolio-balanced",), share(0.3))
    said = insights.obstacles(few(teller, barrier, unknown))
    assert said.text == (
        "Of those who answered, 45\u00a0% name “There is no time for it beside daily work” as "
        "standing in the way, more than any other; 30\u00a0% cannot say: “How does your "
        "organisation balance safer and riskier innovation projects?”."
    )
    assert said.chance == "Named: 35\u00a0% to 56\u00a0%; cannot say: 20\u00a0% to 41\u00a0%"
    tied = Finding("barrier", ("no-time", "resistance-to-change"), share(0.45))
    assert "45\u00a0% each name “There is no time for it beside daily work” and “Some" in (
        insights.obstacles(replace(teller, findings=(tied,))).text
    )
    assert "no single barrier" in insights.obstacles(replace(teller, findings=())).text


def test_what_is_to_be_decided(teller: Teller) -> None:
    goals = insights.Named("goals", "1.9", "1.7 to 2.1")
    trends = insights.Named("trends", "2.0", "")
    one = insights.proposals(teller, [goals], shown=23)
    assert one.text == (
        "Staff see “Clear innovation goals” (1.9 of 5) lowest: one decision is proposed."
    )
    assert one.chance == "Clear innovation goals: 1.7 to 2.1"
    two = insights.proposals(few(teller), [goals, trends], shown=23, as_low=2)
    assert two.text == (
        "Of those who answered, the average is lowest for “Clear innovation goals” (1.9 of 5) and "
        "“Use of trends” (2.0 of 5): 2 decisions are proposed. 2 other subjects are as low."
    )
    assert "no subject below" in insights.proposals(teller, [], shown=23).text
    assert "of no subject can be shown" in insights.proposals(teller, [], shown=0).text
    assert insights.proposals(teller, [goals], shown=23, as_low=1).text.endswith(
        "One other subject is as low."
    )


def test_figures_in_words(reader: Reader) -> None:
    assert figures.share(reader, Share(10, "at-most")) == "10\u00a0% or less"
    assert figures.share(reader, Share(90, "at-least")) == "90\u00a0% or more"
    assert figures.people(reader, Band(20_000, None)) == "20000 or more people"
    assert figures.mean(reader, replace(mean(1.5), cap="at-most")) == "1.5 or less"
    assert figures.mean(reader, mean(2.15)) == "2.2"
    assert figures.listed(reader, ["a", "b", "c"]) == "a, b and c"
    assert figures.listed(reader, []) == ""


def test_every_factor_has_an_owner_by_function(questionnaire: Questionnaire) -> None:
    owners = {
        owner(lambda text: text, module.id, factor.id)
        for module in questionnaire.modules
        for factor in module.factors
    }
    assert len(owners) > len(questionnaire.modules)
    assert not [one for one in owners if one.startswith("the head of the function")]
    assert owner(lambda text: text, "new", "newer").startswith("the head of the function")
