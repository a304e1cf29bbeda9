"""Does the list show the guardians, whose they are and whether they may come in, and does its switch turn that (S3)?"""

from typing import Any

import pytest
from sqlmodel import col, delete

from app.models.establishment import GuardianLink, Journal, Membership, PersonState
from app.services import guardians
from app.services.errors import Forbidden, NotFound, Refused
from app.services.guardians import GuardianRow
from app.services.listing import Page, Query
from app.services.permissions import Permission
from app.storage.bus import News
from tests.support.asked import counted
from tests.support.crowd import Crowd
from tests.support.hands import Hand


def page(crowd: Crowd, **said: str) -> Page[GuardianRow]:
    return crowd.asked(guardians.page, Query.read(said))


def names(crowd: Crowd, **said: str) -> list[str]:
    return [row["username"] for row in page(crowd, **said)["rows"]]


@pytest.fixture
def village(crowd: Crowd) -> dict[str, int]:
    """Two students; `legal`, `charge`, `contact` and `shut` follow some, `nobody` does not; `prof` once did."""
    zoe, yann = crowd.add(2, last_name="Zola")
    people = {"zoe": zoe, "yann": yann, "prof": crowd.id("prof")}
    for place, (name, state) in enumerate(
        {
            "legal": PersonState.ACTIVE, "charge": PersonState.PENDING, "contact": PersonState.BLOCKED,
            "shut": PersonState.ACTIVE, "nobody": PersonState.ACTIVE,
        }.items()
    ):  # fmt: skip
        fields: dict[str, Any] = {"last_name": name, "state": state, "household": f"Ferme {name}"}
        (people[name],) = crowd.add(1, "GUARDIAN", 10 + place, **fields)
    crowd.link(zoe, people["legal"])
    crowd.link(yann, people["legal"], "contact")
    crowd.link(zoe, people["charge"], "in-charge")
    crowd.link(zoe, people["contact"], "contact")
    crowd.link(yann, people["shut"], "legal", access=False)
    crowd.link(yann, people["prof"], "contact", access=True)
    return people


def test_it_shows_whose_guardians_they_are_and_who_may_come_in(crowd: Crowd, village: dict[str, int]) -> None:
    rows = {row["id"]: row for row in page(crowd)["rows"]}
    assert rows.keys() == {*village.values()} - {village["zoe"], village["yann"]}
    legal = rows[village["legal"]]
    assert [(child["id"], child["status"]) for child in legal["children"]] == [
        (village["zoe"], "legal"), (village["yann"], "contact"),
    ]  # fmt: skip
    assert (legal["household"], legal["state"], legal["has_access"]) == ("Ferme legal", "active", True)
    assert {who for who, row in rows.items() if row["has_access"]} == {
        village[name] for name in ("legal", "charge", "prof")
    }
    assert rows[village["nobody"]]["children"] == []


def test_who_follows_somebody_is_there_whatever_their_roles(crowd: Crowd, village: dict[str, int]) -> None:
    """Whoever may come in is seen here, and can be kept out."""
    assert "prof" in names(crowd)
    crowd.write(lambda db: db.exec(delete(Membership).where(col(Membership.person_id) == village["legal"])))
    assert "x010" in names(crowd)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"link": "legal"}, {"legal", "shut"}),
        ({"link": "in-charge"}, {"charge"}),
        ({"link": "contact"}, {"legal", "contact", "prof"}),
        ({"link": "none"}, {"nobody"}),
        ({"link": "uncle"}, {"legal", "charge", "contact", "shut", "nobody", "prof"}),
        ({"access": "on"}, {"legal", "charge", "prof"}),
        ({"access": "off"}, {"contact", "shut"}),
        ({"access": "off", "link": "legal"}, {"shut"}),
        ({"access": "on", "link": "none"}, set[str]()),
        ({"status": "pending"}, {"charge"}),
        ({"status": "blocked", "access": "on"}, set[str]()),
        ({"q": "shut"}, {"shut"}),
        ({"q": "zola"}, set[str]()),
        ({"q": "le", "link": "legal"}, {"legal"}),
    ],
)
def test_filters_restrict_it_and_what_is_done_to_all_of_them(
    crowd: Crowd, village: dict[str, int], said: dict[str, str], expected: set[str]
) -> None:
    shown = page(crowd, **said)
    assert {row["id"] for row in shown["rows"]} == {village[name] for name in expected}
    assert shown["total"] == len(expected)
    meant = crowd.read(lambda db: [one.id for one in db.exec(guardians.matching(Query.read(said)))])
    assert sorted(one or 0 for one in meant) == sorted(village[name] for name in expected)


def test_it_is_in_the_order_of_names(crowd: Crowd, village: dict[str, int]) -> None:
    assert village
    there = names(crowd)
    assert there == sorted(there, key=["x011", "x012", "prof", "x010", "x014", "x013"].index)
    assert names(crowd, sort="-name") == there[::-1]
    assert names(crowd, size="20", page="7") == there


def test_many_rows_ask_as_often_as_few(sqlite_crowd: Crowd) -> None:
    students = sqlite_crowd.add(10)
    several = sqlite_crowd.add(70, "GUARDIAN", 100)
    for place, guardian in enumerate(several):
        for student in students[: place % 5]:
            sqlite_crowd.link(student, guardian)
    hand = Hand(sqlite_crowd.world)
    few = counted(lambda: hand(guardians.page, Query.read({"q": "x100"})))
    many = counted(lambda: hand(guardians.page, Query.read({"q": "x1"})))
    assert few == many <= 8


def test_another_schools_guardians_are_not_there(crowd: Crowd) -> None:
    other = Crowd(crowd.world, crowd.world.cinabre)
    (student,) = other.add(1)
    *_, guardian = other.add(30, "GUARDIAN", 50)
    other.link(student, guardian)
    assert names(crowd) == []
    with pytest.raises(NotFound):
        crowd.asked(guardians.set_access, guardian, is_on=False)
    assert other.accesses(guardian) == {student: True}


def test_the_switch_turns_all_links_of_a_person_and_no_other(crowd: Crowd, village: dict[str, int]) -> None:
    crowd.asked(guardians.set_access, village["legal"], is_on=False)
    assert crowd.accesses(village["legal"]) == {village["zoe"]: False, village["yann"]: False}
    assert crowd.accesses(village["charge"]) == {village["zoe"]: True}
    crowd.asked(guardians.set_access, village["legal"], is_on=True)
    assert crowd.accesses(village["legal"]) == {village["zoe"]: True, village["yann"]: True}
    lines = crowd.rows(Journal)[-2:]
    assert [(line.action, line.subject, line.before, line.after) for line in lines] == [
        ("people.access_closed", str(village["legal"]), {"access": True}, {"access": False}),
        ("people.access_opened", str(village["legal"]), {"access": False}, {"access": True}),
    ]


def test_open_tabs_hear_of_it_once_it_is_so_and_only_then(crowd: Crowd, village: dict[str, int]) -> None:
    told = list[tuple[News, dict[int, bool]]]()
    crowd.world.installation.bus.listen(lambda news: told.append((news, crowd.accesses(village["charge"]))))
    for is_on in (False, False):
        crowd.asked(guardians.set_access, village["charge"], is_on=is_on)
    assert told == [(News(crowd.school.number, frozenset({village["charge"]}), "entry"), {village["zoe"]: False})]


def test_who_follows_nobody_has_nothing_to_switch(crowd: Crowd, village: dict[str, int]) -> None:
    with pytest.raises(Refused) as refusal:
        crowd.asked(guardians.set_access, village["nobody"], is_on=True)
    assert not isinstance(refusal.value, NotFound)
    for nobody in (village["zoe"], 10**6, 0, -1, 2**40):
        with pytest.raises(NotFound):
            crowd.asked(guardians.set_access, nobody, is_on=True)


def test_it_takes_the_right_to_manage_spaces_and_no_other(crowd: Crowd, village: dict[str, int]) -> None:
    others = [right for right in Permission if right is not Permission.SPACES_MANAGE]
    crowd.grant("STUDENT", others, ["GUARDIAN", "STUDENT"])
    crowd.grant("TEACHER", [Permission.SPACES_MANAGE], [])
    eleve, prof = Hand(crowd.world, "eleve"), Hand(crowd.world, "prof")
    assert isinstance(eleve.refusal(guardians.page, Query()), Forbidden)
    assert isinstance(eleve.refusal(guardians.set_access, village["legal"], is_on=False), Forbidden)
    assert prof(guardians.page, Query())["total"] == 6
    prof(guardians.set_access, village["legal"], is_on=False)
    assert not any(crowd.accesses(village["legal"]).values())
    assert crowd.rows(GuardianLink)
