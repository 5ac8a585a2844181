"""The web server as this application needs it: no access log, no address in any log."""

import logging
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from toolkit.config import Settings
from toolkit.database import Engines


class QuietLogger(Logger):  # type: ignore[misc] # gunicorn ships no types
    """gunicorn's log without requests: its own error lines print addresses."""

    def access(self, *_arguments: object, **_options: object) -> None:
        """Log no request, whatever the settings say."""

    def exception(self, msg: str, *_arguments: object, **_options: object) -> None:
        """Log that a request failed, without its address."""
        self.error_log.error(msg.partition("%s")[0].strip())


class Server(BaseApplication):  # type: ignore[misc] # gunicorn ships no types
    """gunicorn, set up in code."""

    def __init__(self, app: Flask, settings: Settings, engines: Engines) -> None:
        self._app, self._settings, self._engines = app, settings, engines
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults."""

        def forget_connections(_server: object, _worker: object) -> None:
            self._engines.reading.dispose(close=False)
            self._engines.writing.dispose(close=False)

        options: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": self._settings.workers,
            "worker_class": "gthread",
            "threads": 4,
            "preload_app": True,
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


def configure_logging() -> None:
    """Log to standard error what the application itself says."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
