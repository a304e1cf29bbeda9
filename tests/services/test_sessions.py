"""Does a session end when it should, with its reason, and does a change act at the next gesture (T5, T20, G-S3)?"""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from app.models.establishment import Grant, Membership, Person, PersonState, Role
from app.models.platform import Ending, Establishment, EstablishmentState, PlatformAdmin, Session
from app.models.types import now
from app.services import endings, members, sessions, sign_in
from app.services.errors import SignedOut
from app.services.permissions import Permission
from app.services.scope import PersonActor, PlatformActor
from tests.support.world import PASSWORD, School, World, visit


def why(world: World, token_hash: str | None) -> tuple[str, int | None] | None:
    """Why a session is over, and whose it was; None while it goes on."""
    out = sessions.ended(world.installation, token_hash)
    return (out.why, out.establishment) if out else None


def change(world: World, token_hash: str, **fields: object) -> None:
    with world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Session, token_hash).sqlmodel_update(fields)
        db.commit()


def inside(world: World, school: School, table: Any, **fields: object) -> None:  # noqa: ANN401  any table
    """Add a row to a school's database."""
    with world.installation.databases.session(school.place, writes=True) as db:
        db.add(table(**fields))
        db.commit()


def identity(world: World, school: School, code: str) -> int:
    with world.installation.databases.session(school.place, writes=False) as db:
        return db.exec(select(Role.id).where(col(Role.code) == code)).one() or 0


def administrator(world: World) -> str:
    token = sign_in.enter_platform(visit(world.installation), "alix@casier.test", PASSWORD).token
    return sessions.hash_of(token)


def test_a_session_says_who_from_where_and_with_which_rights(sqlite_world: World) -> None:
    actor = sqlite_world.person(sqlite_world.azurite, "admin")
    assert (actor.place, actor.roles, actor.permissions) == (
        sqlite_world.azurite.place,
        ("WEBMASTER",),
        frozenset(Permission),
    )
    [session] = [session for session in sqlite_world.rows(Session) if session.hash == actor.session]
    assert (session.establishment, session.person_id, session.address) == (
        sqlite_world.azurite.number,
        actor.id,
        "192.0.2.1",
    )


@pytest.mark.parametrize("forged", [None, "", "x", "session of Azurite\0", "\ud800"])
def test_a_session_that_nobody_began_is_over(sqlite_world: World, forged: str | None) -> None:
    assert why(sqlite_world, sessions.hash_of(forged) if forged else forged) == ("expired", None)


def test_a_hash_stolen_from_the_database_opens_nothing(sqlite_world: World) -> None:
    stolen = sqlite_world.signed_in(sqlite_world.azurite)
    assert why(sqlite_world, sessions.hash_of(stolen)) == ("expired", None)


def test_half_an_hour_without_a_gesture_ends_a_session(world: World) -> None:
    token_hash = world.signed_in(world.azurite)
    change(world, token_hash, seen_at=now() - timedelta(minutes=29))
    assert why(world, token_hash) is None
    change(world, token_hash, seen_at=now() - timedelta(minutes=31))
    assert why(world, token_hash) == ("expired", world.azurite.number)


def test_a_gesture_keeps_a_session_alive_and_is_noted_once_a_minute(sqlite_world: World) -> None:
    token_hash = sqlite_world.signed_in(sqlite_world.azurite)
    for ago, is_noted in ((50, False), (70, True)):
        seen = now() - timedelta(seconds=ago)
        change(sqlite_world, token_hash, seen_at=seen)
        assert why(sqlite_world, token_hash) is None
        session = sqlite_world.row(Session, token_hash)
        assert session
        assert (session.seen_at != seen) is is_noted


def test_twelve_hours_end_a_session_however_busy(sqlite_world: World) -> None:
    token_hash = sqlite_world.signed_in(sqlite_world.azurite)
    session = sqlite_world.row(Session, token_hash)
    assert session
    assert timedelta(hours=11, minutes=59) < session.expires_at - now() <= timedelta(hours=12)
    change(sqlite_world, token_hash, expires_at=now() - timedelta(seconds=1))
    assert why(sqlite_world, token_hash) == ("expired", sqlite_world.azurite.number)


def test_signing_out_ends_this_session_alone(sqlite_world: World) -> None:
    here, elsewhere = sqlite_world.signed_in(sqlite_world.azurite), sqlite_world.signed_in(sqlite_world.azurite)
    sessions.end(sqlite_world.installation, here)
    assert (why(sqlite_world, here), why(sqlite_world, elsewhere)) == (
        ("signed-out", sqlite_world.azurite.number),
        None,
    )


def test_signing_out_everywhere_ends_all_of_ones_own_and_nobody_elses(world: World) -> None:
    mine = [world.signed_in(world.azurite) for _ in range(3)]
    others = [world.signed_in(world.azurite, "eleve"), world.signed_in(world.cinabre), administrator(world)]
    sessions.end_everywhere(world.installation, mine[0])
    assert [why(world, each) for each in mine] == [("signed-out", world.azurite.number)] * 3
    assert [why(world, each) for each in others] == [None] * 3


def test_an_administrator_signs_out_everywhere(sqlite_world: World) -> None:
    mine, person = (
        [administrator(sqlite_world), administrator(sqlite_world)],
        sqlite_world.signed_in(sqlite_world.azurite, "admin"),
    )
    sessions.end_everywhere(sqlite_world.installation, mine[0])
    assert [why(sqlite_world, each) for each in (*mine, person)] == [("signed-out", None)] * 2 + [None]


def test_the_reason_of_an_ending_stays_the_first(sqlite_world: World) -> None:
    token_hash = sqlite_world.signed_in(sqlite_world.azurite)
    change(sqlite_world, token_hash, ended=Ending.BLOCKED)
    sessions.end(sqlite_world.installation, token_hash)
    assert why(sqlite_world, token_hash) == ("blocked", sqlite_world.azurite.number)


@pytest.mark.parametrize(
    ("state", "reason"), [(EstablishmentState.BLOCKED, "blocked"), (EstablishmentState.DELETING, "blocked")]
)
def test_a_school_that_is_closed_ends_its_sessions_even_one_just_begun(
    sqlite_world: World, state: EstablishmentState, reason: str
) -> None:
    token_hash = sqlite_world.signed_in(sqlite_world.azurite)
    with sqlite_world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Establishment, sqlite_world.azurite.number).state = state
        db.commit()
    assert why(sqlite_world, token_hash) == (reason, sqlite_world.azurite.number)


@pytest.mark.parametrize("state", [PersonState.BLOCKED, PersonState.PENDING])
def test_a_person_who_is_blocked_is_out_at_the_next_gesture(sqlite_world: World, state: PersonState) -> None:
    token_hash = sqlite_world.signed_in(sqlite_world.azurite)
    with sqlite_world.installation.databases.session(sqlite_world.azurite.place, writes=True) as db:
        db.exec(select(Person).where(col(Person.username) == "prof")).one().state = state
        db.commit()
    assert why(sqlite_world, token_hash) == ("expired", sqlite_world.azurite.number)


def test_an_administrator_who_goes_is_out(sqlite_world: World) -> None:
    token_hash = administrator(sqlite_world)
    with sqlite_world.installation.databases.platform_session(writes=True) as db:
        db.delete(db.get_one(PlatformAdmin, sqlite_world.admin.id))
        db.commit()
    assert why(sqlite_world, token_hash) == ("expired", None)


def test_a_right_granted_or_taken_counts_at_the_next_gesture(world: World) -> None:
    token_hash = world.signed_in(world.azurite)

    def holds() -> bool:
        actor = sessions.actor(world.installation, token_hash)
        assert isinstance(actor, PersonActor)
        return Permission.JOURNAL_READ in actor.permissions

    teacher = identity(world, world.azurite, "TEACHER")
    assert not holds()
    inside(world, world.azurite, Grant, role_id=teacher, permission="journal.read")
    assert holds()
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.delete(db.get_one(Grant, (teacher, "journal.read")))
        db.commit()
    assert not holds()


@pytest.mark.parametrize("code", ["ANONYMOUS", "AUTHENTICATED"])
def test_everybody_has_the_rights_of_everybody(sqlite_world: World, code: str) -> None:
    role = identity(sqlite_world, sqlite_world.azurite, code)
    inside(sqlite_world, sqlite_world.azurite, Grant, role_id=role, permission="journal.read")
    inside(sqlite_world, sqlite_world.azurite, Grant, role_id=role, permission="a right of a later version")
    assert sqlite_world.person(sqlite_world.azurite, "eleve").permissions == {Permission.JOURNAL_READ}
    assert sqlite_world.person(sqlite_world.cinabre, "eleve").permissions == frozenset()


def test_a_role_counts_between_its_dates_both_included(sqlite_world: World) -> None:
    school, today = sqlite_world.azurite, date(2026, 11, 21)
    person = sqlite_world.person(school, "eleve")
    begins, ends = today - timedelta(days=1), today + timedelta(days=1)
    role = identity(sqlite_world, school, "WEBMASTER")
    inside(sqlite_world, school, Membership, person_id=person.id, role_id=role, begins_on=begins, ends_on=ends)
    with sqlite_world.installation.databases.session(school.place, writes=False) as db:
        held = [len(members.rights(db, person.id, today + timedelta(days=n))[0]) for n in (-2, -1, 0, 1, 2)]
    assert held == [1, 2, 2, 2, 1]


def test_which_of_many_tabs_live_is_asked_at_once(world: World) -> None:
    living = {world.signed_in(world.azurite), administrator(world)}
    ended = world.signed_in(world.azurite)
    sessions.end(world.installation, ended)
    asked = [*living, ended, "session of Azurite", *(f"nobody's {n}" for n in range(1200))]
    assert sessions.living(world.installation, asked) == living


def test_old_sessions_are_forgotten_a_day_later(sqlite_world: World) -> None:
    kept, old = sqlite_world.signed_in(sqlite_world.azurite), sqlite_world.signed_in(sqlite_world.azurite)
    change(sqlite_world, kept, expires_at=now() - timedelta(hours=23))
    change(sqlite_world, old, expires_at=now() - timedelta(hours=25))
    endings.sweep(sqlite_world.installation)
    assert (sqlite_world.row(Session, kept) is None, sqlite_world.row(Session, old) is None) == (False, True)


def test_the_language_of_whoever_is_signed_in_is_remembered(world: World) -> None:
    sessions.speak(world.installation, world.signed_in(world.azurite), "en")
    sessions.speak(world.installation, administrator(world), "fr")
    sessions.speak(world.installation, "nobody's", "en")
    languages = {name: person.language for name, person in world.people(world.azurite).items()}
    assert languages == {"admin": "fr", "prof": "en", "eleve": "fr"}
    assert {admin.email: admin.language for admin in world.rows(PlatformAdmin)} == {
        "alix@casier.test": "fr",
        "bruno@casier.test": "en",
    }
    assert isinstance(sessions.actor(world.installation, administrator(world)), PlatformActor)


def test_refusals_carry_where_to_sign_in_again(sqlite_world: World) -> None:
    token_hash = sqlite_world.signed_in(sqlite_world.azurite)
    sessions.end(sqlite_world.installation, token_hash)
    with pytest.raises(SignedOut) as out:
        sessions.actor(sqlite_world.installation, token_hash)
    assert (out.value.why, out.value.establishment) == (Ending.SIGNED_OUT, sqlite_world.azurite.number)
