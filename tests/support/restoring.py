"""An installation's database, backed up, lost and restored as docs/administration.md says."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import postgres
import psycopg
import pytest
from administering import Administrator
from sqlalchemy import make_url

from toolkit.storage.database import Engines


@dataclass(frozen=True)
class Keeper:
    """Who looks after one database."""

    administrator: Administrator
    engines: Engines
    folder: Path

    @property
    def is_sqlite(self) -> bool:
        return self.engines.reading.dialect.name == "sqlite"

    def back_up(self, name: str = "backup") -> Path:
        """Copy the database while it is used, with the command that the toolkit names."""
        path = self.folder / name
        result = self.administrator.runs("db", "backup", path, status=0 if self.is_sqlite else 1)
        if not self.is_sqlite:
            command = re.search(r"^\(umask 077; pg_dump .*\)$", result.stderr, re.MULTILINE)
            assert command, result.stderr
            self._run(["bash", "-c", command[0]])
        return path

    def restore(self, path: Path) -> None:
        """Lose the database, and put this copy in its place."""
        self.engines.dispose()
        if self.is_sqlite:
            file = Path(self.engines.reading.url.database or "")
            for lost in file.parent.glob(f"{file.name}*"):
                lost.unlink()
            shutil.copy(path, file)
        else:
            address = self._new_database()
            options = ["--no-owner", "--exit-on-error", f"--dbname={address}"]
            self._run(["pg_restore", *options, str(path)])
        self.administrator.runs("db", "upgrade")

    def _new_database(self) -> str:
        url = make_url(self.administrator.environ["TOOLKIT_DATABASE_URL"])
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        maintenance = url.set(drivername="postgresql", database="postgres")
        with psycopg.connect(maintenance.render_as_string(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{url.database}" WITH (FORCE)'.encode())
            connection.execute(f'CREATE DATABASE "{url.database}"'.encode())
        return address

    def _run(self, command: list[str]) -> None:
        path = f"{postgres.binaries()}{os.pathsep}{os.environ['PATH']}"
        if (
            shutil.which("pg_dump", path=path) is None
            or shutil.which("pg_restore", path=path) is None
        ):
            pytest.skip("pg_dump and pg_restore are not installed")
        subprocess.run(command, check=True, env=os.environ | {"PATH": path})
