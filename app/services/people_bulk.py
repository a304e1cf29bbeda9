"""What is done to many people at once? Which of them an action may touch, and how each one's account changes."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_
from sqlmodel import col, select, update

from app.models.establishment import Person
from app.models.types import now
from app.services import job_runs, people
from app.services.bulk import ACTIONS, Fields, Listed, Preview, Selection, go, plan
from app.services.bulk_sets import Span, run
from app.services.desks import Desk
from app.services.jobs import JobCard
from app.services.last_administrator import last_among
from app.services.listing import Query
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.storage.hints import as_is

LISTED: Final = Listed(
    people.matching,
    col(Person.id),
    people.label(),
    (as_is(Person.name_key), as_is(Person.id)),
    lambda _scope, job: col(Person.created_at) <= job.created_at,
)


@requires(Permission.PEOPLE_READ)
def offered(scope: Scope) -> list[str]:
    """The names of the actions on people that the actor may use, in the order in which they are declared."""
    return [name for name, action in ACTIONS.items() if name.startswith("people.") and scope.may(action.permission)]


@requires(Permission.PEOPLE_READ)
def preview(scope: Scope, name: str, selection: Selection, query: Query, choice: str = "") -> Preview:
    """Note which people an action, as chosen, would touch, and which are left out and why."""
    desk = Desk(scope.installation, scope.actor.place)
    scope.after_commit.append(lambda: job_runs.forget_previews(desk))
    return plan(scope, name, selection, query, choice)


@requires(Permission.PEOPLE_READ)
def confirm(scope: Scope, job_id: int, fields: Fields) -> JobCard:
    """Run what was previewed. Refuses with `Invalid`, or `NotFound` for a preview that is not the actor's own."""
    return go(scope, job_id, fields)


def change(scope: Scope, people: Select[Any] | list[int], **values: Any) -> int:  # noqa: ANN401  of columns
    """Change these people; forms opened before are stale, as after `Person.touch`."""
    touched = {"version": col(Person.version) + 1, "changed_by": scope.actor.name, "changed_at": now()}
    return run(scope.db, update(Person).where(col(Person.id).in_(people)).values(**touched, **values))


def undoable(scope: Scope, span: Span, reason: ColumnElement[Any], *, spares: bool = False) -> list[int]:
    """The people of a span that was done whom nothing excludes now; `spares` an administrator, if all are in it."""
    theirs = col(Person.id).in_(span.refs), col(Person.created_at) <= span.job.created_at, reason.is_(None)
    spared = last_among(scope, and_(*theirs)) if spares else None
    return [one for one in scope.db.exec(select(Person.id).where(*theirs)) if one and one != spared]
