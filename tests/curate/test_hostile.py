"""What is sent to the desk to do harm: refused in words, nothing half done, everything kept."""

import io
import zipfile
from collections.abc import Callable

import pytest
from desk import Clerk, said
from htmlpage import Page
from sqlalchemy import func, select

from toolkit import content
from toolkit.curate import files
from toolkit.models import Audit, Content
from toolkit.storage.database import Engines

NewClerk = Callable[..., Clerk]
TOOL = "/tools/embrace-failures"
QUESTIONNAIRE = "/questionnaires/space/versions"
SHIPPED = {
    path: file.text
    for file in content.packaged()
    for path in [f"{files.TOOLS}/{file.id}.md"]
    if file.kind == content.TOOL
}


def rows(engines: Engines) -> tuple[int, int]:
    """How many versions and how many lines of the log there are."""
    with engines.read() as session:
        return tuple(  # type: ignore[return-value] # two numbers
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Content, Audit)
        )


# --- Markdown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x](javascript:alert(1))", "Links to javascript:alert(1)"),
        ("[x](JaVaScRiPt:alert%281%29)", "only https: and tool: are allowed"),
        ("[x](&#106;avascript:alert%281%29)", "only https: and tool: are allowed"),
        ("[x]\n\n[x]: javascript:alert(1)", "only https: and tool: are allowed"),
        ("<javascript:alert(1)>", "only https: and tool: are allowed"),
        ("[x](vbscript:x)", "only https: and tool: are allowed"),
        ("[x](data:text/html;base64,PHNjcmlwdD4=)", "only https: and tool: are allowed"),
        ("[x](//example.org)", "only https: and tool: are allowed"),
        ("![x](data:image/png;base64,iVBORw0KGgo=)", "Has an image"),
        ("![x](https://example.org/x.png)", "Has an image"),
        ("<script>alert(1)</script>", "Has HTML"),
        ("<ScRiPt src=//example.org></sCrIpT>", "Has HTML"),
        ("<img src=x onerror=alert(1)>", "Has HTML"),
        ("Words <b onmouseover=alert(1)>here</b>", "Has HTML"),
        ("<style>body{display:none}</style>", "Has HTML"),
        ('<p style="position:fixed">x</p>', "Has HTML"),
        ("<!-- hidden -->", "Has HTML"),
        ("<?php x ?>", "Has HTML"),
    ],
)
def test_harmful_markdown_is_kept_as_text_and_goes_no_further(
    clerk: NewClerk, text: str, expected: str
) -> None:
    amina = clerk()
    amina.opens(TOOL)
    amina.sends(f"{TOOL}/versions/1/again")
    page = amina.saves(go="preview", status=422, sections__references=text)
    assert expected in said(page)
    assert amina.typed()["sections.references"] == text
    harmless(page)
    for path in ("", "preview", "preview/worksheet"):
        page = amina.opens(f"{TOOL}/versions/2/{path}")
        assert "To mend first" in said(page)
        harmless(page)
    amina.sends(f"{TOOL}/versions/2/hand-in", status=409, note="x", revision="2")


@pytest.mark.parametrize("field", ["name", "summary", "monday", "propose", "outputs"])
def test_harmful_facts_go_no_further(clerk: NewClerk, field: str) -> None:
    amina = clerk()
    amina.opens(TOOL)
    amina.sends(f"{TOOL}/versions/1/again")
    page = amina.saves(go="hand-in", status=422, **{field: "<img src=x onerror=alert(1)>"})
    assert "Has HTML" in said(page)
    assert amina.typed()[field] == "<img src=x onerror=alert(1)>"
    harmless(page)


def test_what_is_no_markup_is_shown_as_it_is_written(clerk: NewClerk) -> None:
    amina = clerk()
    amina.opens(TOOL)
    amina.sends(f"{TOOL}/versions/1/again")
    page = amina.saves(go="preview", sections__case="<svg/onload=alert(1)> & {{ 7 * 7 }}")
    assert "<svg/onload=alert(1)> & {{ 7 * 7 }}" in said(page)
    harmless(page)


def harmless(page: Page) -> None:
    """Nothing that was typed became markup."""
    for element in page.all("*"):
        assert not any(name.startswith("on") for name in element.attrib), element.attrib
        assert "style" not in element.attrib
        address = (element.get("href") or element.get("src") or "").strip().lower()
        assert not address.startswith(("javascript:", "vbscript:", "data:")), address
    assert {one.get("src", "").partition("?")[0] for one in page.all("script")} <= {
        "/static/app.js"
    }


# --- YAML


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id: [space\n", "Is not YAML"),
        ("\tid: space", "Is not YAML"),
        ("id: space\nid: other", "twice"),
        ("a: &a {b: 1}\n<<: *a", "Is an alias"),
        (
            "\n".join(
                ["a: &a [x, x]"]
                + [
                    f"{one}: &{one} [*{two}, *{two}]"
                    for one, two in zip("bcdefghi", "abcdefgh", strict=True)
                ]
            ),
            "Is an alias",
        ),
        ("!!python/object/apply:os.system ['true']", "tag"),
        ("{" * 2000, "YAML"),
        ("a:\n" + "".join(f"{' ' * depth}- \n" for depth in range(1, 400)), "nested"),
        ("---\na: 1\n---\nb: 2\n", "YAML"),
        ("k" * 999_000 + ": 1", "Is not YAML"),
    ],
)
def test_a_harmful_questionnaire_is_kept_with_its_problem(
    clerk: NewClerk, text: str, expected: str
) -> None:
    amina = clerk()
    amina.opens("/questionnaires/")
    amina.sends(f"{QUESTIONNAIRE}/1/again")
    page = amina.sends(f"{QUESTIONNAIRE}/2/edit", text=text)
    assert expected in said(page)
    (area,) = page.all("textarea")
    assert (area.text or "").removeprefix("\n") == text


def test_more_than_the_desk_takes_is_refused_before_it_is_read(
    clerk: NewClerk, engines: Engines
) -> None:
    amina = clerk()
    amina.opens("/questionnaires/")
    amina.sends(f"{QUESTIONNAIRE}/1/again")
    before = rows(engines)
    page = amina.sends(f"{QUESTIONNAIRE}/2/edit", status=413, text="k" * 100_000_000 + ": 1")
    assert "too large" in said(page)
    assert rows(engines) == before


# --- ZIP


def packed(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


def twice(name: str) -> bytes:
    """The same name two times, which the library will not write."""
    other = name[:-1] + "_"
    data = packed((name, b"one"), (other, b"two"))
    return data.replace(other.encode(), name.encode())


def lying(name: str) -> bytes:
    """A file that unpacks to more than it says."""
    data = bytearray(packed((name, b"0" * 3_000_000)))
    size = (3_000_000).to_bytes(4, "little")
    return bytes(data).replace(size, (30).to_bytes(4, "little"))


GOOD = f"{files.TOOLS}/source-ideas.md"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (twice(GOOD), "A file is in it twice"),
        (packed(("../" + GOOD, b"x")), "is no file of a catalogue"),
        (packed(("/" + GOOD, b"x")), "is no file of a catalogue"),
        (packed((f"{files.TOOLS}/../../x.md", b"x")), "is no file of a catalogue"),
        (packed((GOOD.replace("/", "\\"), b"x")), "is no file of a catalogue"),
        (packed((f"{files.TOOLS}/Source.md", b"x")), "is no file of a catalogue"),
        (packed(("<script>alert(1)</script>", b"x")), "is no file of a catalogue"),
        (packed((link(GOOD), b"/etc/passwd")), "Does not begin with facts"),
        (packed((GOOD, b"\xff\xfe\x00")), "Is not UTF-8"),
        (packed((GOOD, b"0" * 2_000_001)), "larger than 2 megabytes"),
        (lying(GOOD), "not a ZIP file"),
        (packed(("inner.zip", packed((GOOD, b"x")))), "is no file of a catalogue"),
        (packed((GOOD, b"x"))[:-30], "not a ZIP file"),
    ],
)
def test_a_harmful_upload_is_refused_whole(
    clerk: NewClerk, engines: Engines, data: bytes, expected: str
) -> None:
    amina = clerk()
    amina.opens("/catalogue")
    before = rows(engines)
    page = amina.visitor.post(
        "/account/curate/catalogue", {"catalogue": (io.BytesIO(data), "x.zip")}, status=422
    )
    assert expected in said(page)
    harmless(page)
    assert rows(engines) == before


def test_more_files_than_a_catalogue_can_have_are_not_unpacked(
    clerk: NewClerk, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 50)
    amina = clerk()
    amina.opens("/catalogue")
    before = rows(engines)
    data = packed(*((f"{files.TOOLS}/t-{number}.md", b"") for number in range(51)))
    page = amina.visitor.post(
        "/account/curate/catalogue", {"catalogue": (io.BytesIO(data), "x.zip")}, status=422
    )
    assert "It holds more than 50 files" in said(page)
    assert rows(engines) == before


def test_one_bad_file_among_good_ones_leaves_all_out(clerk: NewClerk, engines: Engines) -> None:
    amina = clerk()
    amina.opens("/catalogue")
    before = rows(engines)
    changed = {path: text.replace("\nname: ", "\nname: New ", 1) for path, text in SHIPPED.items()}
    changed[GOOD] += "\n<script>alert(1)</script>\n"
    page = amina.visitor.post(
        "/account/curate/catalogue",
        {"catalogue": (io.BytesIO(files.packed(changed)), "x.zip")},
        status=422,
    )
    assert "source-ideas.md: References, line" in said(page)
    assert "Has HTML" in said(page)
    assert rows(engines) == before
