"""Whose websockets are open, and who must leave? Asked every second for all of them together.

Whoever is kept out of every web space is led to a page that says so, as soon as news of it come.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from app.http.addresses import with_query
from app.http.sockets import SIGNED_OUT, Socket
from app.services import entry_news, sessions, standing
from app.storage.bus import News
from app.storage.installation import Installation

log = logging.getLogger(__name__)
EVERY: Final = 1.0


class Live:
    """The open websockets of this process, by session."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._sockets: defaultdict[str, set[Socket]] = defaultdict(set)
        self._watch: asyncio.Task[None] | None = None
        # A thread of its own: revocation waits behind nobody's gesture.
        self._thread = ThreadPoolExecutor(1, "casier-live")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leading = set[asyncio.Task[None]]()

    @contextmanager
    def watched(self, session: str, socket: Socket) -> Generator[None]:
        """Cut the socket within about a second of the end of its session."""
        self._sockets[session].add(socket)
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._installation.bus.listen(self._hear)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._watching(), name="casier-live")
        try:
            yield
        finally:
            self._sockets[session].discard(socket)
            if not self._sockets[session]:
                del self._sockets[session]
            if not self._sockets:
                self._watch.cancel()

    async def _watching(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                over = await asyncio.get_running_loop().run_in_executor(self._thread, self._over, list(self._sockets))
            except SQLAlchemyError as fault:
                log.warning("sessions could not be checked: %s", type(fault).__name__)
                continue
            leaving = [
                socket.cut(SIGNED_OUT, address)
                for session, address in over.items()
                for socket in self._sockets.get(session, ())
            ]
            await asyncio.gather(*leaving)

    def _hear(self, news: News) -> None:
        """Take news from any thread."""
        if news.what == entry_news.WHAT and self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, news)

    def _take(self, news: News) -> None:
        leading = asyncio.ensure_future(self._lead_out(news))
        self._leading.add(leading)
        leading.add_done_callback(self._leading.discard)

    async def _lead_out(self, news: News) -> None:
        asked = standing.kept_out, self._installation, news, list(self._sockets)
        try:
            kept = await asyncio.get_running_loop().run_in_executor(self._thread, *asked)
        except SQLAlchemyError as fault:  # their next gesture will tell them
            log.warning("nobody could be led out: %s", type(fault).__name__)
            return
        leaving = [
            socket.lead(address) for session, address in kept.items() for socket in self._sockets.get(session, ())
        ]
        await asyncio.gather(*leaving)

    def _over(self, asked: list[str]) -> dict[str, str]:
        """Where the pages of the sessions that ended must go."""
        living = sessions.living(self._installation, asked)
        ended = {session: sessions.ended(self._installation, session) for session in asked if session not in living}
        return {session: farewell(how.why, how.establishment) for session, how in ended.items() if how}


def farewell(why: str, establishment: int | None) -> str:
    """The page that leaves the portal, and says why."""
    return with_query("/bye", why=why, e=str(establishment or ""))
