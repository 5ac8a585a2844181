"""The application behind a real socket, in a thread of this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from ports import free_port
from werkzeug.serving import make_server

from toolkit.app import create_app
from toolkit.config import Settings, from_environ
from toolkit.storage import database
from toolkit.storage.database import Engines


@dataclass(frozen=True)
class LiveServer:
    url: str
    settings: Settings
    engines: Engines


@contextmanager
def in_thread(
    instance: Path, database_url: str, *, host: str = "127.0.0.1"
) -> Iterator[LiveServer]:
    """Serve a database that is ready, in English and Arabic, until the block ends."""
    port = free_port()
    settings = from_environ(
        {
            "TOOLKIT_INSTANCE": str(instance),
            "TOOLKIT_DATABASE_URL": database_url,
            "TOOLKIT_PORT": str(port),
            "TOOLKIT_PUBLIC_URL": f"http://{host}:{port}",
            "TOOLKIT_LANGUAGES": "en,ar",
            "TOOLKIT_CONTACT": "innovation@example.org",
            "TOOLKIT_SECOND_FACTOR": "nobody",
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
