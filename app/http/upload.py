"""How does a file to import come in? As any file does; its import is confirmed within an hour, or it goes."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.http import arrival
from app.http.arrival import NotTakenError, Sink, run_in
from app.http.caller import caller_of
from app.http.guard import Asking, person
from app.locales import msg
from app.services import people_ways, sessions, staging
from app.services.directory_columns import MAX_BYTES
from app.services.errors import SignedOut
from app.services.people_columns import MAX_BYTES as MOST_OF_PEOPLE
from app.services.permissions import Permission
from app.services.scope import PersonActor, PlatformActor
from app.storage.installation import Installation
from app.storage.writers import FileWriter

MOST_WAITING: Final = 20  # files of one person, that wait for a confirmation or are being imported
TOO_MANY: Final = msg("Too many files of yours wait to be imported. Try again in an hour.")


async def receive(request: Request, actor: PlatformActor) -> Response:
    """Keep a directory until its import is confirmed, or an hour; gives the name to confirm it by."""
    still = partial(_require_session, caller_of(request).installation, actor)
    return await _received(request, MAX_BYTES, None, still)


async def receive_people(request: Request, asking: Asking) -> Response:
    """The same of a list of people, which is its sender's alone."""
    actor = await asking.do(people_ways.importer, arrival.WRITING)
    return await _received(request, MOST_OF_PEOPLE, actor, partial(_require_importer, request))


async def _received(request: Request, most: int, owner: PersonActor | None, still: Callable[[], object]) -> Response:
    installation, name = caller_of(request).installation, staging.new_name()
    try:
        too_large = msg("The file is too large: at most %(limit)d MB are read.", limit=most // 2**20)
        size = arrival.announced(request, most, too_large)
        sink = await run_in(arrival.WRITING, _begun, installation, name, owner)
        is_whole = False
        try:
            rest = await arrival.pour(request, size, sink.write, still)
            await run_in(arrival.WRITING, _ended, sink, rest)
            is_whole = True
        finally:
            if not is_whole:
                await asyncio.shield(run_in(arrival.WRITING, sink.abandon))
    except arrival.FAULTS as why:
        return arrival.answer(request, why)
    return JSONResponse({"id": name, "size": size}, 201)


def _begun(installation: Installation, name: str, owner: PersonActor | None) -> Sink:
    path: Path = staging.place(installation, name, owner)
    if owner and len([*path.parent.glob(f"{staging.whose(owner)}*")]) >= MOST_WAITING:
        raise NotTakenError(429, "too-many", TOO_MANY)
    return Sink(FileWriter(path))


def _ended(sink: Sink, rest: bytearray) -> None:
    sink.write(rest)
    sink.close()


def _require_session(installation: Installation, actor: PlatformActor) -> None:
    if out := sessions.ended(installation, actor.session):
        raise SignedOut(out.why, is_admin=True)


def _require_importer(request: Request) -> None:
    people_ways.importer(person(caller_of(request), Permission.PEOPLE_READ))
