"""One-use invitation links: tokens that can be made again, and are stored as a hash only."""

import base64
import hashlib
import hmac

TOKEN_LETTERS = 43


def token(link_key: bytes, wave_id: int, person_id: str, replacement: int) -> str:
    """The link token of a person in a wave: HMAC-SHA-256, 43 URL-safe letters.

    ``person_id`` is that of the person's line on the roster, ``replacement`` how often the link
    was replaced.
    """
    digest = hmac.digest(link_key, f"{wave_id}|{person_id}|{replacement}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def link_id(link_token: str) -> bytes:
    """What is stored of a token: its SHA-256, 32 bytes."""
    return hashlib.sha256(link_token.encode()).digest()
