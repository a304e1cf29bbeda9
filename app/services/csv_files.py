"""Is this file text, and in which encoding? Decided by reading it through once, a piece at a time."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.locales import Message, msg
from app.services.errors import Refused

PIECE: Final = 256 * 1024
BYTE_ORDER_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
FOREIGN_BYTES: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x1f\x8b", b"SQLite format 3")
FOREIGN_TEXTS: Final = (b"<", b"{", b"[")


class FileRefused(Refused):
    """Nothing of the file can be taken; the message says what to do with it."""


def excerpt(text: str, limit: int = 60) -> str:
    """What a refusal quotes of a file: short, and harmless to a terminal."""
    shown = text if len(text) <= limit else f"{text[: limit - 1]}…"
    return "".join(c if c.isprintable() else "·" for c in shown)


def encoding_of(path: Path, most: int, foreign: Message) -> str:
    """The encoding to read the file with, bytes it cannot read being replaced.

    `FileRefused` when it has more than `most` bytes, or is no text: `foreign` is said of what is something else.
    """
    try:
        _check_size(path, most)
        with path.open("rb") as file:
            return _encoding(file.read(PIECE), iter(lambda: file.read(PIECE), b""), foreign)
    except OSError as error:
        raise FileRefused(msg("The file %(name)s cannot be opened.", name=path.name)) from error


def _check_size(path: Path, most: int) -> None:
    if not path.is_file():
        raise FileRefused(msg("There is no file %(name)s.", name=path.name))
    size = path.stat().st_size
    if size > most:
        limit, size = most // 2**20, -(-size // 2**20)
        raise FileRefused(msg("The file weighs %(size)d MB; at most %(limit)d are read.", size=size, limit=limit))


def _encoding(head: bytes, rest: Iterator[bytes], foreign: Message) -> str:
    _check_kind(head, foreign)
    marked = next((name for mark, name in BYTE_ORDER_MARKS.items() if head.startswith(mark)), None)
    if marked == "utf-16":
        return marked
    utf8 = _is_utf8(head, rest, foreign)
    return marked or ("utf-8" if utf8 else "cp1252")


def _check_kind(head: bytes, foreign: Message) -> None:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not start:
        raise FileRefused(msg("The file is empty."))
    if start.startswith(WORKBOOKS):
        raise FileRefused(
            msg("The file is a workbook, not a CSV. Open it in a spreadsheet program and save it as CSV.")
        )
    if start.startswith(FOREIGN_BYTES + FOREIGN_TEXTS):
        raise FileRefused(foreign)


def _is_utf8(head: bytes, rest: Iterator[bytes], foreign: Message) -> bool:
    """Few damaged bytes leave a file UTF-8: their lines may be refused, but the others keep their accents."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    damaged = accented = 0
    while head:
        if b"\0" in head:
            raise FileRefused(foreign)
        text = decoder.decode(head)
        damaged += text.count("\ufffd")
        accented += len(text) - len(text.encode("ascii", "ignore"))
        head = next(rest, b"")
    return damaged == 0 or accented > 2 * damaged
