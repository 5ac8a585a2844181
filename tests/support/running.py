"""The real server, `toolkit run`, as a process of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from liveserver import free_port

_PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class Running:
    """A server that has answered its first request."""

    address: str
    process: "subprocess.Popen[bytes]"
    seconds: float  # from its start to the whole first page

    def workers(self) -> list[int]:
        """The process numbers of its web workers."""
        pid = self.process.pid
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def running(environ: Mapping[str, str], *, page: str = "/") -> Iterator[Running]:
    """Start a server with these settings on a free port, and stop it at the end."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    process = subprocess.Popen(
        [Path(sys.executable).parent / "toolkit", "run"],
        env=os.environ
        | {"TOOLKIT_HOST": "127.0.0.1", "TOOLKIT_PORT": str(port), "TOOLKIT_PUBLIC_URL": address}
        | dict(environ),
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(address + page, process, started + _PATIENCE)
        yield Running(address, process, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait(url: str, process: "subprocess.Popen[bytes]", until: float) -> None:
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with status {process.returncode}")
        try:
            with urllib.request.urlopen(url) as response:  # noqa: S310 - our own server
                response.read()
        except urllib.error.URLError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError("the server did not answer")
