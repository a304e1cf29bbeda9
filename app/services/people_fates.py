"""What becomes of each person that a file names (F1)? Added, updated, left as they are, or refused for a reason (P7).

No line does what the form of a person would not let its sender do; nothing is ever taken away from anybody.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from sqlmodel import col, select

from app.locales import Message, msg
from app.models.establishment import FALLBACK, Job, JobRow, Role, Service
from app.models.types import folded
from app.services import memberships
from app.services.authority import may_enter, may_manage
from app.services.csv_files import excerpt
from app.services.csv_records import RefusedLine
from app.services.errors import Refused
from app.services.memberships import Term
from app.services.people_columns import LABELS
from app.services.people_file import PersonLine
from app.services.people_form import MORE_THAN_YOURS
from app.services.people_there import WORDS, Known, There
from app.services.people_ways import Way
from app.services.powers import powers
from app.services.scope import Scope


class Fate(StrEnum):
    """What becomes of a line: the first two are done, the last is refused, the others are left out."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    THERE = "there"
    UNKNOWN = "unknown"
    NAMESAKE = "namesake"
    REFUSED = "refused"


Changes = dict[str, tuple[str, str]]  # of each field, what it was and what it will be; of roles and services, new ones


@dataclass(slots=True)
class Decision:
    """What becomes of one line, of whom, and what that changes; with the identities of the roles and services."""

    row: PersonLine | RefusedLine
    fate: Fate
    person: int = 0
    changes: Changes = field(default_factory=Changes)
    primary: int = 0
    roles: Sequence[int] = ()
    services: Sequence[int] = ()
    now: Mapping[str, str] = field(default_factory=dict[str, str])  # the words of somebody who is there
    fault: Message | None = None


class _Wanted(NamedTuple):
    """The roles and services that a line names; no `primary` where it names none."""

    primary: int
    roles: tuple[int, ...]
    services: tuple[int, ...]


class Rules:
    """How lines are judged: the roles and services that there are, and how far the sender's hand reaches."""

    def __init__(self, scope: Scope, way: Way, job: Job | None = None) -> None:
        """Read what is the same for all lines; a `job` has dealt with lines before."""
        self._db, self._actor, self._way, self._job = scope.db, scope.actor, way, job
        self._brings, self._dealt = powers(scope.db), dict[int, int]()
        roles, services = [*scope.db.exec(select(Role))], [*scope.db.exec(select(Service))]
        self._names = {role.id or 0: role.name for role in roles}
        self._service_names = {service.id or 0: service.name for service in services}
        self._fallback = next(role.id or 0 for role in roles if role.code == FALLBACK)
        self._roles = {r.name_key: r.id or 0 for r in roles} | {folded(r.code): r.id or 0 for r in roles}
        self._services = {service.name_key: service.id or 0 for service in services}
        self._understood: dict[tuple[str, str, str], _Wanted | Message] = {}
        self._givable = set[tuple[int, tuple[int, ...]]]()  # what new people may be given, as was found before

    def decide(self, rows: Sequence[PersonLine | RefusedLine]) -> list[Decision]:
        """The fate of each of the next lines."""
        there = There([row for row in rows if isinstance(row, PersonLine)], self._db)
        if self._job:
            mine = col(JobRow.job_id) == self._job.id, col(JobRow.ref).in_(there.ids)
            self._dealt = dict(self._db.exec(select(JobRow.ref, JobRow.position).where(*mine)).all())
        return [self._decision(row, there) for row in rows]

    def roles(self, decision: Decision) -> str:
        """The names of the roles that a line gives, the primary one first."""
        given = (decision.primary, *decision.roles) if decision.primary else decision.roles
        return ", ".join(self._names[role] for role in given)

    def _decision(self, row: PersonLine | RefusedLine, there: There) -> Decision:
        if isinstance(row, RefusedLine):
            return Decision(row, Fate.REFUSED, fault=row.message)
        try:
            person = there.person(row)
            return self._update(row, there, person) if person else self._addition(row, there)
        except Refused as refusal:
            return Decision(row, Fate.REFUSED, fault=refusal.message)

    def _addition(self, row: PersonLine, there: There) -> Decision:
        if row.name_key in there.namesakes and not (row.username or row.email):
            return Decision(row, Fate.NAMESAKE)
        if self._way is Way.UPDATE:
            return Decision(row, Fate.UNKNOWN)
        if not row.last_name:
            raise Refused(msg("This person would be new, and has no last name."))
        primary, roles, services = self._wanted(row)
        primary = primary or self._fallback
        roles = tuple(role for role in roles if role != primary)
        if (primary, roles) not in self._givable:
            self._require_givable({}, _held(primary, roles))
            self._givable.add((primary, roles))
        return Decision(row, Fate.ADDED, primary=primary, roles=roles, services=services)

    def _update(self, row: PersonLine, there: There, person: Known) -> Decision:
        if person.id in self._dealt:
            raise Refused(msg("This person is already on line %(line)d.", line=self._dealt[person.id]))
        decision = (
            self._change(row, there, person) if self._way is not Way.ADD else Decision(row, Fate.THERE, person.id)
        )
        self._dealt[person.id] = row.line
        return decision

    def _change(self, row: PersonLine, there: There, person: Known) -> Decision:
        held, now = there.held(person.id), {name: getattr(person, name) or "" for name in ("username", *WORDS)}
        if not may_manage(self._actor, held):
            raise Refused(msg("You may not manage this account."))
        wanted = self._wanted(row)
        former = next((role for role, term in held.items() if term.is_primary), 0)
        primary = wanted.primary if wanted.primary != former else 0
        roles = [role for role in wanted.roles if role not in held and role != primary]
        services = [service for service in wanted.services if service not in there.services(person.id)]
        changes = {name: (now[name], said) for name in WORDS if (said := getattr(row, name)) and said != now[name]}
        if primary:
            changes["role"] = self._names.get(former, ""), self._names[primary]
        changes |= _additions("roles", roles, self._names) | _additions("services", services, self._service_names)
        if not changes:
            return Decision(row, Fate.UNCHANGED, person.id)
        self._check_change(person.id, held, _held(primary or former, [*held, *roles], held), changes)
        return Decision(row, Fate.UPDATED, person.id, changes, primary, roles, services, now)

    def _check_change(
        self, person: int, held: Mapping[int, Term], wanted: Mapping[int, Term], changes: Changes
    ) -> None:
        if person == self._actor.id:
            raise Refused(msg("This is your own account: change it by hand."))
        if "email" in changes and not may_enter(self._actor, held, self._brings):
            raise Refused(MORE_THAN_YOURS)
        self._require_givable(held, wanted)

    def _require_givable(self, before: Mapping[int, Term], wanted: Mapping[int, Term]) -> None:
        given, _ = memberships.beyond_reach(self._actor, before, wanted, self._brings)
        if given:
            raise Refused(msg("You may not give the role %(name)s.", name=self._names[given[0]]))

    def _wanted(self, row: PersonLine) -> _Wanted:
        """What a line names, looked up once for all lines that say the same. Refuses what does not exist."""
        cells = row.role, row.roles, row.services
        if cells not in self._understood:
            try:
                self._understood[cells] = self._looked_up(*cells)
            except Refused as refusal:
                self._understood[cells] = refusal.message
        understood = self._understood[cells]
        if isinstance(understood, Message):
            raise Refused(understood)
        return understood

    def _looked_up(self, role: str, roles: str, services: str) -> _Wanted:
        primary = _one(role, self._roles, _no_role) if role else 0
        others = dict.fromkeys(_one(name, self._roles, _no_role) for name in _names(roles, self._roles))
        attached = (_one(name, self._services, _no_service) for name in _names(services, self._services))
        return _Wanted(primary, tuple(others), tuple(dict.fromkeys(attached)))


def told(changes: Mapping[str, Sequence[str]], language: str) -> str:
    """What changes of somebody, for those who read it."""
    return " · ".join(_one_change(name, *both).text(language) for name, both in changes.items())


def _one_change(name: str, before: str, after: str) -> Message:
    if name in {"roles", "services"}:
        return msg("%(field)s: %(change)s", field=LABELS[name], change=f"+ {after}")
    return msg("%(field)s: %(change)s", field=LABELS[name], change=f"{before or '–'} → {after}")


def _held(primary: int, roles: Iterable[int], before: Mapping[int, Term] | None = None) -> dict[int, Term]:
    """The roles of somebody to be; those held before keep their dates."""
    as_before = {role: (before or {}).get(role, Term())._replace(is_primary=False) for role in roles}
    return as_before | ({primary: Term(is_primary=True)} if primary else {})


def _additions(name: str, new: Sequence[int], names: Mapping[int, str]) -> Changes:
    return {name: ("", ", ".join(names[one] for one in new))} if new else {}


def _names(cell: str, known: Mapping[str, int]) -> list[str]:
    """A name that holds a comma is one; else several are separated by commas, semicolons or bars."""
    if not cell or folded(cell) in known:
        return [cell] if cell else []
    return [name for part in re.split(r"[,;|]", cell) if (name := part.strip())]


def _one(name: str, known: Mapping[str, int], unknown: Callable[[str], Message]) -> int:
    identity = known.get(folded(name))
    if identity is None:
        raise Refused(unknown(excerpt(name)))
    return identity


def _no_role(name: str) -> Message:
    return msg("There is no role %(name)s. Add it under Roles first, or correct its name or code.", name=name)


def _no_service(name: str) -> Message:
    return msg("There is no service %(name)s. Add it under Services first, or correct its name.", name=name)
