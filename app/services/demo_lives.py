"""What has happened in a demonstration school? Its services and who is in them, visits, lines of the journal."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import Session

from app.models.establishment import Attachment, Journal, Service, SignIn
from app.models.types import folded
from app.services.demo_schools import Recipe, School, chance

# Which roles bring somebody into a service; the others of its people are drawn from the staff.
SERVICES: Final = {
    "Administration": ("STAFF",),
    "CDI": (),
    "Communication": (),
    "Direction": ("PRINCIPAL", "WEBMASTER"),
    "Infirmerie": (),
    "Intendance": (),
    "Orientation": ("COUNSELLOR",),
    "Vie scolaire": ("SCHOOL_LIFE", "SUPPORT_STAFF"),
}
STAFF: Final = frozenset({
    "WEBMASTER", "PRINCIPAL", "STAFF", "SCHOOL_LIFE", "SUPPORT_STAFF", "COUNSELLOR", "TEACHER",
})  # fmt: skip
DRAWN: Final = 2, 5  # people of a service, beside those whom their role brings there
VISITS: Final = 12
DAYS: Final = 60
AGENTS: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1 Version/17.6 Mobile Safari/604.1",
)

Row = dict[str, Any]


def bring_to_life(
    db: Session, school: School, recipe: Recipe, accounts: list[Row], staff: list[tuple[int, str]]
) -> None:
    """Fill what is about people; `staff` are their identities and first roles, `accounts` the known ones."""
    lots, connection = chance("lives", recipe.seed, school.uai), db.connection()
    connection.execute(insert(Service), [_service(name) for name in SERVICES])
    attached = list[Row]()
    for service, roles in enumerate(SERVICES.values(), start=1):
        drawn = lots.sample(staff, min(len(staff), lots.randint(*DRAWN)))
        people = {person for person, role in staff if role in roles} | {person for person, _ in drawn}
        attached += [{"service_id": service, "person_id": person} for person in sorted(people)]
    connection.execute(insert(Attachment), attached)
    visits = list[Row]()
    for account in accounts:
        moments = sorted(lots.uniform(0, DAYS) for _ in range(VISITS - 1))
        for days in (0.0, *moments):
            came = {"person_id": account["id"], "at": account["last_access"] - timedelta(days=days)}
            visits.append(came | {"address": f"192.0.2.{lots.randint(1, 40)}", "agent": lots.choice(AGENTS)})
    connection.execute(insert(SignIn), sorted(visits, key=lambda visit: visit["at"]))
    connection.execute(insert(Journal), sorted(_lines(recipe, accounts), key=lambda line: line["at"]))


def _service(name: str) -> Row:
    return {"name": name, "name_key": folded(name), "version": 1}


def _lines(recipe: Recipe, accounts: list[Row]):  # noqa: ANN202  rows
    """The administrator chose a password, then put the others' names right; each of them chose a password."""
    admin, *others = accounts
    for days, person in zip(range(40, 0, -6), others, strict=False):
        at = recipe.today - timedelta(days=days)
        before, after = {"first_name": person["first_name"][:1]}, {"first_name": person["first_name"]}
        yield _line(admin, "people.modified", person, at, before=before, after=after)
    for days, person in zip(range(45, 0, -7), accounts, strict=False):
        yield _line(person, "people.password_chosen", person, recipe.today - timedelta(days=days, hours=-3))


def _line(actor: Row, action: str, person: Row, at: Any, **story: Row) -> Row:  # noqa: ANN401  a moment
    return {
        "at": at,
        "actor_id": actor["id"],
        "actor": actor["username"],
        "action": action,
        "subject": str(person["id"]),
        "label": person["username"],
        "search": folded(actor["username"], person["username"]),
        "reason": "",
        "before": {},
        "after": {},
        **story,
    }
