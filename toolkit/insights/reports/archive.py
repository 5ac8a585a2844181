"""Office files are ZIP archives full of clocks; the same contents become the same bytes."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def without_clocks(archive: bytes, made_on: date) -> bytes:
    """The archive with every entry, and every time told in one, of a given day.

    What is embedded in it, as the numbers of a chart are, is treated likewise.
    """
    file = BytesIO()
    day = (made_on.year, made_on.month, made_on.day, 0, 0, 0)
    with ZipFile(BytesIO(archive)) as read, ZipFile(file, "w", ZIP_DEFLATED) as written:
        for entry in read.infolist():
            body = read.read(entry)
            if entry.filename.endswith(".xlsx"):
                body = without_clocks(body, made_on)
            elif entry.filename == "docProps/core.xml":
                body = _MOMENT.sub(rb"\g<1>%sT00:00:00Z\g<2>" % made_on.isoformat().encode(), body)
            written.writestr(ZipInfo(entry.filename, day), body, ZIP_DEFLATED)
    return file.getvalue()
