"""A measured figure beside its budget, and a table of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report; ``bare`` is the same work without us, where there is such a thing."""

    what: str
    unit: str
    ours: float
    bare: float | None = None
    budget: float | None = None
    is_ratio: bool = False  # whether the budget is how many times the bare one we may take

    @property
    def ratio(self) -> float | None:
        """How many times the bare one ours takes."""
        return self.ours / self.bare if self.bare else None

    @property
    def holds(self) -> bool | None:
        """Whether the budget holds; None where there is none."""
        if self.budget is None:
            return None
        return ((self.ratio or 0) if self.is_ratio else self.ours) <= self.budget

    def cells(self) -> tuple[str, ...]:
        """The line's cells as text."""
        limit = f"{self.budget:g}" if self.budget is not None else ""
        return (
            self.what,
            f"{_written(self.ours)} {self.unit}",
            f"{_written(self.bare)} {self.unit}" if self.bare is not None else "",
            f"{self.ratio:.2f}" if self.ratio is not None else "",
            (f"{limit} times bare" if self.is_ratio else f"{limit} {self.unit}") if limit else "",
            {True: "within", False: "OVER", None: ""}[self.holds],
        )


def table(figures: Iterable[Figure]) -> str:
    """A Markdown table that is also readable as it is."""
    head = ("What", "Ours", "Bare", "Ratio", "Budget", "")
    rows: list[Sequence[str]] = [head, *(figure.cells() for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _written(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}".rstrip("0").rstrip(".")
