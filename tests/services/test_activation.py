"""Does a link of activation give its owner a first password, once, and nothing to anybody else (P3)?"""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.models.establishment import Journal, Membership, Person, PersonState, Role
from app.models.platform import Purpose, ResetLink
from app.models.types import now
from app.services import email_change, establishments, links, password_reset, sessions, sign_in
from app.services.errors import Invalid, Refused
from app.services.links import LinkDead
from tests.support.world import PASSWORD, School, World, visit

NEW = "Un-premier-cheval-1"
TOKEN = "a token"
DAYS = 14


def invited(world: World, school: School, token: str = TOKEN, purpose: Purpose = Purpose.ACTIVATE) -> Person:
    """Somebody without a password, and a link mailed to them."""
    with world.installation.databases.session(school.place, writes=True) as db:
        person = db.exec(select(Person).where(col(Person.username) == "nouveau")).first()
        if person is None:
            person = Person(username="nouveau", username_key="", email="nouveau@mail.test")
            person.describe()
            db.add(person)
            db.flush()
            student = db.exec(select(Role.id).where(col(Role.code) == "STUDENT")).one()
            db.add(Membership(person_id=person.id or 0, role_id=student or 0, is_primary=True))
        db.commit()
    with world.installation.databases.platform_session(writes=True) as db:
        link = ResetLink(
            hash=sessions.hash_of(token), establishment=school.number, person_id=person.id, purpose=purpose,
            expires_at=now() + timedelta(days=DAYS),
        )  # fmt: skip
        db.add(link)
        db.commit()
    return person


PAGE_OF = {Purpose.RESET: "reset", Purpose.ACTIVATE: "activate", Purpose.EMAIL: "confirm"}


def activate(world: World, token: str = TOKEN, password: str = NEW) -> int | None:
    return password_reset.activate(visit(world.installation), token, password)


def enters(world: World, password: str = NEW) -> bool:
    try:
        sign_in.enter(visit(world.installation), world.azurite.uai, "nouveau", password)
    except Refused:
        return False
    return True


def change(world: World, **fields: object) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.exec(select(Person).where(col(Person.username) == "nouveau")).one().sqlmodel_update(fields)
        db.commit()


def test_a_first_password_lets_the_person_in(world: World) -> None:
    invited(world, world.azurite)
    assert activate(world) == world.azurite.number
    person = world.people(world.azurite)["nouveau"]
    assert (person.state, person.must_change, enters(world)) == (PersonState.ACTIVE, False, True)
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        [line] = db.exec(select(Journal).where(col(Journal.actor_id) == person.id))
    assert (line.action, line.label) == ("people.password_chosen", "nouveau")


def test_it_works_once(sqlite_world: World) -> None:
    invited(sqlite_world, sqlite_world.azurite)
    activate(sqlite_world)
    with pytest.raises(LinkDead):
        activate(sqlite_world, password=f"{NEW}-bis")
    assert enters(sqlite_world)


def test_it_dies_with_time(world: World) -> None:
    invited(world, world.azurite)
    with world.installation.databases.platform_session(writes=True) as db:
        db.get_one(ResetLink, sessions.hash_of(TOKEN)).expires_at -= timedelta(days=DAYS + 1)
        db.commit()
    with pytest.raises(LinkDead):
        activate(world)
    assert world.people(world.azurite)["nouveau"].state is PersonState.PENDING


def test_it_dies_when_a_password_is_chosen_otherwise(world: World) -> None:
    invited(world, world.azurite)
    invited(world, world.azurite, "another", Purpose.RESET)
    password_reset.choose(visit(world.installation), "another", NEW)
    with pytest.raises(LinkDead):
        activate(world, password=f"{NEW}-bis")
    assert enters(world)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_link_is_of_one_purpose(world: World, purpose: Purpose) -> None:
    invited(world, world.azurite, purpose=purpose)
    here = visit(world.installation)
    uses = {
        Purpose.RESET: lambda: password_reset.choose(here, TOKEN, NEW),
        Purpose.ACTIVATE: lambda: password_reset.activate(here, TOKEN, NEW),
        Purpose.EMAIL: lambda: email_change.confirm(here, TOKEN),
    }
    for other in {*Purpose} - {purpose}:
        with pytest.raises(LinkDead) as dead:
            uses[other]()
        assert dead.value.message.text("en") == "This link no longer works. Please ask for a new one."
    assert world.row(ResetLink, sessions.hash_of(TOKEN))
    assert not enters(world)
    assert [page for page in links.PAGES if not links.is_dead(here, page, TOKEN)] == [PAGE_OF[purpose]]
    assert all(links.is_dead(here, page, "another") for page in links.PAGES)
    assert links.is_dead(here, "elsewhere", TOKEN)


def test_who_was_blocked_stays_out(sqlite_world: World) -> None:
    invited(sqlite_world, sqlite_world.azurite)
    change(sqlite_world, state=PersonState.BLOCKED)
    with pytest.raises(LinkDead):
        activate(sqlite_world)
    assert sqlite_world.people(sqlite_world.azurite)["nouveau"].password_hash is None


def test_a_blocked_school_activates_nobody(sqlite_world: World) -> None:
    invited(sqlite_world, sqlite_world.azurite)
    sqlite_world.asked(establishments.block, sqlite_world.azurite.number, "Travaux")
    with pytest.raises(LinkDead):
        activate(sqlite_world)


def test_a_password_that_the_policy_refuses_leaves_the_link_alive(sqlite_world: World) -> None:
    invited(sqlite_world, sqlite_world.azurite)
    for weak in ("short", "nouveau@mail.test", "x" * 5000, ""):
        with pytest.raises(Invalid) as refused:
            activate(sqlite_world, password=weak)
        assert refused.value.fields.keys() == {"password"}
    assert activate(sqlite_world) == sqlite_world.azurite.number


def test_a_link_opens_one_account_of_one_school(world: World) -> None:
    """Identities are those of each school: the same number is somebody else next door."""
    invited(world, world.azurite)
    before = {login: person.password_hash for login, person in world.people(world.cinabre).items()}
    invited(world, world.cinabre, "theirs")
    activate(world)
    after = {login: person.password_hash for login, person in world.people(world.cinabre).items()}
    assert after == {**before, "nouveau": None}
    assert activate(world, "theirs") == world.cinabre.number


@pytest.mark.parametrize("token", ["", "x", "../../x", "\0", "\ud800", "x" * 100_000])
def test_known_and_unknown_read_alike(sqlite_world: World, token: str) -> None:
    for use in (
        lambda: activate(sqlite_world, token),
        lambda: email_change.confirm(visit(sqlite_world.installation), token),
    ):
        with pytest.raises(LinkDead):
            use()


def test_a_forced_change_is_done_with_by_a_link(sqlite_world: World) -> None:
    invited(sqlite_world, sqlite_world.azurite, purpose=Purpose.RESET)
    change(sqlite_world, must_change=True, state=PersonState.ACTIVE)
    password_reset.choose(visit(sqlite_world.installation), TOKEN, PASSWORD)
    assert not sqlite_world.people(sqlite_world.azurite)["nouveau"].must_change
