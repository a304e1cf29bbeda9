"""Where is somebody signed in at this moment? As their own account shows it, and the page about them (P10)."""

from datetime import timedelta
from typing import Final, TypedDict

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from app.models.platform import Session
from app.models.types import now
from app.services.browsers import browser
from app.services.scope import Scope

NAMED: Final = 16  # characters of a hash that tell sessions apart; a session's own hash is no bearer either
MOST: Final = 100


class OpenSession(TypedDict):
    """A browser where the person is signed in; `is_this` is the actor's own, here."""

    id: str
    began_at: str
    seen_at: str
    address: str
    browser: str
    is_this: bool


def listed(scope: Scope, person_id: int) -> list[OpenSession]:
    """The one in use first, then what was used last; the use case that calls it knows whose one may see."""
    is_elsewhere = col(Session.hash) != scope.actor.session
    found = select(Session).where(*is_open(scope, person_id)).order_by(is_elsewhere, col(Session.seen_at).desc())
    with scope.installation.databases.platform_session(writes=False) as db:
        return [_row(scope, session) for session in db.exec(found.limit(MOST))]


def connected(scope: Scope) -> int:
    """How many people of the actor's establishment are signed in; the use case that calls it knows who may ask."""
    counted = select(func.count(func.distinct(col(Session.person_id)))).where(*_are_open(scope))
    with scope.installation.databases.platform_session(writes=False) as db:
        return db.exec(counted).one()


def is_open(scope: Scope, person_id: int) -> tuple[ColumnElement[bool], ...]:
    """A session of that person of the actor's establishment goes on."""
    return col(Session.person_id) == person_id, *_are_open(scope)


def _are_open(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """Not ended, expired, or idle for too long."""
    idle = timedelta(minutes=scope.installation.settings.session_idle_minutes)
    here = col(Session.establishment) == scope.actor.place.number
    return here, col(Session.ended).is_(None), col(Session.expires_at) > now(), col(Session.seen_at) > now() - idle


def _row(scope: Scope, session: Session) -> OpenSession:
    return OpenSession(
        id=session.hash[:NAMED],
        began_at=session.created_at.isoformat(),
        seen_at=session.seen_at.isoformat(),
        address=session.address,
        browser=browser(session.agent),
        is_this=session.hash == scope.actor.session,
    )
