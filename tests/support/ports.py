"""Ports of this machine for servers that tests start."""

import secrets
import socket
from contextlib import suppress

_FOR_SERVERS = range(10_000, 32_768)  # from the upper end on, Linux takes outgoing connections'


def free_port() -> int:
    """A port on which nobody listens, and which no outgoing connection takes before it is used."""
    while True:
        port = secrets.choice(_FOR_SERVERS)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
