"""What becomes of documents when nothing needs them any more? Their rows go, then their bytes (L8, L11, G-R1).

The bytes are there before the row that names them, and go after it; their names in the store are never used again.
Hence nobody who finds a document meets one that is going, and a crash leaves at most bytes that no row names.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, exists, select

from app.models.establishment import Deposit, Document, Upload, Version
from app.models.types import now
from app.services.scope import Place, Unit
from app.storage.installation import Installation

QUIET: Final = timedelta(hours=1)  # nobody is still writing what was last touched before
KEY: Final = 32
DIGITS: Final = frozenset("0123456789abcdef")


def release(unit: Unit, number: int, documents: Sequence[int]) -> None:
    """Forget those documents that nothing needs any more, and after the commit their bytes.

    No use case: whatever ends a version or an upload calls it, in the same transaction.
    """
    wanted = col(Document.id).in_(sorted(set(documents)))
    forgotten = list(unit.db.exec(select(Document.key).where(wanted, _is_idle())))
    unit.db.exec(delete(Document).where(col(Document.key).in_(forgotten)))
    forget_bytes(unit, number, forgotten)


def forget_bytes(unit: Unit, number: int, keys: Sequence[str]) -> None:
    """Take bytes away once that is committed; what stays behind in a crash, the sweep finds. No use case: as above."""
    if names := [f"{number}/{key}" for key in keys]:
        unit.after_commit.append(lambda: unit.installation.files.delete(names))


def purge(unit: Unit, number: int, deposits: Sequence[int]) -> None:
    """Delete deposits for good, with their versions and deliveries. No use case: whatever empties a trash calls it."""
    of_them = col(Version.deposit_id).in_(deposits)
    held = list(unit.db.exec(select(Version.document_id).where(of_them)))
    unit.db.exec(delete(Deposit).where(col(Deposit.id).in_(deposits)))
    release(unit, number, held)


def sweep(installation: Installation, place: Place, quiet: timedelta = QUIET) -> datetime | None:
    """Forget documents that nothing needs (people's rows take their uploads along), then bytes that are nobody's."""
    with installation.databases.session(place, writes=False) as db:
        idle = list(db.exec(select(Document.id).where(_is_idle())))
    if idle:
        with installation.databases.session(place, writes=True) as db:
            unit = Unit(installation, db)
            release(unit, place.number, [document for document in idle if document])
            unit.checkpoint()
    installation.files.delete(list(_ownerless(installation, place, quiet)))
    return None


def _ownerless(installation: Installation, place: Place, quiet: timedelta) -> Iterator[str]:
    """Listed first, then looked up: what no row names by then, no row ever will, as keys are never used again.

    An upload names bytes of its own until it has a document: where that has others, of the same content, a crash left
    these. Uploads are read before documents, lest one be kept in between and seen as neither.
    """
    untouched = list(installation.files.untouched(place.number, now() - quiet))
    with installation.databases.session(place, writes=False) as db:
        coming = select(Upload.id).where(col(Upload.document_id).is_(None))
        known = {*db.exec(coming), *db.exec(select(Document.key))}
    for name in untouched:
        key = name.rpartition("/")[2].partition(".")[0]
        if len(key) == KEY and DIGITS.issuperset(key) and key not in known:
            yield name


def _is_idle() -> ColumnElement[bool]:
    """No version and no upload has the `Document`."""
    versions = exists().where(col(Version.document_id) == col(Document.id))
    uploads = exists().where(col(Upload.document_id) == col(Document.id))
    return ~versions & ~uploads
