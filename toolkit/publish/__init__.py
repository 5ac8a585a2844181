"""From a closed wave to its publication, and to the destruction of its ballots."""
