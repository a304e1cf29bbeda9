"""Which recipients have these words (L4)? Holders by name, roles, services, everyone; never more than a list shows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypedDict

from sqlalchemy import case
from sqlmodel import Session, col, func, select

from app.locales import Message, msg, msgn
from app.models.establishment import (
    IMPLICIT,
    Attachment,
    AudienceKind,
    Membership,
    Person,
    Role,
    RoleKind,
    Service,
)
from app.models.types import folded, now
from app.services.audiences import KINDS, everybody
from app.services.listing import like
from app.services.lockers import holders, holds_locker, is_current
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.storage.hints import freely

PEOPLE, GROUPS, WORDS = 8, 4, 100
EVERYONE: Final[dict[int, Message]] = {
    0: msg("All who have a locker"),
    1: msg("All teachers"),
    2: msg("All staff"),
}
NOBODY: Final = msg("nobody there has a locker")
# A role and a service may be of one name.
SORTS: Final = {AudienceKind.ROLE: msg("role"), AudienceKind.SERVICE: msg("service")}


class Option(TypedDict):
    """A `Choice` and its words; `detail` are the roles of a person, or what a group is and how many it reaches."""

    kind: str
    ref: int
    is_dynamic: bool
    label: str
    detail: str


@requires(Permission.LOCKER_DEPOSIT)
def search(scope: Scope, words: str) -> list[Option]:
    """Groups first, each as it is now and with those who come later; without words, everyone's entries alone."""
    said = words[:WORDS]
    everyone = {ref: label for ref, label in EVERYONE.items() if _has(label, said, scope.actor.language)}
    options = _grouped(scope, AudienceKind.EVERYONE, everyone)
    if folded(said):
        for kind in (AudienceKind.ROLE, AudienceKind.SERVICE):
            options += _grouped(scope, kind, _named(scope.db, kind, said))
        options += _people(scope, like(Person.name_key, said))
    return options


@requires(Permission.LOCKER_DEPOSIT)
def proposed(scope: Scope, said: str) -> list[Option]:
    """What the address of the page asks for: identities of people, or a kind of them; nothing of what is not there."""
    if said in {str(kind) for kind in KINDS[0]}:
        ref = KINDS[0].index(RoleKind(said)) + 1
        return _grouped(scope, AudienceKind.EVERYONE, {ref: EVERYONE[ref]})[1:]
    identities = [int(part) for part in said.split(",") if part.isascii() and part.isdecimal() and len(part) < 10]  # noqa: PLR2004  what fits an integer column
    return _people(scope, col(Person.id).in_(identities[:PROPOSED]), PROPOSED)


PROPOSED: Final = 500


def _has(label: Message, said: str, language: str) -> bool:
    name = folded(label.text(language))
    return all(word in name for word in folded(said).split())


def _named(db: Session, kind: AudienceKind, said: str) -> dict[int, str]:
    """The first few roles or services of that name."""
    if kind is AudienceKind.ROLE:
        of, given = Role, [col(Role.code).not_in(IMPLICIT)]
    else:
        of, given = Service, []
    there = select(of.id, of.name).where(like(of.name_key, said), *given).order_by(col(of.name_key)).limit(GROUPS)
    return {identity or 0: name for identity, name in db.exec(there)}


def _grouped(scope: Scope, kind: AudienceKind, named: Mapping[int, Message | str]) -> list[Option]:
    """Two options each: those who are there, and those who will be, too."""
    language, options = scope.actor.language, list[Option]()
    reach = _reach(scope, kind, list(named)) if named else {}
    for ref, name in named.items():
        label = name.text(language) if isinstance(name, Message) else name
        n = reach.get(ref) or 0
        sort = [SORTS[kind]] if kind in SORTS else []
        count = msgn("%(n)d person", "%(n)d people", n) if n else NOBODY
        detail = " · ".join(said.text(language) for said in (*sort, count))
        later = msg("%(name)s, including people added later", name=label).text(language)
        for is_dynamic, words in ((False, label), (True, later)):
            options.append(Option(kind=kind, ref=ref, is_dynamic=is_dynamic, label=words, detail=detail))
    return options


def _reach(scope: Scope, kind: AudienceKind, refs: Sequence[int]) -> dict[int, int]:
    """How many holders are in each group; one query, which goes through all of them."""
    if kind is AudienceKind.EVERYONE:
        return _holders(scope, refs)
    person = everybody(scope)
    if kind is AudienceKind.SERVICE:
        group, joined = col(Attachment.service_id), col(Attachment.person_id) == person
    else:
        group, joined = col(Membership.role_id), (col(Membership.person_id) == person) & is_current(now().date())
    counted = select(group, func.count()).where(joined, group.in_(refs)).group_by(group)
    return dict(scope.db.exec(counted).all())


def _holders(scope: Scope, refs: Sequence[int]) -> dict[int, int]:
    """The same of everyone's entries, in one walk through what the holders hold."""
    theirs = holders(now().date()).where(col(Membership.person_id) != scope.actor.id)
    kinds = theirs.add_columns(col(Role.kind)).subquery()
    each = [func.count(case((kinds.c.kind.in_(KINDS[ref]), kinds.c.person_id)).distinct()) for ref in refs]
    return dict(zip(refs, scope.db.connection().execute(freely(*each).select_from(kinds)).one(), strict=True))


def _people(scope: Scope, condition: Any, most: int = PEOPLE) -> list[Option]:  # noqa: ANN401  SQL
    day = now().date()
    holders = select(Person).where(condition, holds_locker(day), col(Person.id) != scope.actor.id)
    found = scope.db.exec(holders.order_by(col(Person.name_key), col(Person.id)).limit(most)).all()
    roles = _roles(scope.db, [person.id or 0 for person in found])
    return [
        Option(
            kind=AudienceKind.PERSON,
            ref=person.id or 0,
            is_dynamic=False,
            label=person.full_name,
            detail=", ".join(roles[person.id or 0]),
        )
        for person in found
    ]


def _roles(db: Session, people: Sequence[int]) -> Mapping[int, list[str]]:
    """What each of them is now, first of all first."""
    said = defaultdict[int, list[str]](list)
    held = select(Membership.person_id, Role.name).join(Role, col(Role.id) == col(Membership.role_id))
    held = held.where(col(Membership.person_id).in_(people), is_current(now().date()))
    for person, name in db.exec(held.order_by(col(Membership.is_primary).desc(), col(Role.name_key))):
        said[person].append(name)
    return said
