"""May this account be used, and by whoever is in it now? Blocking and securing one person (P7, P10)."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from app.locales import Message, msg
from app.models.establishment import Person, PersonState
from app.models.platform import Ending
from app.services import activation
from app.services.endings import end_all_of, end_of_people
from app.services.errors import NotFound, Refused
from app.services.last_administrator import last_among, require_webmaster
from app.services.lookup import found
from app.services.people_rows import exclusion
from app.services.permissions import Permission
from app.services.scope import Scope, requires

_LAST: Final = msg("This is the last administrator. Give another active account that role first.")


@requires(Permission.PEOPLE_BLOCK)
def block(scope: Scope, person_id: int) -> None:
    """Let somebody in no more; whoever is in with that account is out at once. Refuses for oneself."""
    blocked = col(Person.state) == PersonState.BLOCKED
    sentences = {
        "oneself": msg("You cannot block your own account."),
        "last": _LAST,
        "already": msg("This account is already blocked."),
    }
    person = _touchable(scope, person_id, sentences, (blocked, "already"), last=True)
    person.state = PersonState.BLOCKED
    person.touch(scope.actor.name)
    scope.record("people.blocked", person.id, person.full_name)
    require_webmaster(scope.db)
    end_of_people(scope.installation, scope.actor.place.number, [person_id], Ending.BLOCKED)


@requires(Permission.PEOPLE_BLOCK)
def unblock(scope: Scope, person_id: int) -> None:
    """Let somebody in again; who never had a password still has to be activated."""
    not_blocked = col(Person.state) != PersonState.BLOCKED
    sentences = {
        "oneself": msg("You cannot unblock your own account."),
        "already": msg("This account is not blocked."),
    }
    person = _touchable(scope, person_id, sentences, (not_blocked, "already"))
    person.state = PersonState.ACTIVE if person.password_hash else PersonState.PENDING
    person.touch(scope.actor.name)
    scope.record("people.unblocked", person.id, person.full_name)


@requires(Permission.PEOPLE_SECURE)
def require_change(scope: Scope, person_id: int) -> None:
    """Let somebody do nothing more before choosing another password. Refuses for oneself."""
    sentences = {
        "oneself": msg("Change your own password on the page of your account."),
        "none": msg("This account has no password yet. Send an activation link."),
        "already": msg("A new password is already asked for."),
    }
    without = col(Person.password_hash).is_(None)
    person = _touchable(scope, person_id, sentences, (without, "none"), (col(Person.must_change).is_(True), "already"))
    person.must_change = True
    person.touch(scope.actor.name)
    scope.record("people.password_required", person.id, person.full_name)


@requires(Permission.PEOPLE_SECURE)
def send_activation(scope: Scope, person_id: int) -> str:
    """Mail a link to choose the first password with; gives the address. A former link no longer works."""
    sentences = {
        "already": msg("This account is not waiting to be activated."),
        "none": msg("This account has no e-mail address. Add one first: the link is sent there."),
    }
    waits, unreachable = col(Person.state) != PersonState.PENDING, col(Person.email).is_(None)
    person = _touchable(scope, person_id, sentences, (waits, "already"), (unreachable, "none"), oneself=False)
    activation.activate(scope, person)
    scope.record("people.activation_sent", person.id, person.full_name)
    return person.email or ""


@requires(Permission.PEOPLE_SECURE)
def sign_out(scope: Scope, person_id: int) -> None:
    """End every session of somebody, whatever the browser; one's own too."""
    person = _touchable(scope, person_id, {}, oneself=False)
    scope.record("people.signed_out", person.id, person.full_name)
    scope.db.flush()
    with scope.installation.databases.platform_session(writes=True) as db:
        end_all_of(db, Ending.SIGNED_OUT, None, scope.actor.place.number, person.id)
        db.commit()


def _touchable(
    scope: Scope,
    person_id: int,
    sentences: Mapping[str, Message],
    *own: tuple[ColumnElement[bool], str],
    oneself: bool = True,
    last: bool = False,
) -> Person:
    """The person, unless there is a reason against it: its sentence. Who is out of reach is as if absent."""
    person = found(scope.db, Person, person_id)
    itself = col(Person.id) == person.id
    against: str | None = scope.db.exec(select(exclusion(scope, *own, oneself=oneself)).where(itself)).one()
    if against is None and last and last_among(scope, itself):
        against = "last"
    if against == "no-right" and not (person.id == scope.actor.id and not oneself):
        raise NotFound
    if against is not None and against in sentences:
        raise Refused(sentences[against])
    return person
