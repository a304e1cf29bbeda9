"""What is done to announcements? Adding, changing and deleting them, by those who write them."""

from collections.abc import Mapping, Sequence
from typing import Final, TypedDict

from sqlmodel import Session, delete, select

from app.locales import msg
from app.models.establishment import Announcement
from app.models.types import now
from app.services.announcement_form import checked, facts_of, told, write
from app.services.announcement_readers import tally
from app.services.announcements import IDENTITY, ORDER, Timing, timing_of
from app.services.days import today
from app.services.errors import Conflict, NotFound
from app.services.lookup import LARGEST, found
from app.services.permissions import Permission
from app.services.scope import Scope, requires

MOST: Final = 100  # that are deleted together


class Losses(TypedDict):
    """What goes with some announcements; `current` is how many of them are before people today."""

    ids: list[int]
    titles: list[str]
    current: int
    readers: int


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def create(scope: Scope, form: Mapping[str, str]) -> int:
    """Add one; gives its identity. Refuses with `Invalid`."""
    facts = checked(form)
    announcement = Announcement(title="", text="", begins_on=facts.begins_on, changed_by=scope.actor.name)
    write(scope.db, announcement, facts)
    scope.record("announcements.created", announcement.id, facts.title, after=told(facts))
    return announcement.id or 0


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def modify(scope: Scope, announcement_id: int, form: Mapping[str, str]) -> None:
    """Change it; who has read it, has. Refuses a stale form with `Conflict`, else with `Invalid`."""
    there = found(scope.db, Announcement, announcement_id)
    if form.get("version") != str(there.version):
        raise Conflict(
            msg("%(who)s changed this announcement meanwhile. What you typed is still here.", who=there.changed_by)
        )
    was = facts_of(scope.db, there)
    facts = checked(form, was)
    if facts == was:
        return
    write(scope.db, there, facts)
    there.version, there.changed_by, there.changed_at = there.version + 1, scope.actor.name, now()
    before, after = told(was), told(facts)
    changed = [name for name in after if getattr(was, name) != getattr(facts, name)]
    before, after = ({name: part[name] for name in changed} for part in (before, after))
    scope.record("announcements.modified", there.id, there.title, before=before, after=after)


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def losses(scope: Scope, ids: Sequence[int]) -> Losses:
    """What deleting these would take away. Refuses with `NotFound` where one of them is not there."""
    gone, day = _all_of(scope.db, ids), today()
    return Losses(
        ids=[each.id or 0 for each in gone],
        titles=[each.title for each in gone],
        current=sum(timing_of(each, day) is Timing.NOW for each in gone),
        readers=sum(tally(scope.db, ids).values()),
    )


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def delete_announcements(scope: Scope, ids: Sequence[int]) -> int:
    """Delete these, all or none, with who has read them; gives how many. Refuses with `NotFound`."""
    gone = _all_of(scope.db, ids)
    read = tally(scope.db, ids)
    for each in gone:
        before = {"readers": read.get(each.id or 0, 0), **told(facts_of(scope.db, each))}
        scope.record("announcements.deleted", each.id, each.title, before=before)
    scope.db.exec(delete(Announcement).where(IDENTITY.in_([each.id for each in gone])))
    return len(gone)


def _all_of(db: Session, ids: Sequence[int]) -> list[Announcement]:
    wanted = {identity for identity in ids[:MOST] if 0 < identity <= LARGEST}
    there = list(db.exec(select(Announcement).where(IDENTITY.in_(wanted)).order_by(*ORDER.by("-begins"))))
    if not there or len(there) != len({*ids}):
        raise NotFound
    return there
