"""The page "How we calculate": what it works out is what the code gives."""

import csv
import json
from fractions import Fraction
from io import StringIO
from math import sqrt
from pathlib import Path
from statistics import NormalDist, fmean, median

import pytest
from browsing import Visitor
from htmlpage import Page

from aggregation import archetypes, change, grouping
from aggregation.agreement import awg, rwg_j
from aggregation.certainty import (
    BORDERS,
    CONFIDENCE,
    STATED_FROM,
    Estimate,
    normal_quantile,
    two_sided,
)
from aggregation.drawing import DRAWS
from aggregation.effort import FEWEST_ENTITIES, effort_progress
from aggregation.estimates import level_probability
from aggregation.grid import Band, Share
from aggregation.levels import level_statement
from aggregation.release import COMPLETE_ROWS
from aggregation.reliability import cronbach_alpha
from aggregation.settings import LEAST
from aggregation.summaries import share_estimate
from questionnaires.model import Questionnaire
from questionnaires.scoring import level_range
from tools_catalog.group import FIRM_FROM

DATA = Path(__file__).parents[2] / "aggregation" / "data"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The page does not depend on the database."""
    return sqlite_url


@pytest.fixture
def method(visitor: Visitor) -> Page:
    return visitor.get("/method")


@pytest.fixture
def told(method: Page) -> str:
    """What the page says, with the signs of a keyboard."""
    return method.text.replace("\N{MULTIPLICATION SIGN}", "x").replace("\N{MINUS SIGN}", "-")


def two(value: float) -> str:
    return f"{value:.2f}"


def test_contents_lead_to_every_section_in_order(method: Page) -> None:
    sections = [one.get("id") for one in method.all("h2") if one.get("id") != "contents"]
    links = [one.get("href") for one in method.all("a") if (one.get("href") or "").startswith("#")]
    assert links[1:] == [f"#{key}" for key in sections]
    assert len(sections) > 15


def test_one_person(told: str, questionnaire: Questionnaire) -> None:
    module = (Fraction(3 + 4, 2) + 2) / 2
    level = level_range(module, between=questionnaire.rules.between)
    assert (level.low, level.high) == (3, 3)
    assert f"(3.5 + 2) ÷ 2 = {float(module)}, which is level {level.low}" in told
    assert f"3 x 1.5 x 0.7 x 1 = {two(3 * 1.5 * 0.7)}" in told


def test_chance(told: str) -> None:
    assert (LEAST.mean, LEAST.distribution) == (10, 20)
    half = normal_quantile(0.95) * sqrt(0.8**2 / 30 + 0.1**2 / 12 / 5)
    said = f"= {two(half)}, so the range is {3.2 - half:.1f} to {3.2 + half:.1f}."
    assert f"1.96 x square root of (0.64 ÷ 30 + 0.0002) {said}" in told
    assert f"{normal_quantile(0.95):.2f}" == "1.96"
    low, high = share_estimate(Share(45, None), Band(50, 99)).interval
    assert f"the range is {int(100 * low)} % to {int(100 * high) + 1} %." in told


def test_silence_and_levels(told: str) -> None:
    statement = level_statement(
        Estimate(2.8, (2.5, 3.1), 30, "pooled-spread", standard_error=0.15), 25
    )
    assert statement.tolerance
    said = f"0.3 ÷ 0.75 = {statement.tolerance.points:.1f}: the level holds unless those who did"
    assert said in told
    assert f"more than {statement.tolerance.points:.1f} {statement.tolerance.direction}" in told
    assert "{}, {}, {} and {}".format(*BORDERS) in told
    sure, unsure = (level_probability(mean, 0.15)[2] for mean in (2.8, 2.6))
    assert unsure < STATED_FROM < sure
    assert f"is level 3 with {sure:.0%}".replace("%", " %") in told
    assert f"is level 3 with {unsure:.0%} only".replace("%", " %") in told


def test_strongest(told: str) -> None:
    distance = (3.4 - 3.1) / sqrt(2 * 0.12**2)
    chance = NormalDist().cdf(distance)
    assert f"= {two(distance)}, a probability of {chance * 100:.0f} %." in told
    assert DRAWS == 200
    assert f"at least {STATED_FROM:.0%} of {DRAWS} draws".replace("%", " %") in told


def test_change(told: str) -> None:
    error = sqrt(2) * 0.1
    p_value = two_sided(0.4, error)
    first = change.holm([p_value, 1, 1, 1, 1])[0]
    said = f"its error {two(error)}, the probability without a change {p_value:.3f}; as the"
    assert said in told
    assert f"counts five times, {first:.3f}." in told
    assert f"at least {change.SMALLEST_CHANGE}." in told
    assert f"less than {change.LARGEST_RATE_GAP} percentage points apart" in told
    assert f"at least {change.LOWEST_RATE} % in both waves" in told


def test_tools_and_small_groups(told: str) -> None:
    reliance = 20 / (20 + 0.56 / 0.08)
    assert f"20 ÷ (20 + {0.56 / 0.08:.0f}) = {two(reliance)}." in told
    assert f"3 x 1.5 x 0.74 x 1 = {two(3 * 1.5 * round(reliance, 2))}" in told
    drawn = 3.0 + reliance * (2.4 - 3.0)
    assert f"3.0 + 0.74 x (2.4 - 3.0) = {two(drawn)}." in told
    assert f"among the five in {float(FIRM_FROM):.0%}".replace("%", " %") in told


def test_system_and_groups_of_entities(told: str) -> None:
    ordered = [2.4, 2.6, 2.9, 3.1, 3.5, 3.6]
    assert 2 / 2**5 > 1 - CONFIDENCE > 2 / 2**6  # that all lie on one side of the median
    said = f"= {median(ordered):.1f}, and its range is {ordered[0]} to {ordered[-1]}."
    assert said in told
    few = f"under {grouping.FEWEST_ENTITIES} entities with {grouping.FEWEST_PEOPLE} respondents"
    assert few in told
    assert f"over {archetypes.P_VALUE:.0%} in {archetypes.DRAWS} ".replace("%", " %") in told
    assert f"Jaccard index {archetypes.JACCARD} or more" in told
    assert f"wins in {archetypes.WINS:.0%}".replace("%", " %") in told
    together = (
        f"{archetypes.OF_ENTITIES:.0%} of entities stay with theirs in {archetypes.TOGETHER:.0%}"
    )
    assert together.replace("%", " %") in told
    assert (archetypes.SMALLEST_CLUSTER, archetypes.MODULES_APART) == (5, 2)
    modules = [3.4, 3.0, 2.8, 2.8, 2.5]
    shape = [f"{one - fmean(modules):+.1f}" for one in modules]
    assert "the shape is {}, {}, {}, {} and {}.".format(*shape) in told


def test_effort_and_reliability(told: str) -> None:
    effort = {f"entity {number}": {"culture": number % 4} for number in range(FEWEST_ENTITIES)}
    progress = {key: {"culture": 0.2 + one["culture"] / 10} for key, one in effort.items()}
    found = effort_progress(effort, progress)
    assert found.line
    assert f"the line rises by {found.line.slope / 3 * 100:.0f} % a step" in told
    assert all(f"{abs(point.distance):.1f}" == "0.0" for point in found.points if point.distance)
    alpha = cronbach_alpha([[1, 2, 1], [2, 3, 4], [3, 4, 3], [4, 5, 5]])
    assert f"alpha is {two(alpha)}." in told
    nine = [[level] * 12 for level in (2, 3, 3, 3, 3, 3, 5, 5, 5)]
    assert f"the one is {two(rwg_j(nine))} and the other {two(awg(nine))}." in told
    assert f"from {COMPLETE_ROWS} complete rows" in told


def test_published_figures_are_those_that_the_code_is_held_to(told: str) -> None:
    """`tests/aggregation/test_published_figures.py` holds the code to the same file."""
    survey, panel, icc = EXPECTED["csps2020"], EXPECTED["gtmi"], EXPECTED["shrout_fleiss"]
    assert f"Eleven medians of {survey['n_org']} organisations" in told
    assert len(survey["published_median"]) == 11
    assert f"engagement {survey['published_median']['EES']:.0%}".replace("%", " %") in told
    assert f"managing change {survey['published_median']['LC_TS']:.0%}".replace("%", " %") in told
    areas = ("cgsi", "psdi", "dcei", "gtei")
    printed = panel["published"]["2022"]
    assert (
        f"Index {printed['gtmi']}; areas "
        + "{}, {}, {} and {};".format(*(printed[key] for key in areas))
        in told
    )
    assert "groups of {} %, {} %, {} % and {} %".format(*printed["groups_pct"].values()) in told
    assert f"gap {printed['gap_A_D']}." in told
    moved = [f"{panel['paired_2022_2025'][key]['mean_change']:+.4f}" for key in areas]
    assert "Changes {}, {}, {} and {};".format(*moved) in told
    holm = [panel["holm_p"][key] for key in areas]
    assert f"{holm[0]:.8f}, {holm[1]:.3f}, {holm[2]:.3f} and {holm[3]:.11f}." in told
    assert f"ICC(1) {icc['ICC']['ICC1']:.4f} and ICC(2) {icc['ICC']['ICC1k']:.4f}" in told
    two_way = (icc["published"][key] for key in ("ICC2", "ICC3", "ICC2k", "ICC3k"))
    assert "two-way {}, {}, {} and {}.".format(*two_way) in told
    raked = EXPECTED["raking_toy"]
    assert f"Average {raked['raked_mean']:.6f} and design effect {raked['kish_deff']:.4f}" in told
    assert f"data give {panel['gap_A_minus_D']['2025']:.4f}." in told


def test_the_median_organisation_beside_people(told: str) -> None:
    text = (DATA / "csps2019_innovation_items.csv").read_text(encoding="utf-8")
    safe = {row["code"]: row["B46_safe_to_challenge"] for row in csv.DictReader(StringIO(text))}
    said = f"{safe['CS_MEDIAN']} in the median organisation and {safe['CS_MEAN']} of people"
    assert said.replace("%", " %") in told
