"""Who may add a person, or change one, and what else happens then (P3, P4, P5)?"""

from collections.abc import Collection
from typing import Any, Final

from sqlmodel import Session, col, delete, select

from app.locales import Message, msg, msgn
from app.models.establishment import Attachment, Person, Service
from app.models.platform import Ending, ResetLink
from app.models.types import now
from app.services import activation, headcount, memberships
from app.services.authority import may_enter
from app.services.endings import end_of_people
from app.services.errors import Conflict, NotFound
from app.services.lookup import found
from app.services.people_fields import LINK, Typed, check_password, checked, hashed
from app.services.people_rows import is_within_reach
from app.services.permissions import Permission
from app.services.powers import powers
from app.services.scope import Scope, requires
from app.services.validation import Checks

MORE_THAN_YOURS: Final = msg("This account may do more than yours: only who may do as much can change this.")
_WORDS: Final = ("last_name", "first_name", "email", "username", "language")


@requires(Permission.PEOPLE_ADD)
def add(scope: Scope, form: dict[str, str]) -> int:
    """Make an account, with a password or with a link that is mailed; gives its identity.

    Refuses with `Invalid`: also what the actor may not give. A username left empty is made of the names.
    """
    by_link = form.get("entry") == LINK
    password = "" if by_link else hashed(form, scope.installation.settings.bcrypt_cost)
    checks = Checks()
    right = checked(scope.db, form, checks)
    memberships.check(scope, {}, right.roles, checks)
    if not right.words["email"] and (by_link or form.get("notify")):
        checks.refuse("email", msg("Without an e-mail address nothing can be sent. Fill it in, or send nothing."))
    check_password(right, form, checks, required=not by_link)
    checks.settle()
    person = Person(username_key="", changed_by=scope.actor.name, **right.words)
    if password:
        person.give_password(password)
        person.must_change = bool(form.get("must_change"))
    person.describe()
    scope.db.add(person)
    scope.db.flush()
    identity = person.id or 0
    memberships.change(scope.db, identity, right.roles)
    _attach(scope.db, identity, right.services)
    scope.record("people.added", identity, person.full_name, after=_facts(scope.db, right))
    headcount.recount(scope)
    if by_link:
        activation.activate(scope, person)
    elif form.get("notify"):
        activation.announce(scope, person)
    return identity


@requires(Permission.PEOPLE_EDIT)
def modify(scope: Scope, person_id: int, form: dict[str, str]) -> None:
    """Change a person's data, roles, services and, where one is typed, the password: which ends their sessions.

    Refuses with `NotFound` who is out of reach, with `Conflict` what somebody changed since, else with `Invalid`.
    """
    password = hashed(form, scope.installation.settings.bcrypt_cost)
    person = reachable(scope, person_id)
    if form.get("version") != str(person.version):
        raise Conflict(_meanwhile(person))
    checks, before, brings = Checks(), _as_it_is(scope.db, person), powers(scope.db)
    right = checked(scope.db, form, checks, person)
    memberships.check(scope, before.roles, right.roles, checks)
    if person.id == scope.actor.id:
        if password:
            checks.refuse("password", msg("Change your own password on the page of your account."))
    elif not may_enter(scope.actor, before.roles, brings):
        _keep_entry(person, right, password, checks)
    check_password(right, form, checks)
    checks.settle()
    if right.words["email"] != person.email:
        forget_links(scope, [person_id])
    if password:
        _give(scope, person, password)
        person.must_change = bool(form.get("must_change"))
    if _save(scope, person, before, right) or password:
        person.touch(scope.actor.name)


def reachable(scope: Scope, person_id: int) -> Person:
    """A person whose account the actor may change, or the actor. Refuses with `NotFound`."""
    person = found(scope.db, Person, person_id)
    near = scope.db.exec(select(Person.id).where(col(Person.id) == person.id, is_within_reach(scope))).first()
    if near is None and person.id != scope.actor.id:
        raise NotFound
    return person


def _keep_entry(person: Person, right: Typed, password: str, checks: Checks) -> None:
    """Whoever can enter an account has all that it may: no way in for who has less (T18)."""
    if password:
        checks.refuse("password", MORE_THAN_YOURS)
    if right.words["email"] != person.email:
        checks.refuse("email", MORE_THAN_YOURS)


def _give(scope: Scope, person: Person, password: str) -> None:
    """Nobody who came in with the former password stays, wherever the former one was typed."""
    person.give_password(password)
    scope.record("people.password_set", person.id, person.full_name)
    scope.db.flush()
    end_of_people(scope.installation, scope.actor.place.number, [person.id or 0], Ending.PASSWORD)


def forget_links(scope: Scope, people: Collection[int]) -> None:
    """What was sent to a former address, perhaps a wrong one, opens its account no more."""
    theirs = col(ResetLink.establishment) == scope.actor.place.number, col(ResetLink.person_id).in_(people)
    with scope.installation.databases.platform_session(writes=True) as db:
        db.exec(delete(ResetLink).where(*theirs))
        db.commit()


def _save(scope: Scope, person: Person, before: Typed, right: Typed) -> bool:
    """Says whether anything is another than it was."""
    was, will = _facts(scope.db, before), _facts(scope.db, right)
    changed = [name for name, value in will.items() if value != was[name]]
    person.sqlmodel_update(right.words)
    identity = person.id or 0
    memberships.change(scope.db, identity, right.roles)
    _attach(scope.db, identity, right.services)
    if changed:
        scope.record(
            "people.modified",
            identity,
            person.full_name,
            before={name: was[name] for name in changed},
            after={name: will[name] for name in changed},
        )
    return bool(changed)


def _meanwhile(person: Person) -> Message:
    """Who and how long ago: the hour is another in each time zone."""
    minutes, who = int((now() - person.changed_at).total_seconds() // 60), person.changed_by
    if minutes == 0:
        return msg("%(who)s changed this person just now. What you typed is still here.", who=who)
    if minutes >= 120:  # noqa: PLR2004  two hours
        return msgn(
            "%(who)s changed this person %(n)d hour ago. What you typed is still here.",
            "%(who)s changed this person %(n)d hours ago. What you typed is still here.",
            minutes // 60,
            who=who,
        )
    return msgn(
        "%(who)s changed this person %(n)d minute ago. What you typed is still here.",
        "%(who)s changed this person %(n)d minutes ago. What you typed is still here.",
        minutes,
        who=who,
    )


def _attach(db: Session, person_id: int, services: Collection[int]) -> None:
    there = {a.service_id: a for a in db.exec(select(Attachment).where(col(Attachment.person_id) == person_id))}
    for service in there.keys() - services:
        db.delete(there[service])
    db.add_all(Attachment(service_id=service, person_id=person_id) for service in services - there.keys())


def _as_it_is(db: Session, person: Person) -> Typed:
    attached = db.exec(select(Attachment.service_id).where(col(Attachment.person_id) == person.id))
    words = {name: getattr(person, name) for name in _WORDS}
    return Typed(words, memberships.held(db, person.id or 0), set(attached))


def _facts(db: Session, right: Typed) -> dict[str, Any]:
    """For the journal, where roles and services are names."""
    named = select(Service.name).where(col(Service.id).in_(right.services)).order_by(col(Service.name_key))
    services = ", ".join(db.exec(named)) if right.services else ""
    return {**right.words, "roles": memberships.words(db, right.roles), "services": services}
