"""A PostgreSQL server for the tests, from the machine's own binaries, gone when they end."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from ports import free_port


def binaries() -> Path | None:
    """The folder with initdb and postgres, or None where no server is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    if found:
        return found[0].parent
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Start a server and yield the URL of its maintenance database."""
    programs = binaries()
    if programs is None:
        raise RuntimeError("PostgreSQL's server is not installed")
    data = folder / "data"
    folder.chmod(0o777)
    run_as = _other_user() if os.geteuid() == 0 else []
    subprocess.run(
        [*run_as, programs / "initdb", "-D", data, "-U", "tests", "--no-sync", "-A", "trust"],
        check=True,
        capture_output=True,
    )
    port = free_port()
    options = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "fsync": "off",
        "full_page_writes": "off",
    }
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*run_as, programs / "postgres", "-D", data, *settings], stdout=log, stderr=log
        )
        url = f"postgresql://tests@127.0.0.1:{port}/postgres"
        try:
            _wait(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def database(maintenance_url: str, name: str, template: str | None = None) -> Iterator[str]:
    """Create a database, perhaps as a copy of another, and drop it at the end."""
    with psycopg.connect(maintenance_url, autocommit=True) as connection:
        copy = f' TEMPLATE "{template}"' if template else ""
        connection.execute(f'CREATE DATABASE "{name}"{copy}'.encode())
    try:
        yield maintenance_url.replace("postgresql://", "postgresql+psycopg://").replace(
            "/postgres", f"/{name}"
        )
    finally:
        with psycopg.connect(maintenance_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _other_user() -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["setpriv", "--reuid=nobody", "--clear-groups"]


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(200):
        if process.poll() is not None:
            raise RuntimeError("PostgreSQL did not start")
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("PostgreSQL did not answer")
