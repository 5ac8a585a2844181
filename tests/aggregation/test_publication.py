"""One written form, which says when it was touched."""

import json
from dataclasses import replace

import pytest
from answering import publish, respond

from aggregation.errors import PublicationError
from aggregation.publication import Publication
from aggregation.settings import Settings

PUBLICATION = publish(respond({0: 40, 2: 40, 3: 40}))


def test_the_hash_stays_as_it_was() -> None:
    """A change of form is a new FORMAT, for older publications have to read as they are."""
    nothing = publish(respond({}))
    assert nothing.hash == "7b9bb785267dd7bd5896ad2a5a274d8d73c6d04031f929008ed104b17bd76552"


def test_texts_of_format_3_read_as_they_are() -> None:
    """They lack what came with format 4, and nothing else."""
    older = replace(publish(respond({})), format=3)
    assert older.hash == "5d370009a63d0b8c474e3961f30cf3e0c244a8e1044d8d754de5fe46ae2b95e2"
    assert Publication.from_json(older.json) == older
    assert "own" not in json.loads(older.json)


def test_texts_of_format_2_read_as_they_are() -> None:
    """They lack what came with formats 3 and 4, and nothing else."""
    older = replace(publish(respond({})), format=2, scales=(), spares=None)
    assert older.hash == "f10bc403ba3d2375026493bd68bf6b930078af471cfec7555bad743d7270ad51"
    assert Publication.from_json(older.json) == older
    assert "scales" not in older.json


@pytest.mark.parametrize("number", [1, 5])
def test_texts_of_another_format_are_refused_by_name(number: int) -> None:
    text = PUBLICATION.json.replace('"format":4', f'"format":{number}')
    with pytest.raises(PublicationError, match=f"its format is {number}, not one of"):
        Publication.from_json(text)


def test_a_text_of_one_format_does_not_pass_for_the_other() -> None:
    older = replace(PUBLICATION, format=2, scales=(), spares=None).json
    for text in (
        PUBLICATION.json.replace('"format":4', '"format":2'),
        PUBLICATION.json.replace('"format":4', '"format":3'),
        older.replace('"format":2', '"format":4'),
    ):
        with pytest.raises(PublicationError, match="canonical"):
            Publication.from_json(text)


def test_the_hash_is_that_of_the_form_and_tells_publications_apart() -> None:
    assert Publication.from_json(PUBLICATION.json).hash == PUBLICATION.hash
    assert publish(respond({0: 40, 2: 40, 3: 40}, seed=2)).hash != PUBLICATION.hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"format":4', '"format": 2'),
        ('"format":4', '"format":4.0'),
        ('"format":4', '"format":4,"extra":2'),
        ('"format":4', '"format":"1"'),
        ('"kind":"system"', '"kind":"planet"'),
        ('"k":10', '"k":5'),
        ('"wave":"2026"}', '"wave":"2026"'),
        ('"edition"', '"edition","edition"'),
    ],
)
def test_a_form_that_was_touched_is_refused(old: str, new: str) -> None:
    assert old in PUBLICATION.json
    with pytest.raises(PublicationError):
        Publication.from_json(PUBLICATION.json.replace(old, new, 1))


def test_keys_are_sorted_and_every_version_and_setting_is_in_it() -> None:
    read = json.loads(PUBLICATION.json)
    assert list(read) == sorted(read)
    assert read["edition"] == {"versions": [["questionnaire", "small/1"]], "wave": "2026"}
    assert read["settings"]["thresholds"] == {"distribution": 20, "k": 10, "mean": 10}
    assert Settings(open_wave=True) == publish(respond({}), Settings(open_wave=True)).settings


def test_an_unknown_group_or_question_is_no_blank() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        PUBLICATION.node("nowhere")
    with pytest.raises(KeyError, match="unasked"):
        PUBLICATION.node("system").question("unasked")
