"""What is typed about an establishment, and is it right? One form for adding and for editing (E2, E4)."""

from sqlmodel import Session, col, func, select
from typing_extensions import TypedDict  # pydantic asks for it before Python 3.12

from app.locales import Message, msg
from app.models.platform import Establishment, EstablishmentState, Zone
from app.services.validation import Checks

NAME, LOCALITY, PERSON = 200, 200, 100
LARGEST = 999_999_999


class EstablishmentForm(TypedDict, total=False):
    """As typed; `number` and `send` count only when adding, `version` only when editing."""

    number: str
    zone: str
    locality: str
    name: str
    uai: str
    contact_last_name: str
    contact_first_name: str
    contact_email: str
    send: str
    version: str


class Checked(TypedDict):
    """The same, found right."""

    zone_id: int
    locality: str
    name: str
    uai: str | None
    contact_last_name: str
    contact_first_name: str
    contact_email: str


def checked(db: Session, form: EstablishmentForm, own: int | None = None) -> Checked:
    """Check every field at once. Refuses with `Invalid`, one sentence a field."""
    checks = Checks()
    right = Checked(
        zone_id=_zone(db, checks, form.get("zone", "")),
        locality=checks.text("locality", form.get("locality", ""), LOCALITY),
        name=checks.text("name", form.get("name", ""), NAME),
        uai=checks.uai("uai", form.get("uai", "")),
        contact_last_name=checks.text("contact_last_name", form.get("contact_last_name", ""), PERSON),
        contact_first_name=checks.text("contact_first_name", form.get("contact_first_name", ""), PERSON),
        contact_email=checks.email("contact_email", form.get("contact_email", "")),
    )
    if right["uai"] and "uai" not in checks.faults:
        same = db.exec(select(Establishment).where(col(Establishment.uai) == right["uai"])).first()
        if same and same.number != own:
            checks.refuse("uai", taken(same))
    if own is None:
        _number(db, checks, form.get("number", ""))
    checks.settle()
    return right


def taken(same: Establishment) -> Message:
    """A UAI belongs to one establishment; says to which."""
    if same.state in (EstablishmentState.CREATING, EstablishmentState.DELETING):
        return msg("This UAI is being registered or removed at this moment. Please try again in a minute.")
    return msg("This UAI is already the one of %(name)s (number %(number)s).", name=same.name, number=same.number)


def chosen_number(db: Session, form: EstablishmentForm) -> int:
    """The number typed, which `checked` found free; else the next one."""
    if typed := form.get("number", "").strip():
        return int(typed)
    return next_number(db)


def next_number(db: Session) -> int:
    """The one after the largest; where that was the largest that can be typed, the first that has none after it."""
    after = col(Establishment.number) + 1
    largest = db.exec(select(func.max(after))).one() or 1
    if largest <= LARGEST:
        return largest
    taken = select(Establishment.number)
    return db.exec(select(func.min(after)).where(after.not_in(taken))).one()


def _number(db: Session, checks: Checks, typed: str) -> None:
    number = checks.number("number", typed)
    if number is not None and db.get(Establishment, number):
        checks.refuse("number", msg("This number is already taken. Leave it empty to get the next one."))


def _zone(db: Session, checks: Checks, typed: str) -> int:
    zone = db.get(Zone, int(typed)) if typed.isdecimal() and len(typed) < 10 else None  # noqa: PLR2004  an integer column
    if zone is None or zone.id is None:
        checks.refuse("zone", msg("Please choose a zone."))
        return 0
    return zone.id
