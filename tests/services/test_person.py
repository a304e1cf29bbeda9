"""Does the page of a person show what happened, to who may see it, and end what it says it ends (P7, P10)?"""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app.models.establishment import PersonState, SignIn
from app.models.platform import ResetLink, Session
from app.models.platform.sessions import Ending, Purpose
from app.models.types import now
from app.services import people_form, people_security, person, sessions, sign_in
from app.services.errors import Forbidden, NotFound, Refused, SignedOut
from app.services.listing import Query
from app.services.permissions import Permission
from app.services.scope import Visit
from tests.support import hands
from tests.support.hands import Hand, deeds, empower, role, typed
from tests.support.world import PASSWORD, World

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1"
EVERYTHING = Query()


def come_in(world: World, login: str, agent: str = FIREFOX, address: str = "192.0.2.7") -> str:
    visit = Visit(world.installation, address, agent)
    return sessions.hash_of(sign_in.enter(visit, world.azurite.uai, login, PASSWORD).token)


def ended(world: World, session: str) -> str:
    with pytest.raises(SignedOut) as out:
        sessions.actor(world.installation, session)
    return out.value.why


def identity(world: World, login: str) -> int:
    return hands.person(world, login).id or 0


def test_sign_ins_are_kept_with_where_from_and_with_what(world: World) -> None:
    admin, prof = Hand(world), identity(world, "prof")
    come_in(world, "prof")
    come_in(world, "prof", PHONE, "2001:db8::1")
    with suppress(Refused):
        sign_in.enter(Visit(world.installation), world.azurite.uai, "prof", "wrong")
    rows = admin(person.sign_ins, prof, EVERYTHING)["rows"]
    assert [(row["browser"], row["address"]) for row in rows] == [
        ("Safari, iPhone", "2001:db8::1"),
        ("Firefox, Linux", "192.0.2.7"),
    ]
    assert len(admin(person.sign_ins, prof, Query(size=20, page=2))["rows"]) == 2, "the last page there is"


def test_sign_ins_are_forgotten_after_a_year(world: World) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        for days in (364, 366):
            db.add(SignIn(person_id=2, at=now() - timedelta(days=days)))
        db.commit()
    come_in(world, "eleve")
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        assert len(db.exec(select(SignIn).where(SignIn.person_id == 2)).all()) == 1


def test_open_sessions_are_those_of_that_person_of_that_school(world: World) -> None:
    admin, prof = Hand(world), identity(world, "prof")
    here = come_in(world, "prof")
    world.signed_in(world.cinabre, "prof")
    come_in(world, "eleve")
    assert [(one["browser"], one["is_this"]) for one in admin(person.sessions, prof)] == [("Firefox, Linux", False)]
    sessions.end(world.installation, here)
    assert admin(person.sessions, prof) == []
    come_in(world, "prof")
    assert len(admin(person.sessions, prof)) == 1
    with world.installation.databases.platform_session(writes=True) as db:
        idle = timedelta(minutes=world.installation.settings.session_idle_minutes, seconds=1)
        db.exec(update(Session).where(col(Session.person_id) == prof).values(seen_at=now() - idle))
        db.commit()
    assert admin(person.sessions, prof) == [], "what has been idle for too long lets nobody in"
    assert [one["is_this"] for one in admin(person.sessions, 1)] == [True]


def test_signing_out_everywhere_ends_all_theirs_and_no_others(world: World) -> None:
    theirs, other, foreign = [come_in(world, "prof") for _ in range(2)], come_in(world, "eleve"), None
    foreign = world.signed_in(world.cinabre, "prof")
    Hand(world)(people_security.sign_out, identity(world, "prof"))
    assert [ended(world, one) for one in theirs] == [Ending.SIGNED_OUT] * 2
    assert sessions.actor(world.installation, other)
    assert sessions.actor(world.installation, foreign)
    assert deeds(world)[-1].action == "people.signed_out"


def test_blocking_stops_at_once_and_unblocking_lets_in_again(world: World) -> None:
    inside, admin, prof = come_in(world, "prof"), Hand(world), identity(world, "prof")
    admin(people_security.block, prof)
    assert ended(world, inside)
    assert admin.refusal(people_security.block, prof).message.text("en") == "This account is already blocked."
    with pytest.raises(Refused):
        come_in(world, "prof")
    admin(people_security.unblock, prof)
    assert come_in(world, "prof")
    assert admin.refusal(people_security.unblock, prof).message.text("en") == "This account is not blocked."
    assert hands.person(world, "prof").version == 3
    assert [line.action for line in deeds(world)[-2:]] == ["people.blocked", "people.unblocked"]


def test_who_never_had_a_password_is_to_be_activated_after_a_block(world: World) -> None:
    admin = Hand(world)
    made = admin(people_form.add, typed(entry="link", username="new"))
    admin(people_security.block, made)
    admin(people_security.unblock, made)
    assert hands.person(world, "new").state is PersonState.PENDING


def test_nobody_blocks_themselves_nor_the_last_administrator(world: World) -> None:
    admin = Hand(world)
    assert admin.refusal(people_security.block, 1).message.text("en") == "You cannot block your own account."
    made = admin(people_form.add, typed(username="second", primary=str(role(world, "WEBMASTER"))))
    second = Hand(world, "second")
    second(people_security.block, 1)
    assert isinstance(second.refusal(people_security.block, made), Refused)
    assert hands.person(world, "second").state is PersonState.ACTIVE


def test_a_new_password_is_asked_for_once(world: World) -> None:
    admin, prof = Hand(world), identity(world, "prof")
    admin(people_security.require_change, prof)
    assert hands.person(world, "prof").must_change
    assert isinstance(admin.refusal(people_security.require_change, prof), Refused)
    assert isinstance(admin.refusal(people_security.require_change, 1), Refused)


def test_a_second_activation_link_replaces_the_first(world: World) -> None:
    admin = Hand(world)
    made = admin(people_form.add, typed(entry="link", username="new"))
    first = {link.hash for link in world.rows(ResetLink) if link.purpose is Purpose.ACTIVATE}
    assert admin(people_security.send_activation, made) == "am.legoff@azurite.test"
    second = {link.hash for link in world.rows(ResetLink) if link.purpose is Purpose.ACTIVATE}
    assert len(second) == 1
    assert first.isdisjoint(second)
    assert isinstance(admin.refusal(people_security.send_activation, identity(world, "prof")), Refused)


def test_who_is_out_of_reach_can_be_seen_and_not_touched(world: World) -> None:
    rights = (Permission.PEOPLE_READ, Permission.PEOPLE_BLOCK, Permission.PEOPLE_SECURE)
    empower(world, "TEACHER", *rights, manages=("STUDENT",))
    prof = Hand(world, "prof")
    card = prof(person.card, 1)
    assert (card["is_reachable"], card["barrier"]) == (False, "Webmestre")
    for use_case in (
        people_security.block,
        people_security.unblock,
        people_security.require_change,
        people_security.send_activation,
        people_security.sign_out,
        person.sessions,
    ):
        assert isinstance(prof.refusal(use_case, 1), NotFound)
        assert isinstance(prof.refusal(use_case, 99), NotFound)
    assert isinstance(prof.refusal(person.sign_ins, 1, EVERYTHING), NotFound)
    assert prof(person.card, 3)["is_reachable"]
    prof(people_security.block, 3)


def test_without_a_right_nothing_is_shown_or_done(world: World) -> None:
    pupil = Hand(world, "eleve")
    for use_case in (
        person.card,
        person.roles,
        person.services,
        person.sessions,
        people_security.block,
        people_security.sign_out,
    ):
        assert isinstance(pupil.refusal(use_case, 2), Forbidden)
    assert isinstance(pupil.refusal(person.history, 2, EVERYTHING), Forbidden)


def test_a_form_offers_what_one_may_give_and_what_is_held(world: World) -> None:
    empower(world, "TEACHER", Permission.PEOPLE_READ, manages=("STUDENT",))
    prof = Hand(world, "prof")
    assert [box["name"] for box in prof(person.roles)] == ["Élève"]
    offered = {box["name"]: box for box in prof(person.roles, 2)}
    assert (offered["Professeur"]["is_primary"], offered["Professeur"]["may_give"]) == (True, False)
    assert len(Hand(world)(person.roles)) == 18, "all but those that everybody holds"
    assert (prof(person.fallback), Hand(world, "eleve").actor.permissions) == (str(role(world, "STUDENT")), frozenset())
