"""Do links of activation and of confirmation work by post alone, once, and tell nothing (T22, T26)?"""

from datetime import timedelta

from sqlmodel import col, select

from app.models.establishment import Person
from app.models.platform import Purpose, ResetLink
from app.models.types import now
from app.services.sessions import hash_of
from tests.support import http
from tests.support.http import World

FIRST = "Un-premier-cheval-1"
TOKEN = "a-token-of-the-tests"


def _given(world: World, purpose: Purpose, username: str = "anne", email: str = "") -> Person:
    """A link for somebody of the school, as a mail would bring it."""
    installation = world.installation
    with installation.databases.session(http.home(installation, world.school), writes=False) as db:
        person = db.exec(select(Person).where(col(Person.username) == username)).one()
    with installation.databases.platform_session(writes=True) as db:
        link = ResetLink(
            hash=hash_of(TOKEN), establishment=world.school, person_id=person.id, purpose=purpose,
            email=installation.cipher.encrypted(email), expires_at=now() + timedelta(days=1),
        )  # fmt: skip
        db.add(link)
        db.commit()
    return person


def _email(world: World) -> str | None:
    with world.installation.databases.session(http.home(world.installation, world.school), writes=False) as db:
        return db.exec(select(Person.email).where(col(Person.username) == "anne")).one()


def test_a_link_gives_a_first_password_once(any_world: World) -> None:
    client, number = any_world.portal.client(), any_world.school
    _given(any_world, Purpose.ACTIVATE)
    form = {"token": TOKEN, "password": "short"}
    assert client.post("/auth/activate", data=form).headers["location"] == f"/activate/{TOKEN}?error=policy"
    form["password"] = FIRST
    assert client.post("/auth/activate", data=form).headers["location"] == f"/sign-in?done=activated&e={number}"
    assert client.post("/auth/activate", data=form).headers["location"] == f"/activate/{TOKEN}?error=dead"
    assert http.entered(client, number, "anne", password=FIRST).headers["location"] == "/"


def test_a_link_confirms_an_address_once_and_a_visit_confirms_nothing(any_world: World) -> None:
    client, number = any_world.portal.client(), any_world.school
    _given(any_world, Purpose.EMAIL, email="neuve@casier.test")
    client.get(f"/confirm/{TOKEN}")
    client.get(f"/auth/confirm?token={TOKEN}")
    assert _email(any_world) == "anne@casier.test"
    form = {"token": TOKEN}
    assert client.post("/auth/confirm", data=form).headers["location"] == f"/confirm/{TOKEN}?done=email&e={number}"
    assert _email(any_world) == "neuve@casier.test"
    assert client.post("/auth/confirm", data=form).headers["location"] == f"/confirm/{TOKEN}?error=dead"


def test_an_address_taken_meanwhile_is_said_to_be(world: World) -> None:
    client = world.portal.client()
    _given(world, Purpose.EMAIL, email="bob@casier.test")
    assert client.post("/auth/confirm", data={"token": TOKEN}).headers["location"] == f"/confirm/{TOKEN}?error=taken"
    assert _email(world) == "anne@casier.test"


def test_a_link_for_one_thing_is_dead_for_the_others(world: World) -> None:
    client, form = world.portal.client(), {"token": TOKEN, "password": FIRST}
    pages = {Purpose.RESET: "reset", Purpose.ACTIVATE: "activate", Purpose.EMAIL: "confirm"}
    for purpose, page in pages.items():
        _given(world, purpose, email="neuve@casier.test")
        for other in {*pages.values()} - {page}:
            assert client.post(f"/auth/{other}", data=form).headers["location"] == f"/{other}/{TOKEN}?error=dead"
        with world.installation.databases.platform_session(writes=True) as db:
            db.delete(db.get_one(ResetLink, hash_of(TOKEN)))
            db.commit()
    assert _email(world) == "anne@casier.test"


def test_the_pages_are_open_to_strangers_and_the_account_is_not(world: World) -> None:
    client = world.portal.client()
    for path in (f"/activate/{TOKEN}", f"/confirm/{TOKEN}"):
        assert "location" not in client.get(path).headers
    assert client.get("/account").headers["location"] == "/sign-in?next=%2Faccount"


def test_made_up_links_are_dead_and_lead_nowhere(world: World) -> None:
    client = world.portal.client()
    for page in ("activate", "confirm"):
        for token, quoted in (
            ("../../evil", "..%2F..%2Fevil"),
            ("//evil", "%2F%2Fevil"),
            ("a\r\nb: c", "a%0D%0Ab%3A%20c"),
        ):
            came = client.post(f"/auth/{page}", data={"token": token, "password": FIRST})
            assert came.headers["location"] == f"/{page}/{quoted}?error=dead"
        assert client.post(f"/auth/{page}", data={}).headers["location"] == f"/{page}/?error=dead"
