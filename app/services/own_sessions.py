"""How does somebody end what they do not know? Their own sessions: where they are, and closing one."""

from sqlmodel import col, select, update

from app.models.platform import Ending, Session
from app.services.errors import NotFound
from app.services.open_sessions import NAMED, OpenSession, is_open, listed
from app.services.permissions import Open
from app.services.scope import Scope, requires


@requires(Open.ACCOUNT)
def rows(scope: Scope) -> list[OpenSession]:
    """The actor's own; those of somebody who is looked at are nobody else's business."""
    return [] if scope.actor.viewer else listed(scope, scope.actor.id)


@requires(Open.ACCOUNT)
def close(scope: Scope, session: str) -> None:
    """End one of the actor's other sessions; its pages close within a second. Refuses with `NotFound`."""
    named = col(Session.hash).startswith(session, autoescape=True), col(Session.hash) != scope.actor.session
    other = *is_open(scope, scope.actor.id), *named
    with scope.installation.databases.platform_session(writes=True) as db:
        if len(session) != NAMED or not db.exec(select(Session.hash).where(*other)).first():
            raise NotFound
        db.exec(update(Session).where(*other).values(ended=Ending.SIGNED_OUT))
        db.commit()
    scope.record("sessions.closed", scope.actor.id, scope.actor.name)
