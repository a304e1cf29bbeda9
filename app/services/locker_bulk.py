"""What is done to many documents at once? Offered, previewed and confirmed as for people; on one's own alone."""

from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import col, exists

from app.models.establishment import Delivery, Deposit, Job
from app.services import bulk, job_runs, locker_trash, received, sent
from app.services.bulk import Fields, Listed, Preview, Selection
from app.services.bulk_preview import go, plan
from app.services.desks import Desk
from app.services.errors import Forbidden
from app.services.jobs import JobCard
from app.services.listing import Query
from app.services.lockers import is_before_people
from app.services.permissions import Open
from app.services.scope import Scope, requires

RECEIVED, SENT, TRASH = "received", "sent", "trash"  # what the names of the actions of each list begin with


def _is_still_received(scope: Scope, _job: Job) -> ColumnElement[bool]:
    reaches = exists().where(col(Deposit.id) == col(Delivery.deposit_id), is_before_people()).correlate(Delivery)
    return (col(Delivery.person_id) == scope.actor.id) & col(Delivery.removed_at).is_(None) & reaches


def _is_out_of_trash(scope: Scope, _job: Job) -> ColumnElement[bool]:
    return sent.is_seen_to(scope) & col(Deposit.trashed_at).is_(None)


def _is_in_trash(scope: Scope, _job: Job) -> ColumnElement[bool]:
    return col(Deposit.id).in_(locker_trash.matching(scope, Query()))


NEWEST: Final = (col(Delivery.delivered_at).desc(), col(Delivery.deposit_id).desc())
LATEST: Final = (col(Deposit.created_at).desc(), col(Deposit.id).desc())
OF_RECEIVED: Final = Listed(received.matching, col(Delivery.deposit_id), col(Deposit.name), NEWEST, _is_still_received)
OF_SENT: Final = Listed(sent.matching, col(Deposit.id), col(Deposit.name), LATEST, _is_out_of_trash, sent.shown)
OF_TRASH: Final = Listed(locker_trash.matching, col(Deposit.id), col(Deposit.name), LATEST, _is_in_trash)
LISTS: Final = {RECEIVED: OF_RECEIVED, SENT: OF_SENT, TRASH: OF_TRASH}


@requires(Open.SIGNED_IN)
def offered(scope: Scope, of: str) -> list[str]:
    """The names of the actions of a list that the actor may use."""
    return bulk.offered(scope, LISTS[of]) if of in LISTS else []


@requires(Open.SIGNED_IN)
def preview(scope: Scope, name: str, selection: Selection, query: Query, choice: str = "") -> Preview:
    """Note which documents an action, as chosen, would touch, and which are left out and why."""
    if name.partition(".")[0] not in LISTS:
        raise Forbidden
    desk = Desk(scope.installation, scope.actor.place)
    scope.after_commit.append(lambda: job_runs.forget_previews(desk))
    return plan(scope, name, selection, query, choice)


@requires(Open.SIGNED_IN)
def confirm(scope: Scope, job_id: int, fields: Fields) -> JobCard:
    """Run what was previewed. Refuses with `Invalid`, or `NotFound` for a preview that is not the actor's own."""
    return go(scope, job_id, fields)
