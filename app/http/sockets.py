"""What may go through a live websocket, and how is it cut? Frames are rationed; a cut one first sends the page away."""

import asyncio
import json
from contextlib import suppress
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.bucket import Bucket
from app.http.frames import is_ours

RATE, BURST = 20.0, 100.0
LONGEST_FRAME: Final = 1_000_000
SIGNED_OUT: Final = 4401
FOREIGN: Final = 4403
TOO_MANY: Final = 4429
TOO_LARGE: Final = 1009
NOT_OURS: Final = 1008
LAST_WORDS: Final = 2.0  # seconds for a slow line to take them
READING: Final = 0.2  # seconds for the page to act on them


class Socket:
    """Stands between a browser and Reflex, on one connection."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._frames = Bucket(RATE, BURST)
        self._cut: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._sending = asyncio.Lock()

    async def run(self, behind: ASGIApp, scope: Scope) -> None:
        """Serve the connection until either side ends it."""
        await behind(scope, self.receive, self.send)
        async with self._sending:  # a cut has its last words to say
            pass

    async def receive(self) -> Message:
        """The next frame; once cut, nothing more reaches Reflex."""
        coming = asyncio.ensure_future(self._receive())
        try:
            await asyncio.wait({coming, self._cut}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not coming.done():
                coming.cancel()
        if not self._cut.done():
            message = coming.result()
            if code := self._fault(message):
                await self.cut(code)
            else:
                return message
        return {"type": "websocket.disconnect", "code": self._cut.result()}

    async def send(self, message: Message) -> None:
        """What Reflex says; lost once cut, as on a broken line."""
        async with self._sending:
            if not self._cut.done():
                await self._send(message)

    async def cut(self, code: int, go_to: str = "") -> None:
        """Close, after having sent the page to another address."""
        async with self._sending:
            if self._cut.done():
                return
            with suppress(OSError, RuntimeError, TimeoutError):
                await asyncio.wait_for(self._say(go_to), LAST_WORDS)
            self._cut.set_result(code)  # first: Granian closes no websocket that somebody waits to receive from
            with suppress(OSError, RuntimeError, TimeoutError):
                await asyncio.wait_for(self._send({"type": "websocket.close", "code": code}), LAST_WORDS)

    async def lead(self, go_to: str) -> None:
        """Send the page to another address; the connection goes on."""
        async with self._sending:
            if not self._cut.done():
                with suppress(OSError, RuntimeError, TimeoutError):
                    await asyncio.wait_for(
                        self._send({"type": "websocket.send", "text": redirection(go_to)}), LAST_WORDS
                    )

    async def _say(self, go_to: str) -> None:
        if go_to:
            await self._send({"type": "websocket.send", "text": redirection(go_to)})
            await asyncio.sleep(READING)

    def _fault(self, message: Message) -> int | None:
        if message["type"] != "websocket.receive":
            return None
        if len(message.get("text") or message.get("bytes") or "") > LONGEST_FRAME:
            return TOO_LARGE
        if not self._frames.take():
            return TOO_MANY
        return None if is_ours(message.get("text")) else NOT_OURS


def redirection(address: str) -> str:
    """The frame by which Reflex's front end goes to another page of the portal."""
    payload = {"path": address, "external": False, "popup": False, "replace": True}
    update: dict[str, Any] = {"delta": {}, "events": [{"name": "_redirect", "payload": payload}], "final": True}
    return "42/_event," + json.dumps(["event", update])


async def refuse(receive: Receive, send: Send, code: int) -> None:
    """Turn a websocket down before it is one; the browser sees a 403."""
    await receive()
    await send({"type": "websocket.close", "code": code})
