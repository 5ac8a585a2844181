"""The strings to translate: the interface's by their English text, the content's by their id."""

from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from questionnaires.loader import parse as parse_questionnaire
from questionnaires.texts import texts as questionnaire_texts
from toolkit import content
from tools_catalog.loader import parse as parse_tool
from tools_catalog.loader import texts as tool_texts

_PACKAGE = Path(__file__).parent
FOLDER = _PACKAGE / "translations"
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
_OPTIONS = {"templates/**.html": {"trimmed": "true"}}
_HEADER = "# Strings of the innovation maturity toolkit.\n# Licence: Apache-2.0.\n#"


@click.command("strings")
def command() -> None:
    """Write the templates that translators begin with: interface and content."""
    for path, number in write():
        click.echo(f"{number} strings in {path}")


def write(folder: Path = FOLDER) -> Iterator[tuple[Path, int]]:
    """Write ``messages.pot`` and ``content.pot``; yield each path with its number of strings."""
    folder.mkdir(exist_ok=True)
    for name, catalogue in (("messages.pot", interface()), ("content.pot", content_texts())):
        path = folder / name
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, omit_header=False, sort_output=False)
        yield path, len(catalogue)


def interface() -> Catalog:
    """Every string of the interface, from the code and the templates."""
    catalogue = _catalogue()
    found = extract_from_dir(_PACKAGE, _METHODS, options_map=_OPTIONS, keywords=_keywords())
    for filename, _line, message, comments, context in sorted(found, key=lambda entry: entry[:2]):
        catalogue.add(message, locations=[(filename, 0)], auto_comments=comments, context=context)
    return catalogue


def content_texts() -> Catalog:
    """Every text of questionnaires and tools; the context is the text's id."""
    catalogue = _catalogue()
    for file in content.packaged():
        if file.kind == content.QUESTIONNAIRE:
            found = questionnaire_texts(parse_questionnaire(file.text, source=file.source))
        else:
            found = tool_texts(parse_tool(file.text, source=file.source))
        for text_id, text in found.items():
            catalogue.add(text, context=text_id)
    return catalogue


def _catalogue() -> Catalog:
    return Catalog(project="innovation-maturity-toolkit", header_comment=_HEADER, charset="utf-8")


def _keywords() -> dict[str, tuple[int, ...] | None]:
    return {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
