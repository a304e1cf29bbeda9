"""Who keeps an establishment administered? Somebody must always be left who can come in, today and later (P7).

That is whoever holds WEBMASTER since today at the latest, with no end, by an active account.
"""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.locales import msg
from app.models.establishment import WEBMASTER, Membership, Person, PersonState, Role
from app.models.types import now
from app.services.errors import Refused
from app.services.scope import Scope


def lasting() -> SelectOfScalar[int] | SelectOfScalar[None]:
    """The identities of those people."""
    today = now().date()
    holders = (
        select(Membership.person_id)
        .join(Role)
        .where(
            col(Role.code) == WEBMASTER,
            func.coalesce(col(Membership.begins_on), today) <= today,
            col(Membership.ends_on).is_(None),
        )
    )
    return select(Person.id).where(col(Person.id).in_(holders), col(Person.state) == PersonState.ACTIVE)


def last_among(scope: Scope, among: ColumnElement[bool]) -> int | None:
    """Whom to spare when something is to be taken from people, so that one is left: only where they are all `among`.

    The actor rather than another; else whose account is the oldest.
    """
    if scope.db.exec(lasting().where(~among).limit(1)).first():
        return None
    is_other = col(Person.id) != scope.actor.id
    return scope.db.exec(lasting().where(among).order_by(is_other, col(Person.id)).limit(1)).first()


def require_webmaster(db: Session) -> None:
    """Refuse whatever would leave nobody.

    Called at the end of every change of people, roles or memberships; writers queue, so that no two pass at once.
    """
    db.flush()
    if not db.exec(lasting().limit(1)).first():
        raise Refused(
            msg("Nobody would be left to administer this establishment. Give another active account that role first.")
        )
