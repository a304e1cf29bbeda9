"""What do addresses give, and take, while somebody sees the portal as somebody else (R8)? Nothing but the way back."""

import hashlib
import sqlite3
from contextlib import closing
from typing import Final

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.http.routes import TABLE
from app.models.establishment import Delivery, Journal, Person
from app.services import sessions, view_as
from app.services.permissions import Open, Permission
from app.services.scope import PersonActor, open_establishment
from tests.support.http import World
from tests.support.lockers import deposited, holds

# What is told apart by whoever asks: the session's own, which ends the view or the session; and who signs in anew.
OWN: Final = {"/auth/view-end", "/auth/sign-out"}
ENTERING: Final = {"/auth/sign-in", "/auth/platform/sign-in"}


@pytest.fixture
def anne(lockers: World) -> TestClient:
    """An administrator, who sees the portal as bob does."""
    holds(lockers.installation, lockers.place, "WEBMASTER", "anne")
    client = lockers.person("anne")
    actor = sessions.actor(lockers.installation, sessions.hash_of(client.cookies["casier"]))
    assert isinstance(actor, PersonActor)
    with open_establishment(lockers.installation, actor, writes=True) as scope:
        bob = scope.db.exec(select(Person.id).where(Person.username == "bob")).one() or 0
        view_as.begin_as_person(scope, bob)
    return client


def everything(world: World) -> str:
    digest = hashlib.sha256(repr(sorted(world.installation.files.names(world.school))).encode())
    for file in sorted(world.installation.settings.data_dir.rglob("*.db")):
        if file.name != "queue.db" and file.parent.name != "templates":
            with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
                digest.update("\n".join(line for line in db.iterdump() if '"throttle"' not in line).encode())
    return digest.hexdigest()


def deeds(world: World) -> list[tuple[str, str]]:
    with world.installation.databases.session(world.place, writes=False) as db:
        lines = db.exec(select(Journal).order_by(col(Journal.id)))
        return [(line.actor, line.action) for line in lines if "view_" in line.action]


def test_no_address_has_an_effect_meanwhile(lockers: World, anne: TestClient) -> None:
    """Every line of the table; a deposit that bob has received is there, and none of it is read."""
    number = deposited(lockers.installation, lockers.place, by="anne", to=["bob"])
    before, answers = everything(lockers), dict[str, int]()
    for declared in TABLE:
        if declared.path not in OWN | ENTERING:
            path = declared.path.replace("{job:int}", "1").replace("{deposit:int}", str(number))
            said = {"content": b"%PDF-1.7", "headers": {"x-file-name": "a.pdf"}} if declared.method == "PUT" else {}
            answers[declared.path] = anne.request(
                declared.method, path, params={"ids": str(number)}, **said
            ).status_code
            assert everything(lockers) == before, declared.path
    taken = {declared.path: declared.needed for declared in TABLE if declared.path in answers}
    closed = {path for path, needed in taken.items() if needed is not Open.STRANGER}
    assert {path for path in closed if answers[path] != 403} == set()
    assert {Open.SIGNED_IN, Permission.LOCKER_DEPOSIT} < {taken[path] for path in closed}


@pytest.mark.parametrize("tail", ["", "?inline=1", "?version=1"])
def test_a_document_stays_closed_and_unread(lockers: World, anne: TestClient, tail: str) -> None:
    number = deposited(lockers.installation, lockers.place, by="anne", to=["bob"], content=b"%PDF-1.7 secret")
    for answer in (anne.get(f"/documents/{number}{tail}"), anne.get(f"/documents.zip?ids={number}")):
        assert answer.status_code == 403
        assert answer.text.startswith("Vous regardez seulement\u00a0: ")
        assert b"secret" not in answer.content
    assert anne.head(f"/documents/{number}").status_code == 403
    with lockers.installation.databases.session(lockers.place, writes=False) as db:
        read = db.exec(select(Delivery).where(Delivery.deposit_id == number)).one()
    assert (read.seen, read.opened_at, read.downloaded_at) == (0, None, None)
    assert lockers.person("bob").get(f"/documents/{number}").content == b"%PDF-1.7 secret"


def test_a_file_is_not_taken(lockers: World, anne: TestClient) -> None:
    answer = anne.put("/files", content=b"%PDF-1.7", headers={"x-file-name": "a.pdf"})
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")
    assert answer.json()["message"].startswith("Vous regardez seulement\u00a0: ")
    assert list(lockers.installation.files.names(lockers.school)) == []


def test_the_way_back_leads_to_where_it_began(lockers: World, anne: TestClient) -> None:
    back = anne.post("/auth/view-end")
    assert back.status_code == 303
    assert back.headers["location"].startswith("/people/")
    assert deeds(lockers) == [("anne", "people.view_begun"), ("anne", "people.view_ended")]
    assert anne.post("/auth/view-end").headers["location"] == "/"
    assert len(deeds(lockers)) == 2
    number = deposited(lockers.installation, lockers.place, by="bob", to=["anne"])
    assert anne.get(f"/documents/{number}").status_code == 200


def test_signing_out_meanwhile_ends_the_view_and_this_session_alone(lockers: World, anne: TestClient) -> None:
    other, bob = lockers.person("anne"), lockers.person("bob")
    assert anne.post("/auth/sign-out").headers["location"].startswith("/sign-in?why=signed-out")
    assert deeds(lockers) == [("anne", "people.view_begun"), ("anne", "people.view_ended")]
    assert anne.get("/people").status_code == 303
    assert other.get("/people").status_code == 200
    assert bob.get("/people").status_code == 200


def test_a_foreign_page_brings_nobody_back(lockers: World, anne: TestClient) -> None:
    assert anne.post("/auth/view-end", headers={"origin": "https://evil.example"}).status_code == 403
    assert len(deeds(lockers)) == 1


def test_strangers_and_administrators_of_the_platform_have_nothing_to_come_back_from(lockers: World) -> None:
    assert lockers.portal.client().post("/auth/view-end").headers["location"].startswith("/sign-in")
    assert lockers.administrator().post("/auth/view-end").headers["location"] == "/"
