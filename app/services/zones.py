"""Which zones are establishments filed under? Add, rename, reorder, delete when unused (E10)."""

from typing import TypedDict

from sqlmodel import Session, col, func, select

from app.locales import msg, msgn
from app.models.platform import Establishment, Zone
from app.services import naming
from app.services.errors import Refused
from app.services.lookup import found
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires

NAME_LONGEST = 100


class ZoneRow(TypedDict):
    """A zone and how many establishments are in it."""

    id: int
    name: str
    establishments: int


class ZoneChoice(TypedDict):
    """A zone in a select."""

    id: str
    name: str


@requires(PlatformPermission.ESTABLISHMENTS_READ)
def choices(scope: PlatformScope) -> list[ZoneChoice]:
    """The zones in their order, for a select."""
    return [ZoneChoice(id=str(i), name=name) for i, name in scope.db.exec(select(Zone.id, Zone.name).order_by(*_ORDER))]


@requires(PlatformPermission.ZONES_MANAGE)
def rows(scope: PlatformScope) -> list[ZoneRow]:
    """All zones in their order; there are dozens, never thousands."""
    used = select(Establishment.zone_id, func.count().label("n")).group_by(col(Establishment.zone_id)).subquery()
    counted = select(Zone, func.coalesce(used.c.n, 0)).outerjoin(used, used.c.zone_id == col(Zone.id))
    return [
        ZoneRow(id=zone.id or 0, name=zone.name, establishments=n)
        for zone, n in scope.db.exec(counted.order_by(*_ORDER))
    ]


@requires(PlatformPermission.ZONES_MANAGE)
def add(scope: PlatformScope, name: str) -> None:
    """Add a zone at the end. Refuses an empty or taken name."""
    zone = ensure(scope.db, _checked(scope, name))
    scope.db.flush()
    scope.record("zones.added", zone.id, zone.name)


@requires(PlatformPermission.ZONES_MANAGE)
def rename(scope: PlatformScope, zone_id: int, name: str) -> None:
    """Give a zone another name. Refuses an empty or taken one."""
    zone = found(scope.db, Zone, zone_id)
    before, zone.name = zone.name, _checked(scope, name, zone_id)
    zone.name_key = naming.key_of(zone.name, NAME_LONGEST)
    scope.record("zones.renamed", zone.id, zone.name, before={"name": before}, after={"name": zone.name})


@requires(PlatformPermission.ZONES_MANAGE)
def move(scope: PlatformScope, zone_id: int, by: int) -> None:
    """Move a zone up (-1) or down (+1) in the order."""
    zone, order = found(scope.db, Zone, zone_id), list(scope.db.exec(select(Zone).order_by(*_ORDER)))
    before, after = naming.move(order, zone, by)
    scope.record("zones.moved", zone_id, zone.name, before=before, after=after)


@requires(PlatformPermission.ZONES_MANAGE)
def delete(scope: PlatformScope, zone_id: int) -> None:
    """Delete a zone that no establishment is in."""
    zone = found(scope.db, Zone, zone_id)
    in_it = select(func.count()).select_from(Establishment).where(col(Establishment.zone_id) == zone_id)
    if n := scope.db.exec(in_it).one():
        raise Refused(
            msgn(
                "%(n)d establishment is in this zone. Move it to another zone first.",
                "%(n)d establishments are in this zone. Move them to another zone first.",
                n,
            )
        )
    scope.db.delete(zone)
    scope.record("zones.deleted", zone_id, zone.name)


def ensure(db: Session, name: str) -> Zone:
    """The zone of that name, added at the end when there is none. Not a use case: imports call it too."""
    key = naming.key_of(name, NAME_LONGEST)
    if there := db.exec(select(Zone).where(col(Zone.name_key) == key)).first():
        return there
    position = (db.exec(select(func.max(Zone.position))).one() or 0) + 1
    zone = Zone(name=name, name_key=key, position=position)
    db.add(zone)
    db.flush()
    return zone


_ORDER = (col(Zone.position), col(Zone.id))


def names(db: Session) -> dict[int, str]:
    """The name of each zone."""
    return {zone.id or 0: zone.name for zone in db.exec(select(Zone))}


def _checked(scope: PlatformScope, name: str, own: int | None = None) -> str:
    return naming.unused(scope.db, Zone, name, NAME_LONGEST, msg("There is already a zone of this name."), own)
