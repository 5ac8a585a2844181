"""Streams of chance with names, so that no draw depends on what else is drawn."""

from zlib import crc32

from numpy.random import PCG64, Generator, SeedSequence


def stream(seed: int, *name: str | int) -> Generator:
    """A generator of its own for every name under a seed, the same on every machine.

    Raises
    ------
    ValueError
        When the seed is negative.
    """
    keys = tuple(crc32(part.encode()) if isinstance(part, str) else part for part in name)
    return Generator(PCG64(SeedSequence(entropy=seed, spawn_key=keys)))
