"""What is done to many guardians at once? Offered, previewed and confirmed as for people; for who manages spaces."""

from typing import Final

from sqlmodel import col

from app.models.establishment import Person
from app.services import guardians, job_runs, people
from app.services.bulk import Fields, Listed, Preview, Selection
from app.services.bulk_preview import go, plan
from app.services.desks import Desk
from app.services.errors import Forbidden
from app.services.jobs import JobCard
from app.services.listing import Query
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.storage.hints import as_is

PREFIX: Final = "guardians."  # of the names of the actions
LISTED: Final = Listed(
    lambda _scope, query: guardians.matching(query),
    col(Person.id),
    people.label(),
    (as_is(Person.name_key), as_is(Person.id)),
    lambda _scope, job: col(Person.created_at) <= job.created_at,
)


@requires(Permission.SPACES_MANAGE)
def preview(scope: Scope, name: str, selection: Selection, query: Query, choice: str = "") -> Preview:
    """Note which guardians an action would touch, and which are left out and why."""
    if not name.startswith(PREFIX):
        raise Forbidden
    desk = Desk(scope.installation, scope.actor.place)
    scope.after_commit.append(lambda: job_runs.forget_previews(desk))
    return plan(scope, name, selection, query, choice)


@requires(Permission.SPACES_MANAGE)
def confirm(scope: Scope, job_id: int, fields: Fields) -> JobCard:
    """Run what was previewed. Refuses with `NotFound` a preview that is not the actor's own."""
    return go(scope, job_id, fields)
