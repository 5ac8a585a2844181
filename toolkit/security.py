"""What every request may be and every response carries: limits, headers, cookies, no trace."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from wsgiref.headers import Headers

from flask import Flask, Response, abort, request
from gunicorn.http.errors import ParseException

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; "
    "img-src 'self' data:; "  # the QR code of a recovery code never becomes a request of its own
    "script-src 'self'; style-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
LARGEST_BODY = 256 * 1024  # bytes; a copy of one's answers is a few kilobytes
LARGEST_SHEET = 8 * 1024 * 1024  # bytes; 35,000 people are about 3 million
MOST_FIELDS = 500
_WITH_SHEETS = {"roster.import_whole", "roster.import_entity"}
_OTHER_SITES = {"cross-site", "same-site"}


class OneAddress:
    """Gives every request the address of the settings, whatever its own headers claim.

    A forged host would otherwise end in the return address that is printed beside a code.
    """

    def __init__(self, app: "WSGIApplication", public_url: str) -> None:
        self._app, self._address = app, urlsplit(public_url)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request of this address."""
        environ["HTTP_HOST"] = self._address.netloc
        environ["wsgi.url_scheme"] = self._address.scheme
        environ["SCRIPT_NAME"] = ""  # a site has its address for itself
        return self._app(environ, start_response)


def configure(app: Flask, *, secret_key: str, secure_cookies: bool) -> None:
    """Set the limits and cookies of an application, and the headers of its responses."""
    app.config.update(
        SECRET_KEY=secret_key,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_PATH="/assessment",  # every form that is sent lives there
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure_cookies,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,  # the session is the limit: people stop, and return days later
        WTF_CSRF_SSL_STRICT=False,  # our pages send no referrer
    )
    app.before_request(_allow_sheets)
    app.before_request(_refuse_other_sites)
    app.before_request(_refuse_odd_forms)
    app.after_request(_with_headers)
    if secure_cookies:
        app.after_request(_with_transport_security)


def _allow_sheets() -> None:
    """Let a list of people be larger than what respondents send."""
    if request.endpoint in _WITH_SHEETS:
        request.max_content_length = LARGEST_SHEET


def for_static_file(headers: Headers, _path: str, _url: str) -> None:
    """Put the headers of every response on a static file, which never reaches the application."""
    for name, value in HEADERS.items():
        headers[name] = value


def _refuse_other_sites() -> None:
    """Refuse a form that a browser says another site sends, even where it knows a CSRF token."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") in _OTHER_SITES:
        abort(400)


def _refuse_odd_forms() -> None:
    """Refuse a form that cannot be read whole, or with more fields than any page has.

    Werkzeug limits the fields of multipart forms alone, and lets a field without a name pass.
    """
    try:
        fields = list(request.form.items(multi=True))
    except (OSError, ParseException):  # the body breaks off, or its chunks are garbled
        abort(400)
    if len(fields) > MOST_FIELDS:
        abort(413)
    if any(name is None for name, _value in fields):
        abort(400)


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static" or response.status_code >= 400:  # noqa: PLR2004
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _with_transport_security(response: Response) -> Response:
    response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
