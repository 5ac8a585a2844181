"""Cells of a CSV file that people open in a spreadsheet."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would run


def cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula: texts are other people's words."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
