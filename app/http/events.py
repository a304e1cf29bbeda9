"""May this browser open the websocket of events, and as whom? Exact origin, room, and a token bound to its owner."""

import asyncio
import hashlib
import logging
import secrets
from typing import Final
from urllib.parse import parse_qs, urlencode

from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http import addresses, origins, sockets
from app.http.caller import Caller
from app.http.crowd import Crowd, limits
from app.http.live import Live
from app.services import sessions
from app.storage.installation import Installation

log = logging.getLogger(__name__)
LONGEST_TOKEN: Final = 200


class Events:
    """The websockets of this process."""

    def __init__(self, behind: ASGIApp, installation: Installation) -> None:
        self._behind = behind
        self._live, self._crowd = Live(installation), Crowd()

    async def serve(self, scope: Scope, inner: Scope, caller: Caller, receive: Receive, send: Send) -> None:
        """Serve one; `inner` is what Reflex may see of it."""
        if not _is_ours(scope, caller):
            await sockets.refuse(receive, send, sockets.FOREIGN)
            return
        whose = await _living(caller)
        session = caller.session if whose else None
        with self._crowd.entered(limits(caller, is_live=session is not None)) as has_room:
            if not has_room:
                await sockets.refuse(receive, send, sockets.TOO_MANY)
                return
            socket = sockets.Socket(receive, send)
            # A stranger whose browser keeps no mark yet is alone on each connection.
            owner = whose or f"stranger {caller.visitor or secrets.token_hex()}"
            inner = {**inner, "query_string": _bound(scope["query_string"], owner)}
            if session is None:
                await socket.run(self._behind, inner)
                return
            with self._live.watched(session, socket):
                await socket.run(self._behind, inner)


def _is_ours(scope: Scope, caller: Caller) -> bool:
    headers = Headers(scope=scope)
    is_for_us = origins.fault_of_host(headers, caller.installation.settings) is None
    return is_for_us and scope["path"].rstrip("/") == addresses.EVENTS and origins.is_own(headers, caller.origin)


async def _living(caller: Caller) -> str | None:
    """Whose the tab is: a session, as whomever it sees the portal; what is shown to one is not the other's."""
    if caller.session is None:
        return None
    try:
        return await asyncio.to_thread(sessions.shows, caller.installation, caller.session)
    except SQLAlchemyError as fault:
        log.warning("a session could not be read: %s", type(fault).__name__)
        return None


def _bound(query: bytes, owner: str) -> bytes:
    """The browser chooses its token, by which Reflex finds its state: make it good for its owner alone (T5)."""
    said = parse_qs(query.decode("latin-1"))
    chosen = said.get("token", [""])[0][:LONGEST_TOKEN]
    token = hashlib.sha256(f"{owner}|{chosen}".encode()).hexdigest()[:32]
    return urlencode({"EIO": said.get("EIO", ["4"])[0], "transport": "websocket", "token": token}).encode()
