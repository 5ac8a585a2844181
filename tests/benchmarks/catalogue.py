"""The catalogue's pages with the tools that are shipped, and with a thousand."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from tests.benchmarks.figures import Figure
from tests.benchmarks.pages import Browser, beside_bare
from toolkit import content
from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.content import TOOL, ContentFile
from toolkit.models import Content
from toolkit.storage import database
from toolkit.storage.database import Engines

MANY = 1_000
_PAGES = {
    "all of them": "/tools/",
    "a search": "/tools/?words=plan",
    "a filter": "/tools/?module=strategy&minutes=240",
    "one tool": "/tools/from-pilot-to-scale",
}


def figures(app: Flask, engines: Engines, settings: Settings) -> Iterator[Figure]:
    """Each page with few tools, where most of it is what every page has, and with many."""
    browser = Browser.of(app)
    for what, path in _PAGES.items():
        figure = beside_bare(f"Catalogue, {what}, CPU", browser, path, engines)
        yield replace(figure, budget=None)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'toolkit.db'}"
        large = database.connect(url)
        try:
            _fill(url, large)
            browser = Browser.of(create_app(replace(settings, database_url=url), large))
            for what, path in _PAGES.items():
                yield beside_bare(f"Catalogue of {MANY:,}, {what}, CPU", browser, path, large)
        finally:
            large.dispose()


def _fill(url: str, engines: Engines) -> None:
    """Import what is shipped, and copies of its tools under other ids."""
    database.upgrade(url)
    shipped = [file for file in content.packaged() if file.kind == TOOL]
    with engines.write() as session:
        content.import_packaged(session)
        for number, file in enumerate(islice(cycle(shipped), MANY - len(shipped))):
            session.add(_copy(file, f"{file.id}-{number}"))


def _copy(file: ContentFile, tool_id: str) -> Content:
    text = file.text.replace(f"id: {file.id}", f"id: {tool_id}", 1)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Content(kind=TOOL, id=tool_id, version=file.version, text=text, sha256=sha256)
