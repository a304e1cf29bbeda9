"""How do people get their first password? A link by e-mail, once per sending, that works for fourteen days (P2, P3)."""

import hashlib
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from app.locales import msg
from app.models.establishment import Person, PersonState
from app.models.platform import Mail
from app.services import mails
from app.services.activation import invite
from app.services.bulk import BulkAction, declare_action
from app.services.bulk_sets import Span, by_sets
from app.services.people_actions import HAS_PASSWORD, IS_BLOCKED
from app.services.people_bulk import LISTED
from app.services.people_rows import REASONS, exclusion
from app.services.permissions import Permission
from app.services.scope import Scope, Unit

CHUNK: Final = 100  # the platform's lock is held while as many letters are written


def _exclusion(scope: Scope, _choice: str) -> ColumnElement[Any]:
    is_active = HAS_PASSWORD & (col(Person.state) != PersonState.PENDING)
    own = (IS_BLOCKED, "blocked"), (is_active, "active"), (col(Person.email).is_(None), "no-email")
    return exclusion(scope, *own)


def _send(scope: Scope, span: Span) -> None:
    """Links and mails are committed first; when the step is repeated after a crash, those that are there stay."""
    people = list(scope.db.exec(select(Person).where(col(Person.id).in_(span.refs))))
    keyed = {_message_id(scope, span, person): person for person in people}
    with scope.installation.databases.platform_session(writes=True) as db:
        unit = Unit(scope.installation, db)
        written = set(db.exec(select(Mail.message_id).where(col(Mail.message_id).in_(keyed))))
        missing = {key: person for key, person in keyed.items() if key not in written}
        invite(unit, scope.actor.place, [*missing.values()], [*missing])
        unit.checkpoint()


def _message_id(scope: Scope, span: Span, person: Person) -> str:
    told = f"activation {scope.actor.place.stamp} {span.job.id} {person.id}"
    return mails.identity(scope.installation, hashlib.sha256(told.encode()).hexdigest()[:32])


SEND = declare_action(
    BulkAction(
        "people.send_activation",
        msg("Send an activation code"),
        Permission.PEOPLE_SECURE,
        LISTED,
        _exclusion,
        REASONS
        | {
            "blocked": msg("blocked"),
            "active": msg("already has a password"),
            "no-email": msg("has no e-mail address"),
        },
        by_sets(_send, CHUNK),
        deed="people.activation_sent",
        told=msg("Activation code sent"),
    )
)
