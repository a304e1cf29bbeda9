"""How does a file come in? As a raw body, announced, read as it arrives, and kept once it is whole (T8, T20)."""

import asyncio
import errno
import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import Final

from sqlalchemy.exc import DBAPIError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.http import answers
from app.http.threads import run_in
from app.locales import Message, msg
from app.storage.engines import is_full
from app.storage.writers import Writer

BATCH: Final = 1 << 20
SILENCE: Final = 30.0
RECHECKED: Final = 1.0
NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)
LENGTH: Final = msg("The size of the file must be announced.")
RAW: Final = msg("A file is sent as it is: not packed, and not as a form.")
LONGER: Final = msg("The file is longer than was announced. Please send it again.")
INCOMPLETE: Final = msg("The file did not arrive whole. Please send it again.")
FULL: Final = msg("There is no room left on the server for this file.")
# Disks and hashes hold up no gesture: they have threads of their own.
WRITING: Final = ThreadPoolExecutor(4, "casier-writing")


class NotTakenError(Exception):
    """The file is refused, or did not arrive."""

    def __init__(self, status: int, code: str, message: Message) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


FAULTS: Final = (NotTakenError, ClientDisconnect, OSError, DBAPIError)  # what may end an arrival


class Sink:
    """A writer that many threads may have in turn; once abandoned it takes no more, whoever is still writing."""

    def __init__(self, writer: Writer) -> None:
        self._writer, self._lock, self._is_open = writer, Lock(), True

    def write(self, batch: bytes | bytearray) -> None:
        """Add some."""
        with self._lock:
            if self._is_open:
                self._writer.write(batch)

    def close(self) -> None:
        """It is whole."""
        with self._lock:
            if self._is_open:
                self._writer.close()

    def abandon(self) -> None:
        """It will never be."""
        with self._lock:
            self._is_open = False
            self._writer.abandon()


def announced(request: Request, most: int, too_large: Message) -> int:
    """How many bytes will come. Refuses what is too large, packed, or of unknown size, before any of it is read."""
    said = request.headers.get("content-length", "")
    if not (said.isascii() and said.isdecimal()):
        raise NotTakenError(411, "length", LENGTH)
    if len(said.lstrip("0")) > len(str(most)) or int(said) > most:
        raise NotTakenError(413, "too-large", too_large)
    is_form = request.headers.get("content-type", "").lower().startswith(("multipart/", "application/x-www-form"))
    if is_form or request.headers.get("content-encoding", "identity").lower() != "identity":
        raise NotTakenError(415, "type", RAW)
    return int(said)


async def pour(
    request: Request, size: int, take: Callable[[bytearray], object], still: Callable[[], object]
) -> bytearray:
    """Give `take` the body, about a megabyte at a time, in threads, each piece while the next one arrives.

    Gives the last piece, less than that and not taken yet: whoever ends the file does so in the same thread. `still`
    is asked each second, in a thread, whether its sender may go on, and refuses when not.
    """
    taking: asyncio.Future[object] | None = None
    try:
        async for batch, is_last in _batches(request, size, still):
            if taking:
                await taking
            if is_last:
                return batch
            taking = asyncio.ensure_future(run_in(WRITING, take, batch))
    finally:
        if taking and not taking.done():
            with suppress(Exception):
                await asyncio.shield(taking)
    raise AssertionError


async def _batches(request: Request, size: int, still: Callable[[], object]) -> AsyncGenerator[tuple[bytearray, bool]]:
    """No longer than announced; whether it is the last comes with each."""
    left, checked, stream, batch = size, time.monotonic(), request.stream(), bytearray()
    while chunk := await _next(stream):
        left -= len(chunk)
        if left < 0:
            raise NotTakenError(413, "too-large", LONGER)
        if time.monotonic() - checked > RECHECKED:
            await asyncio.to_thread(still)
            checked = time.monotonic()
        batch += chunk
        if len(batch) >= BATCH:
            yield batch, False
            batch = bytearray()
    if left:
        raise NotTakenError(400, "incomplete", INCOMPLETE)
    yield batch, True


async def _next(stream: AsyncGenerator[bytes]) -> bytes:
    """`asyncio.wait_for` would make a task of each of the many small pieces that a server hands over."""
    async with asyncio.timeout(SILENCE):
        return await anext(stream, b"")


def answer(request: Request, why: Exception) -> Response:
    """What the page is told; raises again what is none of `FAULTS`, or is a fault of ours."""
    match why:
        case NotTakenError():
            return answers.fault(request, why.status, why.code, why.message)
        case ClientDisconnect() | TimeoutError() | FileNotFoundError():
            return answers.fault(request, 400, "incomplete", INCOMPLETE)
        case OSError() if why.errno in NO_ROOM:
            return answers.fault(request, 507, "full", FULL)
        case DBAPIError() if is_full(why):
            return answers.fault(request, 507, "full", FULL)
        case _:
            raise why
