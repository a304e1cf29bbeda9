"""Which database is meant? The platform's, or one establishment's own, through a bounded number of connections."""

from pathlib import Path
from threading import Lock
from typing import Final, Protocol

from sqlalchemy.engine import make_url
from sqlmodel import Session

from app.settings import Settings
from app.storage import engines
from app.storage.cipher import Cipher
from app.storage.database import Database

PLATFORM_SCHEMA: Final = "platform"
# Connections to establishments, beside those at work.
KEPT_OF_FILES: Final = 128
KEPT_OF_ROLES: Final = 32  # of the hundred that PostgreSQL gives by default


class Address(Protocol):
    """What must be known of an establishment to find its database: its row, or any read model with these."""

    @property
    def number(self) -> int: ...
    @property
    def stamp(self) -> str: ...
    @property
    def secret(self) -> str: ...


class Databases:
    """The platform's, and those of the establishments that were used last, as long as their connections are few."""

    def __init__(self, settings: Settings, cipher: Cipher) -> None:
        """Open the platform's; establishments' come when asked for."""
        self.settings, self._cipher = settings, cipher
        self._opened: dict[tuple[int, str], Database] = {}
        self.kept = KEPT_OF_ROLES if settings.is_postgresql else KEPT_OF_FILES
        self._lock, self._has_grown = Lock(), False
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.platform = self._platform()

    def _platform(self) -> Database:
        if self.settings.is_postgresql:
            return Database.in_schema(self.settings.platform_url, PLATFORM_SCHEMA)
        return Database.in_file(engines.blank(Path(str(make_url(self.settings.platform_url).database))))

    def folder(self, number: int) -> Path:
        """Where the files of an establishment's database live (SQLite)."""
        return self.settings.data_dir / "establishments" / str(number)

    def establishment(self, address: Address) -> Database:
        """That of one establishment; an earlier one of the same number has another stamp."""
        key = (address.number, address.stamp)
        with self._lock:
            database = self._opened.pop(key, None)
            if database is None:
                database = self._open(address)
                database.on_connecting(self._grow)
                self._grow()
            self._opened[key] = database
            spare = self._spare() if self._has_grown else []
        for old in spare:
            old.dispose()
        return database

    def _grow(self) -> None:
        self._has_grown = True

    def _spare(self) -> list[Database]:
        """Those unused for longest, as connections are too many; those at work stay until they are not."""
        self._has_grown = False
        held = {key: max(1, database.connections) for key, database in self._opened.items()}
        over, spare = sum(held.values()) - self.kept, list[Database]()
        for key in [*held][:-1]:
            if over > 0 and not self._opened[key].is_busy:
                over -= held[key]
                spare.append(self._opened.pop(key))
        self._has_grown |= over > 0
        return spare

    def _open(self, address: Address) -> Database:
        if not self.settings.is_postgresql:
            return Database.in_file(self.folder(address.number) / "establishment.db", address.stamp)
        secret = self._cipher.decrypted(address.secret)
        url = make_url(self.settings.platform_url).set(username=login(address), password=secret)
        return Database.in_schema(url, schema(address))

    def forget(self, address: Address) -> None:
        """Close what is open to an establishment's database, before it goes."""
        with self._lock:
            database = self._opened.pop((address.number, address.stamp), None)
        if database:
            database.dispose()

    def platform_session(self, *, writes: bool) -> Session:
        """A unit of work on the platform's database."""
        return self.platform.session(writes=writes)

    def session(self, address: Address, *, writes: bool, durable: bool = True) -> Session:
        """A unit of work on one establishment's database."""
        return self.establishment(address).session(writes=writes, durable=durable)

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            opened, self._opened = [*self._opened.values()], {}
        for database in (*opened, self.platform):
            database.dispose()


def login(address: Address) -> str:
    """The login role of an establishment (PostgreSQL); roles are of the whole server, hence the stamp."""
    return f"casier_{address.number}_{address.stamp}"


def schema(address: Address) -> str:
    """The schema of an establishment (PostgreSQL)."""
    return f"establishment_{address.number}"
