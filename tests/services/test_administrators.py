"""Does an administrator who is locked out get in again, and nobody else (E5)?"""

import re

import pytest
from sqlmodel import col, select

from app.models.establishment import Journal, Membership, Person, PersonState, Role
from app.models.platform import Establishment, Job, Mail, PlatformJournal
from app.services import (
    administrators,
    establishment_creation,
    establishment_deletion,
    establishments,
    job_runs,
    recovery,
    sessions,
    sign_in,
)
from app.services.desks import Desk
from app.services.errors import NotFound, Refused
from app.services.sign_in import WrongCredentials
from tests.support.crashes import crash_before
from tests.support.world import PASSWORD, School, World, form, newest_job, newest_mail, visit


def identity(world: World, school: School, username: str = "admin") -> int:
    return world.people(school)[username].id or 0


def reset(world: World, username: str = "admin") -> str:
    """Reset, and read the new password in the mail."""
    world.asked(administrators.reset_password, world.azurite.number, identity(world, world.azurite, username))
    world.work()
    found = re.search(r"\w{5}(-\w{5}){3}", newest_mail(world).text)
    assert found
    return found[0]


def second_administrator(world: World) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        role = db.exec(select(Role).where(col(Role.code) == "WEBMASTER")).one()
        prof = db.exec(select(Person).where(col(Person.username) == "prof")).one()
        db.add(Membership(person_id=prof.id or 0, role_id=role.id or 0))
        db.commit()


def test_administrators_are_those_who_hold_the_role(sqlite_world: World) -> None:
    second_administrator(sqlite_world)
    rows = sqlite_world.asked(administrators.rows, sqlite_world.azurite.number)
    assert [(row["username"], row["email"], row["state"]) for row in rows] == [
        ("admin", "admin@azurite.test", "active"),
        ("prof", "prof@azurite.test", "active"),
    ]
    assert [row["username"] for row in sqlite_world.asked(administrators.rows, sqlite_world.cinabre.number)] == [
        "admin"
    ]


def test_the_new_credentials_go_to_the_contact_and_open_the_door(world: World) -> None:
    said = world.asked(administrators.reset_password, 1, identity(world, world.azurite))
    world.work()
    mail = newest_mail(world)
    assert said == mail.recipient == "contact@azurite.test"
    assert f"http://localhost:8000/sign-in?e={world.azurite.uai}" in mail.text
    password = re.search(r"\w{5}(-\w{5}){3}", mail.text)
    assert password
    assert sign_in.enter(visit(world.installation), "1", "admin", password[0])
    with pytest.raises(WrongCredentials):
        sign_in.enter(visit(world.installation), "1", "admin", PASSWORD)
    assert sign_in.enter(visit(world.installation), "2", "admin", PASSWORD)


def test_those_inside_with_the_old_password_are_out(world: World) -> None:
    inside, beside = world.signed_in(world.azurite, "admin"), world.signed_in(world.azurite, "prof")
    reset(world)
    out = sessions.ended(world.installation, inside)
    assert out
    assert out.why == "password"
    assert sessions.ended(world.installation, beside) is None


def test_one_is_chosen_of_several(sqlite_world: World) -> None:
    second_administrator(sqlite_world)
    password = reset(sqlite_world, "prof")
    assert sign_in.enter(visit(sqlite_world.installation), "1", "prof", password)
    assert sign_in.enter(visit(sqlite_world.installation), "1", "admin", PASSWORD)


def test_a_pending_administrator_is_let_in(world: World) -> None:
    number = world.asked(establishment_creation.create, form(world.installation))["number"]
    home = world.row(Establishment, number)
    assert home
    with world.installation.databases.session(home, writes=True) as db:
        person = db.exec(select(Person)).one()
        person.state, person.password_hash = PersonState.PENDING, None
        db.commit()
    world.asked(administrators.reset_password, number, person.id or 0)
    world.work()
    assert world.asked(administrators.rows, number)[0]["state"] == "active"


def test_it_is_written_down_on_both_sides(sqlite_world: World) -> None:
    reset(sqlite_world)
    line = sqlite_world.rows(PlatformJournal)[-1]
    assert (line.action, line.subject, line.label) == ("administrators.reset", "1", "Collège Azurite: admin")
    with sqlite_world.installation.databases.session(sqlite_world.azurite.place, writes=False) as db:
        written = db.exec(select(Journal).order_by(col(Journal.id).desc())).first()
    assert written
    assert (written.actor, written.action, written.label) == ("alix@casier.test", "people.password_reset", "admin")


def test_nobody_else_can_be_reset(world: World) -> None:
    for person in (identity(world, world.azurite, "prof"), 0, -1, 99, 2**31, 2**70):
        with pytest.raises(NotFound):
            world.asked(administrators.reset_password, 1, person)
    for number in (0, -1, 99, 2**31, 2**70):
        with pytest.raises(NotFound):
            world.asked(administrators.reset_password, number, 1)


def test_without_a_contact_address_there_is_nowhere_to_send_it(sqlite_world: World) -> None:
    with sqlite_world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Establishment, 1).contact_email = ""
        db.commit()
    with pytest.raises(Refused, match="Add one first"):
        sqlite_world.asked(administrators.reset_password, 1, identity(sqlite_world, sqlite_world.azurite))
    assert sqlite_world.rows(Job) == []


def test_a_blocked_account_stays_its_schools_affair(sqlite_world: World) -> None:
    with sqlite_world.installation.databases.session(sqlite_world.azurite.place, writes=True) as db:
        db.exec(select(Person).where(col(Person.username) == "admin")).one().state = PersonState.BLOCKED
        db.commit()
    with pytest.raises(Refused, match="blocked"):
        sqlite_world.asked(administrators.reset_password, 1, identity(sqlite_world, sqlite_world.azurite))


def test_in_a_blocked_school_the_password_changes_all_the_same(sqlite_world: World) -> None:
    sqlite_world.asked(establishments.block, 1, "Travaux")
    password = reset(sqlite_world)
    sqlite_world.asked(establishments.unblock, 1)
    assert sign_in.enter(visit(sqlite_world.installation), "1", "admin", password)


@pytest.mark.parametrize("statement", ["UPDATE person", "INSERT INTO mail", "UPDATE session", "UPDATE job "])
def test_a_crash_anywhere_is_made_up_for_by_one_mail_with_the_right_password(world: World, statement: str) -> None:
    before = len(world.rows(Mail))
    world.asked(administrators.reset_password, 1, identity(world, world.azurite))
    job = newest_job(world).id or 0
    assert job_runs._claimed(Desk(world.installation), job)
    with crash_before(statement):
        job_runs._advanced(Desk(world.installation), job)
    with world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Job, job).owner = "0" * 16
        db.commit()
    recovery.recover(world.installation)
    world.work()
    assert (newest_job(world).state, len(world.rows(Mail))) == ("done", before + 1)
    password = re.search(r"\w{5}(-\w{5}){3}", newest_mail(world).text)
    assert password
    assert sign_in.enter(visit(world.installation), "1", "admin", password[0])
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        assert [line.action for line in db.exec(select(Journal))].count("people.password_reset") == 1


def test_a_school_deleted_meanwhile_fails_the_job_with_a_sentence(world: World) -> None:
    world.asked(administrators.reset_password, 1, identity(world, world.azurite))
    world.asked(establishment_deletion.delete_one, 1, "1")
    world.work()
    job = newest_job(world)
    assert (job.state, job.payload) == ("failed", {})
    assert job.error
    assert job.error["msgid"] == "It was deleted meanwhile."


def test_no_password_is_kept_or_logged(sqlite_world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    sqlite_world.asked(administrators.reset_password, 1, identity(sqlite_world, sqlite_world.azurite))
    waiting = newest_job(sqlite_world).payload
    sqlite_world.work()
    password = re.search(r"\w{5}(-\w{5}){3}", newest_mail(sqlite_world).text)
    assert password
    kept = repr(
        [waiting, newest_job(sqlite_world), sqlite_world.rows(PlatformJournal), sqlite_world.rows(Mail), caplog.text]
    )
    assert password[0] not in kept
    assert newest_job(sqlite_world).payload == {}
