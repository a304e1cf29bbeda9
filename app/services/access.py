"""Why may a person do something, or why not? The chain of facts that grants or denies a right (R9)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, TypedDict

from babel.dates import format_date
from sqlmodel import col, select

from app.locales import Message, msg
from app.models.establishment import IMPLICIT, Membership, Person, PersonState, Role
from app.models.types import now
from app.services.authority import Power
from app.services.listing import like
from app.services.lookup import found
from app.services.permissions import LABELS, Permission
from app.services.powers import powers
from app.services.scope import Scope, requires

FOUND: Final = 10
MANAGE: Final = "manage-"  # before the identity of a role: "manage accounts of" it
YES, NO, NEITHER = "yes", "no", ""


class Candidate(TypedDict):
    """Somebody whom a search may have meant."""

    id: int
    name: str
    username: str


class RightChoice(TypedDict):
    """A right in a select: a permission, or the accounts of a role."""

    value: str
    label: str


class Step(TypedDict):
    """A fact; `outcome` is whether it speaks for the right, against it, or neither."""

    outcome: str
    fact: str
    detail: str


class Explanation(TypedDict):
    """The answer, then the facts that lead to it."""

    person: int
    name: str
    right: str
    is_granted: bool
    steps: list[Step]


class EffectiveRight(TypedDict):
    """A right that a person has, and the roles that it comes from."""

    value: str
    label: str
    sources: str


@requires(Permission.ACCESS_EXPLAIN)
def candidates(scope: Scope, said: str) -> list[Candidate]:
    """Up to ten people whose name, username or e-mail has these words."""
    if not said.strip():
        return []
    matching = select(Person).where(like(Person.search, said[:100])).order_by(col(Person.name_key), col(Person.id))
    return [
        Candidate(id=person.id or 0, name=person.full_name, username=person.username)
        for person in scope.db.exec(matching.limit(FOUND))
    ]


@requires(Permission.ACCESS_EXPLAIN)
def choices(scope: Scope) -> list[RightChoice]:
    """Every right that can be asked about."""
    return [RightChoice(value=value, label=label) for value, label in _labels(scope).items()]


@requires(Permission.ACCESS_EXPLAIN)
def explain(scope: Scope, person_id: int, right: str) -> Explanation:
    """Whether a person holds a right today, and why. Refuses with `NotFound` for either."""
    person, labels = found(scope.db, Person, person_id), _labels(scope)
    if right not in labels:
        right = str(Permission.PEOPLE_READ)
    roles = {role.id or 0: role for role in scope.db.exec(select(Role).order_by(col(Role.name_key)))}
    brings = powers(scope.db)
    granting = {role for role in roles if _grants(brings[role], right)}
    held = _held(scope, person_id)
    steps = [_state(person), _password(person)]
    counting = {m.role_id for m in held if m.is_current(_today())} | {r for r in roles if roles[r].code in IMPLICIT}
    is_granted = bool(counting & granting) and all(step["outcome"] == YES for step in steps)
    facts = [
        *steps,
        *(_membership(m, roles[m.role_id], scope.actor.language, brings=m.role_id in granting) for m in held),
        *_implicit(roles, granting),
        _others(roles, granting - {m.role_id for m in held}),
    ]
    said = [
        Step(outcome=f["outcome"], fact=f["fact"].text(scope.actor.language), detail=_text(scope, f["detail"]))
        for f in facts
    ]
    return Explanation(person=person_id, name=person.full_name, right=labels[right], is_granted=is_granted, steps=said)


@requires(Permission.ACCESS_EXPLAIN)
def rights_of(scope: Scope, person_id: int) -> list[EffectiveRight]:
    """The rights that a person's roles bring together today, with the roles that each comes from (R3)."""
    found(scope.db, Person, person_id)
    names = {role.id or 0: role for role in scope.db.exec(select(Role))}
    brings = powers(scope.db)
    counting = [m.role_id for m in _held(scope, person_id) if m.is_current(_today())]
    counting += [role for role in names if names[role].code in IMPLICIT]
    sources = {
        right: ", ".join(names[role].name for role in counting if _grants(brings[role], right))
        for right in _labels(scope)
    }
    return [
        EffectiveRight(value=right, label=label, sources=sources[right])
        for right, label in _labels(scope).items()
        if sources[right]
    ]


class _Fact(TypedDict):
    outcome: str
    fact: Message
    detail: Message | None


def _labels(scope: Scope) -> dict[str, str]:
    language = scope.actor.language
    labels = {str(permission): LABELS[permission].text(language) for permission in LABELS}
    given = select(Role).where(col(Role.code).not_in(IMPLICIT)).order_by(col(Role.name_key))
    for role in scope.db.exec(given):
        labels[f"{MANAGE}{role.id}"] = msg("Manage the accounts of “%(role)s”", role=role.name).text(language)
    return labels


def _grants(power: Power, right: str) -> bool:
    if power.is_webmaster:
        return True
    if right.startswith(MANAGE):
        return int(right.removeprefix(MANAGE)) in power.manages
    return Permission(right) in power.permissions


def _held(scope: Scope, person_id: int) -> list[Membership]:
    theirs = select(Membership).where(col(Membership.person_id) == person_id)
    return list(scope.db.exec(theirs.order_by(col(Membership.is_primary).desc(), col(Membership.role_id))))


def _today() -> date:
    return now().date()


def _state(person: Person) -> _Fact:
    if person.state is PersonState.ACTIVE:
        return _Fact(outcome=YES, fact=msg("The account is active"), detail=None)
    if person.state is PersonState.BLOCKED:
        return _Fact(outcome=NO, fact=msg("The account is blocked"), detail=msg("Nobody can sign in with it."))
    detail = msg("No password has been chosen yet: nobody can sign in with it.")
    return _Fact(outcome=NO, fact=msg("The account is not activated"), detail=detail)


def _password(person: Person) -> _Fact:
    if person.must_change:
        detail = msg("Every right is suspended until then.")
        return _Fact(outcome=NO, fact=msg("A new password must be chosen first"), detail=detail)
    return _Fact(outcome=YES, fact=msg("No new password is asked for"), detail=None)


def _membership(m: Membership, role: Role, language: str, *, brings: bool) -> _Fact:
    if brings and m.is_current(_today()):
        fact = msg("The role “%(role)s” grants it", role=role.name)
        return _Fact(outcome=YES, fact=fact, detail=_term(m, language))
    if brings:
        fact = msg("The role “%(role)s” would grant it, but does not count today", role=role.name)
        return _Fact(outcome=NO, fact=fact, detail=_term(m, language))
    return _Fact(
        outcome=NEITHER, fact=msg("The role “%(role)s” does not grant it", role=role.name), detail=_term(m, language)
    )


def _term(m: Membership, language: str) -> Message:
    """Since when and until when."""
    begins, ends = (day and format_date(day, "long", locale=language) for day in (m.begins_on, m.ends_on))
    today = _today()
    if m.begins_on and m.begins_on > today:
        return msg("Held from %(day)s on.", day=begins)
    if m.ends_on and m.ends_on < today:
        return msg("Held until %(day)s, which is over.", day=ends)
    if m.ends_on:
        return msg("Held until %(day)s.", day=ends)
    if m.begins_on:
        return msg("Held since %(day)s.", day=begins)
    return msg("Held as primary role.") if m.is_primary else msg("Held without dates.")


def _implicit(roles: Mapping[int, Role], granting: set[int]) -> Iterator[_Fact]:
    """What everybody holds."""
    for identity, role in roles.items():
        if role.code in IMPLICIT and identity in granting:
            fact = msg("The role “%(role)s” grants it", role=role.name)
            yield _Fact(outcome=YES, fact=fact, detail=msg("Everybody who is signed in holds it."))


def _others(roles: Mapping[int, Role], granting: set[int]) -> _Fact:
    names = ", ".join(role.name for identity, role in roles.items() if identity in granting)
    detail = Message("%(roles)s", {"roles": names}) if names else msg("None.")
    return _Fact(outcome=NEITHER, fact=msg("Other roles that would grant it"), detail=detail)


def _text(scope: Scope, said: Message | None) -> str:
    return said.text(scope.actor.language) if said else ""
