"""Who else is in a school? People added straight to its database, and what is done to them on somebody's behalf."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import insert, inspect
from sqlmodel import Session, SQLModel, col, select

from app.models.establishment import (
    Grant,
    GuardianLink,
    Job,
    JobRow,
    Journal,
    Management,
    Membership,
    Person,
    PersonState,
    Role,
)
from app.models.types import folded
from app.services import people_bulk, person_jobs
from app.services.bulk import Preview, Selection
from app.services.jobs import JobCard
from app.services.listing import Query
from app.services.permissions import Permission
from app.services.scope import Scope, open_establishment
from app.services.work import WORKS, Progress, declare
from tests.support.families import guardian_of
from tests.support.world import School, World

P = ParamSpec("P")
R = TypeVar("R")
Table = TypeVar("Table", bound=SQLModel)


@dataclass(frozen=True)
class Crowd:
    """A school, and who acts in it."""

    world: World
    school: School
    who: str = "admin"

    def asked(self, use_case: Callable[Concatenate[Scope, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What a use case gives, in a unit of work of its own."""
        actor = self.world.person(self.school, self.who)
        with open_establishment(self.world.installation, actor, writes=True) as scope:
            return use_case(scope, *args, **kwargs)

    def read(self, ask: Callable[[Session], R]) -> R:
        with self.world.installation.databases.session(self.school.place, writes=False) as db:
            return ask(db)

    def write(self, do: Callable[[Session], R]) -> R:
        with self.world.installation.databases.session(self.school.place, writes=True) as db:
            done = do(db)
            db.commit()
            return done

    def rows(self, table: type[Table]) -> list[Table]:
        """Every row of a table, by identity."""
        return self.read(lambda db: list(db.exec(select(table).order_by(*inspect(table).primary_key))))

    def role(self, code: str) -> int:
        return self.read(lambda db: db.exec(select(Role.id).where(col(Role.code) == code)).one()) or 0

    def add(self, count: int, role: str = "STUDENT", first: int = 1, **fields: Any) -> list[int]:  # noqa: ANN401  any column
        """People `x001`, `x002` …, who hold that role."""
        names, held = [f"x{number:03d}" for number in range(first, first + count)], self.role(role)

        def do(db: Session) -> list[int]:
            db.connection().execute(insert(Person), [_columns(name, fields) for name in names])
            there = dict(db.exec(select(Person.username, Person.id)).all())
            people = [there[name] or 0 for name in names]
            rows = [{"person_id": person, "role_id": held, "is_primary": True} for person in people]
            db.connection().execute(insert(Membership), rows)
            return people

        return self.write(do)

    def hold(self, person: int, role: str, **dates: Any) -> None:  # noqa: ANN401  days, and where from
        """They hold that role as well."""
        held = self.role(role)
        self.write(lambda db: db.add(Membership(person_id=person, role_id=held, **dates)))

    def link(self, student: int, guardian: int, status: str = "legal", *, access: bool | None = None) -> None:
        """The one is a guardian of the other, with the access that is usual for the status unless said otherwise."""
        self.write(lambda db: db.add(guardian_of(student, guardian, status, access=access)))

    def accesses(self, guardian: int) -> dict[int, bool]:
        """Whether each link of a guardian gives access, by the student."""
        return {link.student_id: link.has_access for link in self.rows(GuardianLink) if link.guardian_id == guardian}

    def grant(self, role: str, permissions: list[Permission], manages: list[str]) -> None:
        """Holding the role brings that."""
        holder, managed = self.role(role), [self.role(code) for code in manages]

        def do(db: Session) -> None:
            db.add_all(Grant(role_id=holder, permission=permission) for permission in permissions)
            db.add_all(Management(role_id=holder, managed_id=each) for each in managed)

        self.write(do)

    def id(self, username: str) -> int:
        return self.world.people(self.school)[username].id or 0

    def state(self, person: int) -> str:
        return str(self.read(lambda db: db.get_one(Person, person)).state)

    def held(self, person: int) -> set[str]:
        """The codes of the roles of a person."""
        of_them = select(Role.code).join(Membership).where(col(Membership.person_id) == person)
        return self.read(lambda db: set(db.exec(of_them)))

    def preview(self, name: str, *ids: int, query: Query | None = None, choice: str = "") -> Preview:
        """Of ticked people, or of all that match."""
        return self.asked(people_bulk.preview, name, Selection(ids=list(ids), all=not ids), query or Query(), choice)

    def confirm(self, previewed: Preview, **fields: str) -> JobCard:
        """Run it to its end; the job as it is then."""
        self.asked(people_bulk.confirm, previewed["job"], fields)
        self.world.work()
        return self.card(previewed["job"])

    def apply(self, name: str, *ids: int, choice: str = "", **fields: str) -> JobCard:
        return self.confirm(self.preview(name, *ids, choice=choice), **fields)

    def stopped(self, kind: str, job: int, steps: int = 1) -> JobCard:
        """Let the queue's own runner take so many steps of work of that kind; then whoever asked for it stops it."""
        work, taken = WORKS[kind], 0

        def counted(scope: Scope, running: Job) -> Progress:
            nonlocal taken
            taken += 1
            if taken == steps:
                scope.after_commit.append(lambda: self.asked(person_jobs.cancel, job))
            return work.step(scope, running)

        declare(replace(work, step=counted))
        try:
            self.world.work()
        finally:
            declare(work)
        return self.card(job)

    def undo(self, job: int) -> JobCard:
        undoing = self.asked(person_jobs.undo, job)
        self.world.work()
        return self.card(undoing["id"])

    def card(self, job: int) -> JobCard:
        found = self.read(lambda db: db.get_one(Job, job))
        return self.asked(person_jobs.card, found.id or 0)

    def reasons(self, job: int) -> dict[int, str | None]:
        """Why each row was left out or refused."""
        of_it = select(JobRow).where(col(JobRow.job_id) == job)
        return {row.ref: row.reason for row in self.read(lambda db: list(db.exec(of_it)))}

    def told(self) -> list[tuple[str, str, Any]]:
        """The journal's lines about many people: deed, label, and how many."""
        return [(line.action, line.label, (line.after or {}).get("people")) for line in self.rows(Journal)
                if line.subject.startswith("job ")]  # fmt: skip


def _columns(username: str, fields: dict[str, Any]) -> dict[str, Any]:
    """A row of the people, as `describe()` would leave it; an object for each would take most of a test's time."""
    last, first, email = (fields.get(name, "") for name in ("last_name", "first_name", "email"))
    keys = {
        "household_key": folded(fields.get("household", "")),
        "username_key": folded(username),
        "name_key": folded(last, first) or folded(username),
        "search": folded(last, first, username, email),
    }
    return {"username": username, "state": PersonState.ACTIVE, "password_hash": "no hash", **keys, **fields}


def tally(card: JobCard) -> tuple[str, int, int, int, int]:
    return card["state"], card["total"], card["done"], card["refused"], card["excluded"]
