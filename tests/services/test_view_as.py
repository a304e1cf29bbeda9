"""As whom may somebody see the portal, what do they see, and when is it over (R8, P7, T18, T20)?"""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app.models.establishment import WEBMASTER, Membership, Person, PersonState, Publication, Role
from app.models.platform import Session
from app.models.types import now
from app.services import (
    account,
    categories,
    home,
    lockers,
    members,
    own_sessions,
    own_space,
    people,
    roles,
    sessions,
    view_as,
)
from app.services.entry import KeptOut, Step
from app.services.errors import Forbidden, NotFound, OnlyLooking
from app.services.listing import Query
from app.services.permissions import Permission
from app.services.scope import NO_PERSON, PersonActor, Scope, open_establishment
from tests.support.asked import counted
from tests.support.hands import Hand, deeds, person, role
from tests.support.schooling import deputy, grant, holds
from tests.support.world import World

MUCH = Permission.VIEW_AS, Permission.PEOPLE_READ, Permission.PEOPLE_EDIT


def seen(hand: Hand) -> PersonActor:
    """Whom the session of that hand shows the portal as, at this event."""
    actor = sessions.actor(hand.world.installation, hand.actor.session)
    assert isinstance(actor, PersonActor)
    return actor


def kept_out(hand: Hand) -> PersonActor:
    """Whom it shows the portal as, where no web space lets them in."""
    with pytest.raises(KeptOut) as out:
        seen(hand)
    assert out.value.seen is not None
    return out.value.seen


def looking(world: World, login: str, *, by: str = "admin", reason: str = "") -> Hand:
    hand = Hand(world, by)
    hand(view_as.begin_as_person, person(world, login).id or 0, reason)
    return hand


def change(world: World, login: str, **fields: object) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.exec(update(Person).where(col(Person.username) == login).values(**fields))
        db.commit()


def lines(world: World) -> list[tuple[str, str, str, str]]:
    return [(line.actor, line.action, line.label, line.reason) for line in deeds(world) if "view_" in line.action]


def test_a_person_is_seen_as_they_are(world: World) -> None:
    grant(world, "TEACHER", Permission.LOCKER_DEPOSIT, Permission.PEOPLE_READ)
    itself, actor = world.person(world.azurite, "prof"), seen(looking(world, "prof"))
    assert actor.viewer is not None
    assert replace(actor, viewer=None, session=itself.session) == itself
    assert (actor.viewer.id, actor.viewer.name) == (person(world, "admin").id, "admin")
    assert (actor.viewer.shown, actor.viewer.role) == ("Dominique-Azurite Durand-Azurite", "Professeur")


def test_a_role_is_seen_as_somebody_who_holds_it_alone_and_is_nobody(world: World) -> None:
    grant(world, "TEACHER", Permission.LOCKER_DEPOSIT, manages=["STUDENT"])
    grant(world, "AUTHENTICATED", Permission.PEOPLE_READ)
    hand = Hand(world)
    hand(view_as.begin_as_role, "TEACHER")
    actor = seen(hand)
    assert (actor.id, actor.roles, actor.must_change) == (NO_PERSON, ("TEACHER",), False)
    assert actor.permissions == {Permission.LOCKER_DEPOSIT, Permission.PEOPLE_READ}
    assert actor.manages == {role(world, "STUDENT")}
    with open_establishment(world.installation, actor, writes=False) as scope:
        assert lockers.has_locker(scope)
        assert own_sessions.rows(scope) == []
        with pytest.raises(NotFound):
            account.card(scope)


@pytest.mark.parametrize(("code", "has_it"), [("STUDENT", False), ("STAFF", True), ("SCHOOL_LIFE", True)])
def test_a_role_has_a_locker_where_its_holders_have_one(world: World, code: str, has_it: bool) -> None:  # noqa: FBT001
    hand = Hand(world)
    hand(view_as.begin_as_role, code)
    with open_establishment(world.installation, seen(hand), writes=False) as scope:
        assert lockers.has_locker(scope) is has_it


def test_a_visitor_is_seen_without_any_right(world: World) -> None:
    grant(world, "ANONYMOUS", Permission.PEOPLE_READ)
    hand = Hand(world)
    hand(view_as.begin_as_role, "ANONYMOUS")
    assert (seen(hand).roles, seen(hand).permissions) == (("ANONYMOUS",), frozenset())


def test_the_journal_says_who_saw_it_as_whom_why_and_that_it_ended(world: World) -> None:
    hand, prof = looking(world, "prof", reason=" Il ne voit pas son casier. "), person(world, "prof").id
    assert hand(view_as.end) == f"/people/{prof}"
    hand(view_as.begin_as_role, "STUDENT")
    assert hand(view_as.end) == "/roles/STUDENT"
    name = "Dominique-Azurite Durand-Azurite"
    assert lines(world) == [
        ("admin", "people.view_begun", f"{name} (Professeur)", "Il ne voit pas son casier."),
        ("admin", "people.view_ended", name, ""),
        ("admin", "roles.view_begun", "Élève", ""),
        ("admin", "roles.view_ended", "Élève", ""),
    ]
    assert seen(hand) == hand.actor


def test_whoever_sees_nothing_as_somebody_else_comes_back_to_nothing(world: World) -> None:
    hand = Hand(world, "eleve")
    assert hand(view_as.end) == "/"
    assert lines(world) == []


def test_nothing_is_written_as_somebody_else(world: World) -> None:
    """Whatever asks: no transaction that writes begins."""
    actor = seen(looking(world, "prof"))
    with pytest.raises(OnlyLooking), open_establishment(world.installation, actor, writes=True):
        raise AssertionError("it began")


def test_another_session_of_the_same_administrator_goes_on_as_it_is(world: World) -> None:
    other = world.signed_in(world.azurite, "admin")
    looking(world, "prof")
    actor = sessions.actor(world.installation, other)
    assert isinstance(actor, PersonActor)
    assert actor.viewer is None


def test_the_language_chosen_meanwhile_is_the_viewers(world: World) -> None:
    hand = looking(world, "prof")
    sessions.speak(world.installation, hand.actor.session, "en")
    assert (person(world, "admin").language, person(world, "prof").language) == ("en", "fr")


def _time_passes(world: World, hand: Hand) -> None:
    with world.installation.databases.platform_session(writes=True) as db:
        session = db.get_one(Session, hand.actor.session)
        assert session.view_until is not None
        assert timedelta(minutes=29) < session.view_until - now() <= view_as.LASTS
        session.view_until = now() - timedelta(seconds=1)
        db.commit()


def _loses_the_right(world: World, _hand: Hand) -> None:
    holds(world, "admin", "STUDENT", primary=True, only=True)


def _must_choose_a_password(world: World, _hand: Hand) -> None:
    change(world, "admin", must_change=True)


def _is_blocked(world: World, _hand: Hand) -> None:
    change(world, "prof", state=PersonState.BLOCKED)


def _is_gone(world: World, _hand: Hand) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.delete(db.exec(select(Person).where(col(Person.username) == "prof")).one())
        db.commit()


@pytest.mark.parametrize("happens", [_time_passes, _loses_the_right, _must_choose_a_password, _is_blocked, _is_gone])
def test_it_is_over_at_the_next_event(world: World, happens: object) -> None:
    """And is put on record, once."""
    hand = looking(world, "prof")
    assert seen(hand).viewer
    assert callable(happens)
    happens(world, hand)
    for _ in range(2):
        assert (seen(hand).viewer, seen(hand).id) == (None, hand.actor.id)
    assert [line[:2] for line in lines(world)] == [("admin", "people.view_begun"), ("admin", "people.view_ended")]


def test_it_ends_with_the_session(world: World) -> None:
    hand = looking(world, "prof")
    sessions.end(world.installation, hand.actor.session)
    assert sessions.ended(world.installation, hand.actor.session) is not None


def test_it_is_over_when_the_viewed_comes_to_hold_more_than_the_viewer(world: World) -> None:
    deputy(world, *MUCH, manages=["STUDENT"])
    hand = looking(world, "eleve", by="prof")
    assert seen(hand).id == person(world, "eleve").id
    grant(world, "STUDENT", Permission.JOURNAL_READ)
    assert seen(hand).id == person(world, "prof").id


def test_nobody_sees_more_than_they_may_themselves(world: World) -> None:
    """Absent, foreign and forbidden read alike."""
    deputy(world, *MUCH, manages=["STUDENT", "EDITOR"])
    grant(world, "EDITOR", Permission.JOURNAL_READ)
    hand, admin, pupil = Hand(world, "prof"), person(world, "admin").id or 0, person(world, "eleve").id or 0
    for who in (admin, 999_999, 0, -1, 2**40):
        assert isinstance(hand.refusal(view_as.begin_as_person, who), NotFound)
    for code in (WEBMASTER, "EDITOR", "PRINCIPAL", "NOTHING", ""):
        assert isinstance(hand.refusal(view_as.begin_as_role, code), NotFound)
    holds(world, "eleve", "EDITOR")
    assert isinstance(hand.refusal(view_as.begin_as_person, pupil), NotFound)
    assert lines(world) == []
    assert seen(hand) == hand.actor


def test_whoever_may_not_is_refused(world: World) -> None:
    deputy(world, Permission.PEOPLE_READ, Permission.PEOPLE_EDIT, manages=["STUDENT"])
    hand = Hand(world, "prof")
    assert isinstance(hand.refusal(view_as.begin_as_person, person(world, "eleve").id or 0), Forbidden)
    assert isinstance(hand.refusal(view_as.begin_as_role, "STUDENT"), Forbidden)


@pytest.mark.parametrize("state", [PersonState.BLOCKED, PersonState.PENDING])
def test_an_account_that_lets_nobody_in_shows_nothing(world: World, state: PersonState) -> None:
    change(world, "prof", state=state)
    refusal = Hand(world).refusal(view_as.begin_as_person, person(world, "prof").id or 0)
    assert refusal.message.text("en") == "This account is not active: nobody sees the portal with it."


def test_oneself_is_seen_without_that(world: World) -> None:
    refusal = Hand(world).refusal(view_as.begin_as_person, person(world, "admin").id or 0)
    assert refusal.message.text("en") == "This is your own account."


def test_a_reason_is_a_text(world: World) -> None:
    prof = person(world, "prof").id or 0
    assert Hand(world).faults(view_as.begin_as_person, prof, "x" * 501) == {"reason": "At most 500 characters."}
    assert "reason" in Hand(world).faults(view_as.begin_as_role, "STUDENT", "a\0b")


def test_a_view_that_could_not_be_put_on_record_did_not_begin(world: World) -> None:
    hand, prof = Hand(world), person(world, "prof").id or 0

    def begin_and_fail(scope: Scope) -> None:
        view_as.begin_as_person(scope, prof)
        raise NotFound

    assert isinstance(hand.refusal(begin_and_fail), NotFound)
    assert seen(hand).viewer is None
    assert lines(world) == []


def test_pages_offer_it_to_those_who_may(world: World) -> None:
    from app.services import person as person_card  # noqa: PLC0415  the name is taken

    deputy(world, *MUCH, Permission.ROLES_MANAGE, manages=["STUDENT"])
    ids = {login: person(world, login).id or 0 for login in ("admin", "prof", "eleve")}
    offered = {
        by: {login: Hand(world, by)(person_card.card, who)["may_view"] for login, who in ids.items()}
        for by in ("admin", "prof")
    }
    assert offered == {
        "admin": {"admin": False, "prof": True, "eleve": True},
        "prof": {"admin": False, "prof": False, "eleve": True},
    }
    codes = "STUDENT", "TEACHER", WEBMASTER, "ANONYMOUS", "AUTHENTICATED"
    assert {code for code in codes if Hand(world, "prof")(roles.card, code)["may_view"]} == {
        "STUDENT", "ANONYMOUS", "AUTHENTICATED",
    }  # fmt: skip
    assert all(Hand(world)(roles.card, code)["may_view"] for code in codes)
    change(world, "eleve", state=PersonState.BLOCKED)
    assert not Hand(world)(person_card.card, ids["eleve"])["may_view"]


def test_what_the_viewed_may_not_the_viewer_may_not_meanwhile(world: World) -> None:
    actor = seen(looking(world, "eleve"))
    with open_establishment(world.installation, actor, writes=False) as scope:
        assert home.card(scope)["parts"] == []
        for use_case, said in ((people.page, Query()), (categories.rows, None)):
            with pytest.raises(Forbidden):
                use_case(scope, *([said] if said else []))  # type: ignore[operator]


def test_an_event_of_those_who_look_at_nothing_asks_no_more_than_before(world: World) -> None:
    """The session, the person, their roles and what these bring."""
    session = world.signed_in(world.azurite, "eleve")
    sessions.actor(world.installation, session)
    databases, who = world.installation.databases, person(world, "eleve").id

    def read() -> None:
        with databases.platform_session(writes=False) as db:
            db.get(Session, session)
        with databases.session(world.azurite.place, writes=False) as db:
            actor = members.member(db, world.azurite.place, who)
            assert actor
            members.let_in(db, actor)

    asked = counted(lambda: sessions.actor(world.installation, session))
    assert asked == counted(read)
    looked = Hand(world)
    looked(view_as.begin_as_role, "STUDENT")
    assert asked < counted(lambda: seen(looked))


def test_a_role_that_is_deleted_meanwhile_is_over(world: World) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.add(Role(code="CLUB", name="Club", name_key="club"))
        db.commit()
    hand = Hand(world)
    hand(view_as.begin_as_role, "CLUB")
    assert kept_out(hand).roles == ("CLUB",)
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.delete(db.exec(select(Role).where(col(Role.code) == "CLUB")).one())
        db.commit()
    assert seen(hand).viewer is None
    assert lines(world)[-1][:3] == ("admin", "roles.view_ended", "")


@pytest.mark.parametrize("whom", ["GUARDIAN", "STUDENT", "TEACHER"])
def test_whoever_is_kept_out_is_seen_as_kept_out(world: World, whom: str) -> None:
    """And may come back: whoever publishes spaces is never kept out."""
    hand = Hand(world)
    hand(view_as.begin_as_role, whom)
    assert len(seen(hand).spaces) == 1
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.exec(update(Publication).values(is_published=False))
        db.commit()
    with pytest.raises(KeptOut) as out:
        seen(hand)
    assert (out.value.step, out.value.seen and out.value.seen.roles) == (Step.BASE, (whom,))
    sessions.end_view(world.installation, hand.actor)
    assert seen(hand).viewer is None


def test_a_role_that_publishes_spaces_is_never_kept_out(world: World) -> None:
    hand = Hand(world)
    hand(view_as.begin_as_role, WEBMASTER)
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.exec(update(Publication).values(is_published=False))
        db.commit()
    assert seen(hand).is_webmaster


def test_a_person_without_roles_is_seen_too(world: World) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        for membership in db.exec(select(Membership).where(col(Membership.person_id) == person(world, "eleve").id)):
            db.delete(membership)
        db.commit()
    viewer = kept_out(looking(world, "eleve")).viewer
    assert viewer is not None
    assert viewer.role == ""


def test_a_role_finds_a_home_of_its_own_at_which_nobody_is_named(world: World) -> None:
    hand = Hand(world)
    hand(view_as.begin_as_role, "STUDENT")
    with open_establishment(world.installation, seen(hand), writes=False) as scope:
        card = own_space.card(scope)
    assert (card["space"], card["name"], card["email"], card["relatives"]) == ("STUDENTS", "Élève", "", [])
