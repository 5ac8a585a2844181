"""The application behind a real socket: in a thread, or as the command that people type."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from werkzeug.serving import make_server

from toolkit import database
from toolkit.app import create_app
from toolkit.config import Settings, from_environ
from toolkit.database import Engines


@dataclass(frozen=True)
class LiveServer:
    url: str
    settings: Settings
    engines: Engines


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def in_thread(instance: Path, database_url: str) -> Iterator[LiveServer]:
    """Serve a database that is ready, in English and Arabic, until the block ends."""
    settings = from_environ(
        {
            "TOOLKIT_INSTANCE": str(instance),
            "TOOLKIT_DATABASE_URL": database_url,
            "TOOLKIT_PORT": str(free_port()),
            "TOOLKIT_LANGUAGES": "en,ar",
            "TOOLKIT_CONTACT": "innovation@example.org",
        }
    )
    engines = database.connect(database_url)
    server = make_server(settings.host, settings.port, create_app(settings, engines), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield LiveServer(settings.public_url, settings, engines)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        engines.dispose()


@contextmanager
def as_command(instance: Path) -> Iterator[str]:
    """Run ``toolkit run`` on an instance that need not exist yet, and yield its address."""
    port = free_port()
    environment = {
        **os.environ,
        "TOOLKIT_INSTANCE": str(instance),
        "TOOLKIT_PORT": str(port),
        "TOOLKIT_WORKERS": "1",
    }
    command = [str(Path(sys.executable).with_name("toolkit")), "run"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(f"{url}/health", process)
            yield url
        finally:
            process.terminate()
            process.wait(30)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server did not start")
        try:
            with urllib.request.urlopen(url):  # noqa: S310 - our own address
                return
        except urllib.error.URLError:
            time.sleep(0.05)
    raise RuntimeError("the server did not answer")
