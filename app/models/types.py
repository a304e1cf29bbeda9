"""How do values that databases disagree on keep their meaning? Column types and text keys of ours."""

import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import DateTime, Dialect, Enum, MetaData, TypeDecorator

NAMES = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


class Utc(TypeDecorator[datetime]):
    """A moment, always aware and in UTC; SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's
        """Refuse a naive moment rather than guess its zone."""
        if value is not None and value.tzinfo is None:
            msg = "a moment needs its zone"
            raise ValueError(msg)
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  too
        """Give back the zone that SQLite dropped."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def storable(text: str) -> str:
    """Without what no database of ours can hold, and nobody can type: NUL and halves of characters."""
    whole = text if text.isascii() else text.encode("utf-8", "ignore").decode()
    return whole.replace("\0", " ")


class _Unmarked(dict[int, int | None]):
    """For `str.translate`: without the accents that NFKD has taken off the letters."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_UNMARKED: Final = _Unmarked()


def folded(*parts: str | None) -> str:
    """Lower-case and unaccented, for searching and for sorting as French and English readers expect."""
    text = storable(" ".join(part for part in parts if part)).casefold()
    if not text.isascii():
        flat = unicodedata.normalize("NFKD", text).replace("œ", "oe").replace("æ", "ae")
        text = flat.translate(_UNMARKED).casefold()
    return " ".join(text.split())


def word(enum: type[StrEnum]) -> Any:  # noqa: ANN401  SQLModel asks for a class, and takes an instance
    """A column that holds the value of one of `enum`, as text on both engines."""
    return Enum(enum, native_enum=False, length=12, values_callable=_values)


def _values(enum: type[StrEnum]) -> list[str]:
    return [str(member) for member in enum]
