"""The audit record of a publication: exact numbers of people, from which it can be attacked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from aggregation.attack import TIME_LIMIT, Attack, Table, attack
from aggregation.disclosure import Cell
from aggregation.errors import PublicationError


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """Every group that could have been shown, and every table with the groups that it shows.

    It holds how many people gave which kind of answer in each cell, never what they answered; only
    what makes and attacks publications reads it.
    """

    cells: tuple[Cell, ...]
    entities: tuple[str, ...]
    tables: tuple[Table, ...]

    def attacked(
        self,
        *,
        time_limit: float = TIME_LIMIT,
        progress: Callable[[int], None] | None = None,
    ) -> Attack:
        """What the structural attack finds in the publication."""
        return attack(
            self.cells,
            self.tables,
            entities=self.entities,
            time_limit=time_limit,
            progress=progress,
        )

    def shown(self, table: str) -> frozenset[str]:
        """The groups that a table shows; KeyError where there is none of this id."""
        return {one.id: one.shown for one in self.tables}[table]

    @property
    def json(self) -> str:
        """The record as a text."""
        return _adapter().dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> "AuditRecord":
        """Read a record back.

        Raises
        ------
        PublicationError
            When the text is none.
        """
        try:
            return _adapter().validate_json(text)
        except ValidationError as error:
            raise PublicationError(f"the audit record has {error.error_count()} faults") from error


@lru_cache(1)
def _adapter() -> TypeAdapter[AuditRecord]:
    return TypeAdapter(AuditRecord)
