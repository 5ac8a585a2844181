"""Requests that no page sends: forged, huge, malformed, from other sites, at other addresses."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from browsing import BASE_URL, Visitor
from flask import Flask
from htmlpage import Page, faults

from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.storage.database import Engines

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PART = "/assessment/answer/strategy"
POSTS = [
    "/assessment/begin",
    "/assessment/code",
    "/assessment/return",
    "/assessment/finish",
    "/assessment/delete",
    PART,
    "/assessment/submit",
    "/assessment/result/matters",
    "/assessment/result/situation",
    "/assessment/result/tool/innovation-storytelling",
    "/assessment/compare",
    "/assessment/again",
]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def test_the_list_above_is_every_form_of_a_respondent(app: Flask) -> None:
    adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
    known = {adapter.match(path, method="POST")[0] for path in POSTS}
    assert known == {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.rule.startswith("/assessment/")
    }


@pytest.mark.parametrize("path", POSTS)
def test_a_form_that_is_not_ours(begun: Visitor, stored: Callable[[], object], path: str) -> None:
    before = stored()
    data = {"goals-set": "5", "decision": "done", "size": "small", "perspective": "unit"}
    token = begun.token()
    stranger = Visitor(begun.client.application).token()
    for csrf in (
        {"csrf_token": ""},
        {"csrf_token": "\u0661"},
        {"csrf_token": "x" * 9999},
        {"csrf_token": stranger},
    ):
        begun.post(path, data | csrf, status=400)
    bare = begun.client.post(path, data=data, base_url=BASE_URL)
    assert bare.status_code == 400
    assert not faults(Page(bare.text))
    for site in ("cross-site", "same-site"):
        begun.post(path, data | {"csrf_token": token}, status=400, headers={"Sec-Fetch-Site": site})
    assert stored() == before
    assert begun.get(PART).values("goals-set") == ["3"]


def test_a_form_of_our_own_page_or_of_an_old_browser(begun: Visitor) -> None:
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}):
        begun.post(PART, {"goals-set": "4"}, headers=headers)


@pytest.mark.parametrize(
    ("size", "kind"),
    [
        (300_000, "application/x-www-form-urlencoded"),
        (300_000, "multipart/form-data; boundary=x"),
        (5_000_000, "text/plain"),
    ],
)
def test_a_huge_body(begun: Visitor, stored: Callable[[], object], size: int, kind: str) -> None:
    before = stored()
    response = begun.client.post(PART, data=b"a" * size, content_type=kind, base_url=BASE_URL)
    assert response.status_code in {400, 413}
    if kind.startswith("application"):
        assert response.status_code == 413
    assert not faults(Page(response.text))
    assert stored() == before


@pytest.mark.parametrize("multipart", [False, True])
def test_too_many_fields(begun: Visitor, multipart: bool) -> None:  # noqa: FBT001
    data: dict[str, object] = {"goals-set": ["5"] * 600}
    if multipart:
        data["file"] = (BytesIO(b"x"), "x")
    page = begun.post(PART, data, status=413)
    assert page.h1 == "This is too large"
    assert begun.get(PART).values("goals-set") == ["3"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\ngarbage", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n--x--", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="a\0\r\nb"\r\n\r\nv\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
        (b"goals-set=5", "text/plain"),
        (b'{"goals-set": 5}', "application/json"),
        (b"\xff\xfe%%%=%zz&&&===", "application/x-www-form-urlencoded"),
        (b"", "\xff\xff"),
        (b"goals-set=5", "application/x-www-form-urlencoded; charset=utf-7"),
    ],
    ids=["cut", "no-boundary", "no-name", "text", "json", "bytes", "empty", "utf-7"],
)
def test_a_body_that_is_no_form(
    begun: Visitor, stored: Callable[[], object], body: bytes, kind: str
) -> None:
    before = stored()
    response = begun.client.post(PART, data=body, content_type=kind, base_url=BASE_URL)
    assert response.status_code == 400
    assert not faults(Page(response.text))
    assert stored() == before


def test_a_garbled_form_with_a_good_token_keeps_the_page_readable(begun: Visitor) -> None:
    begun.post(PART, {"goals-set": b"\xff\xfe", "\0": "\0", "x" * 50_000: "y"}, status=422)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_a_method_that_does_not_exist(begun: Visitor, method: str) -> None:
    response = begun.client.open(PART, method=method, base_url=BASE_URL)
    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.allow)
    assert not faults(Page(response.text))


def test_a_form_route_opened_as_a_page_and_a_page_sent_as_a_form(visitor: Visitor) -> None:
    visitor.get("/assessment/submit", status=405)
    visitor.post("/assessment/result", {}, status=405)
    visitor.post("/", {}, status=405)


HOSTS = [
    "evil.example",
    "..",
    "a" * 300,
    "xn--",
    "a b",
    "[::1",
    "a@b",
    "a/b",
    "",
    "127.0.0.1:99999999",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_forged_host_is_never_believed(app: Flask, host: str) -> None:
    client = app.test_client()
    page = Page(client.get("/assessment/", base_url=BASE_URL).text)
    application = app.wsgi_app

    def forging(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ |= {"HTTP_HOST": host, "HTTP_X_FORWARDED_HOST": host, "wsgi.url_scheme": "http"}
        return application(environ, start_response)

    app.wsgi_app = forging  # type: ignore[method-assign] # Flask's documented way
    form = {"csrf_token": page.csrf_token, "size": "small", "perspective": "unit"}
    begun = client.post("/assessment/begin", data=form, base_url=BASE_URL)
    assert begun.location == "/assessment/code"
    code = client.get("/assessment/code", base_url=BASE_URL)
    file = client.get("/assessment/code/file", base_url=BASE_URL)
    assert f"{BASE_URL}/assessment/return" in file.text
    slash = client.get("/assessment?next=//evil.example", base_url=BASE_URL)
    assert slash.location.startswith(f"{BASE_URL}/assessment/?")
    for response in (code, file, client.get("/no/such/page", base_url=BASE_URL)):
        assert response.status_code in {200, 404}
        assert not host or host not in response.text


def test_a_forged_folder_is_in_no_link(app: Flask) -> None:
    # gunicorn believes a SCRIPT_NAME that a proxy on the same machine passes on; parts of pages
    # are kept for everybody.
    forged = {"SCRIPT_NAME": "/evil"}
    for _visit in range(2):
        response = app.test_client().get("/about", base_url=BASE_URL, environ_overrides=forged)
        assert response.status_code == 200
        assert "/evil" not in response.text


def test_a_proxy_may_not_rename_the_site_either(settings: Settings, engines: Engines) -> None:
    client = create_app(replace(settings, trusted_proxies=1), engines).test_client()
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    response = client.get("/assessment", base_url=BASE_URL, headers=forged)
    assert response.location == f"{BASE_URL}/assessment/"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/assessment/",
        "//evil.example",
        "/\\evil.example",
        "/assessment//tasks",
        "/assessment/%2f%2fevil.example",
        "/language/en%0d%0aLocation:%20https:%2f%2fevil.example",
        "/?next=https://evil.example",
        "/assessment/return?next=https://evil.example",
    ],
)
def test_no_address_leads_to_another_site(app: Flask, path: str) -> None:
    response = app.test_client().get(path, base_url=BASE_URL)
    if response.location:
        assert response.location.startswith(("/", f"{BASE_URL}/"))
        assert not response.location.startswith("//")
    assert "evil.example" not in response.headers.get("Location", "").partition("?")[0]


@pytest.mark.parametrize(
    "path",
    [
        "../app.py",
        "%2e%2e/app.py",
        "..%2fapp.py",
        "..\\app.py",
        "%00",
        "%c0%ae%c0%ae/app.py",
        "/etc/passwd",
        "....//app.py",
        "app.css/../../app.py",
        "a" * 5000,
        ".",
        "",
    ],
)
def test_static_files_stay_in_their_folder(visitor: Visitor, path: str) -> None:
    page = visitor.get(f"/static/{path}", status=404)
    assert page.h1 == "This page does not exist"


def test_a_static_file_carries_the_headers_of_every_response(app: Flask) -> None:
    with app.test_client().get("/static/app.js", base_url=BASE_URL) as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("people=abc", 422),
        ("people=1e9", 422),
        ("people=-1", 422),
        ("people=501", 422),
        (f"people={'9' * 3000}", 422),
        ("module=nonsense", 422),
        ("factor=%00", 422),
        ("minutes=61", 422),
        ("who=%27%3B--", 422),
        (f"words={'a' * 3500}", 422),
        ("words=(a%2B)%2B$%5B%5C", 200),
        ("words=%00", 200),
        ("words=%3Cscript%3Ealert(1)%3C/script%3E", 200),
        ("words=%ff%fe", 200),
        ("words=a&words=b&module=&module=strategy", 200),
        ("&&&=&=%", 200),
        ("people=%D9%A3", 200),
    ],
)
def test_an_odd_search_of_the_catalogue(visitor: Visitor, query: str, status: int) -> None:
    page = visitor.get(f"/tools/?{query}", status=status)
    assert "<script>alert" not in page.html


@pytest.mark.parametrize("code", ["xx", "EN", "e", "en%0d%0aSet-Cookie:a=b", "../..", "%00", "fr"])
def test_a_language_that_is_not_offered(visitor: Visitor, code: str) -> None:
    visitor.get(f"/language/{code}", status=404)
    assert not visitor.client.get_cookie("language")
    visitor.client.set_cookie("language", code, domain="localhost")
    assert visitor.get("/").root.get("lang") == "en"


@pytest.mark.parametrize(
    "header", ["xx", "*;q=nan", "en;q=1e999", "a" * 8000, ",".join(["fr"] * 2000), "\xff"]
)
def test_an_odd_wish_for_a_language(visitor: Visitor, header: str) -> None:
    assert visitor.get("/", headers={"Accept-Language": header}).root.get("lang") == "en"


def test_what_a_wave_says_of_itself_is_text(
    settings: Settings, engines: Engines, visitor: Visitor
) -> None:
    from waves import PLAN, open_wave, roster  # noqa: PLC0415

    nasty = '"><script>alert(1)</script>{{ 7 * 7 }}%(x)s'
    plan = replace(PLAN, title=nasty, sponsor=nasty, decision=nasty)
    wave = open_wave(settings, engines, roster(entity=nasty), plan)
    page = visitor.get(f"/assessment/link/{next(iter(wave.tokens.values()))}")
    assert "<script>alert" not in page.html
    assert "{{ 7 * 7 }}%(x)s" in page.text
