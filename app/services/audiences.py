"""Whom does a depositor mean (L4)? Choices of people, roles, services and everyone, and the holders whom they reach."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, false, or_, true
from sqlmodel import col, exists, func, select
from typing_extensions import TypedDict

from app.locales import msg, msgn
from app.models.establishment import (
    HOLDERS,
    IMPLICIT,
    Attachment,
    Audience,
    AudienceKind,
    Delivery,
    Membership,
    Person,
    Role,
    RoleKind,
    Service,
)
from app.models.types import now
from app.services.lockers import holders, holds_locker, is_current
from app.services.lookup import LARGEST
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.services.validation import Checks

MOST: Final = 500  # choices of one deposit
# What EVERYONE's `ref` means: the kinds of the roles by which people have a locker.
KINDS: Final[dict[int, tuple[RoleKind, ...]]] = {0: HOLDERS, **{n: (kind,) for n, kind in enumerate(HOLDERS, 1)}}


class Choice(TypedDict):
    """One entry among the recipients, as the browser says it; `ref` is a person, a role, a service, or of `KINDS`."""

    kind: str
    ref: int
    is_dynamic: bool


class Reached(TypedDict):
    """How many people some choices reach now; `lost` are those of the choices that mean nobody who could be reached."""

    people: int
    lost: list[str]


@requires(Permission.LOCKER_DEPOSIT)
def reached(scope: Scope, choices: Sequence[Choice]) -> Reached:
    """How many different people they reach now, and which of them are lost, as "person 12"."""
    return reach_of(scope, choices)


def reach_of(scope: Scope, choices: Sequence[Choice], deposit: int = 0) -> Reached:
    """The same, apart from those who have that deposit; the right was asked for."""
    known, lost = _sorted_out(scope, choices)
    return Reached(people=count(scope, known, deposit) if known else 0, lost=lost)


def checked(scope: Scope, choices: Sequence[Choice], checks: Checks) -> list[Audience]:
    """The same as audiences without a deposit yet; notes by `recipients` what cannot be. For use cases of deposits."""
    known, lost = _sorted_out(scope, choices)
    if len(choices) > MOST:
        checks.refuse("recipients", msgn("Choose at most %(n)d entry.", "Choose at most %(n)d entries.", MOST))
    elif lost:
        checks.refuse("recipients", msg("Somebody chosen cannot be reached any more. Remove what is marked."))
    elif not known:
        checks.refuse("recipients", msg("Choose at least one recipient."))
    return known


def recipients(scope: Scope, audiences: Iterable[Audience], deposit: int = 0) -> Select[Any, Any]:
    """The identities of the holders who are meant, the actor apart, and apart from those who have the deposit."""
    person = everybody(scope)
    theirs: Any = select(person).where(is_meant(person, audiences))
    if deposit:
        theirs = theirs.where(~person.in_(select(Delivery.person_id).where(Delivery.deposit_id == deposit)))
    return theirs


def count(scope: Scope, audiences: Iterable[Audience], deposit: int = 0) -> int:
    """How many they are."""
    return scope.db.exec(select(func.count()).select_from(recipients(scope, audiences, deposit).subquery())).one()


def everybody(scope: Scope) -> ColumnElement[int]:
    """The identity of each holder but the actor; what selects it goes through all of them."""
    there = holders(now().date()).where(col(Membership.person_id) != scope.actor.id).subquery("holders")
    return there.c.person_id


def is_meant(person: ColumnElement[int], audiences: Iterable[Audience]) -> ColumnElement[bool]:
    """The holder is among them."""
    refs: dict[AudienceKind, list[int]] = {kind: [] for kind in AudienceKind}
    for audience in audiences:
        refs[audience.kind].append(audience.ref)
    kinds = {kind for ref in refs[AudienceKind.EVERYONE] for kind in KINDS[ref]}
    named = {
        "person": person.in_(refs[AudienceKind.PERSON]),
        "role": _holds(person, refs[AudienceKind.ROLE]),
        "service": exists().where(
            col(Attachment.service_id).in_(refs[AudienceKind.SERVICE]), col(Attachment.person_id) == person
        ),
    }
    asked = [condition for kind, condition in named.items() if refs[AudienceKind(kind)]]
    if kinds == {*HOLDERS}:
        asked = [true()]
    elif kinds:
        asked.append(_holds(person, select(Role.id).where(col(Role.kind).in_(kinds))))
    return or_(false(), *asked)


def _holds(person: ColumnElement[int], roles: Any) -> ColumnElement[bool]:  # noqa: ANN401  identities, or a query
    held = col(Membership.person_id) == person, col(Membership.role_id).in_(roles)
    return exists().where(*held, is_current(now().date()))


def _sorted_out(scope: Scope, choices: Sequence[Choice]) -> tuple[list[Audience], list[str]]:
    """Those that mean somebody now or later, each once and dynamic where one of them is; and the others."""
    known, lost = dict[tuple[str, int], Audience](), list[str]()
    there = {kind: _there(scope, kind, choices) for kind in AudienceKind}
    for choice in choices[:MOST]:
        kind, ref = choice["kind"], choice["ref"]
        if kind not in there or ref not in there[AudienceKind(kind)]:
            lost.append(f"{kind} {ref}")
            continue
        audience = known.setdefault((kind, ref), Audience(deposit_id=0, kind=AudienceKind(kind), ref=ref))
        audience.is_dynamic |= choice["is_dynamic"] and kind != AudienceKind.PERSON
    return list(known.values()), lost


def _there(scope: Scope, kind: AudienceKind, choices: Sequence[Choice]) -> set[int]:
    """Those of the choices of a kind that exist: of people, only who may receive, so that the others read as absent."""
    refs = [choice["ref"] for choice in choices[:MOST] if choice["kind"] == kind and 0 <= choice["ref"] <= LARGEST]
    if kind is AudienceKind.EVERYONE or not refs:
        return set(KINDS) & set(refs)
    statement = {
        AudienceKind.PERSON: select(Person.id).where(
            col(Person.id).in_(refs), holds_locker(now().date()), col(Person.id) != scope.actor.id
        ),
        AudienceKind.ROLE: select(Role.id).where(col(Role.id).in_(refs), col(Role.code).not_in(IMPLICIT)),
        AudienceKind.SERVICE: select(Service.id).where(col(Service.id).in_(refs)),
    }[kind]
    return {found for found in scope.db.exec(statement) if found}
