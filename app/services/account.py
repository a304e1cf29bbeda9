"""What may everybody change of their own account? Names, e-mail, password, whether to be written to."""

from typing import Any, TypedDict

from sqlmodel import col, select
from typing_extensions import TypedDict as Form  # pydantic asks for it before Python 3.12

from app.locales import msg
from app.models.establishment import Membership, Person, Role
from app.models.platform import Session
from app.models.types import now
from app.services import email_change, endings, notifications, passwords, throttling
from app.services.email_change import TAKEN
from app.services.errors import Conflict, Invalid, NotFound, SignedOut
from app.services.lockers import has_locker
from app.services.permissions import Open
from app.services.scope import NO_PERSON, Scope, requires
from app.services.validation import Checks

NAME = 100


class AccountForm(Form, total=False):
    """As typed; an empty `notification` is whatever the establishment has chosen."""

    first_name: str
    last_name: str
    notification: str
    version: str


class AccountCard(TypedDict):
    """One's own account; `waiting` is the address that waits for its confirmation, `roles` are names.

    `notification` says when mails tell of documents, `usual` when they do for whoever leaves it empty.
    """

    username: str
    first_name: str
    last_name: str
    email: str
    waiting: str
    has_locker: bool
    notification: str
    usual: str
    must_change: bool
    roles: list[str]
    version: int


@requires(Open.ACCOUNT)
def card(scope: Scope) -> AccountCard:
    """The actor's own account."""
    scope.db.flush()  # what this unit changed is shown too
    person, day = _person(scope), now().date()
    held = select(Role.name, Membership).join(Role).where(col(Membership.person_id) == person.id)
    held = held.order_by(col(Membership.is_primary).desc(), col(Role.name_key))
    return AccountCard(
        username=person.username,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email or "",
        waiting=email_change.waiting(scope),
        has_locker=has_locker(scope),
        notification=person.notification or "",
        usual=notifications.usual(scope.db),
        must_change=person.must_change,
        roles=[name for name, membership in scope.db.exec(held) if membership.is_current(day)],
        version=person.version,
    )


@requires(Open.ACCOUNT)
def modify(scope: Scope, form: AccountForm) -> None:
    """Change one's names, and when to be written to. Refuses with `Invalid` and `Conflict`."""
    person, checks = _person(scope), Checks()
    if form.get("version") != str(person.version):
        raise Conflict(
            msg(
                "%(who)s changed this account meanwhile. Reload the page to see it; what you typed is still here.",
                who=person.changed_by,
            )
        )
    said: dict[str, Any] = {
        name: checks.text(name, form.get(name, ""), NAME, required=False) for name in ("first_name", "last_name")
    }
    if (chosen := form.get("notification")) is not None:
        said["notification"] = notifications.chosen(checks, chosen)
    checks.settle()
    after = {name: value for name, value in said.items() if value != getattr(person, name)}
    if after:
        before = {name: getattr(person, name) for name in after}
        person.sqlmodel_update(after)
        person.touch(scope.actor.name)
        scope.record("people.modified", person.id, person.username, before=before, after=after)


@requires(Open.ACCOUNT)
def change_email(scope: Scope, email: str, present: str) -> None:
    """Mail a link to another address, which becomes the actor's once it is used; the old one is told.

    Refuses with `Invalid`, and with `TooMany`: tries at the password count as those of signing in.
    """
    checks = Checks()
    address = checks.email("email", email)
    checks.settle()
    _prove(scope, present, "email_present")
    key = scope.installation.cipher.mark("new email", str(scope.actor.place.number), str(scope.actor.id))
    throttling.charge(scope.installation, key, scope.installation.cipher.mark("address", _address(scope)))
    person = _person(scope)
    if address == person.email:
        checks.refuse("email", msg("This is your address already."))
    elif email_change.is_taken(scope.db, address, person.id):
        checks.refuse("email", TAKEN)
    checks.settle()
    scope.record("people.email_asked", person.id, person.username, after={"email": address})
    scope.db.flush()
    email_change.ask(scope, person, address)


@requires(Open.ACCOUNT)
def keep_email(scope: Scope) -> None:
    """Change one's mind: no new address waits for its confirmation any more."""
    scope.record("people.email_kept", scope.actor.id, scope.actor.name)
    scope.db.flush()
    email_change.withdraw(scope)


@requires(Open.ACCOUNT)
def change_password(scope: Scope, present: str, new: str) -> None:
    """Choose another password; the other sessions end. Refuses with `Invalid`, and with `TooMany`.

    Two hashes are made, before the database is first touched: its lock is for all.
    """
    stored, person = _prove(scope, present, "present")
    fault = passwords.fault(new, person.username, person.email)
    if fault is None and new == present:
        fault = msg("This is your present password: choose another one.")
    if fault:
        raise Invalid({"new": fault})
    hashed = passwords.hashed(new, scope.installation.settings.bcrypt_cost)
    fresh = _person(scope)
    if fresh.password_hash != stored:  # changed at this very moment
        raise Invalid({"present": _WRONG})
    fresh.give_password(hashed)
    scope.record("people.password_chosen", fresh.id, fresh.username)
    scope.db.flush()
    with scope.installation.databases.platform_session(writes=True) as db:
        endings.password_changed(db, None, scope.actor.place.number, fresh.id, but=scope.actor.session)
        db.commit()


_WRONG = msg("This is not your present password.")


def _prove(scope: Scope, present: str, field: str) -> tuple[str, Person]:
    """Whoever sits here knows the password. Before `scope.db` is touched; gives the stored hash, too."""
    installation, number = scope.installation, scope.actor.place.number
    with installation.databases.session(scope.actor.place, writes=False) as db:
        person = db.get(Person, scope.actor.id)
    if person is None:
        raise SignedOut("expired", number)
    account = installation.cipher.mark("person", str(number), str(person.id))  # as when signing in
    address = installation.cipher.mark("address", _address(scope))
    throttling.charge(installation, account, address)
    if not passwords.is_right(present, person.password_hash, installation.settings.bcrypt_cost):
        raise Invalid({field: _WRONG})
    with installation.databases.platform_session(writes=True) as db:
        throttling.forgive(db, account, address)
        db.commit()
    return person.password_hash or "", person


def _address(scope: Scope) -> str:
    """Where the session came from."""
    with scope.installation.databases.platform_session(writes=False) as db:
        session = db.get(Session, scope.actor.session)
    return session.address if session else ""


def _person(scope: Scope) -> Person:
    person = scope.db.get(Person, scope.actor.id)
    if person is None and scope.actor.id == NO_PERSON:
        raise NotFound
    if person is None:  # deleted at this very moment
        raise SignedOut("expired", scope.actor.place.number)
    return person
