"""What does whoever administers find at home, and how much do the others learn?"""

from functools import partial

import pytest

from app.models.establishment import SignIn
from app.models.types import now
from app.services import home, own_space
from app.services.home import HomeCard
from app.services.permissions import Permission
from app.services.scope import Scope, open_establishment
from tests.support.asked import counted
from tests.support.crowd import Crowd
from tests.support.lockers import filled
from tests.support.world import World


def figures_of(card: HomeCard) -> dict[str, bool]:
    """Which parts have anything in them."""
    return {
        "people": bool(card["accounts"]["people"] and card["roles"] and card["sign_ins"]),
        "lockers": bool(card["deposits"]),
        "journal": bool(card["changes"]),
        "spaces": card["connected"] > 0,
    }


def test_each_part_is_for_who_holds_its_right(crowd: Crowd) -> None:
    assert all(figures_of(crowd.asked(home.card)).values())
    pupil = Crowd(crowd.world, crowd.school, "eleve")
    nothing = pupil.asked(home.card)
    assert not any(figures_of(nothing).values())
    assert nothing["parts"] == []
    named = {
        "people": Permission.PEOPLE_READ, "lockers": Permission.LOCKER_MANAGE,
        "journal": Permission.JOURNAL_READ, "spaces": Permission.SPACES_MANAGE,
    }  # fmt: skip
    shown = set[str]()
    for part, right in named.items():
        crowd.grant("STUDENT", [right], [])
        shown.add(part)
        card = pupil.asked(home.card)
        assert {name for name, is_there in figures_of(card).items() if is_there} == shown
        assert set(card["parts"]) == {str(named[name]) for name in shown}


def test_whoever_is_signed_in_twice_is_one_person_connected(crowd: Crowd) -> None:
    before = crowd.asked(home.card)["connected"]
    for _ in range(2):
        crowd.world.signed_in(crowd.school, "prof")
    crowd.world.signed_in(crowd.world.cinabre, "prof")
    assert crowd.asked(home.card)["connected"] == before + 1


def test_the_newest_changes_come_first_and_are_five(crowd: Crowd) -> None:
    with open_establishment(crowd.world.installation, crowd.world.person(crowd.school, "admin"), writes=True) as scope:
        for number in range(7):
            scope.record("services.created", number, f"Service {number}")
    changes = crowd.asked(home.card)["changes"]
    assert [line["label"] for line in changes] == [f"Service {number}" for number in (6, 5, 4, 3, 2)]
    other = Crowd(crowd.world, crowd.world.cinabre)
    assert "Service 6" not in {line["label"] for line in other.asked(home.card)["changes"]}


@pytest.mark.parametrize("login", ["admin", "prof"])
def test_more_of_everything_asks_for_no_more_queries(world: World, login: str) -> None:
    crowd = Crowd(world, world.azurite)
    filled(world, "prof", 1)
    counts = [asked_by(crowd, login)]
    crowd.add(1000)
    filled(world, "prof", 300)
    prof = crowd.id("prof")
    crowd.write(lambda db: db.add_all(SignIn(person_id=prof, at=now()) for _ in range(1000)))
    counts.append(asked_by(crowd, login))
    assert counts[0] == counts[1] <= 25


def asked_by(crowd: Crowd, login: str) -> int:
    """How many queries the home of that person takes."""
    actor = crowd.world.person(crowd.school, login)
    with open_establishment(crowd.world.installation, actor, writes=False) as scope:
        return counted(partial(_everything, scope))


def _everything(scope: Scope) -> None:
    home.card(scope)
    own_space.card(scope)
