"""What this package raises when it cannot do what it was asked."""


class AggregationError(Exception):
    """The root of what this package raises."""


class ResponsesError(AggregationError):
    """Answers that do not have the form they must have; every fault is named and counted."""


class TreeError(AggregationError):
    """A tree of groups that is no tree, or that does not know a cell."""


class PublicationError(AggregationError):
    """A text that is no publication, or not one in its canonical form."""
