"""Visits to real sites: what is found at each, and where no visit goes."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest
import sites
from certificates import make_certificate
from hypothesis import given
from hypothesis import strategies as st
from sites import Site, leads_to, says

from toolkit.curate.weblinks import asking
from toolkit.curate.weblinks.network import (
    Network,
    is_public,
    of_this_machine,
    proxy_in_environment,
)
from toolkit.curate.weblinks.visiting import Finding, Visitor
from toolkit.models import LinkFault, LinkState

AGENT = "Innovation-Maturity-Toolkit link check (+https://toolkit.example.org)"
WORKS = Finding(LinkState.WORKS)
ANSWERS: dict[str, Callable[[sites.Answering], None]] = {
    "/good": says(200, b"here"),
    "/part": says(206),
    "/no-heads": sites.refuses_heads,
    "/gone": says(410),
    "/forbidden": says(403),
    "/busy": says(429),
    "/sign-in": says(401, WWW_Authenticate="Basic"),
    "/broken": says(503),
    "/for-now": leads_to("/good"),
    "/for-good": leads_to("/good", 301),
    "/for-good-twice": leads_to("/for-good", 308),
    "/now-then-good": leads_to("/for-good", 307),
    "/good-then-now": leads_to("/for-now", 301),
    "/to-gone": leads_to("/gone", 301),
    "/same-place": leads_to("/good#part", 301),
    "/circle": leads_to("/circle-back"),
    "/circle-back": leads_to("/circle"),
    "/nowhere": says(302),
    "/to-file": leads_to("file:///etc/passwd"),
    "/to-script": leads_to("javascript:alert(1)"),
    "/to-credentials": leads_to("http://name:word@site.example.org/"),
    "/to-nonsense": leads_to("http://[::1"),
    "/to-inside": leads_to("http://inside.example.org/"),
    "/accent": leads_to("/gr%C3%BCn", 302),
    "/gr%C3%BCn": says(200),
    "/silent": sites.is_silent,
    "/drips": sites.drips,
    "/endless": sites.never_ends,
    "/nonsense": sites.talks_nonsense,
}


@pytest.fixture
def here() -> Iterator[Site]:
    with sites.site(ANSWERS) as found:
        yield found


def visitor(network: Network | None = None) -> Visitor:
    return Visitor(network or sites.network(), AGENT, pause=0)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/good", WORKS),
        ("/good?a=1&b=2#part", WORKS),
        ("/part", WORKS),
        ("/no-heads", WORKS),
        ("/endless", WORKS),
        ("/for-now", WORKS),
        ("/now-then-good", WORKS),
        ("/accent", WORKS),
        ("/missing", Finding(LinkState.GONE)),
        ("/gone", Finding(LinkState.GONE)),
        ("/to-gone", Finding(LinkState.GONE)),
        ("/forbidden", Finding(LinkState.CLOSED)),
        ("/busy", Finding(LinkState.CLOSED)),
        ("/sign-in", Finding(LinkState.CLOSED)),
        ("/nowhere", Finding(LinkState.CLOSED)),
        ("/broken", Finding(LinkState.NO_ANSWER, LinkFault.SERVER)),
        ("/circle", Finding(LinkState.NO_ANSWER, LinkFault.REDIRECTS)),
        ("/nonsense", Finding(LinkState.NO_ANSWER, LinkFault.ANSWER)),
        ("/to-file", Finding(LinkState.NOT_ALLOWED)),
        ("/to-script", Finding(LinkState.NOT_ALLOWED)),
        ("/to-credentials", Finding(LinkState.NOT_ALLOWED)),
        ("/to-nonsense", Finding(LinkState.NOT_ALLOWED)),
    ],
)
def test_what_is_found(here: Site, path: str, expected: Finding) -> None:
    assert visitor().visit(here.address(path)) == expected


@pytest.mark.parametrize(
    ("path", "new"),
    [("/for-good", "/good"), ("/for-good-twice", "/good"), ("/good-then-now", "/for-now")],
)
def test_what_moved_for_good_says_where_to(here: Site, path: str, new: str) -> None:
    found = visitor().visit(here.address(path))
    assert found == Finding(LinkState.MOVED, moved_to=here.address(new))


def test_nothing_of_ours_is_sent_but_who_we_are(here: Site) -> None:
    visitor().visit(here.address("/for-now"))
    assert [(method, path) for method, path, _headers in here.asked] == [
        ("HEAD", "/for-now"),
        ("HEAD", "/good"),
    ]
    for _method, _path, headers in here.asked:
        assert set(headers) == {"host", "user-agent", "accept", "accept-encoding"}
        assert headers["user-agent"] == AGENT
        assert headers["host"] == f"site.example.org:{here.port}"


def test_a_body_is_never_asked_for_where_a_head_will_do(here: Site) -> None:
    visitor().visit(here.address("/endless"))
    assert [method for method, *_rest in here.asked] == ["HEAD"]


@pytest.mark.parametrize("path", ["/silent", "/drips"])
def test_a_slow_site_holds_nobody_up(
    here: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 0.3)
    monkeypatch.setattr(asking, "LONGEST", 0.6)
    begun = time.monotonic()
    found = visitor().visit(here.address(path))
    assert found.state is LinkState.NO_ANSWER
    assert not found.shows_web
    assert time.monotonic() - begun < 5


def test_one_host_is_asked_one_thing_at_a_time(here: Site) -> None:
    polite = visitor()
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(polite.visit, [here.address("/good")] * 12))
    assert found == [WORKS] * 12
    assert here.at_once[1] == 1


def test_a_name_that_is_not_known_and_a_port_where_nobody_listens(here: Site) -> None:
    unknown = visitor().visit("https://unknown.example.org/")
    assert unknown == Finding(LinkState.NO_ANSWER, LinkFault.NAME)
    nobody = visitor().visit("http://site.example.org:1/")
    assert nobody == Finding(LinkState.NO_ANSWER, LinkFault.CONNECTION)
    assert here.asked == []


def test_of_several_addresses_the_next_is_tried(here: Site) -> None:
    network = sites.network(site=[ip_address("127.0.0.2"), sites.HERE])
    assert visitor(network).visit(here.address("/good")) == WORKS


def test_a_certificate_has_to_be_the_names(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "site.example.org")
    with sites.site(ANSWERS, certificate.of_server()) as safe:
        trusting = visitor(sites.network(authorities=certificate.of_believer()))
        assert trusting.visit(safe.address("/good", scheme="https")) == WORKS
        wrong = Finding(LinkState.NO_ANSWER, LinkFault.CERTIFICATE)
        assert trusting.visit(safe.address("/good", "other.example.org", "https")) == wrong
        assert visitor().visit(safe.address("/good", scheme="https")) == wrong


# --- where no visit goes


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1"),
        *("100.64.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "::127.0.0.1"),
        *("::ffff:127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1"),
    ],
)
def test_an_address_that_is_not_public_is_not_spoken_to(here: Site, address: str) -> None:
    assert not is_public(ip_address(address))
    network = replace(sites.network(site=[ip_address(address)]), admits=is_public)
    assert visitor(network).visit(here.address("/good")) == Finding(LinkState.NOT_ALLOWED)
    mixed = replace(
        sites.network(site=[ip_address("192.0.78.1"), ip_address(address)]), admits=is_public
    )
    assert visitor(mixed).visit(here.address("/good")) == Finding(LinkState.NOT_ALLOWED)
    assert here.asked == []


@given(st.ip_addresses(v=4))
def test_an_address_is_public_by_every_name_or_by_none(address: object) -> None:
    inner = int(address)  # type: ignore[call-overload] # an address
    for outer in (f"::ffff:{address}", f"64:ff9b::{inner >> 16:x}:{inner & 0xFFFF:x}"):
        assert is_public(ip_address(outer)) == is_public(ip_address(str(address)))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_an_address_of_the_web_is(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        *("http://localhost/", "https://intranet/", "http://127.1/", "http://0x7f.1/"),
        *("http://2130706433/", "http://[::1]/", "http://[::ffff:127.0.0.1]/"),
        *("ftp://site.example.org/", "file:///etc/passwd", "https:///", "https://", "gopher://a.b"),
        *("https://name@site.example.org/", "http://[::1", "https://a.b:99999/"),
    ],
)
def test_such_an_address_is_not_visited(address: str) -> None:
    """With this machine's own name service, which knows its own names."""
    real = visitor(of_this_machine())
    assert real.visit(address) in {
        Finding(LinkState.NOT_ALLOWED),
        Finding(LinkState.NO_ANSWER, LinkFault.NAME),  # by a name service that knows less
    }


def test_every_step_of_the_way_is_looked_at(here: Site) -> None:
    """The first name is public, the one that it leads to is not."""
    inside = ip_address("10.0.0.7")
    network = replace(sites.network(inside=[inside]), admits=lambda one: one != inside)
    assert visitor(network).visit(here.address("/to-inside")) == Finding(LinkState.NOT_ALLOWED)


def test_a_name_that_changes_its_address_gains_nothing(here: Site) -> None:
    """Every question is preceded by one look at the name, and goes to what that look showed."""
    looks: list[str] = []

    def resolve(host: str, _port: int) -> list[object]:
        looks.append(host)
        return [sites.HERE if len(looks) == 1 else ip_address("10.0.0.7")]

    network = Network(
        resolve,  # type: ignore[arg-type] # addresses
        lambda one: one == sites.HERE,
        lambda _address: "",
        sites.network().authorities,
    )
    assert visitor(network).visit(here.address("/good")) == WORKS
    assert looks == ["site.example.org"]
    assert visitor(network).visit(here.address("/good")) == Finding(LinkState.NOT_ALLOWED)
    assert len(here.asked) == 1


# --- through a proxy


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert proxy_in_environment("https://site.example.org/") == ""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org:3128")
    assert proxy_in_environment("https://site.example.org/") == "http://proxy.example.org:3128"
    assert proxy_in_environment("http://site.example.org/") == ""
    monkeypatch.setenv("NO_PROXY", "example.org")
    assert proxy_in_environment("https://site.example.org/") == ""


def test_a_proxy_is_asked_for_the_whole_address_and_decides() -> None:
    with sites.site({"/page": says(200), "/refused": says(403)}) as proxy:
        by_proxy = visitor(sites.network(proxy=f"http://us:pa%20ss@127.0.0.1:{proxy.port}"))
        assert by_proxy.visit("http://unknown.example.org/page") == WORKS
        method, path, headers = proxy.asked[0]
        assert (method, path) == ("HEAD", "http://unknown.example.org/page")
        assert headers["proxy-authorization"] == "Basic dXM6cGEgc3M="
        refused = by_proxy.visit("https://unknown.example.org/page")
        assert refused == Finding(LinkState.NO_ANSWER, LinkFault.CONNECTION)
        assert proxy.asked[-1][0] == "CONNECT"
        assert "authorization" not in proxy.asked[-1][2]


def test_through_a_proxy_too_no_private_number_is_asked_for() -> None:
    with sites.site({}) as proxy:
        network = replace(sites.network(proxy=f"127.0.0.1:{proxy.port}"), admits=is_public)
        for address in ("http://169.254.169.254/latest", "https://[::1]/", "http://localhost/"):
            assert visitor(network).visit(address) == Finding(LinkState.NOT_ALLOWED)
        assert proxy.asked == []
