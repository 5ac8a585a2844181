"""What went wrong, as a status and a page: one table for the whole application."""

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from toolkit.accounts.accountlinks import UnknownAccountLinkError
from toolkit.accounts.guard import SignInEndedError
from toolkit.accounts.methods import NotRecentError
from toolkit.assess.service import (
    ChangedKeyError,
    NoSheetError,
    SpentLinkError,
    UnknownLinkError,
    WaveNotOpenError,
)
from toolkit.planning.ownquestions import ChangedQuestionsError
from toolkit.sealing.blobs import BlobError
from toolkit.web.access import ACCESS, ANYONE
from toolkit.web.form import plain
from toolkit.web.language import gettext as _
from toolkit.web.throttle import TooManyFailuresError

_LOG = logging.getLogger("toolkit")


Way = tuple[str, Callable[[], str]]  # an endpoint, and the words that lead to it
_HOME: Way = ("pages.home", lambda: _("Go to the home page"))
_RETURN: Way = ("assess.resume", lambda: _("Return to your answers"))
_ANEW: Way = ("assess.start", lambda: _("Start anew"))


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A status, a title, what happened, what can be done and where, in the reader's language."""

    status: int
    title: Callable[[], str]
    text: Callable[[], str]
    ways: tuple[Way, ...] = (_HOME,)  # the likeliest first


_UNKNOWN = ErrorPage(
    500,
    lambda: _("Something went wrong on our side"),
    lambda: _("Nothing was lost that had been saved. Please try again in a minute."),
)
_NOT_SAVED = ErrorPage(
    503,
    lambda: _("Not saved, please try again"),
    lambda: _("The server could not save just now. What was saved before is not lost."),
)
_NOT_READ = ErrorPage(
    503,
    lambda: _("This page cannot be shown just now"),
    lambda: _("The server could not read just now. Nothing is lost: load the page again."),
)
_BY_EXCEPTION: dict[type[Exception], ErrorPage] = {
    CSRFError: ErrorPage(
        400,
        lambda: _("This page was too old to send"),
        lambda: _(
            "Your browser did not send the cookie that belongs to this page. Go back, load the "
            "page again, and send it once more. Cookies of this site must be allowed."
        ),
    ),
    UnknownLinkError: ErrorPage(
        404,
        lambda: _("This invitation link does not work"),
        lambda: _(
            "Check that the whole link from the invitation was copied. If it still does not work, "
            "ask the person who sent it for your link: they can send the same one again."
        ),
    ),
    SpentLinkError: ErrorPage(
        410,
        lambda: _("This invitation has been used"),
        lambda: _(
            "Answers were submitted with this link. If they were yours, return to them with your "
            "recovery code: you can change them until the survey closes."
        ),
        (_RETURN, _HOME),
    ),
    WaveNotOpenError: ErrorPage(
        410,
        lambda: _("This survey does not take answers now"),
        lambda: _(
            "It has not opened yet, or it has closed. Answers that you gave before are still "
            "yours: your recovery code opens them."
        ),
        (_RETURN, _HOME),
    ),
    ChangedKeyError: ErrorPage(
        500,
        lambda: _("Your answers were not submitted"),
        lambda: _(
            "This survey's lock is not the one that its key holders checked, so nothing was put "
            "into it. Please tell the person who invited you. Your answers are still yours."
        ),
    ),
    ChangedQuestionsError: ErrorPage(
        500,
        lambda: _("These questions were changed"),
        lambda: _(
            "The questions that your entity asks of its own are not those that this survey opened "
            "with, so they are not asked. Please tell the person who invited you. Your answers "
            "are still yours."
        ),
    ),
    NoSheetError: ErrorPage(
        404,
        lambda: _("There are no answers here"),
        lambda: _(
            "They were deleted, or this device does not hold your code. Return with your recovery "
            "code, or start anew."
        ),
        (_RETURN, _ANEW),
    ),
    BlobError: ErrorPage(
        500,
        lambda: _("Your answers cannot be opened"),
        lambda: _(
            "What is stored was damaged. Please tell the people who run this site; nobody can "
            "read your answers, and nobody can repair them. You can start anew."
        ),
        (_ANEW, _HOME),
    ),
    TooManyFailuresError: ErrorPage(
        429,
        lambda: _("Please wait a few minutes"),
        lambda: _(
            "There were too many wrong codes, links or passwords from your network. "
            "Try again later."
        ),
    ),
    SignInEndedError: ErrorPage(
        401,
        lambda: _("Sign in again to go on"),
        lambda: _("You were signed out, because nothing happened for a while. Nothing is lost."),
    ),
    NotRecentError: ErrorPage(
        403,
        lambda: _("Sign in once more to change this"),
        lambda: _(
            "How you sign in can be changed for 15 minutes after signing in, so that nobody does "
            "it on a computer that you left open. Sign out, sign in, and come back."
        ),
    ),
    UnknownAccountLinkError: ErrorPage(
        404,
        lambda: _("This link does not work any more"),
        lambda: _(
            "It was used already, a newer one was made, or its time is over. If you have set a "
            "password or a passkey, sign in. If not, ask the person who sent it for another."
        ),
    ),
    DBAPIError: _NOT_SAVED,
    NoConnectionError: _NOT_SAVED,
}
_SIGN_IN_ENDED = _BY_EXCEPTION[SignInEndedError]
_BY_STATUS: dict[int, ErrorPage] = {
    400: ErrorPage(
        400,
        lambda: _("This request cannot be understood"),
        lambda: _("Go back, load the page again, and try once more."),
    ),
    403: ErrorPage(
        403,
        lambda: _("Your account may not open this page"),
        lambda: _("If you need it, ask the people who run this site for the role."),
    ),
    404: ErrorPage(
        404,
        lambda: _("This page does not exist"),
        lambda: _("Check the address, or begin at the home page."),
    ),
    405: ErrorPage(
        405,
        lambda: _("This address cannot be opened this way"),
        lambda: _("Go back and use the buttons on the page."),
    ),
    413: ErrorPage(
        413,
        lambda: _("This is too large"),
        lambda: _(
            "A copy of your answers is a few kilobytes. A list of who is invited may have 8 MB, a "
            "catalogue 16 MB, a questionnaire 4 MB. Nothing was stored."
        ),
    ),
    500: _UNKNOWN,
}

_NEVER_REPEATED = {"csrf_token", "password", "current", "passkey"}
_BARE = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><title>Something went wrong on our side</title></head>
<body>
<h1>Something went wrong on our side</h1>
<p>Nothing was lost that had been saved. Please go back and try again in a minute.</p>
</body>
</html>
"""  # where not even the error page can be made


def init_app(app: Flask) -> None:
    """Answer every exception with its page, and log no address, parameter or answer."""
    app.register_error_handler(Exception, _answer)
    app.log_exception = _log_exception  # type: ignore[method-assign] # Flask's own prints the path


def page_of(error: Exception) -> ErrorPage:
    """The page for an exception; the nearest class in its ancestry decides."""
    for kind in type(error).__mro__:
        if kind in _BY_EXCEPTION:
            return _BY_EXCEPTION[kind]
    if isinstance(error, HTTPException):
        status = error.code or 500
        return _BY_STATUS.get(status, _BY_STATUS[400] if status < 500 else _UNKNOWN)  # noqa: PLR2004
    return _UNKNOWN


def _answer(error: Exception) -> Response | HTTPException:
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:  # noqa: PLR2004
        return error
    page = page_of(error)
    if page.status >= 500:  # noqa: PLR2004
        _log_exception(sys.exc_info())
    if page is _NOT_SAVED:
        html = _to_send_again(page) if request.method == "POST" else _html(_NOT_READ)
    elif page is _SIGN_IN_ENDED or _is_old_form_of_staff(error):
        page = _SIGN_IN_ENDED
        html = _to_send_again(page, needs_sign_in=True)
    else:
        html = _html(page)
    response = make_response(html, page.status)
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def _html(page: ErrorPage, **values: object) -> str:
    try:
        return render_template("error.html", page=page, **values)
    except Exception:  # noqa: BLE001 - whatever is broken, the answer is a page
        _log_exception(sys.exc_info())
        return _BARE


def _to_send_again(page: ErrorPage, *, needs_sign_in: bool = False) -> str:
    """The page for a form that came to nothing, which sends it again with one button.

    A file cannot be put into a page; who sent one is led back to choose it again.
    """
    query = request.query_string.decode("ascii", "replace")
    address = None if request.files else f"{request.path}?{query}" if query else request.path
    return _html(page, typed=_typed(), address=address, needs_sign_in=needs_sign_in)


def _is_old_form_of_staff(error: Exception) -> bool:
    """Whether staff's cookie went with the browser that was closed, and took the token with it.

    Only where the browser says that our own page sends the form: another site's would otherwise
    get a button here that sends it on.
    """
    return (
        isinstance(error, CSRFError)
        and ACCESS.get(request.endpoint or "", ANYONE) != ANYONE
        and request.headers.get("Sec-Fetch-Site") == "same-origin"
    )


def _typed() -> tuple[tuple[str, str], ...]:
    return tuple(
        (plain(name) or "", plain(value) or "")
        for name, value in request.form.items(multi=True)
        if name not in _NEVER_REPEATED
    )


def _log_exception(exc_info: object, *, log: logging.Logger = _LOG) -> None:
    """Log which code failed and how, without the values it worked on."""
    _kind, error, traceback = exc_info if isinstance(exc_info, tuple) else (None, None, None)
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    log.error("%s\n  %s", type(error).__name__, "\n  ".join(places))
