"""The real server says nothing of a request, however odd the request or the failure."""

import socket
import sqlite3
import urllib.error
from urllib.parse import urlsplit

import pytest
from crowd import Browser
from running import running

from toolkit.config import Settings

pytestmark = pytest.mark.server
TOKEN = "a-token-that-nobody-may-see-in-a-log-0123456"  # noqa: S105 - made up
CHUNKED = "Transfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded"
RAW = (
    f"GET /assessment/link/{TOKEN} nonsense HTTP/1.1\r\n\r\n",
    f"GET /assessment/link/{TOKEN} HTTP/9.9\r\nHost: x\r\n\r\n",
    f"G{TOKEN}(T / HTTP/1.1\r\nHost: x\r\n\r\n",
    f"{TOKEN}\r\n\r\n",
    f"GET /assessment/link/{TOKEN * 200} HTTP/1.1\r\nHost: x\r\n\r\n",
    f"GET / HTTP/1.1\r\n{TOKEN} : x\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: x\r\nX: {TOKEN * 1000}\r\n\r\n",
    f"POST /assessment/return HTTP/1.1\r\nHost: x\r\nContent-Length: {TOKEN}\r\n\r\n",
    f"POST /assessment/return HTTP/1.1\r\nHost: x\r\n{CHUNKED}\r\n\r\n{TOKEN}\r\n",
    f"POST /assessment/return HTTP/1.1\r\nHost: x\r\n{CHUNKED}\r\n\r\nff\r\n{TOKEN}",
    f"POST /assessment/return HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {TOKEN}\r\n\r\n",
    f"GET /assessment/link/{TOKEN} HTTP/1.1\r\nHost: ..\r\nConnection: close\r\n\r\n",
    f"GET /assessment/link/{TOKEN}%00%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
)


def exchange(address: str, request: str) -> bytes:
    parts = urlsplit(address)
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=10) as line:
        line.sendall(request.encode("latin-1"))
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while block := line.recv(65_536):
            answer += block
    return answer


def flood(address: str) -> bytes:
    """A body without a length that goes on and on."""
    chunk = b"10000\r\n" + b"a" * 65_536 + b"\r\n"
    parts = urlsplit(address)
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=10) as line:
        line.sendall(f"POST /assessment/return HTTP/1.1\r\nHost: x\r\n{CHUNKED}\r\n\r\n".encode())
        for _number in range(8):
            line.sendall(chunk)
        return line.recv(20)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_of_a_request_is_logged(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    environ = {
        "TOOLKIT_INSTANCE": str(settings.instance),
        "TOOLKIT_DATABASE_URL": settings.database_url,
    }
    with running(environ) as server:
        for request in RAW:
            answer = exchange(server.address, request)
            assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501")), answer
        assert flood(server.address).startswith((b"HTTP/1.1 400", b"HTTP/1.1 413"))
        person = Browser(server.address)
        person.open("/assessment/")
        page = person.open("/assessment/begin", {"size": "small", "perspective": "unit"})
        code = page.partition('data-text="')[2].partition('"')[0]
        with sqlite3.connect(settings.database_url.removeprefix("sqlite:///")) as connection:
            connection.execute("ALTER TABLE blob RENAME TO away")
        connection.close()
        for path, form in (
            (f"/assessment/tasks?{TOKEN}", None),
            ("/assessment/return", {"code": code}),
        ):
            with pytest.raises(urllib.error.HTTPError, match="503"):
                person.open(path, form)
    said = "".join(capfd.readouterr())
    assert "Invalid request" in said
    assert "OperationalError" in said
    for secret in (TOKEN, TOKEN.upper(), code, "/assessment", "ip=", "127.0.0.1:", "from "):
        assert secret not in said, said
