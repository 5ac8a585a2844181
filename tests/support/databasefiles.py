"""The bytes of a database's files, in which deleted rows may still lie."""

from pathlib import Path

from sqlalchemy import create_engine, text

from toolkit.storage.database import OF_PEOPLE, Engines


def files_of(engines: Engines) -> dict[str, bytes]:
    """SQLite's file and its journal; of PostgreSQL the files of the tables that hold people."""
    if engines.reading.dialect.name == "sqlite":
        path = Path(engines.reading.url.database or "")
        files = [path.with_name(f"{path.name}{end}") for end in ("", "-wal")]
        return {file.name: file.read_bytes() for file in files if file.exists()}
    engine = create_engine(engines.reading.url, isolation_level="AUTOCOMMIT")
    read = "SELECT pg_read_binary_file(pg_relation_filepath(:name))"
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        found = {
            name: bytes(connection.execute(text(read), {"name": name}).scalar_one())
            for name in OF_PEOPLE
        }
    engine.dispose()
    return found


def holding(engines: Engines, what: bytes) -> dict[str, int]:
    """The files in which something lies, and how often."""
    found = {name: data.count(what) for name, data in files_of(engines).items()}
    return {name: number for name, number in found.items() if number}
