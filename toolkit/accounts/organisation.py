"""An organisation's own sign-in by OpenID Connect: away to its provider, and back with claims.

Authlib keeps state, nonce and PKCE's verifier in staff's cookie and checks the token with the
provider's keys; which issuer and which audience are right is said here.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from toolkit.accounts import accountlinks, claims, sessions
from toolkit.accounts.claims import Known, NotLetInError, Why
from toolkit.accounts.entering import WELCOMED, leads_to
from toolkit.accounts.methods import IDENTITY
from toolkit.accounts.signin import let_in
from toolkit.config import Organisation
from toolkit.web.language import gettext as _
from toolkit.web.runtime import current, writing

blueprint = Blueprint("organisation", __name__, url_prefix="/account/organisation")
_CLIENT = "toolkit_organisation"
_WANTED = "wanted"  # in the session: the page to go to afterwards
_TIMEOUT = 10  # seconds that a provider has for each answer
_LEEWAY = 60  # seconds by which its clock may be wrong

_WORDS: Mapping[Why, tuple[int, Callable[[], str], Callable[[], str]]] = {
    Why.DOWN: (
        502,
        lambda: _("Your organisation's sign-in does not answer"),
        lambda: _("Nothing is wrong with your account. Try again in a few minutes."),
    ),
    Why.NOT_GENUINE: (
        400,
        lambda: _("This sign-in could not be checked"),
        lambda: _(
            "What your organisation's sign-in sent back was not for this page, or came too late. "
            "Sign in again from the beginning."
        ),
    ),
    Why.DECLINED: (
        403,
        lambda: _("Your organisation's sign-in did not let you through"),
        lambda: _("It said so itself. If you stopped there, you can sign in again."),
    ),
    Why.NO_ROLE: (
        403,
        lambda: _("You have no role here yet"),
        lambda: _(
            "Your organisation's sign-in knows you, but none of your groups has a role here. "
            "Ask the people who run this site."
        ),
    ),
    Why.NO_ADDRESS: (
        403,
        lambda: _("Your email address is missing"),
        lambda: _(
            "Your organisation's sign-in did not say an email address that it has confirmed, and "
            "an account needs one. Ask the people who run this site."
        ),
    ),
    Why.ADDRESS_TAKEN: (
        409,
        lambda: _("There is an account with your address already"),
        lambda: _(
            "Sign in to it the way you did before. Then link your organisation's sign-in to it "
            "under “How you sign in”, and use that from then on."
        ),
    ),
    Why.DISABLED: (
        403,
        lambda: _("Your account is disabled"),
        lambda: _("Ask the people who run this site."),
    ),
}


def init_app(app: Flask, organisation: Organisation | None) -> None:
    """Get ready to speak with the provider; nothing is asked of it yet."""
    if organisation is None:
        return
    app.extensions[_CLIENT] = OAuth(app).register(
        "organisation",
        client_id=organisation.client_id,
        client_secret=organisation.client_secret or None,
        server_metadata_url=f"{organisation.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _TIMEOUT,
        },
    )
    app.register_error_handler(NotLetInError, _answer)


@blueprint.get("/")
def leave() -> Response:
    """Go to the provider."""
    organisation = _organisation()
    session[_WANTED] = request.args.get("next", "")
    client = current_app.extensions[_CLIENT]
    try:
        if client.load_server_metadata().get("issuer") != organisation.issuer:
            raise NotLetInError(Why.DOWN)
        away: Response = client.authorize_redirect(
            f"{current().settings.public_url}{url_for('.back')}"
        )
    except (RequestException, OAuthError, RuntimeError, ValueError) as error:
        raise NotLetInError(Why.DOWN) from error
    return away


@blueprint.get("/back")
def back() -> Response | str:
    """Where the provider sends people back to."""
    who = claims.known(_organisation(), _checked_claims())
    with writing() as database:
        user_id = claims.account(database, who)
    if user_id is None:
        if current_user.is_authenticated and sessions.is_whole(session):
            session[IDENTITY] = [who.issuer, who.subject, [list(held) for held in who.roles]]
            return render_template("accounts/link.html", email=who.email, person=current_user.email)
        user_id = _account_of_new(who)
    let_in(user_id, sessions.ORGANISATION)
    return redirect(leads_to(session.pop(_WANTED, "")), 303)


def _account_of_new(who: Known) -> int:
    """The account of an invitation that was opened in this browser, or one of their own."""
    token = session.pop(WELCOMED, "")
    with writing() as database:
        try:
            holder = accountlinks.spend(database, token, datetime.now(UTC))
        except accountlinks.UnknownAccountLinkError:
            return claims.create(database, who)
        claims.link(database, holder.user_id, who.issuer, who.subject, who.roles)
        return holder.user_id


def _checked_claims() -> Mapping[str, object]:
    organisation = _organisation()
    must = {
        "iss": {"essential": True, "value": organisation.issuer},
        "aud": {"essential": True, "value": organisation.client_id},
    }
    try:
        token = current_app.extensions[_CLIENT].authorize_access_token(
            claims_options=must, leeway=_LEEWAY
        )
    except RequestException as error:
        raise NotLetInError(Why.DOWN) from error
    except OAuthError as error:
        declined = error.error == "access_denied"
        raise NotLetInError(Why.DECLINED if declined else Why.NOT_GENUINE) from error
    except (JoseError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise NotLetInError(Why.NOT_GENUINE) from error
    said: Mapping[str, object] | None = token.get("userinfo")
    if said is None:
        raise NotLetInError(Why.NOT_GENUINE)
    return said


def _organisation() -> Organisation:
    organisation = current().settings.organisation
    if organisation is None:
        abort(404)
    return organisation


def _answer(error: NotLetInError) -> tuple[str, int]:
    status, title, text = _WORDS[error.why]
    return render_template("accounts/not_let_in.html", title=title(), text=text()), status
