"""The application factory: wiring only."""

import hashlib
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from toolkit import errors, language, security
from toolkit.assess import questions, results, start
from toolkit.catalog import views as catalog
from toolkit.config import Settings
from toolkit.database import Engines
from toolkit.pages import views as pages
from toolkit.runtime import EXTENSION, Runtime
from toolkit.throttle import Throttle

_YEAR = 31_536_000  # seconds; an address of a static file carries the hash of its contents


def create_app(settings: Settings, engines: Engines) -> Flask:
    """Build the application on a database that is up to date."""
    app = Flask(__name__)
    app.extensions[EXTENSION] = Runtime(settings, engines, Throttle())
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(Path(app.root_path) / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    security.configure(app, secret_key=settings.secret_key, secure_cookies=settings.secure_cookies)
    Babel(app, locale_selector=language.select)
    CSRFProtect(app)
    errors.init_app(app)
    for blueprint in (
        pages.blueprint,
        start.blueprint,
        questions.blueprint,
        results.blueprint,
        catalog.blueprint,
    ):
        app.register_blueprint(blueprint)
    app.context_processor(language.for_templates)
    _serve_static_files(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign] # Flask's documented way
    return app


def _serve_static_files(app: Flask) -> None:
    folder = Path(app.static_folder or "")
    versions = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in folder.rglob("*")
        if path.is_file()
    }

    @app.url_defaults
    def _version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static" and values.get("filename") in versions:
            values["v"] = versions[str(values["filename"])]

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign] # Flask's documented way
        app.wsgi_app, root=folder, prefix="static/", max_age=_YEAR
    )
