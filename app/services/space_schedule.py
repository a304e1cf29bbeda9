"""When does a space open or close by itself (S6)? The clock does it, once, across changes of time and restarts."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final, TypedDict

from sqlmodel import Session, col, or_, select

from app.locales import Message, msg
from app.models.establishment import Journal, Space
from app.models.types import folded, now
from app.services import clock, entry_news
from app.services.days import FRANCE
from app.services.permissions import Permission
from app.services.scope import Place, Scope, requires
from app.services.spaces import NAMES, found, named
from app.services.validation import Checks
from app.storage.bus import News
from app.storage.installation import Installation

CLOCK: Final = "casier"  # who did it, in the journal
FIELDS: Final = ("opens_at", "closes_at")


class Schedule(TypedDict):
    """As a form shows it and as it is typed: a day and a time in France, `2027-03-28T08:00`, or nothing."""

    opens_at: str
    closes_at: str


def typed(form: Mapping[str, str]) -> Schedule:
    """Of a form, what concerns the schedule."""
    return Schedule(opens_at=form.get("opens_at", ""), closes_at=form.get("closes_at", ""))


@requires(Permission.SPACES_MANAGE)
def schedule(scope: Scope, code: str) -> Schedule:
    """What is planned. Refuses with `NotFound`."""
    space = found(scope, code)
    return Schedule(opens_at=_shown(space.opens_at), closes_at=_shown(space.closes_at))


@requires(Permission.SPACES_MANAGE)
def plan(scope: Scope, code: str, form: Schedule) -> None:
    """Open it and close it then; what is empty is not planned. Refuses with `NotFound` or `Invalid`."""
    space, checks = found(scope, code), Checks()
    opens, closes = (_checked(checks, field, form[field]) for field in FIELDS)
    if opens and opens == closes:
        checks.refuse("closes_at", msg("Choose another moment than that of the opening."))
    checks.settle()
    before = {"opens_at": _shown(space.opens_at), "closes_at": _shown(space.closes_at)}
    space.opens_at, space.closes_at = opens, closes
    scope.db.add(space)
    scope.db.flush()
    after = {"opens_at": _shown(opens), "closes_at": _shown(closes)}
    if before == after:
        return
    scope.record("spaces.planned", space.code, named(scope, space.code), before=before, after=after)
    if coming := min((at for at in (opens, closes) if at), default=None):
        clock.wake(scope.installation, scope.actor.place.number, coming)


@clock.duty
def see_to(installation: Installation, place: Place, moment: datetime | None = None) -> datetime | None:
    """Do what is due, each once: the switch, its end in the schedule and its line in the journal are one transaction.

    Of an opening and a closing that are both over, the later counts last. Says when the next one is.
    """
    moment, planned = moment or now(), or_(col(Space.opens_at).is_not(None), col(Space.closes_at).is_not(None))
    with installation.databases.session(place, writes=False) as db:
        coming = _moments(db.exec(select(Space).where(planned)))
    if not coming or min(coming) > moment:
        return min(coming, default=None)
    with installation.databases.session(place, writes=True) as db:
        spaces = list(db.exec(select(Space).where(planned)))
        for space in spaces:
            _switch(db, space, moment, installation.settings.language)
        db.commit()
    installation.bus.publish(News(place.number, None, entry_news.WHAT))
    return min(_moments(spaces), default=None)


def _moments(spaces: Iterable[Space]) -> list[datetime]:
    return [at for space in spaces for at in (space.opens_at, space.closes_at) if at]


def _switch(db: Session, space: Space, moment: datetime, language: str) -> None:
    due = sorted((at, field) for field in FIELDS if (at := getattr(space, field)) and at <= moment)
    for _at, field in due:
        is_on = field == "opens_at"
        setattr(space, field, None)
        if space.is_published != is_on:
            space.is_published, space.changed_at, space.changed_by = is_on, moment, CLOCK
            name = NAMES[space.code].text(language)
            line = Journal(
                actor=CLOCK,
                action="spaces.published" if is_on else "spaces.stopped",
                subject=space.code,
                label=name,
                search=folded(CLOCK, name),
            )
            db.add(line)
    db.add(space)


def _shown(at: datetime | None) -> str:
    return at.astimezone(FRANCE).strftime("%Y-%m-%dT%H:%M") if at else ""


def _checked(checks: Checks, field: str, said: str) -> datetime | None:
    """The moment that is meant; of an hour that comes twice, the first."""
    if not said.strip():
        return None
    try:
        local = datetime.strptime(said.strip()[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007  a time in France, of no zone yet
    except ValueError:
        checks.refuse(field, msg("Choose a day and a time."))
        return None
    at = local.replace(tzinfo=FRANCE).astimezone(UTC)
    if refusal := _refusal(local, at):
        checks.refuse(field, refusal)
        return None
    return at


def _refusal(local: datetime, at: datetime) -> Message | None:
    if at.astimezone(FRANCE).replace(tzinfo=None) != local:
        return msg("This hour does not exist: clocks go forward that night. Choose another one.")
    return msg("This moment is over. Choose one that is to come.") if at <= now() else None
