"""Is the reason that somebody has a right, or has it not, the true one (R9)?"""

from datetime import date, timedelta

import pytest
from sqlmodel import col, update

from app.models.establishment import Grant, Membership, Person, PersonState
from app.models.types import now
from app.services import access
from app.services.access import DETAILS, Explanation
from app.services.errors import Forbidden, NotFound
from app.services.permissions import Permission
from app.services.powers import powers
from tests.support import hands
from tests.support.hands import Hand, empower, role
from tests.support.world import World

ADD = str(Permission.PEOPLE_ADD)


def explained(world: World, login: str, right: str = ADD) -> Explanation:
    return Hand(world)(access.explain, hands.person(world, login).id or 0, right)


def against(answer: Explanation) -> list[tuple[str, str]]:
    return [(step["fact"], step["roles"]) for step in answer["steps"] if step["outcome"] == "no"]


def speaking(answer: Explanation) -> list[tuple[str, str]]:
    return [(step["fact"], step["roles"]) for step in answer["steps"] if step["outcome"] == "yes"]


def give(world: World, login: str, code: str, begins: date | None = None, ends: date | None = None) -> None:
    there = hands.person(world, login).id or 0
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.add(Membership(person_id=there, role_id=role(world, code), begins_on=begins, ends_on=ends))
        db.commit()


def change(world: World, login: str, **values: object) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.exec(update(Person).where(col(Person.username) == login).values(values))
        db.commit()


def test_the_administrator_holds_everything_by_the_role(world: World) -> None:
    for right in (ADD, f"manage-{role(world, 'STUDENT')}"):
        answer = explained(world, "admin", right)
        assert answer["is_granted"]
        assert speaking(answer) == [("active", ""), ("settled", ""), ("grants", "Webmestre")]
    rights = Hand(world)(access.rights_of, 1)
    assert len([right for right in rights if right["sources"] == "Webmestre"]) == len(rights) >= len(Permission)


def test_a_right_that_no_role_grants_is_denied_and_told_which_would(world: World) -> None:
    empower(world, "EDITOR", Permission.PEOPLE_ADD)
    answer = explained(world, "eleve")
    assert not answer["is_granted"]
    assert answer["steps"][-1]["fact"] == "others"
    assert {"Webmestre", "Éditeur"} <= {*answer["steps"][-1]["roles"].split(", ")}
    assert Hand(world)(access.rights_of, 3) == []


def test_a_secondary_role_grants_it_while_it_counts(world: World) -> None:
    empower(world, "EDITOR", Permission.PEOPLE_ADD)
    today = now().date()
    give(world, "eleve", "EDITOR", today, today)
    assert explained(world, "eleve")["is_granted"]
    assert [right["sources"] for right in Hand(world)(access.rights_of, 3)] == ["Éditeur"]


@pytest.mark.parametrize(("begins", "ends"), [(1, None), (None, -1)])
def test_a_role_that_does_not_count_today_is_the_reason(world: World, begins: int | None, ends: int | None) -> None:
    empower(world, "EDITOR", Permission.PEOPLE_ADD)
    dates = [now().date() + timedelta(days=n) if n else None for n in (begins, ends)]
    give(world, "prof", "EDITOR", *dates)
    answer = explained(world, "prof")
    assert not answer["is_granted"]
    assert against(answer) == [("would-grant", "Éditeur")]


def test_what_everybody_holds_grants_it_too(world: World) -> None:
    empower(world, "AUTHENTICATED", Permission.PEOPLE_READ, manages=("STUDENT",))
    assert explained(world, "eleve", str(Permission.PEOPLE_READ))["is_granted"]
    assert explained(world, "eleve", f"manage-{role(world, 'STUDENT')}")["is_granted"]
    assert not explained(world, "eleve", f"manage-{role(world, 'TEACHER')}")["is_granted"]


def test_an_account_that_cannot_be_used_has_no_right(world: World) -> None:
    change(world, "prof", state=PersonState.BLOCKED)
    give(world, "prof", "WEBMASTER")
    assert against(explained(world, "prof")) == [("blocked", "")]
    change(world, "prof", state=PersonState.PENDING)
    assert against(explained(world, "prof")) == [("pending", "")]
    change(world, "prof", state=PersonState.ACTIVE, must_change=True)
    answer = explained(world, "prof")
    assert (answer["is_granted"], against(answer)) == (False, [("must-change", "")])


TODAY = now().date()


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        (None, None, ("secondary", None)),
        (1, None, ("from", 1)),
        (1, 2, ("from", 1)),
        (0, None, ("since", 0)),
        (-1, None, ("since", -1)),
        (None, 0, ("until", 0)),
        (-1, 1, ("until", 1)),
        (-2, -1, ("over", -1)),
    ],
)
def test_since_when_and_until_when_a_role_is_held(
    sqlite_world: World, begins: int | None, ends: int | None, said: tuple[str, int | None]
) -> None:
    days = [None if n is None else TODAY + timedelta(days=n) for n in (begins, ends, said[1])]
    give(sqlite_world, "prof", "EDITOR", *days[:2])
    [primary, secondary] = [step for step in explained(sqlite_world, "prof")["steps"] if "grant" in step["fact"]]
    assert (primary["roles"], primary["detail"], primary["day"]) == ("Professeur", "primary", "")
    told = days[2].isoformat() if days[2] else ""
    assert said[0] in DETAILS
    assert (secondary["roles"], secondary["detail"], secondary["day"]) == ("Éditeur", said[0], told)


def test_the_answer_is_what_the_door_says(world: World) -> None:
    empower(world, "TEACHER", Permission.PEOPLE_ADD, Permission.ROLES_MANAGE, manages=("STUDENT",))
    for login in ("admin", "prof", "eleve"):
        actor = world.person(world.azurite, login)
        for right in Permission:
            assert explained(world, login, str(right))["is_granted"] is (right in actor.permissions)
        for code in ("STUDENT", "TEACHER"):
            manages = role(world, code) in actor.manages
            assert explained(world, login, f"manage-{role(world, code)}")["is_granted"] is manages


def test_a_right_that_this_version_does_not_know_is_nobodys(world: World) -> None:
    """Neither at the door nor in what roles bring; whoever holds it comes in as before."""
    empower(world, "STUDENT", Permission.PEOPLE_ADD)
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.add(Grant(role_id=role(world, "STUDENT"), permission="people.teleport"))
        db.commit()
    assert world.person(world.azurite, "eleve").permissions == {Permission.PEOPLE_ADD}
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        assert powers(db)[role(world, "STUDENT")].permissions == {Permission.PEOPLE_ADD}


def test_only_who_may_explain_does(world: World) -> None:
    pupil = Hand(world, "eleve")
    refusals = (
        pupil.refusal(access.explain, 1, ADD),
        pupil.refusal(access.candidates, "admin"),
        pupil.refusal(access.choices),
        pupil.refusal(access.rights_of, 1),
    )
    assert {type(refusal) for refusal in refusals} == {Forbidden}


def test_absent_and_foreign_people_read_alike(world: World) -> None:
    for identity in (99, 0, -1):
        assert isinstance(Hand(world).refusal(access.explain, identity, ADD), NotFound)


def test_people_are_found_by_their_words(world: World) -> None:
    found = Hand(world)(access.candidates, "durand azurite prof")
    assert [(one["id"], one["username"]) for one in found] == [(2, "prof")]
    assert Hand(world)(access.candidates, " ") == []
    assert Hand(world)(access.candidates, "x" * 10_000) == []
    assert Hand(world)(access.candidates, "cinabre") == []


@pytest.mark.parametrize("right", ["", "nothing", "manage-", "manage-999", "manage-x", "x" * 10_000])
def test_a_right_that_is_none_is_the_first_one(sqlite_world: World, right: str) -> None:
    answer = explained(sqlite_world, "admin", right)
    assert answer["right"] == explained(sqlite_world, "admin", str(Permission.PEOPLE_READ))["right"]
