"""What is wrong with a text, every problem at once, each at its place in the form."""

from sqlalchemy.orm import Session

from questionnaires.loader import check as check_questionnaire
from questionnaires.loader import parse as parse_questionnaire
from toolkit import content
from tools_catalog import loader, writing

# What the library that checks types says of an empty or wrong field.
_EMPTY = "Is empty"
_BEGINNINGS = {
    "String should have at most": "Has more than",
    "Input should be greater than or equal to": "Is less than",
    "Input should be less than or equal to": "Is more than",
}
_IN_PLAIN_WORDS = {
    "String should have at least 1 character": _EMPTY,
    "Input should be a valid integer": "Is not a whole number",
    "Input should be a valid string": _EMPTY,
    "Dictionary should have at least 1 item after validation, not 0": _EMPTY,
    "Tuple should have at least 1 item after validation, not 0": _EMPTY,
    "String should match pattern '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'": "Is not chosen",
    "Input should be 'anyone', 'team-lead', 'head-of-office' or 'executive'": "Is not chosen",
}


def problems(session: Session, tool_id: str, text: str) -> list[tuple[str, str]]:
    """Every problem of a tool's text, as (field of its form, message)."""
    found = [
        (writing.field_of(problem.path), _in_the_field(text, problem.path, problem.message))
        for problem in loader.check(text, source=f"{tool_id}.md")
    ]
    fields = writing.taken_apart(text, source=tool_id)
    tools, core = content.catalogue(session)
    for name in fields:
        factor = name.removeprefix(writing.FACTOR)
        if name != factor and factor not in core.factors:
            found.append(("factors", f"{factor} is no factor of the questionnaire"))
    if fields["module"] and core.module(fields["module"]) is None:
        found.append(("module", f"{fields['module']} is no module of the questionnaire"))
    known = {tool.id for tool in tools} | {tool_id}
    for place, target in loader.tool_links(text):
        if target not in known:
            message = _in_the_field(text, place, f"Links to {target}, which is no tool")
            found.append((writing.field_of(place), message))
    return list(dict.fromkeys(found))


def questionnaire_problems(session: Session, questionnaire_id: str, text: str) -> list[str]:
    """Every problem of a questionnaire's text, each with its place."""
    found = [
        ": ".join(filter(None, (problem.path, problem.message)))
        for problem in check_questionnaire(text, source="")
    ]
    if found:
        return found
    questionnaire = parse_questionnaire(text, source="")
    if questionnaire.id != questionnaire_id:
        found.append(f"id: Is not {questionnaire_id}, and an id never changes")
    files = {tool.id: tool for tool in content.tools(session)}
    return [*found, *content.cross_check({"this questionnaire": questionnaire, **files})]


def _in_the_field(text: str, path: str, message: str) -> str:
    """A message with its line, counted from the first line of the field that it stands in."""
    message = _in_plain_words(message)
    title, _, line = path.rpartition(", line ")
    lines = text.split("\n")
    if not line.isdigit() or f"## {title}" not in lines or message == _EMPTY:
        return message
    first = lines.index(f"## {title}") + 2  # a blank line stands between
    return f"{message} (line {max(int(line) - first, 1)})"


def _in_plain_words(message: str) -> str:
    for beginning, plain in _BEGINNINGS.items():
        message = message.replace(beginning, plain)
    return _IN_PLAIN_WORDS.get(message, message)
