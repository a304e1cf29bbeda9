"""Who may ask for this address? Declared with the address, and checked before anything of the request is read."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.http import answers
from app.http.caller import Caller, caller_of
from app.services import sessions
from app.services.errors import Forbidden, OnlyLooking, Refused
from app.services.permissions import Needed, Open, Permission, PlatformPermission
from app.services.scope import PersonActor, PlatformActor
from app.storage.writers import StoreError

log = logging.getLogger(__name__)
Endpoint = Callable[[Request], Awaitable[Response]]
R = TypeVar("R")
UNANSWERED: Final = (SQLAlchemyError, StoreError)


@dataclass(frozen=True, slots=True)
class Declared:
    """An address that is no page, and what it takes to ask for it."""

    method: str
    path: str
    needed: Needed
    endpoint: Endpoint

    def route(self) -> Route:
        """The same, for Starlette."""
        return Route(self.path, self.endpoint, methods=[self.method], name=f"{self.method} {self.path}")


def for_all(method: str, path: str, endpoint: Endpoint) -> Declared:
    """Open to strangers."""

    async def tried(request: Request) -> Response:
        try:
            return await endpoint(request)
        except UNANSWERED as fault:
            return _unanswered(request, fault)

    return Declared(method, path, Open.STRANGER, tried)


def for_administrators(
    method: str,
    path: str,
    needed: PlatformPermission,
    endpoint: Callable[[Request, PlatformActor], Awaitable[Response]],
) -> Declared:
    """Open to the platform's administrators who hold a right."""

    async def guarded(request: Request) -> Response:
        try:
            actor = await asyncio.to_thread(_administrator, caller_of(request), needed)
            return await endpoint(request, actor)
        except Refused as refusal:
            return answers.refused(request, refusal)
        except UNANSWERED as fault:
            return _unanswered(request, fault)

    return Declared(method, path, needed, guarded)


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody of an establishment who is not made out yet: they are in the thread of the first thing done for them."""

    caller: Caller
    _needed: Permission | Open

    async def do(self, work: Callable[[PersonActor], R], pool: ThreadPoolExecutor | None = None) -> R:
        """Make them out, then do it, in one thread. Refuses with `SignedOut` or `Forbidden` before anything is done."""

        def made_out() -> R:
            return work(person(self.caller, self._needed))

        return await asyncio.get_running_loop().run_in_executor(pool, made_out)


def for_people(
    method: str,
    path: str,
    needed: Permission | Open,
    endpoint: Callable[[Request, Asking], Awaitable[Response]],
) -> Declared:
    """Open to people of establishments who hold a right, and who need not change their password first."""

    async def guarded(request: Request) -> Response:
        try:
            return await endpoint(request, Asking(caller_of(request), needed))
        except Refused as refusal:
            return answers.refused(request, refusal)
        except UNANSWERED as fault:
            return _unanswered(request, fault)

    return Declared(method, path, needed, guarded)


def person(caller: Caller, needed: Permission | Open) -> PersonActor:
    """Who asks, as the database has them now, and speaking the language of their page.

    What these addresses take is kept, and what they give is somebody's own: neither is for whoever only looks (R8).
    """
    actor = sessions.actor(caller.installation, caller.session)
    if not isinstance(actor, PersonActor) or actor.must_change:
        raise Forbidden
    if actor.viewer:
        raise OnlyLooking
    if needed is not Open.SIGNED_IN and needed not in actor.permissions:
        raise Forbidden
    return replace(actor, language=caller.language)


def _administrator(caller: Caller, needed: PlatformPermission) -> PlatformActor:
    actor = sessions.actor(caller.installation, caller.session)
    if not isinstance(actor, PlatformActor) or needed not in actor.permissions:
        raise Forbidden
    return actor


def _unanswered(request: Request, fault: Exception) -> Response:
    log.warning("%s: %s", request.url.path, type(fault).__name__)
    return answers.unanswered(request, fault)
