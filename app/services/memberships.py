"""Which roles does a person hold, from when until when, and may whoever asks give or take them (R3, P7)?

Exactly one is the primary one, and has no dates; secondary ones may have.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from sqlmodel import Session, col, delete, select

from app.locales import msg
from app.models.establishment import FALLBACK, Membership, Role
from app.services.authority import Power, may_give, may_manage
from app.services.last_administrator import require_webmaster
from app.services.powers import powers
from app.services.scope import PersonActor, Scope
from app.services.validation import Checks

GONE: Final = msg("This role was deleted meanwhile. Reload the page to see those that are left.")


class Term(NamedTuple):
    """How a role is held; both dates are included."""

    is_primary: bool = False
    begins_on: date | None = None
    ends_on: date | None = None


def held(db: Session, person_id: int) -> dict[int, Term]:
    """The roles that a person holds, whatever the day."""
    found = db.exec(select(Membership).where(col(Membership.person_id) == person_id))
    return {m.role_id: Term(m.is_primary, m.begins_on, m.ends_on) for m in found}


def typed(db: Session, form: Mapping[str, str], checks: Checks) -> dict[int, Term]:
    """The roles that a form asks for: `primary`, then `role_7` with `begins_7` and `ends_7`."""
    names = {role: name for role, name in db.exec(select(Role.id, Role.name)) if role}
    wanted: dict[int, Term] = {}
    for role in names:
        if form.get(f"role_{role}"):
            wanted[role] = Term(False, *_dates(form, role, checks))
    primary = form.get("primary", "")
    if not primary:
        wanted[_fallback(db)] = Term(is_primary=True)
    elif primary in {str(role) for role in names}:
        wanted[int(primary)] = Term(is_primary=True)
    else:
        checks.refuse("primary", GONE)
    if {name for name in form if name.startswith("role_")} - {f"role_{role}" for role in names}:
        checks.refuse("roles", GONE)
    return wanted


def check(scope: Scope, before: Mapping[int, Term], wanted: Mapping[int, Term], checks: Checks) -> None:
    """Note, by its box, each role that the actor may not give, or not take away."""
    names, (given, taken) = _names(scope.db), beyond_reach(scope.actor, before, wanted, powers(scope.db))
    for role in given:
        place = "primary" if wanted[role].is_primary else f"role_{role}"
        checks.refuse(place, msg("You may not give the role %(name)s.", name=names[role]))
    for role in taken:
        place = "primary" if before[role].is_primary else f"role_{role}"
        checks.refuse(place, msg("You may not take the role %(name)s away.", name=names[role]))


def beyond_reach(
    actor: PersonActor, before: Mapping[int, Term], wanted: Mapping[int, Term], brings: Mapping[int, Power]
) -> tuple[list[int], list[int]]:
    """The rule itself: of what changes, the roles that the actor may not give, and those that they may not take."""
    changed = [role for role, term in wanted.items() if not _is_same(before.get(role), term)]
    given = [role for role in changed if not may_give(actor, role, brings[role])]
    return given, [role for role in before.keys() - wanted.keys() if not may_manage(actor, (role,))]


def change(db: Session, person_id: int, wanted: Mapping[int, Term]) -> None:
    """Let a person hold these roles and no others. Refuses to leave the establishment without an administrator."""
    before = held(db, person_id)
    if before == wanted:
        return
    of_them = col(Membership.person_id) == person_id
    db.exec(delete(Membership).where(of_them, col(Membership.role_id).not_in(list(wanted))))
    for role, term in sorted(wanted.items(), key=lambda each: each[1].is_primary):  # two at once would be refused
        row = db.get(Membership, (person_id, role)) or Membership(person_id=person_id, role_id=role)
        row.is_primary, row.begins_on, row.ends_on = term
        db.add(row)
        db.flush()
    require_webmaster(db)


def words(db: Session, roles: Mapping[int, Term]) -> str:
    """For the journal: their names, the primary one first, with their dates."""
    names = _names(db)
    order = sorted(roles, key=lambda role: (not roles[role].is_primary, names.get(role, "")))
    return ", ".join(_said(names.get(role, ""), roles[role]) for role in order)


def _said(name: str, term: Term) -> str:
    if term.begins_on is None and term.ends_on is None:
        return name
    return f"{name} ({term.begins_on or '…'} – {term.ends_on or '…'})"


def _is_same(before: Term | None, wanted: Term) -> bool:
    """Held already, as long; which of them is the primary one brings nothing."""
    return before is not None and before[1:] == wanted[1:]


def _names(db: Session) -> dict[int, str]:
    return {role: name for role, name in db.exec(select(Role.id, Role.name)) if role}


def _fallback(db: Session) -> int:
    return db.exec(select(Role.id).where(col(Role.code) == FALLBACK)).one() or 0


def _dates(form: Mapping[str, str], role: int, checks: Checks) -> tuple[date | None, date | None]:
    begins, ends = (_date(form.get(f"{which}_{role}", ""), f"{which}_{role}", checks) for which in ("begins", "ends"))
    if begins and ends and ends < begins:
        checks.refuse(f"ends_{role}", msg("The end is before the beginning."))
    return begins, ends


def _date(said: str, place: str, checks: Checks) -> date | None:
    if not said.strip():
        return None
    try:
        return date.fromisoformat(said.strip()[:20])
    except ValueError:
        checks.refuse(place, msg("This is not a date. Example: 2026-09-01"))
        return None
