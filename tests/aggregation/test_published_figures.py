"""Figures that others published, from their own data through our code."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from aggregation.change import holm
from aggregation.comparison import means_by_group, medians_by_group, sizes_by_group

DATA = Path(__file__).with_name("data")
EXPECTED = json.loads((DATA / "expected.json").read_text())
GTMI: dict[str, Any] = EXPECTED["gtmi"]
AREAS = ("gtmi", "cgsi", "psdi", "dcei", "gtei")
YEARS = ("2020", "2022", "2025")

Rows = list[dict[str, str]]


def _rows(name: str) -> Rows:
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


def _key(row: dict[str, str]) -> str:
    return f"{row['year']} {row['country_code']}"


PANEL = _rows("gtmi_panel.csv")
BY_YEAR = {_key(row): row["year"] for row in PANEL}
BY_GROUP = {_key(row): f"{row['year']} {row['grp']}" for row in PANEL}


def _panel(column: str) -> dict[str, float]:
    return {_key(row): float(row[column]) for row in PANEL}


@pytest.mark.parametrize("area", AREAS)
def test_govtech_means_by_year(area: str) -> None:
    means = means_by_group(_panel(area), BY_YEAR)
    for year in YEARS:
        assert means[year] == pytest.approx(GTMI["means"][year][area], abs=5e-11)
    assert round(means["2022"], 3) == GTMI["published"]["2022"][area]


def test_govtech_sizes_by_year_and_by_group() -> None:
    index = _panel("gtmi")
    assert sizes_by_group(index, BY_YEAR) == GTMI["n"]
    sizes = sizes_by_group(index, BY_GROUP)
    for year, counts in GTMI["group_counts"].items():
        assert {group: sizes[f"{year} {group}"] for group in "ABCD"} == counts
    for year in ("2022", "2025"):
        percent = {g: round(100 * sizes[f"{year} {g}"] / GTMI["n"][year]) for g in "ABCD"}
        assert percent == GTMI["published"][year]["groups_pct"]


def test_govtech_means_by_group_and_the_gap_between_them() -> None:
    means = means_by_group(_panel("gtmi"), BY_GROUP)
    for year in YEARS:
        for group, mean in GTMI["group_mean_gtmi"][year].items():
            assert means[f"{year} {group}"] == pytest.approx(mean, abs=5e-11)
        gap = means[f"{year} A"] - means[f"{year} D"]
        assert gap == pytest.approx(GTMI["gap_A_minus_D"][year], abs=5e-11)
    # The brief on 2025 prints .722 from rounded means; the data give .7214.
    assert round(means["2022 A"] - means["2022 D"], 3) == GTMI["published"]["2022"]["gap_A_D"]


def test_holm_as_in_r() -> None:
    paired = {area: GTMI["paired_2022_2025"][area]["p"] for area in AREAS[1:]}
    assert dict(zip(paired, holm(list(paired.values())), strict=True)) == pytest.approx(
        GTMI["holm_p"], rel=1e-9
    )


def test_people_survey_2020_medians_of_organisations() -> None:
    scores = {
        (row["organisation_code"], row["measure"]): float(row["value"])
        for row in _rows("csps2020_orgscores.csv")
        if not row["organisation_code"].startswith("CS_") and row["value"]
    }
    values = {f"{code} {measure}": value for (code, measure), value in scores.items()}
    measures = {f"{code} {measure}": measure for code, measure in scores}
    medians = medians_by_group(values, measures)
    assert {key: round(value, 2) for key, value in medians.items()} == (
        EXPECTED["csps2020"]["published_median"]
    )
    printed = {row["measure"]: float(row["median"]) for row in _rows("csps2020_medians.csv")}
    assert {key: round(medians[key], 2) for key in printed} == printed
    assert len(printed) == 10


def test_people_survey_2019_medians_of_organisations() -> None:
    median, mean, *organisations = _rows("csps2019_innovation_items.csv")
    columns = [column for column in median if column[0] == "B" or column == "response_rate"]
    values = {
        f"{row['code']} {column}": float(row[column].rstrip("%"))
        for row in organisations
        for column in columns
        if row[column].rstrip("%").isdigit()
    }
    medians = medians_by_group(values, {key: key.split(" ")[1] for key in values})
    apart = {column: medians[column] - float(median[column].rstrip("%")) for column in columns}
    # The benchmark was made before rounding: three of the seven differ by the last digit.
    assert sorted(apart.values()) == [-1, -1, -1, 0, 0, 0, 0]
    assert (median["B46_safe_to_challenge"], mean["B46_safe_to_challenge"]) == ("50%", "45%")
