"""Staff's session has a cookie of its own, which browsers send to staff's pages alone."""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface

PATH = "/account"  # every page that needs a sign-in lives there; a test holds the table to it
NAME = "staff"


class TwoCookies(SecureCookieSessionInterface):
    """Flask's sessions, chosen by the page: no request of a respondent carries who is signed in."""

    def get_cookie_name(self, app: Flask) -> str:
        """The name of this page's cookie."""
        return NAME if _is_of_staff() else super().get_cookie_name(app)

    def get_cookie_path(self, app: Flask) -> str:
        """Where browsers send it."""
        return PATH if _is_of_staff() else super().get_cookie_path(app)


def _is_of_staff() -> bool:
    return request.path.startswith(f"{PATH}/")
