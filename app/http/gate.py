"""Who gets as far as Reflex, and with what? The outermost layer, around everything that answers."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.admission import refusal
from app.http.caller import NAME, Caller
from app.http.events import Events
from app.http.headers import Dress
from app.storage.installation import Installation

OURS_ALONE: Final = (b"authorization", b"cookie", b"x-casier-")
ADDRESS: Final = b"x-casier-address"
SESSION: Final = "session "  # what the door of events looks for


class Gate:
    """One per process; what is behind it trusts the headers that it writes."""

    def __init__(
        self,
        app: ASGIApp,
        installation: Installation,
        content_security_policy: str,
        pages: frozenset[str] = frozenset(),
    ) -> None:
        self._app, self._installation, self._pages = app, installation, pages
        self._dress, self._events = Dress(content_security_policy), Events(app, installation)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        caller = Caller.of(scope, self._installation, self._app)
        inner = _inner(scope, caller)
        if scope["path"] in self._pages:  # compiled as a folder; saves a redirect that a browser would see
            inner["path"] = scope["path"] + "/"
        if scope["type"] == "websocket":
            await self._events.serve(scope, inner, caller, receive, send)
            return
        answer = await refusal(scope, caller) or self._app
        await answer(inner, receive, self._dress.send(send, scope["path"], caller))


def _inner(scope: Scope, caller: Caller) -> Scope:
    """What Reflex sees: no bearer of anything, as it keeps and logs every header.

    The hash of a session that has ended goes in too: only so can the door of events say why it ended.
    """
    headers = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(OURS_ALONE)]
    headers.append((ADDRESS, caller.address.encode("latin-1", "replace")))
    if caller.session:
        headers.append((b"authorization", (SESSION + caller.session).encode()))
    secure = {"http": "https", "websocket": "wss"}
    scheme = secure[scope["type"]] if caller.is_https else scope["scheme"]  # redirects are built from it
    return {**scope, "scheme": scheme, "headers": headers, "state": {**scope.get("state", {}), NAME: caller}}
