"""How does a document come in? Its room is reserved; its bytes go to the store, hashed; then it waits (L4, L7, L8)."""

import asyncio
import hashlib
import logging
import time
from functools import partial
from threading import Lock
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.http import answers, arrival
from app.http.arrival import NotTakenError, Sink
from app.http.caller import Caller, caller_of
from app.http.guard import Asking, person
from app.http.threads import run_in
from app.locales import msg
from app.models.types import now
from app.services import clock, file_names, media_types, uploads
from app.services.errors import NotFound
from app.services.locker_quotas import OverQuota, TooLarge
from app.services.permissions import Permission
from app.services.scope import PersonActor, Unit, open_establishment
from app.services.uploads import Arrived

log = logging.getLogger(__name__)
LARGEST: Final = 2**40  # no setting allows more
TOO_LARGE: Final = msg("This file is too large.")
PROGRAM: Final = msg("This file is a program. Only documents can be deposited.")


async def receive(request: Request, asking: Asking) -> Response:
    """Take a file into the person's own staging area; gives what to deposit it by.

    411, 413, 415 and 507 are said before the body, 415 of a program once its first bytes are there.
    """
    try:
        taken = await asking.do(partial(Taken.announced, request), arrival.WRITING)
        try:
            rest = await arrival.pour(request, taken.size, taken.take, taken.require_sender)
            return JSONResponse(await run_in(arrival.WRITING, taken.keep, rest), 201)
        finally:
            if not taken.is_kept:
                await asyncio.shield(run_in(arrival.WRITING, taken.give_up))
    except (TooLarge, OverQuota) as refusal:
        status, code = (413, "too-large") if isinstance(refusal, TooLarge) else (507, "quota")
        return answers.fault(request, status, code, refusal.message)
    except NotFound:
        return answers.fault(request, 400, "incomplete", arrival.INCOMPLETE)
    except arrival.FAULTS as why:
        return arrival.answer(request, why)


class Taken:
    """A file on its way in: its row, its bytes, their digest."""

    def __init__(self, caller: Caller, actor: PersonActor, identity: str, size: int) -> None:
        """Begin to write; the row is there. `size` is what was announced."""
        self._caller, self._actor, self._identity, self.size = caller, actor, identity, size
        self._files, self._hash = caller.installation.files, hashlib.sha256()
        self._taken, self._type, self.is_kept = 0, media_types.UNKNOWN, False
        self._end, self._is_given_up = Lock(), False
        self._checked = time.monotonic()
        self._sink = Sink(self._files.writer(f"{actor.place.number}/{identity}"))

    @classmethod
    def announced(cls, request: Request, actor: PersonActor) -> "Taken":
        """Reserve its room, on the disk as far as anybody knows, and in the quota."""
        caller, size = caller_of(request), arrival.announced(request, LARGEST, TOO_LARGE)
        room = caller.installation.files.room()
        if room is not None and size > room:
            raise NotTakenError(507, "full", arrival.FULL)
        # First, so that a crash at any later point leaves nothing that nobody will look for.
        clock.wake(caller.installation, actor.place.number, now() + uploads.LOOKED_AFTER)
        # Nothing was acknowledged: should a power cut take it back, bytes that no row names are left to the sweep.
        with open_establishment(caller.installation, actor, writes=True, durable=False) as scope:
            identity = uploads.announce(scope, _name(request), size)
        uploads.COMING.add(identity)
        try:
            return cls(caller, actor, identity, size)
        except BaseException:
            _let_go(caller, actor, identity)
            raise

    def take(self, batch: bytearray) -> None:
        """Hash and write some; the first tells what it is."""
        if not self._taken:
            self._type = media_types.media_type(bytes(batch[: media_types.SEEN]))
            if media_types.is_program(bytes(batch[: media_types.SEEN])):
                raise NotTakenError(415, "program", PROGRAM)
        self._taken += len(batch)
        self._hash.update(batch)
        self._sink.write(batch)

    def require_sender(self) -> None:
        """Whoever sends it is still signed in, and still may."""
        self._actor, self._checked = person(self._caller, Permission.LOCKER_DEPOSIT), time.monotonic()

    def keep(self, rest: bytearray) -> dict[str, object]:
        """Let the bytes be there, then the row say so. Refuses with `NotFound` once it is given up."""
        with self._end:
            if self._is_given_up:
                raise NotFound
            self.take(rest)
            return self._kept()

    def give_up(self) -> None:
        """Leave nothing of it. A request may be cut off while a thread still keeps it: then it stays, whole."""
        with self._end:
            if not self.is_kept:
                self._is_given_up = True
                self._sink.abandon()
                _let_go(self._caller, self._actor, self._identity)

    def _kept(self) -> dict[str, object]:
        self._sink.close()
        arrived = Arrived(self._hash.hexdigest(), self._taken, self._type)
        if time.monotonic() - self._checked > arrival.RECHECKED:
            self.require_sender()
        with open_establishment(self._caller.installation, self._actor, writes=True) as scope:
            staged = uploads.keep(scope, self._identity, arrived)
        self.is_kept = True
        uploads.COMING.discard(self._identity)
        return {**staged, "sha256": arrived.sha256}


def _let_go(caller: Caller, actor: PersonActor, identity: str) -> None:
    """Whatever has become of its sender meanwhile."""
    uploads.COMING.discard(identity)
    try:
        with caller.installation.databases.session(actor.place, writes=True) as db:
            unit = Unit(caller.installation, db)
            uploads.drop(unit, actor.place.number, [identity])
            unit.checkpoint()
    except SQLAlchemyError as fault:  # the clock finds it
        log.warning("an upload is left to the clock: %s", type(fault).__name__)


def _name(request: Request) -> str:
    return file_names.said(request.headers.get("x-file-name", ""))
