"""`toolkit content export` and `toolkit content import`: the catalogue as files."""

from pathlib import Path

import click

from toolkit import content
from toolkit.config import Settings
from toolkit.curate import files
from toolkit.refusal import Refusal
from toolkit.storage import database


class FolderInUseError(Refusal):
    """The folder holds something already, which an export would mix with."""


@click.command("import")
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.pass_obj
def import_command(settings: Settings, folder: Path | None) -> None:
    """Add the content that the database lacks: the shipped files, or those of a FOLDER.

    What was changed here too is not overwritten; the curators' desk lists it.
    """
    with database.transaction(settings.database_url) as session:
        added = files.import_folder(session, folder) if folder else content.import_packaged(session)
    click.echo(f"{added} file(s) added.")


@click.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export_command(settings: Settings, folder: Path) -> None:
    """Write what is published to a new FOLDER, as the files that are shipped."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderInUseError(f"{folder}: is not empty")
    with database.transaction(settings.database_url) as session:
        written = files.written(session)
    for path, text in written.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    click.echo(f"{len(written)} file(s) written to {folder}.")
