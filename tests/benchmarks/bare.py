"""A bare Flask application that shows pages of the same size and writes the same rows.

Each of the toolkit's own pages, once rendered, becomes one Jinja template: its markup as it is, a
variable for every text, a condition for every box that can be checked. No code to keep, nothing
encrypted, no CSRF, no validation, no languages, no result to work out.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, Response, redirect, render_template, request
from jinja2 import DictLoader
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from toolkit.models import Ballot, Blob, Link
from toolkit.sealing.blobs import STEP
from toolkit.storage.database import Engines

Statement = tuple[str, Any]  # as the driver is given it, with its parameters

_BALLOT_BYTES, _CIPHER_BYTES = 1216, 28
_TEXT = re.compile(r">([^<>]*[^<>\s][^<>]*)<")
_BOX = re.compile(r'(<input [^>]*name="([^"]+)" type="(?:radio|checkbox)" value="([^"]+)")[^>]*>')


def as_template(html: str) -> tuple[str, list[str]]:
    """A page as a template, and the texts that it is filled with."""
    texts: list[str] = []

    def variable(found: re.Match[str]) -> str:
        texts.append(found[1])
        return f">{{{{ texts[{len(texts) - 1}] }}}}<"

    source = _TEXT.sub(variable, html)
    source = _BOX.sub(r'\1{% if ("\2", "\3") in chosen %} checked{% endif %}>', source)
    return source, texts


def create_bare(
    pages: Mapping[str, str],
    engines: Engines,
    statements: Mapping[str, Sequence[Statement]] | None = None,
) -> Flask:
    """Build it from pages by path, and from what each page but a respondent's reads to be made."""
    app = Flask(__name__)
    read_by = statements or {}
    made = {path: as_template(html) for path, html in pages.items()}
    app.jinja_loader = DictLoader({f"{path}.html": source for path, (source, _) in made.items()})

    @app.get("/<path:path>")
    def page(path: str) -> AnyResponse | str:
        path = f"/{path}"
        if path.startswith("/assessment/link/"):
            return _hold_invitation(engines, path.rpartition("/")[2])
        with Session(engines.reading) as session, session.begin():
            chosen = _chosen(_blob(session)) if "sheet" in request.cookies else set()
            for text, values in read_by.get(path, ()):
                session.connection().exec_driver_sql(text, values).fetchall()
        return render_template(f"{path}.html", texts=made[path][1], chosen=chosen)

    @app.post("/assessment/begin")
    def begin() -> AnyResponse:
        blob_id = os.urandom(16)
        with Session(engines.writing) as session, session.begin():
            session.add(Blob(id=blob_id, wave_id=0, body=_body({"size": [request.form["size"]]})))
        response = redirect("/assessment/code", 303)
        response.set_cookie("sheet", blob_id.hex(), path="/assessment")
        return response

    @app.post("/assessment/code")
    def code() -> AnyResponse:
        return redirect("/assessment/tasks", 303)

    @app.post("/assessment/answer/<part_id>")
    def answer(part_id: str) -> AnyResponse:
        with Session(engines.writing) as session, session.begin():
            _change(session, dict(request.form.lists()))
        return redirect(f"/assessment/answer/{part_id}", 303)

    @app.post("/assessment/submit")
    def submit() -> AnyResponse:
        with Session(engines.writing) as session, session.begin():
            _change(session, {"submitted": ["yes"]})
            if token := request.cookies.get("invitation"):
                link = session.get_one(Link, _link_id(token))
                link.spent = True
                body = os.urandom(_BALLOT_BYTES)
                session.merge(Ballot(id=os.urandom(16), cell_id=link.cell_id, body=body))
        return redirect("/assessment/result", 303)

    return app


def _hold_invitation(engines: Engines, token: str) -> Response | AnyResponse:
    with Session(engines.reading) as session, session.begin():
        session.get_one(Link, _link_id(token))
    response = redirect("/assessment/", 303)
    response.set_cookie("invitation", token, path="/assessment")
    return response


def _link_id(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _blob(session: Session) -> Blob:
    return session.get_one(Blob, bytes.fromhex(request.cookies["sheet"]))


def _change(session: Session, given: Mapping[str, list[str]]) -> None:
    blob = _blob(session)
    blob.body = _body(json.loads(blob.body) | given)


def _body(answers: Mapping[str, list[str]]) -> bytes:
    return json.dumps(answers).encode().ljust(STEP + _CIPHER_BYTES)


def _chosen(blob: Blob) -> set[tuple[str, str]]:
    return {(name, value) for name, values in json.loads(blob.body).items() for value in values}
