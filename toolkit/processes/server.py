"""The web server as this application needs it: no access log, no address in any log."""

import ctypes
import gc
import logging
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from toolkit.config import Settings
from toolkit.processes import signals
from toolkit.storage.database import Engines

_M_ARENA_MAX = -8  # of <malloc.h>
_INVALID_REQUEST = "Invalid request"  # gunicorn goes on with the sender's address and the line


class QuietLogger(Logger):  # type: ignore[misc] # gunicorn ships no types
    """gunicorn's log without requests: its own error lines print addresses."""

    def access(self, *_arguments: object, **_options: object) -> None:
        """Log no request, whatever the settings say."""

    def exception(self, msg: object, *_arguments: object, **_options: object) -> None:
        """Log that a request failed, without its address."""
        self.error_log.error(str(msg).partition("%s")[0].strip())

    def warning(self, msg: str, *arguments: object, **options: object) -> None:
        """Log a warning, but of a request that cannot be read only that there was one."""
        if msg.startswith(_INVALID_REQUEST):
            msg, arguments = _INVALID_REQUEST, ()
        self.error_log.warning(msg, *arguments, **options)


class PatientArbiter(Arbiter):  # type: ignore[misc] # gunicorn ships no types
    """gunicorn's first process, which loses no signal to a worker that is just being forked.

    Without this such a worker goes on, and the server stops half a minute later.
    """

    def spawn_worker(self) -> int:
        """Fork a worker."""
        with signals.held():
            pid: int = super().spawn_worker()
            return pid


class PatientWorker(ThreadWorker):  # type: ignore[misc] # gunicorn ships no types
    """A worker that takes signals from the moment it knows what they mean."""

    def init_signals(self) -> None:
        """Set its handlers."""
        super().init_signals()
        signals.let_through()


class Server(BaseApplication):  # type: ignore[misc] # gunicorn ships no types
    """gunicorn, set up in code."""

    def __init__(self, app: Flask, settings: Settings, engines: Engines) -> None:
        self._app, self._settings, self._engines = app, settings, engines
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults."""

        def forget_connections(_server: object, _worker: object) -> None:
            self._engines.dispose(close=False)

        def settle(_server: object) -> None:
            """Leave what all workers share alone: a collection would copy it into each of them."""
            gc.collect()
            gc.freeze()

        options: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": self._settings.workers,
            "worker_class": PatientWorker,
            "threads": 4,
            "preload_app": True,
            "when_ready": settle,
            "post_fork": forget_connections,
            "logger_class": QuietLogger,
            "loglevel": "warning",
            "accesslog": None,
            "control_socket_disable": True,
            "limit_request_line": 4094,
            "max_requests": 0,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application that the workers serve."""
        return self._app

    def run(self) -> None:
        """Serve until a signal ends it."""
        _take_memory_from_one_heap()
        PatientArbiter(self).run()


def configure_logging() -> None:
    """Log to standard error what the application itself says."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


def _take_memory_from_one_heap() -> None:
    """Have all threads of a worker share one heap, where the C library can be told (glibc).

    By default each thread has its own, which saves no time where one thread runs at once.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
