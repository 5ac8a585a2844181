"""Pages and static files, compressed; a page's length on the wire says nothing of the answers."""

import shutil
from gzip import compress
from pathlib import Path

from flask import Flask, Response, request
from whitenoise.compress import Compressor

STEP = 4096  # bytes; a compressed page's length tells no more than how many steps it fills
_LEVEL = 4  # half the time of 6 for a twentieth more bytes, which the steps swallow
_HEADER_BYTES = 10  # of a gzip file without a name
_WITH_NAME = b"\x1f\x8b\x08\x08"  # magic number, deflate, "a file name follows" (RFC 1952)


def init_app(app: Flask) -> None:
    """Compress every page for browsers that can read it."""
    app.after_request(_compressed)


def pad(packed: bytes) -> bytes:
    """Fill what :func:`gzip.compress` made up to whole steps, with a file name nobody reads."""
    header, body = packed[:_HEADER_BYTES], packed[_HEADER_BYTES:]
    letters = -(len(packed) + 1) % STEP  # the name ends with a zero byte
    return _WITH_NAME + header[len(_WITH_NAME) :] + b"-" * letters + b"\0" + body


def static_files(source: Path, target: Path) -> Path:
    """Copy static files to where their compressed forms can lie beside them; return the folder."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    compressor = Compressor(use_brotli=False, quiet=True)
    for path in sorted(target.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            list(compressor.compress(str(path)))
    return target


def _compressed(response: Response) -> Response:
    if response.mimetype == "text/html" and not response.content_encoding:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings.quality("gzip"):
            response.set_data(pad(compress(response.get_data(), _LEVEL, mtime=0)))
            response.content_encoding = "gzip"
    return response
