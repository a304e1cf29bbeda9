"""What is said at each door where a database takes nothing more, or does not answer (G-R2)?"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select
from starlette.testclient import TestClient

from app.models.platform import PlatformAdmin, PlatformJournal, ResetLink
from app.models.types import now
from app.services import links
from app.services.password_reset import VALID
from tests.support import http
from tests.support.disks import full
from tests.support.http import World

Door = Callable[[TestClient, World, str], Any]
MOST: Final = 50  # tries: what each writes soon fits into no page that is there


def enter(client: TestClient, world: World, _token: str) -> Any:  # noqa: ANN401  an answer
    return http.entered(client, world.school, "anne")


def enter_platform(client: TestClient, _world: World, _token: str) -> Any:  # noqa: ANN401  likewise
    return http.entered_platform(client)


def choose(client: TestClient, _world: World, token: str) -> Any:  # noqa: ANN401  likewise
    return client.post("/auth/reset", data={"token": token, "password": "Un-meilleur-cheval-43"})


def ask(client: TestClient, world: World, _token: str) -> Any:  # noqa: ANN401  likewise
    return client.post("/auth/forgot", data={"establishment": str(world.school), "login": "anne"})


DOORS: Final = {
    enter: "/sign-in?e={school}&error=",
    enter_platform: "/platform/sign-in?error=",
    choose: "/reset/{token}?error=",
}


def given(world: World) -> str:
    """A link of the administrator's."""
    with world.installation.databases.platform_session(writes=True) as db:
        admin = db.exec(select(PlatformAdmin)).one()
        token = links.given(db, ResetLink(hash="", admin_id=admin.id, expires_at=now() + VALID))
        db.commit()
    return token


def cram(world: World) -> None:
    """Leave no room for a line of the journal."""
    with world.installation.databases.platform_session(writes=True) as db, suppress(OperationalError):
        while True:
            db.add(PlatformJournal(actor=http.ADMIN, action="a", subject="1", label="a"))
            db.commit()


def away(world: World) -> None:
    """Its file is not to be found."""
    world.installation.databases.platform.dispose()
    folder = world.installation.settings.data_dir
    (folder / "platform.db").rename(folder / "elsewhere.db")


def answer(door: Door, world: World, token: str) -> Any:  # noqa: ANN401  likewise
    """The first that is neither of a sign-in that went through, nor of a mail that found room."""
    well = {"/", "/platform/establishments", "/forgot?sent=1"}
    client = world.portal.client()
    client.headers["user-agent"] = "x" * 200
    for _ in range(MOST):
        if (came := door(client, world, token)).headers.get("location") not in well:
            return came
    raise AssertionError("there was room for all")


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_form_is_told_that_there_is_no_room_left(world: World, door: Door) -> None:
    token = given(world)
    page = DOORS[door].format(school=world.school, token=token)
    with full(world.installation.databases.platform):
        cram(world)
        assert answer(door, world, token).headers["location"] == f"{page}full"
    assert "error" not in door(world.portal.client(), world, token).headers["location"]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_form_is_told_that_a_database_does_not_answer(world: World, door: Door) -> None:
    token = given(world)
    page = DOORS[door].format(school=world.school, token=token)
    away(world)
    assert answer(door, world, token).headers["location"] == f"{page}busy"


def test_what_is_no_page_is_told_the_same(world: World) -> None:
    with full(world.installation.databases.platform):
        came = answer(ask, world, "")
        assert (came.status_code, "plus de place" in came.text) == (507, True)
    away(world)
    came = answer(ask, world, "")
    assert (came.status_code, "hors d’atteinte" in came.text) == (503, True)
