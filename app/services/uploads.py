"""What did somebody send, and not deposit yet (L4, L7, L8)? Counted from the first byte on, kept for a day."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple, TypedDict

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import col, delete, select

from app.locales import msg
from app.models.establishment import Document, Upload
from app.models.types import now
from app.services import document_upkeep
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.locker_quotas import require_room
from app.services.lockers import has_locker
from app.services.permissions import Permission
from app.services.scope import Place, Scope, Unit, requires
from app.storage.installation import Installation

MOST: int = 100  # files in one deposit
KEPT: Final = timedelta(days=1)
LOOKED_AFTER: Final = timedelta(hours=1)
SETTLING: Final = timedelta(minutes=1)
COMING: Final = set[str]()  # what this very process takes in at the moment


class Arrived(NamedTuple):
    """The bytes of an upload, all of them, as the store has them now."""

    sha256: str
    size: int
    media_type: str


class StagedFile(TypedDict):
    """A file that waits to be deposited."""

    id: str
    name: str
    size: int


@requires(Permission.LOCKER_DEPOSIT)
def announce(scope: Scope, name: str, size: int) -> str:
    """Reserve room for a file, before its first byte; gives the identity that it is written under in the store.

    Refuses whoever has no locker with `Forbidden`, and with `TooLarge` and `OverQuota`.
    """
    if not has_locker(scope):
        raise Forbidden
    require_room(scope, size)
    identity, owner = secrets.token_hex(16), scope.installation.process.id
    row = Upload(id=identity, person_id=scope.actor.id, name=name, size=size, owner=owner)
    scope.db.connection().execute(_ANNOUNCED, row.model_dump())
    return identity


@requires(Permission.LOCKER_DEPOSIT)
def keep(scope: Scope, identity: str, arrived: Arrived) -> StagedFile:
    """The file is there, whole: it waits to be deposited. Refuses with `NotFound` what was removed meanwhile.

    What the establishment has already is not stored again; the bytes just written then go.
    """
    ask, its = scope.db.connection().execute, {"which": identity, "me": scope.actor.id}
    coming = ask(_COMING, its).first()
    if coming is None:
        raise NotFound
    same = ask(_SAME, {"digest": arrived.sha256}).first()
    if same is None:
        made = Document(key=identity, **arrived._asdict()).model_dump(exclude={"id"})
        document = ask(_ARRIVED, made).scalar_one()
    else:
        document = same.id
        document_upkeep.forget_bytes(scope, scope.actor.place.number, [identity])
    ask(_KEPT, {**its, "document": document, "taken": arrived.size})
    return StagedFile(id=identity, name=coming.name, size=arrived.size)


@requires(Permission.LOCKER_DEPOSIT)
def rows(scope: Scope) -> list[StagedFile]:
    """What the actor sent and did not deposit yet, oldest first; a page that is opened again finds it."""
    whole = col(Upload.person_id) == scope.actor.id, col(Upload.document_id).is_not(None)
    found = scope.db.exec(select(Upload).where(*whole).order_by(col(Upload.created_at), col(Upload.id)))
    return [StagedFile(id=row.id, name=row.name, size=row.size) for row in found]


@requires(Permission.LOCKER_DEPOSIT)
def remove(scope: Scope, identity: str) -> None:
    """Give up a file, whole or not; one that is not there, or not the actor's, is given up already."""
    drop(scope, scope.actor.place.number, [identity], col(Upload.person_id) == scope.actor.id)


def drop(unit: Unit, number: int, identities: Sequence[str], *which: ColumnElement[bool]) -> None:
    """Let go of uploads and of their bytes. No use case: `remove`, the sweep and broken arrivals call it."""
    found = list(unit.db.exec(select(Upload).where(col(Upload.id).in_(identities), *which)))
    unit.db.exec(delete(Upload).where(col(Upload.id).in_([row.id for row in found])))
    document_upkeep.release(unit, number, [row.document_id for row in found if row.document_id])
    document_upkeep.forget_bytes(unit, number, [row.id for row in found if row.document_id is None])


def claimed(scope: Scope, identities: Sequence[str]) -> list[Upload]:
    """The actor's own files of those identities, whole, in the order asked for; whoever calls it deposits them.

    They are no uploads any more, in the same transaction. Refuses with `Invalid` about `files`, all of them, when one
    is gone, somebody else's or not there yet.
    """
    asked = list(dict.fromkeys(identities))[: MOST + 1]
    whole = col(Upload.person_id) == scope.actor.id, col(Upload.document_id).is_not(None)
    found = {row.id: row for row in scope.db.exec(select(Upload).where(col(Upload.id).in_(asked), *whole))}
    if not asked or len(asked) > MOST:
        raise Invalid({"files": msg("Choose from 1 to %(most)s files.", most=MOST)})
    if len(found) != len(asked):
        raise Invalid({"files": msg("A file is no longer here; remove it, and send it again.")})
    for row in found.values():
        scope.db.delete(row)
    return [found[identity] for identity in asked]


def sweep(installation: Installation, place: Place) -> datetime | None:
    """Let go of what nobody sends any more, and of what was sent a day ago; says when to look again."""
    with installation.databases.session(place, writes=False) as db:
        found = list(db.exec(select(Upload)))
    limit = now() - KEPT
    over = [row.id for row in found if row.created_at < limit or not (row.document_id or _is_coming(installation, row))]
    if over:
        with installation.databases.session(place, writes=True) as db:
            unit = Unit(installation, db)
            # One that arrived whole since it was read here is somebody's.
            drop(unit, place.number, over, (col(Upload.created_at) < limit) | col(Upload.document_id).is_(None))
            unit.checkpoint()
    left = [row for row in found if row.id not in over]
    return min((row.created_at + (KEPT if row.document_id else LOOKED_AFTER) for row in left), default=None)


def _is_coming(installation: Installation, row: Upload) -> bool:
    """Somebody still takes it in; a process that could not even let go of one, on a full disk, has forgotten it."""
    if row.owner == installation.process.id and row.created_at < now() - SETTLING:
        return row.id in COMING
    return installation.process.is_alive(row.owner)


# Asked with each file that comes in: columns rather than objects, and built once.
_IS_COMING = (
    (col(Upload.id) == sa.bindparam("which"))
    & (col(Upload.person_id) == sa.bindparam("me"))
    & col(Upload.document_id).is_(None)
)
_ANNOUNCED: Final = sa.insert(Upload)
_COMING: Final = sa.select(col(Upload.name)).where(_IS_COMING)
_SAME: Final = sa.select(col(Document.id)).where(col(Document.sha256) == sa.bindparam("digest"))
_ARRIVED: Final = sa.insert(Document).returning(col(Document.id))
_KEPT: Final = (
    sa.update(Upload).where(_IS_COMING).values(document_id=sa.bindparam("document"), size=sa.bindparam("taken"))
)
