"""Which establishments are there, and what is each? The list, the card, editing, blocking (E1, E4, E7)."""

from collections.abc import Iterator
from typing import Any, TypedDict

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.locales import msg
from app.models.platform import HALF_WAY, SETTLED, Ending, Establishment, EstablishmentState, Zone
from app.models.types import folded, now
from app.services import zones
from app.services.endings import end_of_establishments
from app.services.errors import Conflict, Refused
from app.services.establishment_form import EstablishmentForm, checked
from app.services.listing import Order, Page, Query, paged
from app.services.lookup import is_settled, settled
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.services.validation import Checks
from app.storage import words

REASON = 500


class EstablishmentRow(TypedDict):
    """An establishment in the list."""

    id: int
    number: int
    name: str
    uai: str
    locality: str
    zone: str
    contact: str
    people: int
    state: str


class EstablishmentCard(EstablishmentRow):
    """An establishment on its own page."""

    zone_id: str
    contact_last_name: str
    contact_first_name: str
    contact_email: str
    blocked_reason: str
    blocked_at: str
    created_at: str
    version: int


_own_zone = col(Zone.id) == col(Establishment.zone_id)
_zone_key = sa.select(col(Zone.name_key)).where(_own_zone).scalar_subquery()
_SHOWN: tuple[Any, ...] = (
    Establishment.number,
    Establishment.name,
    Establishment.uai,
    Establishment.locality,
    Establishment.contact_last_name,
    Establishment.contact_first_name,
    Establishment.contact_email,
    Establishment.people,
    Establishment.state,
    sa.select(col(Zone.name)).where(_own_zone).scalar_subquery().label("zone"),
)
_LIST: Any = sa.select(*_SHOWN)
ORDER = Order(
    {
        "name": (col(Establishment.name_key), col(Establishment.number)),
        "number": (col(Establishment.number),),
        "locality": (col(Establishment.locality_key), col(Establishment.number)),
        "zone": (_zone_key, col(Establishment.name_key), col(Establishment.number)),
        "contact": (col(Establishment.contact_key), col(Establishment.number)),
        "people": (col(Establishment.people), col(Establishment.number)),
        "state": (col(Establishment.state), col(Establishment.name_key), col(Establishment.number)),
    },
    "name",
)


@requires(PlatformPermission.ESTABLISHMENTS_READ)
def page(scope: PlatformScope, query: Query) -> Page[EstablishmentRow]:
    """One page of the establishments that match."""
    counting = None if query.q else is_settled()
    return paged(scope.db, _LIST.where(*_meant(query)), ORDER, query, _row, counting, is_indexed=True)


@requires(PlatformPermission.ESTABLISHMENTS_READ)
def every(scope: PlatformScope) -> Iterator[EstablishmentRow]:
    """All of them by number, for a terminal; read in bounded batches."""
    statement = _LIST.where(*_meant(Query())).order_by(col(Establishment.number)).execution_options(yield_per=500)
    return (_row(e) for e in scope.db.connection().execute(statement))


def matching(query: Query) -> SelectOfScalar[Establishment]:
    """The establishments that a query means, in no order; half-made and half-gone ones are never meant."""
    return select(Establishment).where(*_meant(query))


def _meant(query: Query) -> list[sa.ColumnElement[bool]]:
    state = query.choice("status", EstablishmentState)
    # Nearly all are settled: said so that no planner would rather use an index of states than that of the order.
    meant = [col(Establishment.state) == state if state in SETTLED else col(Establishment.state).not_in(HALF_WAY)]
    if query.q:
        meant.append(words.asked(Establishment.search, folded(query.q)))
    if (zone := query.number("zone")) is not None:
        meant.append(col(Establishment.zone_id) == zone)
    return meant


@requires(PlatformPermission.ESTABLISHMENTS_READ)
def card(scope: PlatformScope, number: int) -> EstablishmentCard:
    """One establishment. Refuses with `NotFound`."""
    e = settled(scope, number)
    scope.db.flush()  # what this unit changed is shown too
    shown = scope.db.connection().execute(_LIST.where(col(Establishment.number) == number)).one()
    return EstablishmentCard(
        **_row(shown),
        zone_id=str(e.zone_id),
        contact_last_name=e.contact_last_name,
        contact_first_name=e.contact_first_name,
        contact_email=e.contact_email,
        blocked_reason=e.blocked_reason,
        blocked_at=e.blocked_at.isoformat() if e.blocked_at else "",
        created_at=e.created_at.isoformat(),
        version=e.version,
    )


@requires(PlatformPermission.ESTABLISHMENTS_EDIT)
def modify(scope: PlatformScope, number: int, form: EstablishmentForm) -> None:
    """Change an establishment's data; no administrator changes with the contact.

    Refuses with `Invalid`, and with `Conflict` when somebody changed it since the form was opened.
    """
    e = settled(scope, number)
    if form.get("version") != str(e.version):
        raise Conflict(
            msg(
                "%(who)s changed this establishment meanwhile. "
                "Reload the page to see it; what you typed is still here.",
                who=e.changed_by,
            )
        )
    right = checked(scope.db, form, own=number)
    changed = {name: value for name, value in right.items() if value != getattr(e, name)}
    if not changed:
        return
    before, after = _facts(scope.db, {name: getattr(e, name) for name in changed}), _facts(scope.db, changed)
    e.sqlmodel_update(changed)
    touch(e, scope.actor.name)
    scope.record("establishments.modified", number, e.name, before=before, after=after)


def _facts(db: Session, values: dict[str, Any]) -> dict[str, Any]:
    """For the journal, where a zone is a name."""
    facts = dict(values)
    if "zone_id" in facts:
        facts["zone"] = zones.names(db).get(facts.pop("zone_id"), "")
    return facts


@requires(PlatformPermission.ESTABLISHMENTS_BLOCK)
def block(scope: PlatformScope, number: int, reason: str) -> None:
    """Let nobody in any more; those inside are stopped at their next gesture and told why (E7)."""
    e = settled(scope, number)
    if e.state is EstablishmentState.BLOCKED:
        raise Refused(msg("This establishment is already blocked."))
    e.block(checked_reason(reason))
    touch(e, scope.actor.name)
    end_of_establishments(scope.db, Ending.BLOCKED, [number])
    scope.record("establishments.blocked", number, e.name, reason=e.blocked_reason)


@requires(PlatformPermission.ESTABLISHMENTS_BLOCK)
def unblock(scope: PlatformScope, number: int) -> None:
    """Let its people in again."""
    e = settled(scope, number)
    if e.state is not EstablishmentState.BLOCKED:
        raise Refused(msg("This establishment is not blocked."))
    was = e.blocked_reason
    e.unblock()
    touch(e, scope.actor.name)
    scope.record("establishments.unblocked", number, e.name, before={"reason": was})


def checked_reason(reason: str) -> str:
    """Why something is blocked: shown to those who are stopped, so it cannot be empty."""
    checks = Checks()
    clean = checks.text("reason", reason, REASON, lines=True)
    checks.settle()
    return clean


def touch(e: Establishment, who: str) -> None:
    """It changed: the keys follow, and forms opened before are stale."""
    e.describe()
    e.version, e.changed_by, e.changed_at = e.version + 1, who, now()


def _row(e: sa.Row[Any]) -> EstablishmentRow:
    """As the list shows it."""
    return EstablishmentRow(
        id=e.number,
        number=e.number,
        name=e.name,
        uai=e.uai or "",
        locality=e.locality,
        zone=e.zone,
        contact=f"{e.contact_first_name} {e.contact_last_name}".strip() or e.contact_email,
        people=e.people,
        state=e.state,
    )
