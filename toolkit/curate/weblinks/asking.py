"""One question to one web server, at the very address that was checked before.

A name is resolved once. Every address of it has to be one that may be spoken to, and the
connection goes to one of these, so that a name which changes its address meanwhile gains nothing.
No cookie, no credential and no referrer is sent, and no more than the head of an answer is read.
"""

import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import ip_address
from threading import Event, Timer
from typing import Literal
from urllib.parse import unquote

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import make_headers, parse_url
from urllib3.util.ssl_match_hostname import CertificateError

from toolkit.curate.weblinks.network import IpAddress, Network
from toolkit.models import LinkFault

SECONDS = 8  # for connecting, and for each part of an answer
LONGEST = 20  # seconds for the whole of it
MOST_ADDRESSES = 3  # of one name that are tried
_PORTS = {"http": 80, "https": 443}

Method = Literal["HEAD", "GET"]


class NotAllowedError(Exception):
    """The address is none that a check may visit."""


class NoAnswerError(Exception):
    """Nothing came back, for a reason."""

    def __init__(self, fault: LinkFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of what a server said."""

    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked for, taken apart."""

    scheme: str
    host: str  # an address of IPv6 without its brackets
    port: int
    site: str  # as the Host header says it
    path: str  # with its query

    @property
    def address(self) -> str:
        """The whole of it, without a fragment."""
        return f"{self.scheme}://{self.site}{self.path}"


def target_of(address: str) -> Target:
    """Take an address apart.

    Raises
    ------
    NotAllowedError
        When it is none of the web, holds a name and password, or names no public host.
    """
    try:
        parts = parse_url(address)
    except LocationParseError as error:
        raise NotAllowedError from error
    scheme, host = parts.scheme or "", (parts.host or "").strip("[]")
    if scheme not in _PORTS or parts.auth is not None or not _is_public_name(host):
        raise NotAllowedError
    return Target(
        scheme, host, parts.port or _PORTS[scheme], parts.netloc or host, parts.request_uri
    )


def ask(method: Method, target: Target, network: Network, agent: str) -> Answer:
    """Ask for the head of a page.

    Raises
    ------
    NotAllowedError
        When the name leads to a machine that may not be spoken to.
    NoAnswerError
        When nothing comes back that is an answer.
    """
    headers = {"Host": target.site, "User-Agent": agent, "Accept": "*/*"}
    proxy = network.proxy_for(target.address)
    if proxy:
        return _ask_through(proxy, method, target, headers, network)
    *others, last = _addresses(target, network)
    for address in others:
        with suppress(_UnreachedError):
            return _exchange(_straight(address, target, network), method, target.path, headers)
    return _exchange(_straight(last, target, network), method, target.path, headers)


class _UnreachedError(NoAnswerError):
    """No connection came about, so another address of the same name may be tried."""

    def __init__(self) -> None:
        super().__init__(LinkFault.CONNECTION)


def _is_public_name(host: str) -> bool:
    """Whether it is written as a public one: a name without a dot is known in one house only."""
    return bool(_literal(host)) or "." in host.rstrip(".")


def _literal(host: str) -> list[IpAddress]:
    """The address that a host is, where it is one and no name."""
    try:
        return [ip_address(host)]
    except ValueError:
        return []


def _addresses(target: Target, network: Network) -> Sequence[IpAddress]:
    """Where a name leads now: resolved once, and every address looked at."""
    try:
        found = network.resolve(target.host, target.port)
    except OSError as error:
        raise NoAnswerError(LinkFault.NAME) from error
    _require_admitted(found, network)
    return found[:MOST_ADDRESSES]


def _require_admitted(found: Sequence[IpAddress], network: Network) -> None:
    if not all(map(network.admits, found)):
        raise NotAllowedError


def _straight(address: IpAddress, target: Target, network: Network) -> HTTPConnection:
    """A connection to one address; its certificate has to be the name's."""
    if target.scheme == "http":
        return HTTPConnection(str(address), target.port, timeout=SECONDS)
    return HTTPSConnection(
        str(address),
        target.port,
        timeout=SECONDS,
        server_hostname=target.host,
        ssl_context=network.authorities,
    )


def _ask_through(
    proxy: str, method: Method, target: Target, headers: Mapping[str, str], network: Network
) -> Answer:
    """Ask a proxy, which resolves names itself; only what is written as a number is looked at."""
    _require_admitted(_literal(target.host), network)
    gate = parse_url(proxy if "://" in proxy else f"http://{proxy}")
    host, port = gate.host or "", gate.port or _PORTS["http"]
    passes = make_headers(proxy_basic_auth=unquote(gate.auth)) if gate.auth else {}
    if target.scheme == "http":
        connection = HTTPConnection(host, port, timeout=SECONDS)
        return _exchange(connection, method, target.address, {**headers, **passes})
    tunnel = HTTPSConnection(host, port, timeout=SECONDS, ssl_context=network.authorities)
    tunnel.set_tunnel(target.host, target.port, passes)
    return _exchange(tunnel, method, target.path, headers)


def _exchange(
    connection: HTTPConnection, method: Method, path: str, headers: Mapping[str, str]
) -> Answer:
    """Send a question, and read the head of the answer; its body is never read."""
    with closing(connection), _faults():
        try:
            connection.connect()
        except (ssl.SSLError, CertificateError):
            raise
        except (OSError, HTTPError) as error:
            raise _UnreachedError from error
        with _for_at_most(LONGEST, connection):
            connection.request(method, path, headers=headers, preload_content=False)
            response = connection.getresponse()
        return Answer(response.status, _as_sent(response.headers.get("Location", "")))


def _as_sent(header: str) -> str:
    """A header in UTF-8, as servers send it, though it is read as Latin-1."""
    return header.encode("latin-1", "replace").decode("utf-8", "replace")


@contextmanager
def _faults() -> Iterator[None]:
    """What went wrong as one of a few reasons."""
    try:
        yield
    except (ssl.SSLError, CertificateError) as error:
        raise NoAnswerError(LinkFault.CERTIFICATE) from error
    except TimeoutError as error:
        raise NoAnswerError(LinkFault.TIME) from error
    except (OSError, HTTPException, HTTPError, ValueError) as error:
        raise NoAnswerError(LinkFault.ANSWER) from error


@contextmanager
def _for_at_most(seconds: float, connection: HTTPConnection) -> Iterator[None]:
    """End a connection that is kept alive a byte at a time; TimeoutError where that was needed."""
    is_over = Event()

    def end() -> None:
        is_over.set()
        if connection.sock:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    watch = Timer(seconds, end)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        if is_over.is_set():
            raise TimeoutError
