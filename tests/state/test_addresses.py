"""Who finds what at which address? Every page × every sort of person; what may not be seen answers alike."""

from dataclasses import dataclass
from typing import Any, Final

import pytest
import reflex as rx
from reflex.event import Event
from sqlmodel import col, select

from app.http import addresses
from app.locales.live import Language
from app.models.establishment import GuardianLink, GuardianStatus, Person
from app.pages import PAGES
from app.services import sessions
from app.services.errors import Forbidden, NotFound
from app.state.frame import NoticeState
from tests.support.depositing import joined
from tests.support.world import World, visit

pytestmark = pytest.mark.anyio
PEOPLE: Final = {
    "admin": "WEBMASTER", "prof": "TEACHER", "cpe": "SCHOOL_LIFE", "parent": "GUARDIAN", "eleve": "STUDENT",
    "aesh": "SUPPORT_STAFF",
}  # fmt: skip
ALL, ADMIN = frozenset(PEOPLE), frozenset({"admin"})
READERS, HOLDERS = ADMIN | {"cpe"}, ADMIN | {"prof", "cpe", "aesh"}
# Which persona finds something at which address of an establishment (the rights of its roles, as it begins).
FINDS: Final[dict[str, frozenset[str]]] = {
    "/": ALL, "/account": ALL, "/jobs": ALL, "/jobs/[id]": ALL,
    "/people": READERS, "/people/[id]": READERS, "/people/[id]/cancel": ADMIN, "/people/new": READERS,
    "/people/import": ADMIN,
    "/roles": ADMIN, "/roles/new": ADMIN, "/roles/[id]": ADMIN, "/permissions": ADMIN, "/services": ADMIN,
    "/access": ADMIN, "/journal": ADMIN, "/settings": ADMIN,
    "/spaces": ADMIN, "/spaces/[space]": ADMIN, "/guardians": ADMIN,
    "/announcements": ADMIN, "/announcements/new": ADMIN, "/announcements/[announcement]": ADMIN,
    "/locker": ALL, "/locker/[document]": ALL, "/locker/sent": ALL, "/locker/sent/[deposit]": ALL,
    "/locker/trash": ALL, "/locker/deposit": HOLDERS, "/locker/categories": ADMIN,
}  # fmt: skip
SETTLED: Final = {"is_loaded", "is_missing"}  # that the page has asked: it says so to whoever may not, too
# What stands for an identity: one that nobody has. Of another school's: `test_identities`, `test_locker_identities`.
NOBODYS: Final = "999999"
OURS: Final = [page for page in PAGES if not addresses.is_of_platform(page.ROUTE) and page.ROUTE in FINDS]
THEIRS: Final = [page for page in PAGES if addresses.is_of_platform(page.ROUTE) and page.ROUTE != "/platform/sign-in"]


@dataclass(frozen=True)
class Found:
    """What a page says when somebody opens it: a sentence, where it leads them, and what of it was filled."""

    said: str
    led: tuple[str, ...]
    filled: frozenset[str]


@pytest.fixture
def school(world: World) -> World:
    """With one of each persona, and a link between two of them."""
    for login, role in PEOPLE.items():
        if login not in {"admin", "prof", "eleve"}:
            joined(world, login, role)
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        ids = dict(db.exec(select(Person.username, Person.id)).all())
        student, guardian = ids["eleve"] or 0, ids["parent"] or 0
        link = GuardianLink(student_id=student, guardian_id=guardian, status=GuardianStatus.LEGAL, has_access=True)
        db.add(link)
        db.commit()
    return world


def session(world: World, login: str) -> str:
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        person = db.exec(select(Person.id).where(col(Person.username) == login)).one()
    with world.installation.databases.platform_session(writes=True) as db:
        token = sessions.begin(db, visit(world.installation), establishment=world.azurite.number, person_id=person)
        db.commit()
    return sessions.hash_of(token)


async def opened(world: World, page: Any, login: str) -> Found:  # noqa: ANN401  a module
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    address = page.ROUTE
    for part in ("[id]", "[space]", "[announcement]", "[document]", "[deposit]"):
        address = address.replace(part, NOBODYS)
    headers = {"authorization": f"session {session(world, login)}", "origin": "http://testserver"}
    root.router_data = {"headers": headers, "pathname": address, "asPath": address, "token": "tab"}
    root.get_substate(Language.get_full_name().split(".")).locale = "fr"  # type: ignore[attr-defined]
    own = root.get_substate(page.LOAD.state_full_name.split("."))
    before = _vars(own)
    events = Event.from_event_type(await page.LOAD.fn(own) or [])
    notice = root.get_substate(NoticeState.get_full_name().split("."))
    after = _vars(own)
    return Found(
        said=notice.text,  # type: ignore[attr-defined]
        led=tuple(event.payload.get("path", event.name) for event in events),
        filled=frozenset(name for name in after if after[name] != before[name]),
    )


def _vars(state: Any) -> dict[str, str]:  # noqa: ANN401  a state
    refusal = {"errors", "errors_seq"}
    return {name: repr(getattr(state, name)) for name in state.base_vars if name not in refusal}


def test_every_address_of_an_establishment_is_in_the_table() -> None:
    open_to_all = {page.ROUTE for page in PAGES if addresses.is_open(page.ROUTE.replace("[id]", "x"))} | {"404"}
    assert {page.ROUTE for page in OURS} == set(FINDS)
    assert {page.ROUTE for page in PAGES} == set(FINDS) | {page.ROUTE for page in THEIRS} | open_to_all


@pytest.mark.parametrize("page", OURS, ids=lambda page: page.ROUTE)
async def test_what_may_be_seen_is_and_what_may_not_answers_alike(school: World, page: Any) -> None:  # noqa: ANN401
    for login in PEOPLE:
        found = await opened(school, page, login)
        if login in FINDS[page.ROUTE]:
            assert found.said in {"", NotFound().message.text("fr")}, (login, found)
            assert found.filled, login
        else:
            assert (found.said, found.led) == (Forbidden().message.text("fr"), ()), login
            assert found.filled <= SETTLED, login


@pytest.mark.parametrize("page", THEIRS, ids=lambda page: page.ROUTE)
async def test_the_platforms_pages_lead_everybody_home(school: World, page: Any) -> None:  # noqa: ANN401  a module
    assert {await opened(school, page, login) for login in PEOPLE} == {Found("", ("/",), frozenset())}
