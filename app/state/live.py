"""Who has which tab open, and how is it told that something changed? A registry of tabs, and events put before them.

An event tells nobody anything: its handler reads what the tab's own session may see.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextvars import copy_context
from threading import RLock
from typing import Any, Final

import reflex as rx
from reflex_base.event import Event

from app.services.scope import PersonActor, PlatformActor
from app.storage.bus import News
from app.storage.installation import Installation

log = logging.getLogger("casier.live")
AT_ONCE: Final = 8  # handlers of pushed events that run side by side; gestures come in between
PATIENCE: Final = 2.0  # seconds that a tab at work keeps the next ones waiting
MOST: Final = 20  # things that one event tells of; of more, a page only counts
SPARE: Final = 256  # tabs beyond twice those last seen open, before closed ones are looked for

Whom = tuple[int, int]  # an establishment, and a person of it
Fits = Callable[[list[int]], Any]


class Tabs:
    """The tabs of this process: whose each is, by the token that Reflex knows it by."""

    def __init__(self) -> None:
        """Nobody is there."""
        self._whose = dict[str, Whom]()
        self._of = defaultdict[Whom, set[str]](set)
        self._most, self._lock = SPARE, RLock()
        self.is_open: Callable[[str], bool] = lambda _token: True

    def note(self, actor: PersonActor | PlatformActor, token: str) -> None:
        """A tab of that person asks something, in any thread: before it reads, so that nothing comes in between."""
        if not isinstance(actor, PersonActor) or not token:
            return
        whom = actor.place.number, actor.id
        if self._whose.get(token) == whom:
            return
        with self._lock:
            self.forget(token)
            self._whose[token] = whom
            self._of[whom].add(token)
            if len(self._whose) > self._most:
                self._sweep()

    def forget(self, token: str) -> None:
        """That tab is gone."""
        with self._lock:
            if whom := self._whose.pop(token, None):
                self._of[whom].discard(token)
                if not self._of[whom]:
                    del self._of[whom]

    def concerned(self, news: News) -> list[str]:
        """The open tabs of those whom it concerns."""
        with self._lock:
            found = [
                token
                for whom, tokens in self._of.items()
                if whom[0] == news.number and (news.people is None or whom[1] in news.people)
                for token in tokens
            ]
            for token in [token for token in found if not self.is_open(token)]:
                self.forget(token)
            return [token for token in found if token in self._whose]

    def _sweep(self) -> None:
        for token in [token for token in self._whose if not self.is_open(token)]:
            self.forget(token)
        self._most = 2 * len(self._whose) + SPARE


class Live:
    """Puts events before tabs: a few at a time, and one before each tab however much news there is meanwhile."""

    def __init__(self, app: rx.App, tabs: Tabs, events: dict[str, Fits], patience: float = PATIENCE) -> None:
        """`events` make the event of each sort of news, given what it is about."""
        self._app, self._tabs, self._events, self._patience = app, tabs, events, patience
        self._waiting = dict[tuple[str, str], set[int]]()  # per tab and sort of news, in the order they came
        self._workers = set[asyncio.Task[None]]()
        # News come in the thread of a gesture: what is put before others must not pass for a part of it.
        self._loop, self._context = asyncio.get_running_loop(), copy_context()
        tabs.is_open = self._is_open

    def hear(self, news: News) -> None:
        """Take news from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, news, context=self._context)

    def _take(self, news: News) -> None:
        if news.what not in self._events:
            return
        for token in self._tabs.concerned(news):
            self._waiting.setdefault((token, news.what), set()).update(news.ids)
        while self._waiting and len(self._workers) < min(AT_ONCE, len(self._waiting)):
            worker = asyncio.create_task(self._work(), name="casier-push")
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _work(self) -> None:
        while self._waiting:
            (token, what), ids = next(iter(self._waiting.items()))
            del self._waiting[token, what]
            try:
                await self._put(token, self._events[what](_newest(ids)))
            except Exception:  # of one tab; the others wait
                log.exception("a tab could not be told")

    async def _put(self, token: str, spec: Any) -> None:
        if self._is_open(token):
            for event in Event.from_event_type(spec):
                await asyncio.wait([await self._app.event_processor.enqueue(token, event)], timeout=self._patience)

    def _is_open(self, token: str) -> bool:
        """Connected to this process, and past its first event: before that, it reads everything anyway."""
        namespace = self._app.event_namespace
        is_connected = namespace is not None and token in namespace._token_manager.token_to_socket
        return is_connected and token in getattr(self._app.state_manager, "states", ())


def _newest(ids: Iterable[int]) -> list[int]:
    return sorted(ids)[-MOST:]


tabs: Final = Tabs()


def serve(app: rx.App, installation: Installation, events: dict[str, Fits]) -> None:
    """Tell the tabs of this process from now on; called on its loop."""
    installation.bus.listen(Live(app, tabs, events).hear)
