"""What just happened, for whoever has it on screen? Small messages to every process: this one at once, others by Redis.

One that is lost is no fault: pages read the truth at their next gesture.
"""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Full, Queue
from threading import Event, Lock, Thread
from typing import Any, Final

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.exceptions import ConnectionError as Unreachable
from redis.retry import Retry

from app.settings import Settings
from app.storage.cipher import Cipher

log = logging.getLogger(__name__)
CHANNEL: Final = "casier.bus"
WAITING: Final = 1000  # messages to other processes; what comes while Redis takes none is lost
SHORTEST, LONGEST = 0.1, 5.0  # seconds before Redis is tried again
QUIET, DEAD = 10.0, 20.0  # seconds without a word after which Redis is asked, then given up
TURN: Final = 0.2  # seconds; closing waits as long
ANSWER: Final = 2.0  # seconds that Redis may take


@dataclass(frozen=True, slots=True)
class News:
    """Something that concerns these people of an establishment, or all of them; `what` and `ids` are the listener's."""

    number: int
    people: frozenset[int] | None
    what: str
    ids: tuple[int, ...] = ()


Hear = Callable[[News], None]


class Bus:
    """Carries news between the processes of an installation, in no order and without a promise."""

    def __init__(self, settings: Settings, cipher: Cipher) -> None:
        """Nothing is connected, and no thread runs, before there is news to tell or somebody listens."""
        self._url = settings.redis_url.get_secret_value()
        self._key, self._own = cipher.mark("bus").encode(), secrets.token_hex(8)
        self._lock, self._threads = Lock(), dict[str, Thread]()
        self._listening: tuple[Hear, ...] = ()
        self._waiting, self._closing = Queue[bytes | None](WAITING), Event()
        self.is_heard = Event()  # Redis takes us for a listener

    def publish(self, news: News) -> None:
        """Tell whoever listens, here and elsewhere; never waits."""
        self._tell(news)
        if self._url and not self._closing.is_set():
            self._begin("tell", self._telling)
            try:
                self._waiting.put_nowait(self._sealed(news))
            except Full:
                log.warning("news for other processes were lost: Redis takes none")

    def listen(self, hear: Hear) -> None:
        """Call `hear` with all news from now on, in whatever thread they come; it must not wait."""
        with self._lock:
            self._listening = (*self._listening, hear)
        if self._url:
            self._begin("hear", self._hearing)

    def close(self) -> None:
        """Listen and tell no more; a second time does nothing."""
        self._closing.set()
        with self._lock:
            threads, self._threads = self._threads, {}
            self._listening = ()
        if "tell" in threads:
            self._waiting.put(None)
        for thread in threads.values():
            thread.join(ANSWER * 2)

    def _begin(self, name: str, run: Callable[[], None]) -> None:
        with self._lock:
            if name not in self._threads:
                self._threads[name] = Thread(target=run, name=f"casier-bus-{name}", daemon=True)
                self._threads[name].start()

    def _tell(self, news: News) -> None:
        for hear in self._listening:
            try:
                hear(news)
            except Exception:
                log.exception("news were not heard")

    def _telling(self) -> None:
        with self._redis(Retry(NoBackoff(), 1)) as redis:  # Redis may have cut a connection that said nothing for long
            while (sealed := self._waiting.get()) is not None:
                try:
                    redis.publish(CHANNEL, sealed)
                except RedisError as fault:
                    log.warning("news for other processes were lost: %s", type(fault).__name__)

    def _hearing(self) -> None:
        pause = SHORTEST
        with self._redis(Retry(NoBackoff(), 0)) as redis:
            while not self._closing.is_set():
                try:
                    with redis.pubsub() as heard:
                        heard.subscribe(CHANNEL)
                        for sealed in self._heard(heard):
                            pause = SHORTEST
                            self._take(sealed)
                except RedisError as fault:
                    log.warning("no news come from other processes: %s", type(fault).__name__)
                    self.is_heard.clear()
                    self._closing.wait(pause)
                    pause = min(pause * 2, LONGEST)

    def _heard(self, heard: PubSub) -> Any:  # noqa: ANN401  redis tells no types
        """What comes; a connection that has become silent is told from one on which nothing happens."""
        last = asked = time.monotonic()
        while not self._closing.is_set():
            message: Any = heard.get_message(timeout=TURN)
            now = time.monotonic()
            if message is None:
                if now - last > DEAD:
                    raise Unreachable
                if now - max(last, asked) > QUIET:
                    asked = now
                    heard.ping()
                continue
            last = now
            if message["type"] == "subscribe":
                self.is_heard.set()
            elif message["type"] == "message":
                yield message["data"]

    def _redis(self, retry: Retry) -> Redis:
        return Redis.from_url(self._url, socket_timeout=ANSWER, socket_connect_timeout=ANSWER, retry=retry)

    def _sealed(self, news: News) -> bytes:
        people = None if news.people is None else sorted(news.people)
        said = json.dumps([self._own, news.number, people, news.what, news.ids]).encode()
        return self._seal(said) + said

    def _take(self, sealed: bytes) -> None:
        """Of ours only, and not what this process said itself."""
        seal, said = sealed[:64], sealed[64:]
        if not hmac.compare_digest(seal, self._seal(said)):
            log.warning("news that do not bear our seal")
            return
        whose, number, people, what, ids = json.loads(said)
        if whose != self._own:
            self._tell(News(number, None if people is None else frozenset(people), what, tuple(ids)))

    def _seal(self, said: bytes) -> bytes:
        return hmac.new(self._key, said, hashlib.sha256).hexdigest().encode()
