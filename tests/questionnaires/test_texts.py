"""Text ids."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.loader import check, parse
from questionnaires.model import PERSPECTIVES, Perspective, Questionnaire
from questionnaires.texts import level_id, stem_id, texts

NOT_TEXT = {"id", "language", "referent", "factors"}


def _written(value: object, key: str = "") -> list[str]:
    """Every text of a document that is not an id or a rule."""
    if isinstance(value, dict):
        return [text for k, v in value.items() if k != "rules" for text in _written(v, k)]
    if isinstance(value, list):
        return [text for inner in value for text in _written(inner, key)]
    return [value] if isinstance(value, str) and key not in NOT_TEXT else []


def test_every_text_has_an_id_and_no_id_has_two(document: dict[str, Any]) -> None:
    named = texts(parse(json.dumps(document), source="x"))
    names = document["rules"]["profiles"]["names"].values()
    assert sorted(named.values()) == sorted([*_written(document), *names])


@pytest.mark.parametrize(
    ("text_id", "text"),
    [
        ("space.title", "Self-assessment"),
        ("space.goals.name", "Goals"),
        ("space.goals-1.stem.team", "What does your team do about goals-1?"),
        ("space.goals-1.level.3", "We do goals-1 in a way called practised here."),
        ("space.strategy.progress.unit", "What does your unit do about strategy?"),
        ("space.barrier.rules.source", "Paragraph 36"),
        ("space.profile.evaluation.name", "Evaluator"),
    ],
)
def test_ids_are_made_of_content_ids(questionnaire: Questionnaire, text_id: str, text: str) -> None:
    assert texts(questionnaire)[text_id] == text


@pytest.mark.parametrize("perspective", PERSPECTIVES)
def test_a_page_finds_each_stem_and_level_by_id(
    questionnaire: Questionnaire, perspective: Perspective
) -> None:
    named = texts(questionnaire)
    for question in questionnaire.questions.values():
        stem = named[stem_id(questionnaire.id, question, perspective)]
        assert stem == question.stem.text(perspective)
        descriptions = [named[level_id(questionnaire.id, question, n)] for n in range(1, 6)]
        assert descriptions == list(question.levels)


def test_ids_stay_when_content_is_moved(document: dict[str, Any]) -> None:
    before = texts(parse(json.dumps(document), source="x"))
    document["modules"].reverse()
    document["modules"][0]["factors"].reverse()
    document["barriers"]["options"].reverse()
    assert texts(parse(json.dumps(document), source="x")) == before


AWKWARD = st.sampled_from(
    [
        *("barrier", "barriers", "level", "tool", "tools-tried", "tool-answer", "progress-answer"),
        *("profile", "title", "name", "text", "stem", "help", "about", "none", "question"),
    ]
)


@given(data=st.data())
def test_even_awkward_ids_never_share_a_text_id(
    questionnaire: Questionnaire, data: st.DataObject
) -> None:
    document = json.loads(questionnaire.model_dump_json(exclude_none=True))
    kinds = [
        [document["modules"][4], *(f for m in document["modules"][:4] for f in m["factors"][1:3])],
        [q for m in document["modules"] for f in m["factors"] for q in f["questions"]],
        document["levels"],
        document["barriers"]["options"],
        document["tools_tried"]["options"],
        document["tools_tried"]["answers"],
        document["progress_answers"],
    ]
    for kind in kinds:
        chosen = data.draw(st.lists(AWKWARD, max_size=len(kind), unique=True))
        for entry, awkward in zip(kind, chosen, strict=False):
            entry["id"] = awkward
    document["barriers"]["options"][0]["factors"] = []
    names = document["rules"]["profiles"]["names"]
    names[document["modules"][4]["id"]] = names.pop("evaluation")
    text = json.dumps(document)
    assert check(text, source="x") == ()
    assert len(texts(parse(text, source="x"))) == len(texts(questionnaire))
