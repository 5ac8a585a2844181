"""What fields alone cannot tell about a questionnaire, checked on raw values.

Each check passes over what has the wrong shape, which the fields' own validation reports; so all
problems of a file come at once.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from types import EllipsisType

from questionnaires.errors import Located, Path
from questionnaires.model import OFFICE_SIZES, PERSPECTIVES

_Steps = tuple[str | int | EllipsisType, ...]  # the way into a document; ... is each of a list

_MODULES: _Steps = ("modules", ...)
_FACTORS: _Steps = (*_MODULES, "factors", ...)
_QUESTIONS: _Steps = (*_FACTORS, "questions", ...)

_ID_SPACES: tuple[tuple[_Steps, ...], ...] = (
    (_MODULES, _FACTORS),  # their texts share one space of names
    (_QUESTIONS,),
    (("levels", ...),),
    (("progress_answers", ...),),
    (("barriers", "options", ...),),
    (("tools_tried", "options", ...),),
    (("tools_tried", "answers", ...),),
)
_WORDS = range(6, 19)
_JOINERS = "\u200c\u200d"  # which scripts such as Persian are written with
_PROGRAM = re.compile(r"[{}]|</?[a-z!]|%\(", re.IGNORECASE)


def problems_of(document: object) -> Iterator[Located]:
    """Every problem across the fields of one document, with the path to it."""
    yield from _doubled_ids(document)
    yield from _unknown_references(document)
    yield from _profile_names(document)
    yield from _stems(document)
    yield from descriptions(document, _QUESTIONS)
    yield from _good_enough(document)
    yield from programs(document)


def _doubled_ids(document: object) -> Iterator[Located]:
    for space in _ID_SPACES:
        seen: set[str] = set()
        for steps in space:
            for path, own in _texts_at(document, *steps, "id"):
                if own in seen:
                    yield path, f"{own} is the id of another one too"
                seen.add(own)


def _unknown_references(document: object) -> Iterator[Located]:
    factors = _ids(document, _FACTORS)
    for path, factor in _texts_at(document, "barriers", "options", ..., "factors", ...):
        if factor not in factors:
            yield path, f"{factor} is not a factor"
    modules = _ids(document, _MODULES)
    for steps in (("trailblazer", "modules"), ("names",)):
        for path, value in _find(document, ("rules", "profiles", *steps)):
            for key in sorted(_keys(value) - modules):
                yield (*path, key), f"{key} is not a module"


def _profile_names(document: object) -> Iterator[Located]:
    modules = _ids(document, _MODULES)
    for path, names in _find(document, ("rules", "profiles", "names")):
        for module in sorted(modules - _keys(names)):
            yield path, f"No name for a profile that is strongest in {module}"


def _stems(document: object) -> Iterator[Located]:
    for path, referent in _texts_at(document, *_QUESTIONS, "referent"):
        needed = {"organisation"} if referent == "organisation" else set(PERSPECTIVES)
        yield from _perspectives(document, (*path[:-1], "stem"), needed)
    for path, _ in _find(document, (*_MODULES, "progress")):
        yield from _perspectives(document, path, set(PERSPECTIVES))
    yield from _perspectives(document, ("barriers", "stem"), set(PERSPECTIVES))


def _perspectives(document: object, steps: _Steps, needed: AbstractSet[str]) -> Iterator[Located]:
    for path, stem in _find(document, steps):
        written = _keys(stem) & set(PERSPECTIVES)
        for perspective in sorted(needed - written - {"organisation"}):
            yield (*path, perspective), "Is missing: each perspective is written out in full"
        for perspective in sorted(written - needed):
            yield (*path, perspective), "Is not asked: this one is about the organisation"


def descriptions(document: object, questions: _Steps) -> Iterator[Located]:
    """Descriptions of levels that are too short, too long, or the same as another's."""
    for path, _ in _find(document, (*questions, "levels")):
        seen: set[str] = set()
        for at, text in _texts_at(document, *path, ...):
            words = re.findall(r"\S*\w\S*", text)
            if len(words) not in _WORDS:
                yield at, f"Has {len(words)} words, not {_WORDS[0]} to {_WORDS[-1]}"
            if (folded := " ".join(words).casefold().rstrip(".")) in seen:
                yield at, "Repeats another description of this question"
            seen.add(folded)


def _good_enough(document: object) -> Iterator[Located]:
    for path, value in _find(document, (*_QUESTIONS, "good_enough")):
        levels = dict(_children(value))
        small, large = (levels.get(size) for size in OFFICE_SIZES)
        if isinstance(small, int) and isinstance(large, int) and small > large:
            yield path, "Asks more of a small office than of a large one"


def programs(value: object, path: Path = ()) -> Iterator[Located]:
    """Texts that hold markup or a slot to be filled in."""
    if isinstance(value, str) and _PROGRAM.search(value):
        yield path, "Holds a slot or markup; content is text only"
    for key, child in _children(value):
        yield from programs(child, (*path, key))


def unprintable(value: object, path: Path = ()) -> Iterator[Located]:
    """Texts with characters that nobody sees, or that turn the direction of others around."""
    if isinstance(value, str) and not all(map(_is_seen, value)):
        yield path, "Holds characters that are not seen, such as control characters"
    for key, child in _children(value):
        yield from unprintable(child, (*path, key))


def _is_seen(letter: str) -> bool:
    return letter.isprintable() or letter in _JOINERS


def _find(value: object, steps: _Steps, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every value that the steps lead to, with its path; nothing where the shape differs."""
    if not steps:
        yield path, value
        return
    for key, child in _children(value):
        if key == steps[0] or (steps[0] is ... and isinstance(value, list)):
            yield from _find(child, steps[1:], (*path, key))


def _texts_at(document: object, *steps: str | int | EllipsisType) -> Iterator[tuple[Path, str]]:
    for path, value in _find(document, steps):
        if isinstance(value, str):
            yield path, value


def _children(value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _keys(value: object) -> frozenset[str]:
    return frozenset(value) if isinstance(value, dict) else frozenset()


def _ids(document: object, steps: _Steps) -> frozenset[str]:
    return frozenset(value for _, value in _texts_at(document, *steps, "id"))
