"""Who reads what: by role, by link, and nobody else."""

from collections.abc import Callable

import pytest
from browsing import Visitor
from click.testing import CliRunner
from voting import Voting
from waves import OpenWave

from toolkit.config import Settings
from toolkit.insights.commands import links
from toolkit.roles import Role

EVERYTHING = [Role.SYSTEM_EXECUTIVE, Role.ADMINISTRATOR]
OF_ALPHA = [Role.EXECUTIVE, Role.COORDINATOR]


@pytest.mark.parametrize("role", EVERYTHING)
def test_who_reads_everything(wave: OpenWave, sign_in: Callable[..., Visitor], role: Role) -> None:
    visitor = sign_in((role, ""))
    index = visitor.get("/account/results/")
    assert f"/account/results/{wave.id}/system" in index.links()
    system = visitor.get(f"/account/results/{wave.id}/system")
    for name in ("Alpha", "Bravo", "Golf"):
        assert name in system.text
        page = visitor.get(f"/account/results/{wave.id}/entity/{name}")
        assert page.h1 == f"What staff of {name} see"


@pytest.mark.parametrize("role", OF_ALPHA)
def test_who_reads_one_entity(wave: OpenWave, sign_in: Callable[..., Visitor], role: Role) -> None:
    visitor = sign_in((role, "Alpha"))
    index = visitor.get("/account/results/")
    assert f"/account/results/{wave.id}/entity/Alpha" in index.links()
    assert "Bravo" not in index.text
    assert "together" not in index.text
    page = visitor.get(f"/account/results/{wave.id}/entity/Alpha")
    assert page.h1 == "What staff of Alpha see"
    assert not [name for name in ("Bravo", "Charlie", "Delta", "Golf") if name in page.html]


@pytest.mark.parametrize("role", OF_ALPHA)
@pytest.mark.parametrize("path", ["entity/Bravo", "entity/Nowhere", "system", "figures/Bravo.csv"])
def test_what_is_refused_is_refused_without_naming_anything(
    wave: OpenWave, sign_in: Callable[..., Visitor], role: Role, path: str
) -> None:
    visitor = sign_in((role, "Alpha"))
    refused = visitor.get(f"/account/results/{wave.id}/{path}", status=403)
    assert not [
        name for name in ("Alpha", "Bravo", "Nowhere", "survey 2026") if name in refused.html
    ]
    assert refused.html == visitor.get(f"/account/results/99/{path}", status=403).html


def test_a_curator_reads_nothing(wave: OpenWave, sign_in: Callable[..., Visitor]) -> None:
    visitor = sign_in((Role.CURATOR, ""))
    assert "nothing yet" in visitor.get("/account/results/").text
    visitor.get(f"/account/results/{wave.id}/entity/Alpha", status=403)


def test_signed_out_leads_to_the_sign_in_page(wave: OpenWave, visitor: Visitor) -> None:
    for path in ("", f"{wave.id}/system", f"{wave.id}/entity/Alpha"):
        response = visitor.fetch(f"/account/results/{path}")
        assert (response.status_code, "/account/sign-in" in response.location) == (303, True)


def test_everybody_invited_reads_the_page_that_the_executive_reads(
    wave: OpenWave,
    visitor: Visitor,
    sign_in: Callable[..., Visitor],
    reading_path: Callable[[int, str], str],
) -> None:
    invited = visitor.get(reading_path(wave.id, "Alpha"))
    executive = sign_in((Role.EXECUTIVE, "Alpha")).get(f"/account/results/{wave.id}/entity/Alpha")
    link, account = reading_path(wave.id, "Alpha"), f"/account/results/{wave.id}"
    expected = _main(executive.html)
    for theirs, own in (
        (f"{account}/figures/Alpha.csv", "figures.csv"),
        (f"{account}/reports/Alpha", "reports"),
    ):
        assert theirs in expected
        expected = expected.replace(theirs, f"{link}/{own}")
    assert _main(invited.html) == expected


def _main(html: str) -> str:
    start = html.index('<main class="container')
    return html[start : html.index("</main>")]


@pytest.mark.usefixtures("wave")
def test_a_link_that_opens_nothing(visitor: Visitor) -> None:
    page = visitor.get("/results/read/" + "x" * 22, status=404)
    assert page.h1 == "This link does not open any results"
    assert "Alpha" not in page.text


def test_guessing_links_is_slowed_down(
    wave: OpenWave, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    for guess in range(20):
        assert visitor.fetch(f"/results/read/{guess}").status_code == 404
    assert visitor.fetch(reading_path(wave.id, "Alpha")).status_code == 429


def test_the_command_names_each_entity_with_its_link(
    wave: OpenWave, settings: Settings, visitor: Visitor
) -> None:
    result = CliRunner().invoke(links, [str(wave.id)], obj=settings)
    lines = dict(line.split("\t") for line in result.output.splitlines())
    assert list(lines) == ["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf"]
    path = lines["Echo"].removeprefix(settings.public_url)
    assert visitor.get(path).h1 == "What staff of Echo see"


def test_names_that_need_care_in_an_address(
    sign_in: Callable[..., Visitor], voting: Voting, reading_path: Callable[[int, str], str]
) -> None:
    name = "A/B & “C” ünïted?.csv"
    wave = voting.publish({(name, ""): 40})
    visitor = sign_in((Role.EXECUTIVE, name))
    path = next(p for p in visitor.get("/account/results/").links() if "/entity/" in p)
    page = visitor.get(path)
    assert page.h1 == f"What staff of {name} see"
    assert page.text.count(name)
    (file,) = {link for link in page.links() if "/figures/" in link}
    assert visitor.fetch(file).status_code == 200
    assert visitor.get(reading_path(wave.id, name)).h1 == page.h1
