"""Web sites on this machine that behave as sites of the web do, well and badly."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from urllib.parse import urlsplit

from toolkit.curate.weblinks.network import IpAddress, Network

HERE = ip_address("127.0.0.1")


@dataclass
class Site:
    """A server, what it was asked, and how it answers each path."""

    port: int
    answers: dict[str, Callable[["Answering"], None]]
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    at_once: list[int] = field(default_factory=lambda: [0, 0])  # now, and at most

    def address(self, path: str, host: str = "site.example.org", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


class Answering(BaseHTTPRequestHandler):
    """One request to a site."""

    site: Site

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def do_CONNECT(self) -> None:
        self._answer()

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.site.asked.append((self.command, self.path, headers))
        self.site.at_once[0] += 1
        self.site.at_once[1] = max(self.site.at_once)
        try:
            path = urlsplit(self.path).path
            self.site.answers.get(path, says(404))(self)
        except OSError:
            pass  # the visitor has gone
        finally:
            self.site.at_once[0] -= 1

    def log_message(self, *_line: object) -> None:
        """Keep quiet."""


def says(status: int, body: bytes = b"", **headers: str) -> Callable[[Answering], None]:
    def answer(request: Answering) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(body)

    return answer


def leads_to(location: str, status: int = 302) -> Callable[[Answering], None]:
    return says(status, Location=location, Set_Cookie="who=you; Path=/")


def refuses_heads(request: Answering) -> None:
    says(405 if request.command == "HEAD" else 200)(request)


def is_silent(request: Answering) -> None:
    time.sleep(30)
    request.close_connection = True


def drips(request: Answering) -> None:
    """Send a head a letter at a time."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _second in range(300):
        request.wfile.write(b"x")
        request.wfile.flush()
        time.sleep(0.1)


def never_ends(request: Answering) -> None:
    request.send_response(200)
    request.end_headers()
    while request.command == "GET":
        request.wfile.write(b"x" * 65536)


def talks_nonsense(request: Answering) -> None:
    request.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")
    request.close_connection = True


@contextmanager
def site(
    answers: dict[str, Callable[[Answering], None]], context: ssl.SSLContext | None = None
) -> Iterator[Site]:
    """Serve until the end of the block."""
    found = Site(0, answers)
    server = ThreadingHTTPServer((str(HERE), 0), type("Handler", (Answering,), {"site": found}))
    server.daemon_threads, server.block_on_close = True, False
    found.port = server.server_address[1]
    if context:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def network(
    *, authorities: ssl.SSLContext | None = None, proxy: str = "", **places: list[IpAddress]
) -> Network:
    """A network in which every name leads to this machine, which may be spoken to."""

    def resolve(host: str, _port: int) -> list[IpAddress]:
        if host.startswith("unknown."):
            raise OSError(host)
        return places.get(host.partition(".")[0], [HERE])

    return Network(
        resolve,
        lambda _one: True,
        lambda _address: proxy,
        authorities or ssl.create_default_context(),
    )
