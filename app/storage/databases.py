"""Which database is meant? The platform's, or one establishment's own, through a bounded set of engines."""

from pathlib import Path
from threading import Lock
from typing import Final, Protocol

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from app.settings import Settings
from app.storage import engines
from app.storage.cipher import Cipher

PLATFORM_SCHEMA: Final = "platform"
KEPT_FILES: Final = 64
KEPT_LOGINS: Final = 32  # each keeps a connection, of the hundred that PostgreSQL gives by default


class Address(Protocol):
    """What must be known of an establishment to find its database: its row, or any read model with these."""

    @property
    def number(self) -> int: ...
    @property
    def stamp(self) -> str: ...
    @property
    def secret(self) -> str: ...


class Databases:
    """An LRU of small engine pools; an establishment is an engine."""

    def __init__(self, settings: Settings, cipher: Cipher) -> None:
        """Open the platform's engine; establishments' come when asked for."""
        self.settings, self._cipher = settings, cipher
        self._engines: dict[tuple[int, str], Engine] = {}
        self.kept = KEPT_LOGINS if settings.is_postgresql else KEPT_FILES
        self._lock = Lock()
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.platform = self._platform()

    def _platform(self) -> Engine:
        if self.settings.is_postgresql:
            return engines.postgresql(self.settings.platform_url, PLATFORM_SCHEMA, pool=5)
        return engines.sqlite(engines.blank(Path(str(make_url(self.settings.platform_url).database))), pool=5)

    def folder(self, number: int) -> Path:
        """Where the files of an establishment's database live (SQLite)."""
        return self.settings.data_dir / "establishments" / str(number)

    def establishment(self, address: Address) -> Engine:
        """The engine of one establishment; an earlier one of the same number has another stamp."""
        key = (address.number, address.stamp)
        with self._lock:
            engine = self._engines.pop(key, None) or self._connect(address)
            spare = self._spare()
            self._engines[key] = engine
        for old in spare:
            old.dispose()
        return engine

    def _spare(self) -> list[Engine]:
        """The engines unused for longest that make room for one more; those at work stay until they are not."""
        over = len(self._engines) + 1 - self.kept
        idle = [key for key, engine in self._engines.items() if over > 0 and not _is_busy(engine)]
        return [self._engines.pop(key) for key in idle[: max(over, 0)]]

    def _connect(self, address: Address) -> Engine:
        if not self.settings.is_postgresql:
            return engines.sqlite(self.folder(address.number) / "establishment.db", pool=1, stamp=address.stamp)
        secret = self._cipher.decrypted(address.secret)
        url = make_url(self.settings.platform_url).set(username=login(address), password=secret)
        return engines.postgresql(url, schema(address), pool=1)

    def forget(self, address: Address) -> None:
        """Close what is open to an establishment's database, before it goes."""
        with self._lock:
            engine = self._engines.pop((address.number, address.stamp), None)
        if engine:
            engine.dispose()

    def platform_session(self, *, writes: bool) -> Session:
        """A unit of work on the platform's database."""
        return engines.session(self.platform, writes=writes)

    def session(self, address: Address, *, writes: bool, durable: bool = True) -> Session:
        """A unit of work on one establishment's database."""
        return engines.session(self.establishment(address), writes=writes, durable=durable)

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            opened, self._engines = [*self._engines.values()], {}
        for engine in (*opened, self.platform):
            engine.dispose()


def _is_busy(engine: Engine) -> bool:
    return isinstance(engine.pool, QueuePool) and engine.pool.checkedout() > 0


def login(address: Address) -> str:
    """The login role of an establishment (PostgreSQL); roles are of the whole server, hence the stamp."""
    return f"casier_{address.number}_{address.stamp}"


def schema(address: Address) -> str:
    """The schema of an establishment (PostgreSQL)."""
    return f"establishment_{address.number}"
