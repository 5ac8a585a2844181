"""Pages travel compressed and in whole steps, so that their length says nothing of the answers."""

import gzip
from pathlib import Path

from browsing import BASE_URL, Visitor
from filledforms import filled_forms
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import Questionnaire
from toolkit.compression import STEP, pad, static_files

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@given(st.binary(max_size=3 * STEP))
def test_padding_fills_whole_steps_and_changes_nothing(data: bytes) -> None:
    packed = gzip.compress(data)
    padded = pad(packed)
    assert gzip.decompress(padded) == data
    assert len(padded) % STEP == 0
    assert 0 < len(padded) - len(packed) <= STEP


def test_a_page_is_sent_in_whole_steps_to_who_reads_gzip(visitor: Visitor) -> None:
    plain = visitor.fetch("/privacy")
    response = visitor.fetch("/privacy", headers=GZIP)
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert len(response.data) == int(response.headers["Content-Length"]) == STEP
    assert gzip.decompress(response.data) == plain.data


def test_a_page_is_sent_as_it_is_to_who_does_not(visitor: Visitor) -> None:
    for headers in ({}, {"Accept-Encoding": "gzip;q=0, identity"}):
        response = visitor.fetch("/privacy", headers=headers)
        assert "Content-Encoding" not in response.headers
        assert response.data.startswith(b"<!DOCTYPE html>")


def test_the_length_of_a_page_says_nothing_of_the_answers(
    app: Flask, questionnaire: Questionnaire
) -> None:
    pages = ["/assessment/check", "/assessment/result", "/assessment/copy"]
    pages += [f"/assessment/answer/{part_id}" for part_id in filled_forms(questionnaire)]
    seen: dict[str, set[int]] = {page: set() for page in pages}
    for person in range(4):
        visitor = Visitor(app)
        visitor.begin()
        for part_id, form in filled_forms(questionnaire, person).items():
            visitor.send(f"/assessment/answer/{part_id}", form)
        for page, lengths in seen.items():
            lengths.add(len(visitor.fetch(page, headers=GZIP).data))
    assert {page: len(lengths) for page, lengths in seen.items()} == dict.fromkeys(pages, 1)


def test_a_file_to_keep_is_not_compressed(visitor: Visitor) -> None:
    visitor.begin()
    assert "Content-Encoding" not in visitor.fetch("/assessment/copy", headers=GZIP).headers


def test_static_files_are_sent_compressed(app: Flask) -> None:
    client = app.test_client()
    with (
        client.get("/static/app.css", base_url=BASE_URL) as plain,
        client.get("/static/app.css", base_url=BASE_URL, headers=GZIP) as packed,
    ):
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data


def test_a_changed_static_file_is_compressed_anew(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for text in ("a" * 1000, "b" * 1000):
        (source / "app.js").write_text(text)
        folder = static_files(source, tmp_path / "target")
        assert gzip.decompress((folder / "app.js.gz").read_bytes()).decode() == text
