"""One address visited as a reader would: where it leads to, and whether a page is there."""

from collections import defaultdict
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Lock
from time import sleep
from urllib.parse import urldefrag, urljoin

from toolkit.curate.weblinks.asking import (
    Answer,
    Method,
    NoAnswerError,
    NotAllowedError,
    Target,
    ask,
    target_of,
)
from toolkit.curate.weblinks.network import Network
from toolkit.models import LinkFault, LinkState

MOST_REDIRECTS = 6
PAUSE = 0.5  # seconds between two questions to one host
_FOR_GOOD = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_ELSEWHERE = _FOR_GOOD | {
    HTTPStatus.FOUND,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.TEMPORARY_REDIRECT,
}
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_UNHEARD = frozenset(
    {LinkFault.NAME, LinkFault.CONNECTION, LinkFault.CERTIFICATE, LinkFault.TIME, LinkFault.ANSWER}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a visit found."""

    state: LinkState
    fault: LinkFault | None = None
    moved_to: str = ""

    @property
    def is_failure(self) -> bool:
        """Whether a reader would find no page."""
        return self.state in {LinkState.GONE, LinkState.NO_ANSWER}

    @property
    def shows_web(self) -> bool:
        """Whether some server of the web answered."""
        return self.state is not LinkState.NOT_ALLOWED and self.fault not in _UNHEARD


@dataclass(frozen=True, slots=True)
class Visitor:
    """Visits addresses, one at a time on each host, and says who it is."""

    network: Network
    agent: str
    pause: float = PAUSE
    _hosts: dict[str, Lock] = field(default_factory=lambda: defaultdict(Lock))

    def visit(self, address: str) -> Finding:
        """Follow an address to its end."""
        here, moved_to, is_for_good = address, "", True
        try:
            for _hop in range(MOST_REDIRECTS + 1):
                answer = self._answer(target_of(here))
                if answer.status not in _ELSEWHERE or not answer.location:
                    return _found(answer.status, moved_to)
                here = _next(here, answer.location)
                is_for_good = is_for_good and answer.status in _FOR_GOOD
                if is_for_good and urldefrag(here).url != urldefrag(address).url:
                    moved_to = here
        except NotAllowedError:
            return Finding(LinkState.NOT_ALLOWED)
        except NoAnswerError as error:
            return Finding(LinkState.NO_ANSWER, error.fault)
        return Finding(LinkState.NO_ANSWER, LinkFault.REDIRECTS)

    def _answer(self, target: Target) -> Answer:
        """What the server says without its page; where it refuses that, what it says with it."""
        try:
            answer = self._asked("HEAD", target)
        except NoAnswerError as error:
            if error.fault not in {LinkFault.TIME, LinkFault.ANSWER}:
                raise
        else:
            if answer.status < HTTPStatus.BAD_REQUEST:
                return answer
        return self._asked("GET", target)

    def _asked(self, method: Method, target: Target) -> Answer:
        with self._hosts[target.host]:
            try:
                return ask(method, target, self.network, self.agent)
            finally:
                sleep(self.pause)


def _next(here: str, location: str) -> str:
    try:
        return urljoin(here, location)
    except ValueError as error:
        raise NotAllowedError from error


def _found(status: int, moved_to: str) -> Finding:
    """What a last answer means."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Finding(LinkState.MOVED if moved_to else LinkState.WORKS, moved_to=moved_to)
    if status in _GONE:
        return Finding(LinkState.GONE)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Finding(LinkState.NO_ANSWER, LinkFault.SERVER)
    return Finding(LinkState.CLOSED)
