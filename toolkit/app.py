"""The application factory: wiring only."""

import hashlib
from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from toolkit import compression, errors, security
from toolkit.accounts import (
    entering,
    guard,
    logpages,
    methods,
    organisation,
    peoplepages,
    second,
    signin,
)
from toolkit.accounts import views as accounts
from toolkit.assess import questions, results, start
from toolkit.catalog import views as catalog
from toolkit.config import Settings
from toolkit.curate import (
    editing,
    exchange,
    insight,
    ownreviewing,
    questioning,
    reviewing,
    telling,
)
from toolkit.curate import views as curate
from toolkit.curate.weblinks import views as weblinks
from toolkit.entities import views as entities
from toolkit.insights import invited
from toolkit.insights import views as insights
from toolkit.mailing import serverpage
from toolkit.mailing import views as mailing
from toolkit.operations import views as operations
from toolkit.pages import views as pages
from toolkit.publications import has_demonstration
from toolkit.storage.database import Engines
from toolkit.waves import coordinating
from toolkit.waves import roster_views as rosters
from toolkit.waves import sampling_views as sampling
from toolkit.waves import views as waves
from toolkit.waves.outlook_views import blueprint as outlook
from toolkit.web import language, rendering
from toolkit.web.runtime import EXTENSION, Runtime
from toolkit.web.throttle import Throttle

_BLUEPRINTS = (
    pages.blueprint,
    start.blueprint,
    questions.blueprint,
    results.blueprint,
    catalog.blueprint,
    outlook,
    waves.blueprint,
    coordinating.blueprint,
    sampling.blueprint,
    accounts.blueprint,
    entering.blueprint,
    organisation.blueprint,
    second.blueprint,
    methods.blueprint,
    peoplepages.blueprint,
    logpages.blueprint,
    operations.blueprint,
    rosters.blueprint,
    mailing.blueprint,
    serverpage.blueprint,
    curate.blueprint,
    editing.blueprint,
    reviewing.blueprint,
    exchange.blueprint,
    insight.blueprint,
    ownreviewing.blueprint,
    questioning.blueprint,
    telling.blueprint,
    weblinks.blueprint,
    insights.blueprint,
    invited.blueprint,
    entities.blueprint,
)
_YEAR = 31_536_000  # seconds; an address of a static file carries the hash of its contents


def create_app(settings: Settings, engines: Engines) -> Flask:
    """Build the application on a database that is up to date."""
    app = Flask(__name__)
    with engines.read() as session:
        is_demonstration = has_demonstration(session)
    app.extensions[EXTENSION] = Runtime(settings, engines, Throttle(), is_demonstration)
    rendering.init_app(app)
    app.jinja_env.globals["is_demonstration"] = is_demonstration
    security.configure(app, secret_key=settings.secret_key, secure_cookies=settings.secure_cookies)
    language.init_app(app)
    # Who reads by a link has no session to be misused; nobody can send a form without the link.
    CSRFProtect(app).exempt(invited.blueprint)
    errors.init_app(app)
    signin.init_app(app)
    organisation.init_app(app, settings.organisation)
    guard.init_app(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    compression.init_app(app)
    _serve_static_files(app, settings.instance / "static")
    app.wsgi_app = security.OneAddress(app.wsgi_app, settings.public_url)  # type: ignore[method-assign] # Flask's documented way
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=0, x_host=0)  # type: ignore[method-assign] # Flask's documented way
    return app


def _serve_static_files(app: Flask, compressed: Path) -> None:
    folder = Path(app.static_folder or "")
    addresses = {
        name: f"{app.static_url_path}/{name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
        for path in folder.rglob("*")
        if path.is_file() and (name := path.relative_to(folder).as_posix())
    }
    app.jinja_env.globals["static_url"] = addresses.__getitem__
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign] # Flask's documented way
        app.wsgi_app,
        root=compression.static_files(folder, compressed),
        prefix="static/",
        max_age=_YEAR,
        allow_all_origins=False,
        add_headers_function=security.for_static_file,
    )
