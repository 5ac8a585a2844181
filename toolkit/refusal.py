"""What the command line answers with one clear message, wherever it comes from."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Something is not done; the message says why, and where possible what to do."""
