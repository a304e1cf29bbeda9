"""How does an administrator see the portal as somebody else does, and come back (R8)? The journal has both."""

from datetime import timedelta
from typing import Final

from sqlmodel import col, select, update

from app.locales import msg
from app.models.establishment import Person, PersonState, Role
from app.models.platform import Session
from app.models.types import now
from app.services import views
from app.services.errors import NotFound, Refused
from app.services.lookup import found
from app.services.permissions import Open, Permission
from app.services.scope import Scope, requires
from app.services.validation import Checks

LASTS: Final = timedelta(minutes=30)
REASON: Final = 500
HOME: Final = "/"


@requires(Permission.VIEW_AS)
def begin_as_person(scope: Scope, person_id: int, reason: str = "") -> None:
    """See the portal as a person whose account the actor could get into, from the next event of this session on.

    Refuses oneself, and with `NotFound` who is out of reach.
    """
    why, person = _reason(reason), found(scope.db, Person, person_id)
    if person.id == scope.actor.id:
        raise Refused(msg("This is your own account."))
    if not views.may_view_person(scope.db, scope.actor, person_id):
        raise NotFound
    if person.state is not PersonState.ACTIVE:
        raise Refused(msg("This account is not active: nobody sees the portal with it."))
    name, role = views.named(scope.db, person_id)
    scope.record("people.view_begun", person_id, f"{name} ({role})" if role else name, reason=why)
    _begin(scope, view_person=person_id)


@requires(Permission.VIEW_AS)
def begin_as_role(scope: Scope, code: str, reason: str = "") -> None:
    """See the portal as somebody who holds that role alone. Refuses with `NotFound` what brings more than theirs."""
    why, role = _reason(reason), scope.db.exec(select(Role).where(col(Role.code) == code)).first()
    if role is None or not views.may_view_role(scope.db, scope.actor, role.id or 0):
        raise NotFound
    scope.record("roles.view_begun", role.id, role.name, reason=why)
    _begin(scope, view_role=role.id)


@requires(Open.ACCOUNT)
def end(scope: Scope) -> str:
    """See it as oneself again; gives the page where the view began. Whoever looks at nothing is at home."""
    mine, platform = scope.db.get(Person, scope.actor.id), scope.installation.databases.platform_session
    with platform(writes=False) as db:  # the establishment's own lock is held: no other event ends it at this moment
        session = db.get(Session, scope.actor.session)
    if mine is None or session is None or session.view_until is None:
        return HOME
    page = _recorded(scope, session)
    scope.db.flush()
    with platform(writes=True) as db:
        db.exec(
            update(Session)
            .where(col(Session.hash) == session.hash)
            .values(view_role=None, view_person=None, view_until=None)
        )
        db.commit()
    return page


def _begin(scope: Scope, *, view_role: int | None = None, view_person: int | None = None) -> None:
    """Once the line of the journal is sure to be written; taken back where it is not."""
    scope.db.flush()
    this = update(Session).where(col(Session.hash) == scope.actor.session)

    def look(**said: object) -> None:
        with scope.installation.databases.platform_session(writes=True) as db:
            db.exec(this.values(**said))
            db.commit()

    scope.on_failure.append(lambda: look(view_role=None, view_person=None, view_until=None))
    look(view_role=view_role, view_person=view_person, view_until=now() + LASTS)


def _recorded(scope: Scope, session: Session) -> str:
    """Write who is no longer looked at, and give their page."""
    if session.view_role is not None:
        role = scope.db.get(Role, session.view_role)
        scope.record("roles.view_ended", session.view_role, role.name if role else "")
        return f"/roles/{role.code}" if role else HOME
    name, _role = views.named(scope.db, session.view_person or 0)
    scope.record("people.view_ended", session.view_person, name)
    return f"/people/{session.view_person}" if name else HOME


def _reason(said: str) -> str:
    checks = Checks()
    reason = checks.text("reason", said, REASON, required=False, lines=True)
    checks.settle()
    return reason
