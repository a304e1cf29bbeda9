"""Which guardians may enter their space (S3)? Access opened, closed, as usual, for one of each household."""

from typing import Any, Final

from sqlalchemy import ColumnElement, String, case, cast, false, literal, true
from sqlalchemy.orm import aliased
from sqlmodel import col, exists, func, or_, select, update

from app.locales import Message, msg
from app.models.establishment import ENTERING, GuardianLink, JobRow, Person, PersonState
from app.services import entry_news
from app.services.bulk import BulkAction, declare_action
from app.services.bulk_sets import Span, by_sets, identities, run
from app.services.guardian_bulk import LISTED
from app.services.guardians import CLOSED, OPENED, RANK, has_access, has_link
from app.services.locker_rows import first_reason
from app.services.permissions import Permission
from app.services.scope import Scope
from app.storage.hints import as_is, freely

IS_ON: Final = col(GuardianLink.has_access).is_(True)
AS_USUAL: Final = col(GuardianLink.status).in_(ENTERING)
REASONS: Final[dict[str, Message]] = {
    "no-child": msg("nobody is their child here"),
    "gone": msg("deleted meanwhile"),
}
CHILDLESS: Final = ~has_link(), "no-child"
ALREADY_CLOSED: Final = msg("access is off already")
# What `note` keeps: the students by whose links access came to be on, or off.
ON, OFF = "opened", "closed"


def _without_open(_scope: Scope, _choice: str) -> ColumnElement[Any]:
    return first_reason(CHILDLESS, (has_access(), "open"))


def _without_closed(_scope: Scope, _choice: str) -> ColumnElement[Any]:
    return first_reason(CHILDLESS, (~has_access(), "closed"))


def _without_usual(_scope: Scope, _choice: str) -> ColumnElement[Any]:
    return first_reason(CHILDLESS, (~has_link(_differs_from(AS_USUAL)), "usual"))


def _without_kept(_scope: Scope, _choice: str) -> ColumnElement[Any]:
    homeless = col(Person.household_key) == "", "no-household"
    return first_reason(CHILDLESS, homeless, (~has_access(), "closed"), (col(Person.id).in_(_kept()), "kept"))


def _kept() -> Any:  # noqa: ANN401  a SELECT
    """Who keeps their access in each household: nobody's is opened, and exactly one of those that are on stays.

    Accounts that are blocked come last: a household would have none that works.
    """
    someone = aliased(Person)
    entering = freely(col(GuardianLink.guardian_id).label("id"), func.min(RANK).label("rank")).where(IS_ON)
    links = entering.group_by(col(GuardianLink.guardian_id)).subquery()
    is_blocked = case((col(someone.state) == PersonState.BLOCKED, 1), else_=0)
    best = is_blocked, links.c.rank, col(someone.created_at), col(someone.id)
    place = func.row_number().over(partition_by=col(someone.household_key), order_by=best)
    numbered = freely(col(someone.id).label("id"), place.label("place")).join(links, links.c.id == col(someone.id))
    inside = numbered.where(col(someone.household_key) != "").subquery()
    return freely(inside.c.id).where(inside.c.place == 1)


def _differs_from(wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """The link gives access and should not, or should and does not."""
    return or_(IS_ON & ~wanted, ~IS_ON & wanted)


def _turn(wanted: ColumnElement[bool]) -> Any:  # noqa: ANN401  what does a chunk
    """Let access be on exactly for the links of which that holds."""

    def apply(scope: Scope, span: Span) -> None:
        span.note(scope, **{ON: _students(~IS_ON & wanted), OFF: _students(IS_ON & ~wanted)})
        theirs = col(GuardianLink.guardian_id).in_(span.refs), _differs_from(wanted)
        run(scope.db, update(GuardianLink).where(*theirs).values(has_access=~IS_ON))
        entry_news.changed(scope, identities(scope.db, span.refs))

    return apply


def _students(condition: ColumnElement[bool]) -> ColumnElement[str]:
    """Those of the `Person` by whose links it holds, as text: `,7,12,`; NULL without any."""
    several = func.aggregate_strings(cast(col(GuardianLink.student_id), String), ",")
    theirs = select(literal(",") + several + literal(","))
    return theirs.where(col(GuardianLink.guardian_id) == col(Person.id), condition).correlate(Person).scalar_subquery()


def _turn_back(scope: Scope, span: Span) -> list[int]:
    """Each link that still is as it came to be is again as it was; says of which people."""
    back = col(GuardianLink.guardian_id).in_(span.refs) & (_noted(span, ON) & IS_ON | _noted(span, OFF) & ~IS_ON)
    people = identities(scope.db, select(GuardianLink.guardian_id).where(back).distinct())
    run(scope.db, update(GuardianLink).where(back).values(has_access=~IS_ON))
    entry_news.changed(scope, people)
    return people


def _noted(span: Span, name: str) -> ColumnElement[bool]:
    """The link, of somebody of the span, is among those that were turned that way; rows are looked up by whom."""
    students = col(JobRow.before)[name].as_string()
    itself = literal(",") + cast(col(GuardianLink.student_id), String) + literal(",")
    of_it = as_is(JobRow.job_id) == span.job.id, col(JobRow.ref) == col(GuardianLink.guardian_id)
    return exists().where(*of_it, students.contains(itself)).correlate(GuardianLink)


OPEN = declare_action(
    BulkAction(
        "guardians.open",
        msg("Open the access"),
        Permission.SPACES_MANAGE,
        LISTED,
        _without_open,
        REASONS | {"open": msg("access is on already")},
        by_sets(_turn(true())),
        undo=_turn_back,
        deed=OPENED,
        told=msg("Access to the guardians' space opened"),
    )
)
CLOSE = declare_action(
    BulkAction(
        "guardians.close",
        msg("Close the access"),
        Permission.SPACES_MANAGE,
        LISTED,
        _without_closed,
        REASONS | {"closed": ALREADY_CLOSED},
        by_sets(_turn(false())),
        is_grave=True,
        undo=_turn_back,
        deed=CLOSED,
        told=msg("Access to the guardians' space closed"),
    )
)
RESET = declare_action(
    BulkAction(
        "guardians.reset",
        msg("Access for all legal guardians and those in charge"),
        Permission.SPACES_MANAGE,
        LISTED,
        _without_usual,
        REASONS | {"usual": msg("access is as usual already")},
        by_sets(_turn(AS_USUAL)),
        undo=_turn_back,
        deed="people.access_reset",
        told=msg("Access to the guardians' space as usual for each status"),
    )
)
ONE_EACH = declare_action(
    BulkAction(
        "guardians.one_each",
        msg("One account per household"),
        Permission.SPACES_MANAGE,
        LISTED,
        _without_kept,
        REASONS
        | {
            "no-household": msg("no household is known"),
            "closed": ALREADY_CLOSED,
            "kept": msg("keeps the access of the household"),
        },
        by_sets(_turn(false())),
        is_grave=True,
        undo=_turn_back,
        deed="people.access_of_households",
        told=msg("Access to the guardians' space kept by one of each household"),
    )
)
