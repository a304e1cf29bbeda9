"""How does work leave the request? A huey queue: SQLite by default, Redis by setting."""
# pyright: reportMissingTypeStubs=false

from collections.abc import Callable
from typing import Any, Final

from huey import RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.serializer import SignedSerializer

from app.settings import Settings
from app.storage import engines
from app.storage.cipher import Cipher

PATIENCE: Final = 10.0  # seconds that running work has to come to its next chunk


class _QuietConsumer(Consumer):
    """A consumer that lives in a thread of the server, which is the one to receive signals."""

    def _set_signal_handlers(self) -> None:
        pass


class Queue:
    """Messages are only identities: what is to be done is in the database, and survives the queue."""

    def __init__(self, settings: Settings) -> None:
        """Open the queue of the settings."""
        self.huey = _open(settings)
        self._consumer: Consumer | None = None
        self._tasks: dict[str, Any] = {}
        self.is_stopping = False  # long work asks between its chunks, and leaves the rest to the next process

    def register(self, name: str, work: Callable[..., None], *, every_minute: bool = False) -> None:
        """Name a kind of work; `every_minute` also runs it by the clock."""

        def run(*identities: object) -> None:  # messages name its module: here, wherever `work` moves to
            work(*identities)

        self._tasks[name] = self.huey.task(name=name)(run)
        if every_minute:
            self.huey.periodic_task(crontab(minute="*"), name=f"{name} by the clock")(run)

    def enqueue(self, name: str, *identities: object) -> None:
        """Ask for work; it runs soon, in some process."""
        self._tasks[name](*identities)

    def waiting(self) -> int:
        """How much work nobody has taken yet."""
        return self.huey.pending_count()

    def start(self) -> None:
        """Run work in threads of this process."""
        self.is_stopping = False
        self._consumer = _QuietConsumer(
            self.huey,
            workers=2,
            initial_delay=0.1,
            backoff=1.0,
            max_delay=0.1,
            check_worker_health=False,
            shutdown_timeout=PATIENCE,
        )
        self._consumer.start()

    def stop(self) -> None:
        """Let running work stop at its next chunk, then return."""
        self.is_stopping = True
        if self._consumer:
            self._consumer.stop(graceful=True)
            self._consumer = None

    def close(self) -> None:
        """Stop, and close the connections; a second time does nothing."""
        self.stop()
        self.huey.storage.close()
        if pool := getattr(self.huey.storage, "pool", None):
            pool.disconnect()


def _open(settings: Settings) -> Any:  # noqa: ANN401  huey tells no types
    # Huey's messages are pickles: only those that bear our signature are ever opened.
    signed = SignedSerializer(secret=Cipher(settings.key).mark("queue"))
    if address := settings.redis_url.get_secret_value():
        return RedisHuey("casier", url=address, results=False, blocking=False, serializer=signed)
    file = engines.blank(settings.data_dir / "queue.db")
    return SqliteHuey("casier", filename=str(file), results=False, fsync=True, serializer=signed)
