"""How are many lines of a file brought about at once (F1)? By sets of rows, with what became of each line."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session, col

from app.locales import DEFAULT
from app.models.establishment import Attachment, Job, JobRow, Membership, Person, PersonState
from app.models.establishment.people import keys
from app.models.jobs import Outcome
from app.models.types import now
from app.services import headcount
from app.services.bulk_sets import run
from app.services.last_administrator import require_webmaster
from app.services.people_bulk import change
from app.services.people_fates import Decision, Fate
from app.services.people_fields import proposals
from app.services.people_file import PersonLine
from app.services.people_form import forget_links
from app.services.people_there import WORDS
from app.services.scope import Scope

SOURCE: Final = "CSV"  # where the accounts, and the memberships, came from
OUTCOMES: Final = {
    Fate.ADDED: Outcome.DONE,
    Fate.UPDATED: Outcome.DONE,
    Fate.REFUSED: Outcome.REFUSED,
}  # the others are left out


def usernames(db: Session, rows: Sequence[PersonLine], named: Callable[[], frozenset[str]]) -> dict[int, str]:
    """What new people will be called, by their lines: as those say, else by names, as nobody is `named`."""
    unnamed = [row for row in rows if not row.username]
    made = proposals(db, [(row.first_name, row.last_name) for row in unnamed], named()) if unnamed else ()
    return {row.line: row.username for row in rows} | dict(zip((row.line for row in unnamed), made, strict=True))


def bring_about(scope: Scope, job: Job, decisions: Sequence[Decision], named: Callable[[], frozenset[str]]) -> None:
    """Add, update, and note what became of each line; all in the transaction of whoever calls."""
    added = [decision for decision in decisions if decision.fate is Fate.ADDED]
    updated = [decision for decision in decisions if decision.fate is Fate.UPDATED]
    if added:
        _add(scope, added, named)
        headcount.recount(scope)
    if updated:
        _update(scope, updated)
    _hold(scope.db, [*added, *updated])
    require_webmaster(scope.db)
    _note(scope.db, job, decisions)


def _add(scope: Scope, added: Sequence[Decision], named: Callable[[], frozenset[str]]) -> None:
    """Accounts without a password; each decision comes to know whom it is about."""
    lines = [decision.row for decision in added if isinstance(decision.row, PersonLine)]
    called, moment = usernames(scope.db, lines, named), now()
    rows = [_account(line, called[line.line]) for line in lines]
    same = {
        "state": PersonState.PENDING, "data_source": SOURCE, "changed_by": scope.actor.name,
        "created_at": moment, "changed_at": moment, "must_change": False, "version": 1,
        "household": "", "household_key": "",
    }  # fmt: skip
    # What is given back makes it one statement for a thousand: SQLite writes its indexes of words once for each.
    given = insert(Person).returning(col(Person.id), col(Person.username_key))
    made = scope.db.connection().execute(given, [row | same for row in rows])
    identities = {key: identity or 0 for identity, key in made}
    for decision, row in zip(added, rows, strict=True):
        decision.person = identities[row["username_key"]]


def _account(line: PersonLine, username: str) -> dict[str, Any]:
    words = {"last_name": line.last_name, "first_name": line.first_name, "email": line.email or None}
    return {
        **words,
        "username": username,
        "language": line.language or DEFAULT,
        **keys(line.last_name, line.first_name, username, line.email),
    }


def _update(scope: Scope, updated: Sequence[Decision]) -> None:
    """Change the words of those of whom they change, and make room for the primary roles that are given."""
    if moved := [decision.person for decision in updated if "email" in decision.changes]:
        forget_links(scope, moved)
    change(scope, [decision.person for decision in updated])
    if reworded := [_words(decision) for decision in updated if not decision.changes.keys().isdisjoint(WORDS)]:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in (*WORDS, "name_key", "search")}
        same = col(Person.id) == bindparam("whom")
        rewording = update(Person.__table__).where(same).values(**values)  # type: ignore[attr-defined]
        scope.db.connection().execute(rewording, reworded)
    if promoted := [decision.person for decision in updated if decision.primary]:
        theirs = col(Membership.person_id).in_(promoted), col(Membership.is_primary)
        run(scope.db, update(Membership).where(*theirs).values(is_primary=False))


def _words(decision: Decision) -> dict[str, Any]:
    """As parameters, whose names must not be those of columns."""
    words = {name: decision.now[name] for name in WORDS}
    words |= {name: after for name, (_, after) in decision.changes.items() if name in WORDS}
    read = keys(words["last_name"], words["first_name"], decision.now["username"], words["email"])
    values = words | {"email": words["email"] or None, "name_key": read["name_key"], "search": read["search"]}
    return {"whom": decision.person} | {f"new_{name}": value for name, value in values.items()}


def _hold(db: Session, decisions: Sequence[Decision]) -> None:
    """Let them hold the roles, one that is now the primary one with no dates, and be attached to the services."""
    primary = [{"person": d.person, "role": d.primary} for d in decisions if d.primary and d.fate is Fate.UPDATED]
    if primary:
        same = col(Membership.person_id) == bindparam("person"), col(Membership.role_id) == bindparam("role")
        db.connection().execute(delete(Membership).where(*same), primary)
    held = [_membership(d.person, d.primary, is_primary=True) for d in decisions if d.primary]
    held += [_membership(d.person, role, is_primary=False) for d in decisions for role in d.roles]
    attached = [{"person_id": d.person, "service_id": service} for d in decisions for service in d.services]
    for table, rows in ((Membership, held), (Attachment, attached)):
        if rows:
            db.connection().execute(insert(table), rows)


def _membership(person: int, role: int, *, is_primary: bool) -> dict[str, Any]:
    return {"person_id": person, "role_id": role, "is_primary": is_primary, "data_source": SOURCE}


def _note(db: Session, job: Job, decisions: Sequence[Decision]) -> None:
    """What became of each line, under its number; of who is updated also what was before."""
    by_shape: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for decision in decisions:
        row, more = decision.row, dict[str, Any]()
        if decision.fault:
            more["refusal"] = decision.fault.stored()
        elif decision.changes:
            more["before"] = decision.changes
        noted = {
            "job_id": job.id,
            "position": row.line,
            "ref": decision.person,
            "label": row.label if isinstance(row, PersonLine) else "",
            "outcome": OUTCOMES.get(decision.fate, Outcome.EXCLUDED),
            "reason": None if decision.fault else str(decision.fate),
        }
        by_shape.setdefault((*more,), []).append(noted | more)
    for rows in by_shape.values():
        db.connection().execute(insert(JobRow), rows)
