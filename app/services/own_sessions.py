"""Where is a person signed in at this moment, and how do they end what they do not know? Their own sessions."""

from datetime import timedelta
from typing import Final, TypedDict

from sqlmodel import col, select, update

from app.models.platform import Ending, Session
from app.models.types import now
from app.services.browsers import browser
from app.services.errors import NotFound
from app.services.permissions import Open
from app.services.scope import Scope, requires

NAMED: Final = 16  # characters of a hash that tell sessions apart; a session's own hash is no bearer either


class SessionRow(TypedDict):
    """One browser where the person is signed in."""

    id: str
    began_at: str
    seen_at: str
    address: str
    browser: str
    is_this: bool


@requires(Open.ACCOUNT)
def rows(scope: Scope) -> list[SessionRow]:
    """The actor's own, this one first, then the newest."""
    with scope.installation.databases.platform_session(writes=False) as db:
        found = [_row(session, scope) for session in db.exec(select(Session).where(*_open(scope)))]
    return sorted(sorted(found, key=lambda row: row["seen_at"], reverse=True), key=lambda row: not row["is_this"])


@requires(Open.ACCOUNT)
def close(scope: Scope, session: str) -> None:
    """End one of the actor's other sessions; its pages close within a second. Refuses with `NotFound`."""
    with scope.installation.databases.platform_session(writes=True) as db:
        others = col(Session.hash).startswith(session, autoescape=True), col(Session.hash) != scope.actor.session
        if len(session) != NAMED or not db.exec(select(Session.hash).where(*_open(scope), *others)).first():
            raise NotFound
        db.exec(update(Session).where(*_open(scope), *others).values(ended=Ending.SIGNED_OUT))
        db.commit()
    scope.record("sessions.closed", scope.actor.id, scope.actor.name)


def _open(scope: Scope):  # noqa: ANN202  conditions
    idle = timedelta(minutes=scope.installation.settings.session_idle_minutes)
    mine = col(Session.establishment) == scope.actor.place.number, col(Session.person_id) == scope.actor.id
    return *mine, col(Session.ended).is_(None), col(Session.expires_at) > now(), col(Session.seen_at) > now() - idle


def _row(session: Session, scope: Scope) -> SessionRow:
    return SessionRow(
        id=session.hash[:NAMED],
        began_at=session.created_at.isoformat(),
        seen_at=session.seen_at.isoformat(),
        address=session.address,
        browser=browser(session.agent),
        is_this=session.hash == scope.actor.session,
    )
