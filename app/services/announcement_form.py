"""What may an announcement say, to whom, and for how long? Checks everything typed at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from app.locales import msg
from app.models.establishment import Announcement, AnnouncementSpace, SpaceCode
from app.models.types import folded
from app.services.days import today
from app.services.validation import Checks

TITLE: Final = 120
TEXT: Final = 10_000
TOLD: Final = 500  # characters of a text that the journal repeats
BOX: Final = "space_"  # what the name of the box of a space begins with


@dataclass(frozen=True, slots=True)
class AnnouncementFacts:
    """An announcement as it was found right; `spaces` in their order."""

    title: str
    text: str
    spaces: tuple[SpaceCode, ...]
    begins_on: date
    ends_on: date | None


def checked(form: Mapping[str, str], own: AnnouncementFacts | None = None) -> AnnouncementFacts:
    """Check every field at once; begins today where no day is given, or as before. Refuses with `Invalid`."""
    checks = Checks()
    begins, ends = (_date(checks, name, form.get(name, "")) for name in ("begins_on", "ends_on"))
    spaces = tuple(code for code in SpaceCode if form.get(f"{BOX}{code}"))
    title = checks.text("title", form.get("title", ""), TITLE)
    text = checks.text("text", form.get("text", "").replace("\t", " "), TEXT, lines=True)
    if not spaces:
        checks.refuse("spaces", msg("Please choose at least one space."))
    begins = begins or (own.begins_on if own else today())
    if ends and ends < begins:
        checks.refuse("ends_on", msg("The end is before the beginning."))
    checks.settle()
    return AnnouncementFacts(title, text, spaces, begins, ends)


def facts_of(db: Session, announcement: Announcement) -> AnnouncementFacts:
    """What the announcement is."""
    theirs = select(AnnouncementSpace.space).where(col(AnnouncementSpace.announcement_id) == announcement.id)
    return AnnouncementFacts(
        announcement.title,
        announcement.text,
        in_order([SpaceCode(code) for code in db.exec(theirs)]),
        announcement.begins_on,
        announcement.ends_on,
    )


def in_order(spaces: Collection[SpaceCode]) -> tuple[SpaceCode, ...]:
    """Spaces as every page lists them."""
    return tuple(code for code in SpaceCode if code in spaces)


def write(db: Session, announcement: Announcement, facts: AnnouncementFacts) -> None:
    """Let the announcement be what was typed; what did not exist gets an identity."""
    announcement.title, announcement.text = facts.title, facts.text
    announcement.begins_on, announcement.ends_on = facts.begins_on, facts.ends_on
    announcement.search = folded(facts.title, facts.text)[:400]
    db.add(announcement)
    db.flush()
    identity = announcement.id or 0
    theirs = select(AnnouncementSpace).where(col(AnnouncementSpace.announcement_id) == identity)
    there = {row.space: row for row in db.exec(theirs)}
    for code in there.keys() - {*facts.spaces}:
        db.delete(there[code])
    db.add_all(AnnouncementSpace(announcement_id=identity, space=code) for code in {*facts.spaces} - there.keys())


def told(facts: AnnouncementFacts) -> dict[str, object]:
    """For the journal, which repeats the beginning of a text."""
    text = facts.text if len(facts.text) <= TOLD else f"{facts.text[:TOLD]}…"
    return {
        "title": facts.title,
        "text": text,
        "spaces": ", ".join(facts.spaces),
        "begins_on": facts.begins_on.isoformat(),
        "ends_on": facts.ends_on.isoformat() if facts.ends_on else None,
    }


def _date(checks: Checks, name: str, said: str) -> date | None:
    if not said.strip():
        return None
    try:
        return date.fromisoformat(said.strip()[:20])
    except ValueError:
        checks.refuse(name, msg("This is not a date. Example: 2026-09-01"))
        return None
