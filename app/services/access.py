"""Why may a person do something, or why not? The chain of facts that grants or denies a right (R9)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, TypedDict

from sqlmodel import col, select

from app.locales import msg
from app.models.establishment import IMPLICIT, Membership, Person, PersonState, Role
from app.models.types import folded, now
from app.services.authority import Power
from app.services.lookup import found
from app.services.permissions import LABELS, Permission
from app.services.powers import powers
from app.services.scope import Scope, requires
from app.storage import words

FOUND: Final = 10
MANAGE: Final = "manage-"  # before the identity of a role: "manage accounts of" it
YES, NO, NEITHER = "yes", "no", ""

# The page says the facts, in the language that is read: a step names them.
FACTS: Final = {
    "active": msg("The account is active"),
    "blocked": msg("The account is blocked"),
    "pending": msg("The account is not activated"),
    "must-change": msg("A new password must be chosen first"),
    "settled": msg("No new password is asked for"),
    "grants": msg("The role “%(role)s” grants it"),
    "would-grant": msg("The role “%(role)s” would grant it, but does not count today"),
    "does-not-grant": msg("The role “%(role)s” does not grant it"),
    "others": msg("Other roles that would grant it"),
}
DETAILS: Final = {
    "blocked": msg("Nobody can sign in with it."),
    "pending": msg("No password has been chosen yet: nobody can sign in with it."),
    "must-change": msg("Every right is suspended until then."),
    "from": msg("Held from %(day)s on."),
    "over": msg("Held until %(day)s, which is over."),
    "until": msg("Held until %(day)s."),
    "since": msg("Held since %(day)s."),
    "primary": msg("Held as primary role."),
    "secondary": msg("Held without dates."),
    "implicit": msg("Everybody who is signed in holds it."),
    "none": msg("None."),
}


class Candidate(TypedDict):
    """Somebody whom a search may have meant."""

    id: int
    name: str
    username: str


class Right(TypedDict):
    """A permission, by its value; or to manage the accounts of a role, by its name."""

    value: str
    role: str


class Step(TypedDict):
    """One of the `FACTS`; `outcome` is whether it speaks for the right, against it, or neither.

    `detail` is one of the `DETAILS` or none; `roles` are names, or that of the role in question; `day` is ISO 8601.
    """

    outcome: str
    fact: str
    roles: str
    detail: str
    day: str


class Explanation(TypedDict):
    """The answer, then the facts that lead to it."""

    person: int
    name: str
    right: Right
    is_granted: bool
    steps: list[Step]


class EffectiveRight(Right):
    """A right that a person has, and the roles that it comes from."""

    sources: str


@requires(Permission.ACCESS_EXPLAIN)
def candidates(scope: Scope, said: str) -> list[Candidate]:
    """Up to ten people whose name, username or e-mail has these words."""
    if not said.strip():
        return []
    matching = (
        select(Person)
        .where(words.asked(Person.search, folded(said[:100])))
        .order_by(col(Person.name_key), col(Person.id))
    )
    return [
        Candidate(id=person.id or 0, name=person.full_name, username=person.username)
        for person in scope.db.exec(matching.limit(FOUND))
    ]


@requires(Permission.ACCESS_EXPLAIN)
def choices(scope: Scope) -> list[Right]:
    """Every right that can be asked about."""
    return _rights(_roles(scope).values())


@requires(Permission.ACCESS_EXPLAIN)
def explain(scope: Scope, person_id: int, asked: str) -> Explanation:
    """Whether a person holds a right today, and why; an unknown right is the first. Refuses with `NotFound`."""
    person, roles = found(scope.db, Person, person_id), _roles(scope)
    rights = _rights(roles.values())
    right = next((each for each in rights if each["value"] == asked), rights[0])
    brings = powers(scope.db)
    granting = {role for role in roles if _grants(brings[role], right["value"])}
    held = _held(scope, person_id)
    account = [_state(person), _password(person)]
    counting = {m.role_id for m in held if m.is_current(_today())} | {r for r in roles if roles[r].code in IMPLICIT}
    is_granted = bool(counting & granting) and all(step["outcome"] == YES for step in account)
    steps = [
        *account,
        *(_membership(m, roles[m.role_id], brings=m.role_id in granting) for m in held),
        *_implicit(roles, granting),
        _others(roles, granting - {m.role_id for m in held}),
    ]
    return Explanation(person=person_id, name=person.full_name, right=right, is_granted=is_granted, steps=steps)


@requires(Permission.ACCESS_EXPLAIN)
def rights_of(scope: Scope, person_id: int) -> list[EffectiveRight]:
    """The rights that a person's roles bring together today, with the roles that each comes from (R3)."""
    found(scope.db, Person, person_id)
    roles = _roles(scope)
    brings = powers(scope.db)
    counting = [m.role_id for m in _held(scope, person_id) if m.is_current(_today())]
    counting += [role for role in roles if roles[role].code in IMPLICIT]
    granted = [
        (right, ", ".join(roles[role].name for role in counting if _grants(brings[role], right["value"])))
        for right in _rights(roles.values())
    ]
    return [EffectiveRight(**right, sources=sources) for right, sources in granted if sources]


def _roles(scope: Scope) -> dict[int, Role]:
    """All of them by their identities, in the order of their names."""
    return {role.id or 0: role for role in scope.db.exec(select(Role).order_by(col(Role.name_key)))}


def _rights(roles: Iterable[Role]) -> list[Right]:
    """What can be held: every permission, then the accounts of every role that is given to people."""
    given = (role for role in roles if role.code not in IMPLICIT)
    permissions = [Right(value=str(permission), role="") for permission in LABELS]
    return [*permissions, *(Right(value=f"{MANAGE}{role.id}", role=role.name) for role in given)]


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


def _step(outcome: str, fact: str, detail: str = "", roles: str = "", day: date | None = None) -> Step:
    return Step(outcome=outcome, fact=fact, roles=roles, detail=detail, day=day.isoformat() if day else "")


def _state(person: Person) -> Step:
    if person.state is PersonState.ACTIVE:
        return _step(YES, "active")
    state = "blocked" if person.state is PersonState.BLOCKED else "pending"
    return _step(NO, state, state)


def _password(person: Person) -> Step:
    return _step(NO, "must-change", "must-change") if person.must_change else _step(YES, "settled")


def _membership(m: Membership, role: Role, *, brings: bool) -> Step:
    term, day = _term(m)
    if not brings:
        return _step(NEITHER, "does-not-grant", term, role.name, day)
    counts = m.is_current(_today())
    return _step(YES if counts else NO, "grants" if counts else "would-grant", term, role.name, day)


def _term(m: Membership) -> tuple[str, date | None]:
    """Since when and until when."""
    today = _today()
    if m.begins_on and m.begins_on > today:
        return "from", m.begins_on
    if m.ends_on:
        return "over" if m.ends_on < today else "until", m.ends_on
    if m.begins_on:
        return "since", m.begins_on
    return "primary" if m.is_primary else "secondary", None


def _implicit(roles: Mapping[int, Role], granting: set[int]) -> Iterator[Step]:
    """What everybody holds."""
    for identity, role in roles.items():
        if role.code in IMPLICIT and identity in granting:
            yield _step(YES, "grants", "implicit", role.name)


def _others(roles: Mapping[int, Role], granting: set[int]) -> Step:
    names = ", ".join(role.name for identity, role in roles.items() if identity in granting)
    return _step(NEITHER, "others", "" if names else "none", names)
