"""Which questions make up which factor and module."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor and the ids of its questions."""

    id: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Module:
    """A module and its factors."""

    id: str
    factors: tuple[Factor, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """The ids of all its questions, in order."""
        return tuple(key for factor in self.factors for key in factor.questions)


Structure = tuple[Module, ...]


def structure(modules: Mapping[str, Mapping[str, Iterable[str]]]) -> Structure:
    """Module id -> factor id -> question ids, as frozen values in the same order."""
    return tuple(
        Module(key, tuple(Factor(name, tuple(ids)) for name, ids in factors.items()))
        for key, factors in modules.items()
    )
