"""Who should have a deposit by now and has it not (L4)? Those who came after it, where it was meant for them, too."""

from typing import Any, Final

from sqlalchemy import Connection, Insert, Select, and_, exists, func, literal, or_, select, true, union
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.models.establishment import Attachment, Audience, AudienceKind, Delivery, Deposit, Membership, Role
from app.models.types import Utc, now
from app.services.audiences import KINDS
from app.services.lockers import holders, is_before_people, is_current

COLUMNS: Final = ("deposit_id", "person_id", "delivered_at", "seen", "opened", "reminders")


def catch_up(db: Session, *, person: int | None = None, deposit: int | None = None) -> int:
    """Deliver what dynamic audiences owe to people who have a locker now; gives how many deliveries were made.

    To that person alone, or of that deposit alone; else all of both, which is for the clock. Whoever took it out of
    their locker keeps the delivery that says so, and gets no other. Asked again, it does nothing more.
    """
    pairs = _owed(person, deposit).subquery("pairs")
    same = col(Delivery.deposit_id) == pairs.c.deposit_id, col(Delivery.person_id) == pairs.c.person_id
    return _made(db, select(pairs.c.deposit_id, pairs.c.person_id).where(~exists().where(*same)))


def deliver(db: Session, people: Select[Any, Any], deposit: int) -> int:
    """Give a deposit to people, by a query of their identities, who have it not; gives how many.

    That they have it not, its key alone says: a PostgreSQL that believes the table empty would look for each among
    all that this very statement has written.
    """
    person = people.subquery("people").c.person_id
    return _made(db, select(literal(deposit).label("deposit_id"), person.label("person_id")))


def _made(db: Session, owed: Select[Any, Any]) -> int:
    db.flush()
    connection = db.connection()
    return connection.execute(_delivering(connection, owed), execution_options={"preserve_rowcount": True}).rowcount


def _delivering(connection: Connection, owed: Select[Any, Any]) -> Insert:
    """One statement; two that run at once make no second delivery."""
    pairs = owed.subquery("owed")
    moment = literal(now(), Utc())
    rows = select(pairs.c.deposit_id, pairs.c.person_id, moment, *[literal(0)] * 3).where(true())
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(Delivery)
    return insert.from_select(COLUMNS, rows, include_defaults=False).on_conflict_do_nothing()


def _owed(person: int | None, deposit: int | None) -> Select[Any, Any]:
    """Pairs of a deposit and a holder who is in one of its dynamic audiences, delivered already or not."""
    meant = union(*(_narrowed(*way, person, deposit) for way in _ways())).subquery("meant")
    theirs = holders(now().date())
    if person is not None:
        theirs = theirs.where(col(Membership.person_id) == person)
    to_others = func.coalesce(col(Deposit.depositor_id), 0) != meant.c.person_id
    pairs = select(meant.c.deposit_id, meant.c.person_id).join(Deposit, col(Deposit.id) == meant.c.deposit_id)
    return pairs.where(is_before_people(), to_others, meant.c.person_id.in_(theirs))


def _ways() -> list[tuple[Select[Any, Any], Any]]:
    """How somebody is in an audience: by a role, by the kind of a role, by a service; with whom each way leads to."""
    kind, ref, day = col(Audience.kind), col(Audience.ref), now().date()
    holder, attached = col(Membership.person_id), col(Attachment.person_id)
    in_role = and_(kind == AudienceKind.ROLE, col(Membership.role_id) == ref)
    named = [and_(ref == number, col(Role.kind).in_(kinds)) for number, kinds in KINDS.items()]
    of_kind = and_(kind == AudienceKind.EVERYONE, or_(*named))
    in_service = and_(kind == AudienceKind.SERVICE, col(Attachment.service_id) == ref)
    held = select(col(Audience.deposit_id), holder).where(is_current(day))
    return [
        (held.select_from(Audience).join(Membership, in_role), holder),
        (
            held.select_from(Audience).join(Role, of_kind).join(Membership, col(Membership.role_id) == col(Role.id)),
            holder,
        ),
        (select(col(Audience.deposit_id), attached).select_from(Audience).join(Attachment, in_service), attached),
    ]


def _narrowed(way: Any, whom: Any, person: int | None, deposit: int | None) -> Any:  # noqa: ANN401  SQL
    only = [col(Audience.is_dynamic)]
    only += [] if person is None else [whom == person]
    only += [] if deposit is None else [col(Audience.deposit_id) == deposit]
    return way.where(*only)
