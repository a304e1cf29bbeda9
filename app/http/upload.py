"""How does a directory file come in? As any file does; its import is confirmed within an hour, or it goes."""

import asyncio
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.http import arrival
from app.http.arrival import Sink, run_in
from app.http.caller import caller_of
from app.locales import msg
from app.services import directory_staging, sessions
from app.services.directory_file import MAX_BYTES
from app.services.errors import SignedOut
from app.services.scope import PlatformActor
from app.storage.installation import Installation
from app.storage.writers import FileWriter

TOO_LARGE: Final = msg("The file is too large: at most %(limit)d MB are read.", limit=MAX_BYTES // 2**20)


async def receive(request: Request, actor: PlatformActor) -> Response:
    """Keep the file until its import is confirmed, or an hour; gives the name to confirm it by."""
    installation, name = caller_of(request).installation, directory_staging.new_name()
    try:
        size = arrival.announced(request, MAX_BYTES, TOO_LARGE)
        sink = await run_in(arrival.WRITING, _begun, installation, name)
        is_whole = False
        try:
            rest = await arrival.pour(request, size, sink.write, partial(_require_session, installation, actor))
            await run_in(arrival.WRITING, _ended, sink, rest)
            is_whole = True
        finally:
            if not is_whole:
                await asyncio.shield(run_in(arrival.WRITING, sink.abandon))
    except arrival.FAULTS as why:
        return arrival.answer(request, why)
    return JSONResponse({"id": name, "size": size}, 201)


def _begun(installation: Installation, name: str) -> Sink:
    return Sink(FileWriter(directory_staging.staging(installation) / f"{name}.csv"))


def _ended(sink: Sink, rest: bytearray) -> None:
    sink.write(rest)
    sink.close()


def _require_session(installation: Installation, actor: PlatformActor) -> None:
    if out := sessions.ended(installation, actor.session):
        raise SignedOut(out.why, is_admin=True)
