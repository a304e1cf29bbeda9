"""How does a directory file come in? As a raw body, written as it arrives, and named only once it is whole."""

import asyncio
import errno
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from app.http import answers
from app.http.caller import caller_of
from app.locales import Message, msg
from app.services import directory_staging, sessions
from app.services.directory_file import MAX_BYTES
from app.services.errors import SignedOut
from app.services.scope import PlatformActor
from app.storage.installation import Installation

BATCH: Final = 1 << 20
SILENCE: Final = 30.0
RECHECKED: Final = 1.0
NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)
LENGTH: Final = msg("The size of the file must be announced.")
TOO_LARGE: Final = msg("The file is too large: at most %(limit)d MB are read.", limit=MAX_BYTES // 2**20)
INCOMPLETE: Final = msg("The file did not arrive whole. Please send it again.")
FULL: Final = msg("There is no room left on the server for this file.")


class NotTakenError(Exception):
    """The file is refused, or did not arrive."""

    def __init__(self, status: int, code: str, message: Message) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


async def receive(request: Request, actor: PlatformActor) -> Response:
    """Keep the file until its import is confirmed, or an hour; gives the name to confirm it by."""
    installation, name = caller_of(request).installation, directory_staging.new_name()
    try:
        size = _announced(request)
        folder = await asyncio.to_thread(directory_staging.staging, installation)
        part, whole = folder / f"{name}.csv.part", folder / f"{name}.csv"
        try:
            await _write(part, _arriving(request, size, installation, actor))
            await asyncio.to_thread(part.rename, whole)
        finally:
            part.unlink(missing_ok=True)  # at once, also when this request is being cancelled
    except NotTakenError as why:
        return answers.fault(request, why.status, why.code, why.message)
    except (ClientDisconnect, TimeoutError):
        return answers.fault(request, 400, "incomplete", INCOMPLETE)
    except OSError as why:
        if why.errno not in NO_ROOM:
            raise
        return answers.fault(request, 507, "full", FULL)
    return JSONResponse({"file": name}, 201)


def _announced(request: Request) -> int:
    said = request.headers.get("content-length", "")
    if not said.isdecimal():
        raise NotTakenError(411, "length", LENGTH)
    if len(said.lstrip("0")) > len(str(MAX_BYTES)) or int(said) > MAX_BYTES:
        raise NotTakenError(413, "too-large", TOO_LARGE)
    return int(said)


async def _arriving(
    request: Request, size: int, installation: Installation, actor: PlatformActor
) -> AsyncIterator[bytes]:
    """The body as it comes, no longer than announced, and no longer than its sender is signed in."""
    left, checked, stream = size, time.monotonic(), request.stream()
    while chunk := await asyncio.wait_for(anext(stream, b""), SILENCE):
        left -= len(chunk)
        if left < 0:
            raise NotTakenError(413, "too-large", TOO_LARGE)
        if time.monotonic() - checked > RECHECKED:
            if out := await asyncio.to_thread(sessions.ended, installation, actor.session):
                raise SignedOut(out.why, is_admin=True)
            checked = time.monotonic()
        yield chunk
    if left:
        raise NotTakenError(400, "incomplete", INCOMPLETE)


async def _write(part: Path, arriving: AsyncIterator[bytes]) -> None:
    """A megabyte at a time, in threads: the disk holds nobody up."""
    file = await asyncio.to_thread(_created, part)
    try:
        batch = bytearray()
        async for chunk in arriving:
            batch += chunk
            if len(batch) >= BATCH:
                await asyncio.to_thread(file.write, batch)
                batch = bytearray()
        await asyncio.to_thread(file.write, batch)
    finally:
        file.close()


def _created(part: Path) -> BinaryIO:
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
