"""Which part of a file is asked for, or is what the browser has still right? (RFC 9110, chapters 13 and 14)."""

import re
from typing import Final

from starlette.requests import Request

ONE: Final = re.compile(r"bytes=\s*(\d{0,19})-(\d{0,19})\s*")


def span(request: Request, size: int, etag: str) -> range | None:
    """The bytes to send: all of them unless one part is rightly asked for; None when no byte of the file is in it.

    Several parts at once, another unit, or a part of another version give the whole, as the standard allows.
    """
    whole, asked = range(size), ONE.fullmatch(request.headers.get("range", ""))
    if asked is None or request.headers.get("if-range", etag) != etag:
        return whole
    first, last = asked.groups()
    if not first:
        return (range(max(size - int(last), 0), size) or None) if last else whole
    if last and int(last) < int(first):
        return whole
    return range(int(first), min(int(last) + 1, size) if last else size) or None


def is_fresh(request: Request, etag: str) -> bool:
    """What the browser has kept is still the thing itself."""
    said = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return etag in said or said == ["*"]
