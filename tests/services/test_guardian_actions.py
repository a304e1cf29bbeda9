"""Is the access of many guardians changed exactly as previewed, and taken back; one of each household kept (S3)?"""

import random
from typing import Any

import pytest
from sqlmodel import col, update

from app.models.establishment import GuardianLink, Person, PersonState
from app.models.types import now
from app.services import guardian_bulk, guardians, person_jobs
from app.services.bulk import Preview, Selection
from app.services.errors import Forbidden
from app.services.jobs import JobCard
from app.services.listing import Query
from app.services.permissions import Permission
from app.storage.bus import News
from tests.support.crowd import Crowd, tally
from tests.support.hands import Hand

OPEN, CLOSE, RESET, ONE_EACH = (f"guardians.{name}" for name in ("open", "close", "reset", "one_each"))
Accesses = dict[tuple[int, int], bool]


class Keeper:
    """An administrator who says which guardians may come in."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd, self.hand = crowd, Hand(crowd.world)

    def preview(self, name: str, *ids: int, **said: str) -> Preview:
        selection = Selection(ids=list(ids), all=not ids)
        return self.hand(guardian_bulk.preview, name, selection, Query.read(said))

    def confirm(self, previewed: Preview) -> JobCard:
        self.hand(guardian_bulk.confirm, previewed["job"], {})
        self.crowd.world.work()
        return self.hand(person_jobs.card, previewed["job"])

    def apply(self, name: str, *ids: int) -> JobCard:
        return self.confirm(self.preview(name, *ids))

    def accesses(self) -> Accesses:
        return {(link.guardian_id, link.student_id): link.has_access for link in self.crowd.rows(GuardianLink)}

    def home(self, count: int, first: int, household: str, **fields: Any) -> list[int]:  # noqa: ANN401  columns
        """Guardians who live there."""
        return self.crowd.add(count, "GUARDIAN", first, household=household, **fields)


@pytest.fixture
def keeper(crowd: Crowd) -> Keeper:
    return Keeper(crowd)


@pytest.fixture
def students(crowd: Crowd) -> list[int]:
    return crowd.add(3)


def test_access_is_opened_to_those_who_have_none(keeper: Keeper, students: list[int]) -> None:
    shut, mixed, childless = keeper.home(3, 10, "")
    for student in students:
        keeper.crowd.link(student, shut, "contact")
    keeper.crowd.link(students[0], mixed)
    keeper.crowd.link(students[1], mixed, "contact")
    before = keeper.accesses()
    previewed = keeper.preview(OPEN)
    assert previewed["included"] == 1
    assert {left["reason"] for left in previewed["excluded"]} == {
        "n’a pas d’enfant ici", "l’accès est déjà ouvert",
    }  # fmt: skip
    job = keeper.confirm(previewed)
    assert tally(job) == ("done", 1, 1, 0, 2)
    assert keeper.crowd.accesses(shut) == dict.fromkeys(students, True)
    assert keeper.crowd.accesses(mixed) == {students[0]: True, students[1]: False}
    assert keeper.crowd.reasons(job["id"]) == {shut: None, mixed: "open", childless: "no-child"}
    assert tally(keeper.crowd.undo(job["id"])) == ("done", 1, 1, 0, 0)
    assert keeper.accesses() == before
    assert keeper.crowd.told() == [
        ("people.access_opened", "x010", 1), ("people.undone", "Ouvrir l’accès", 1),
    ]  # fmt: skip


def test_closing_and_taking_it_back_leaves_every_link_as_it_was(keeper: Keeper, students: list[int]) -> None:
    """Of somebody with two links, one of which was off."""
    (mixed, shut) = keeper.home(2, 10, "")
    keeper.crowd.link(students[0], mixed)
    keeper.crowd.link(students[1], mixed, "contact")
    keeper.crowd.link(students[1], shut, "contact")
    before = keeper.accesses()
    job = keeper.apply(CLOSE)
    assert tally(job) == ("done", 1, 1, 0, 1)
    assert not any(keeper.accesses().values())
    keeper.crowd.undo(job["id"])
    assert keeper.accesses() == before


def test_what_was_changed_or_ended_since_is_not_taken_back(keeper: Keeper, students: list[int]) -> None:
    first, second, third = keeper.home(3, 10, "")
    for guardian in (first, second, third):
        keeper.crowd.link(students[0], guardian)
    job = keeper.apply(CLOSE)
    keeper.hand(guardians.set_access, first, is_on=True)
    keeper.hand(guardians.set_access, first, is_on=False)
    keeper.crowd.write(lambda db: db.delete(db.get_one(GuardianLink, (students[0], second))))
    keeper.hand(guardians.set_access, third, is_on=True)
    undone = keeper.crowd.undo(job["id"])
    assert tally(undone) == ("done", 3, 1, 2, 0)
    assert keeper.accesses() == {(first, students[0]): True, (third, students[0]): True}


def test_access_is_as_usual_again_for_each_link(keeper: Keeper, students: list[int]) -> None:
    usual, odd, contact = keeper.home(3, 10, "")
    keeper.crowd.link(students[0], usual)
    keeper.crowd.link(students[1], usual, "contact")
    keeper.crowd.link(students[0], odd, "in-charge", access=False)
    keeper.crowd.link(students[1], odd, "contact", access=True)
    keeper.crowd.link(students[2], odd, "legal")
    keeper.crowd.link(students[0], contact, "contact", access=True)
    before = keeper.accesses()
    job = keeper.apply(RESET)
    assert tally(job) == ("done", 2, 2, 0, 1)
    assert keeper.crowd.reasons(job["id"])[usual] == "usual"
    assert keeper.crowd.accesses(odd) == {students[0]: True, students[1]: False, students[2]: True}
    assert keeper.crowd.accesses(contact) == {students[0]: False}
    keeper.crowd.undo(job["id"])
    assert keeper.accesses() == before


def test_a_household_keeps_who_is_responsible_then_the_oldest_account(keeper: Keeper, students: list[int]) -> None:
    old, young = now().replace(year=2020), now().replace(year=2024)
    charge, late = keeper.home(2, 10, "1 rue Hugo", created_at=old)
    (legal,) = keeper.home(1, 20, "1 RUE  hugo", created_at=young)
    (first,) = keeper.home(1, 30, "Église", created_at=old)
    (second,) = keeper.home(1, 31, "eglise", created_at=young)
    (alone,) = keeper.home(1, 40, "Ailleurs")
    (homeless,) = keeper.home(1, 50, "")
    keeper.crowd.link(students[0], charge, "in-charge")
    keeper.crowd.link(students[0], late, "contact", access=True)
    for guardian in (legal, first, second, alone, homeless):
        keeper.crowd.link(students[1], guardian)
    before = keeper.accesses()
    job = keeper.apply(ONE_EACH)
    assert keeper.crowd.reasons(job["id"]) == {
        charge: None, late: None, second: None,
        legal: "kept", first: "kept", alone: "kept", homeless: "no-household",
    }  # fmt: skip
    assert {guardian for (guardian, _), is_on in keeper.accesses().items() if is_on} == {legal, first, alone, homeless}
    keeper.crowd.undo(job["id"])
    assert keeper.accesses() == before


def test_a_household_is_opened_to_nobody_and_keeps_an_account_that_works(keeper: Keeper, students: list[int]) -> None:
    """Whom somebody kept out stays out, and a blocked account would leave the household without any."""
    out, charge = keeper.home(2, 10, "1 rue Hugo")
    (blocked,) = keeper.home(1, 20, "2 rue Hugo", state=PersonState.BLOCKED)
    (contact,) = keeper.home(1, 21, "2 rue Hugo")
    keeper.crowd.link(students[0], out, access=False)
    keeper.crowd.link(students[0], charge, "in-charge")
    keeper.crowd.link(students[1], blocked)
    keeper.crowd.link(students[1], contact, "contact", access=True)
    job = keeper.apply(ONE_EACH)
    assert keeper.crowd.reasons(job["id"]) == {out: "closed", charge: "kept", blocked: None, contact: "kept"}
    assert [keeper.crowd.accesses(who)[student] for who, student in (
        (out, students[0]), (charge, students[0]), (blocked, students[1]), (contact, students[1]),
    )] == [False, True, False, True]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_village_each_household_that_had_access_has_it_once(keeper: Keeper, seed: int) -> None:
    """And whoever has no household, and whoever was out, is as before; chunk by chunk, and all is taken back."""
    lots, crowd = random.Random(seed), keeper.crowd
    students = crowd.add(8)
    homes = [f"{n} rue d’Été" for n in range(5)] + ["", "  "]
    people = dict[int, str]()
    for place in range(25):
        home = lots.choice(homes)
        said = lots.choice([home, home.upper(), home.replace("É", "e")])
        state = lots.choice([PersonState.ACTIVE, PersonState.ACTIVE, PersonState.BLOCKED])
        (guardian,) = crowd.add(1, "GUARDIAN", 100 + place, household=said, state=state)
        people[guardian] = home.strip()
        for student in lots.sample(students, lots.randrange(4)):
            status = lots.choice(["legal", "in-charge", "contact"])
            crowd.link(student, guardian, status, access=lots.random() < 0.7)
    before = keeper.accesses()
    had = {guardian for (guardian, _), is_on in before.items() if is_on}
    job = keeper.apply(ONE_EACH)
    have = {guardian for (guardian, _), is_on in keeper.accesses().items() if is_on}
    assert have <= had
    for home in {*people.values()}:
        there = {guardian for guardian, lives in people.items() if lives == home}
        expected = len(had & there) if not home else min(1, len(had & there))
        assert len(have & there) == expected
    assert tally(keeper.apply(ONE_EACH))[1:4] == (0, 0, 0)
    crowd.undo(job["id"])
    assert keeper.accesses() == before


def test_who_came_to_keep_the_household_since_the_preview_keeps_it(keeper: Keeper, students: list[int]) -> None:
    first, second = keeper.home(2, 10, "1 rue Hugo")
    for guardian in (first, second):
        keeper.crowd.link(students[0], guardian)
    previewed = keeper.preview(ONE_EACH)
    assert previewed["included"] == 1
    keeper.hand(guardians.set_access, first, is_on=False)
    assert tally(keeper.confirm(previewed)) == ("done", 1, 0, 1, 1)
    assert keeper.accesses() == {(first, students[0]): False, (second, students[0]): True}


def test_only_those_ticked_and_of_the_filter_are_touched(keeper: Keeper, students: list[int]) -> None:
    several = keeper.home(4, 10, "")
    for guardian in several:
        keeper.crowd.link(students[0], guardian)
    keeper.apply(CLOSE, several[0], students[1], keeper.crowd.id("prof"), 10**6)
    assert [keeper.crowd.accesses(one)[students[0]] for one in several] == [False, True, True, True]
    keeper.confirm(keeper.preview(CLOSE, q="x011"))
    assert [keeper.crowd.accesses(one)[students[0]] for one in several] == [False, False, True, True]


def test_another_schools_guardians_are_beyond_it(keeper: Keeper) -> None:
    other = Crowd(keeper.crowd.world, keeper.crowd.world.cinabre)
    (student,) = other.add(1)
    (guardian,) = other.add(1, "GUARDIAN", 9)
    other.link(student, guardian)
    assert keeper.preview(CLOSE, guardian)["included"] == 0
    assert tally(keeper.apply(CLOSE))[1] == 0
    assert other.accesses(guardian) == {student: True}


def test_open_tabs_of_those_it_concerns_hear_of_it(keeper: Keeper, students: list[int]) -> None:
    first, second = keeper.home(2, 10, "")
    keeper.crowd.link(students[0], first)
    keeper.crowd.link(students[0], second, "contact")
    told = list[News]()
    keeper.crowd.world.installation.bus.listen(told.append)
    job = keeper.apply(CLOSE)
    keeper.crowd.undo(job["id"])
    assert [news for news in told if news.what == "entry"] == [
        News(keeper.crowd.school.number, frozenset({first}), "entry")
    ] * 2


def test_it_takes_the_right_to_manage_spaces(keeper: Keeper, students: list[int]) -> None:
    (guardian,) = keeper.home(1, 10, "")
    keeper.crowd.link(students[0], guardian)
    others = [right for right in Permission if right is not Permission.SPACES_MANAGE]
    keeper.crowd.grant("STUDENT", others, ["GUARDIAN"])
    eleve, selection = Hand(keeper.crowd.world, "eleve"), Selection(ids=[guardian], all=False)
    assert isinstance(eleve.refusal(guardian_bulk.preview, CLOSE, selection, Query()), Forbidden)
    assert isinstance(eleve.refusal(guardian_bulk.confirm, keeper.preview(CLOSE)["job"], {}), Forbidden)
    assert isinstance(keeper.hand.refusal(guardian_bulk.preview, "people.block", selection, Query()), Forbidden)


def test_a_deleted_guardian_is_told_of_as_gone(keeper: Keeper, students: list[int]) -> None:
    several = keeper.home(2, 10, "")
    for guardian in several:
        keeper.crowd.link(students[0], guardian)
    previewed = keeper.preview(CLOSE)
    keeper.crowd.write(lambda db: db.delete(db.get_one(Person, several[0])))
    job = keeper.confirm(previewed)
    assert tally(job) == ("done", 2, 1, 1, 0)
    assert keeper.crowd.reasons(job["id"])[several[0]] == "gone"


def test_a_step_that_is_repeated_after_a_crash_changes_nothing_more(keeper: Keeper, students: list[int]) -> None:
    """Rows that are already so are refused by their reason, not turned twice."""
    (guardian,) = keeper.home(1, 10, "")
    keeper.crowd.link(students[0], guardian)
    previewed = keeper.preview(CLOSE)
    keeper.crowd.write(
        lambda db: db.exec(
            update(GuardianLink).where(col(GuardianLink.guardian_id) == guardian).values(has_access=False)
        )
    )
    assert tally(keeper.confirm(previewed)) == ("done", 1, 0, 1, 0)
