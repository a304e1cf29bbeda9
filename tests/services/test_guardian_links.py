"""Is a guardian linked to a student by who may, with the access that goes with the status (S3)?"""

import pytest
from sqlmodel import col, delete, select

from app.models.establishment import GuardianLink, Journal, Person
from app.services import families, guardian_links, person
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.listing import Query
from app.services.permissions import Permission
from app.storage.bus import News
from tests.support.asked import counted
from tests.support.crowd import Crowd
from tests.support.hands import Hand


@pytest.fixture
def family(crowd: Crowd) -> tuple[int, int]:
    """A student and a guardian, who are nothing to each other."""
    (student,) = crowd.add(1, last_name="Zola", first_name="Zoé")
    (guardian,) = crowd.add(1, "GUARDIAN", 2, last_name="Sand", first_name="Aurore")
    return student, guardian


def _links(crowd: Crowd) -> list[tuple[int, int, str, bool]]:
    return [(row.student_id, row.guardian_id, str(row.status), row.has_access) for row in crowd.rows(GuardianLink)]


@pytest.mark.parametrize(("status", "access"), [("legal", True), ("in-charge", True), ("contact", False)])
def test_access_is_on_for_who_is_responsible_and_off_for_a_contact(
    crowd: Crowd, family: tuple[int, int], status: str, *, access: bool
) -> None:
    crowd.asked(guardian_links.link, *family, status)
    assert _links(crowd) == [(*family, status, access)]


def test_another_status_brings_its_usual_access(crowd: Crowd, family: tuple[int, int]) -> None:
    crowd.link(*family, "legal", access=False)
    for status, access in (("contact", False), ("legal", True), ("contact", False), ("in-charge", True)):
        crowd.asked(guardian_links.change_status, *family, status)
        assert _links(crowd) == [(*family, status, access)]


def test_the_same_status_again_changes_nothing(crowd: Crowd, family: tuple[int, int]) -> None:
    """What somebody switched off by hand is not switched on by a second click."""
    crowd.link(*family, "legal", access=False)
    before = len(crowd.rows(Journal))
    crowd.asked(guardian_links.change_status, *family, "legal")
    assert _links(crowd) == [(*family, "legal", False)]
    assert len(crowd.rows(Journal)) == before


def test_a_link_ends(crowd: Crowd, family: tuple[int, int]) -> None:
    crowd.link(*family)
    crowd.asked(guardian_links.unlink, *family)
    assert _links(crowd) == []
    with pytest.raises(NotFound):
        crowd.asked(guardian_links.unlink, *family)
    with pytest.raises(NotFound):
        crowd.asked(guardian_links.change_status, *family, "contact")


def test_each_of_the_two_has_it_in_their_history(crowd: Crowd, family: tuple[int, int]) -> None:
    crowd.asked(guardian_links.link, *family, "legal")
    crowd.asked(guardian_links.change_status, *family, "contact")
    crowd.asked(guardian_links.unlink, *family)
    for whose, other in zip(family, ("Aurore Sand", "Zoé Zola"), strict=True):
        told = crowd.asked(person.history, whose, Query())["rows"]
        assert [line["action"] for line in told] == [
            "people.guardian_unlinked", "people.guardian_changed", "people.guardian_linked",
        ]  # fmt: skip
        assert all(other in line["changes"] for line in told)
        assert "Contact" in told[1]["changes"]


def test_tabs_of_the_guardian_are_looked_at_anew_once_it_is_so(crowd: Crowd, family: tuple[int, int]) -> None:
    told = list[tuple[News, int]]()
    crowd.world.installation.bus.listen(lambda news: told.append((news, len(crowd.rows(GuardianLink)))))
    crowd.asked(guardian_links.link, *family, "legal")
    crowd.asked(guardian_links.change_status, *family, "contact")
    crowd.asked(guardian_links.unlink, *family)
    news = News(crowd.school.number, frozenset({family[1]}), "entry")
    assert told == [(news, 1), (news, 1), (news, 0)]


def test_only_a_student_and_a_guardian_can_be_linked_and_once(crowd: Crowd, family: tuple[int, int]) -> None:
    student, guardian = family
    both = crowd.add(1, first=3)[0]
    crowd.hold(both, "GUARDIAN")
    crowd.link(*family)
    for pair in (
        (guardian, student),
        (student, student),
        (guardian, guardian),
        (student, crowd.id("prof")),
        (both, both),
        family,
    ):
        with pytest.raises(Invalid) as refusal:
            crowd.asked(guardian_links.link, *pair, "legal")
        assert refusal.value.fields.keys() == {"person"}
    with pytest.raises(Invalid) as refusal:
        crowd.asked(guardian_links.link, both, guardian, "uncle")
    assert refusal.value.fields.keys() == {"status"}
    with pytest.raises(Invalid):
        crowd.asked(guardian_links.change_status, *family, "uncle")
    assert _links(crowd) == [(*family, "legal", True)]


def test_nobody_has_more_links_than_a_page_shows(sqlite_crowd: Crowd) -> None:
    students = sqlite_crowd.add(families.MOST + 1)
    (guardian,) = sqlite_crowd.add(1, "GUARDIAN", 500)
    for student in students[:-1]:
        sqlite_crowd.link(student, guardian)
    with pytest.raises(Invalid):
        sqlite_crowd.asked(guardian_links.link, students[-1], guardian, "legal")


def test_absent_foreign_and_forbidden_people_read_alike(crowd: Crowd, family: tuple[int, int]) -> None:
    """A teacher who manages students alone, or guardians alone, links nobody."""
    student, guardian = family
    crowd.link(*family)
    (*_, other) = Crowd(crowd.world, crowd.world.cinabre).add(40, "GUARDIAN", 90)
    assert other not in {one.id for one in crowd.rows(Person)}
    for manages in (["STUDENT"], ["STUDENT", "GUARDIAN"]):
        crowd.grant(
            "TEACHER", [Permission.PEOPLE_READ, Permission.PEOPLE_EDIT] if len(manages) == 1 else [], manages[-1:]
        )
        hand = Hand(crowd.world, "prof")
        wrong = [(student, 10**6), (10**6, guardian), (student, 0), (student, -1), (student, 2**40), (student, other)]
        wrong += [(student, crowd.id("admin"))]
        wrong += [family] if len(manages) == 1 else []
        refusals = [hand.refusal(guardian_links.link, one, two, "legal") for one, two in wrong]
        refusals += [hand.refusal(guardian_links.change_status, one, two, "contact") for one, two in wrong]
        refusals += [hand.refusal(guardian_links.unlink, one, two) for one, two in wrong]
        said = {refusal.message.msgid for refusal in refusals}
        assert said == {NotFound().message.msgid}
    hand(guardian_links.unlink, *family)
    hand(guardian_links.link, *family, "contact")
    assert _links(crowd) == [(*family, "contact", False)]


def test_who_may_not_edit_people_may_not(crowd: Crowd, family: tuple[int, int]) -> None:
    crowd.grant("TEACHER", [Permission.PEOPLE_READ, Permission.SPACES_MANAGE], ["STUDENT", "GUARDIAN"])
    hand = Hand(crowd.world, "prof")
    assert isinstance(hand.refusal(guardian_links.link, *family, "legal"), Forbidden)
    crowd.link(*family)
    shown = hand(families.card, family[0])
    assert [row["name"] for row in shown["guardians"]] == ["Aurore Sand"]
    assert not shown["may_change"]
    assert not shown["guardians"][0]["may_change"]


def test_a_page_shows_both_sides(crowd: Crowd, family: tuple[int, int]) -> None:
    student, guardian = family
    (other,) = crowd.add(1, "GUARDIAN", 3, last_name="Abel", first_name="Alix", household="Le moulin")
    crowd.link(student, other, "contact")
    crowd.link(*family)
    shown = crowd.asked(families.card, student)
    assert (shown["is_student"], shown["is_guardian"], shown["may_change"]) == (True, False, True)
    assert [(row["name"], row["status"], row["has_access"], row["household"]) for row in shown["guardians"]] == [
        ("Aurore Sand", "legal", True, ""), ("Alix Abel", "contact", False, "Le moulin"),
    ]  # fmt: skip
    shown = crowd.asked(families.card, guardian)
    assert (shown["is_student"], shown["is_guardian"], shown["guardians"]) == (False, True, [])
    assert [row["id"] for row in shown["students"]] == [student]
    nobody = crowd.asked(families.card, crowd.id("prof"))
    assert (nobody["is_student"], nobody["is_guardian"]) == (False, False)
    with pytest.raises(NotFound):
        crowd.asked(families.card, 10**6)


def test_who_lost_the_role_is_still_shown_with_their_links(crowd: Crowd, family: tuple[int, int]) -> None:
    teacher = crowd.id("prof")
    crowd.link(family[0], teacher)
    shown = crowd.asked(families.card, teacher)
    assert shown["is_guardian"]
    assert [row["id"] for row in shown["students"]] == [family[0]]


def test_a_page_of_many_links_asks_as_often_as_one_of_few(sqlite_crowd: Crowd) -> None:
    students = sqlite_crowd.add(12)
    few, many = sqlite_crowd.add(2, "GUARDIAN", 50)
    sqlite_crowd.link(students[0], few)
    for student in students:
        sqlite_crowd.link(student, many)
    hand = Hand(sqlite_crowd.world)
    asked = [counted(lambda whose=whose: hand(families.card, whose)) for whose in (few, many)]
    assert asked[0] == asked[1] <= 8


def test_who_can_be_added_is_found_by_name(crowd: Crowd, family: tuple[int, int]) -> None:
    student, guardian = family
    crowd.add(1, "TEACHER", 5, last_name="Sandoval")
    crowd.add(12, "GUARDIAN", 10, last_name="Sandre")

    def found(whose: int, side: families.Side, said: str) -> list[str]:
        return [one["username"] for one in crowd.asked(families.candidates, whose, side, said)]

    assert found(student, "guardians", "aurore SÀND") == ["x002"]
    assert found(student, "guardians", "sand")[:2] == ["x002", "x010"]
    assert len(found(student, "guardians", "sand")) == families.FOUND
    assert found(guardian, "students", "zola") == ["x001"]
    assert found(student, "students", "zola") == []
    assert found(student, "guardians", "  ") == []
    crowd.link(*family)
    assert found(student, "guardians", "aurore") == []
    assert found(guardian, "students", "zola") == []


def test_nobody_out_of_reach_is_proposed(crowd: Crowd, family: tuple[int, int]) -> None:
    crowd.grant("TEACHER", [Permission.PEOPLE_EDIT], ["STUDENT"])
    hand = Hand(crowd.world, "prof")
    assert hand(families.candidates, family[0], "guardians", "sand") == []
    assert isinstance(hand.refusal(families.candidates, family[1], "students", "zola"), NotFound)


def test_a_household_is_said_and_the_same_however_it_is_written(crowd: Crowd, family: tuple[int, int]) -> None:
    guardian = family[1]
    crowd.asked(guardian_links.settle, guardian, "  12, rue de l’Église ")
    shown = crowd.asked(families.card, guardian)
    assert shown["household"] == "12, rue de l’Église"
    kept = next(one for one in crowd.rows(Person) if one.id == guardian)
    assert (kept.household_key, kept.version) == ("12, rue de l’eglise", 1)
    line = crowd.rows(Journal)[-1]
    assert (line.action, line.before, line.after) == (
        "people.household_changed", {"household": ""}, {"household": "12, rue de l’Église"},
    )  # fmt: skip
    crowd.asked(guardian_links.settle, guardian, "12, rue de l’Église")
    assert crowd.rows(Journal)[-1].id == line.id
    crowd.asked(guardian_links.settle, guardian, "")
    assert crowd.asked(families.card, guardian)["household"] == ""


@pytest.mark.parametrize("household", ["x" * 201, "a\nb", "a\x00b"])
def test_a_household_that_cannot_be_kept_is_refused(crowd: Crowd, family: tuple[int, int], household: str) -> None:
    with pytest.raises(Invalid) as refusal:
        crowd.asked(guardian_links.settle, family[1], household)
    assert refusal.value.fields.keys() == {"household"}


def test_only_guardians_whom_one_manages_have_their_household_changed(crowd: Crowd, family: tuple[int, int]) -> None:
    with pytest.raises(NotFound):
        crowd.asked(guardian_links.settle, family[0], "Ailleurs")
    crowd.grant("TEACHER", [Permission.PEOPLE_EDIT], ["STUDENT"])
    for whose in (family[1], 10**6):
        assert isinstance(Hand(crowd.world, "prof").refusal(guardian_links.settle, whose, "Ailleurs"), NotFound)


@pytest.mark.parametrize("place", [0, 1])
def test_links_go_with_either_of_the_two(crowd: Crowd, family: tuple[int, int], place: int) -> None:
    crowd.link(*family)
    (student,) = crowd.add(1, first=7)
    (guardian,) = crowd.add(1, "GUARDIAN", 8)
    crowd.link(student, guardian)
    crowd.write(lambda db: db.exec(delete(Person).where(col(Person.id) == family[place])))
    assert _links(crowd) == [(student, guardian, "legal", True)]
    assert crowd.read(lambda db: db.exec(select(Person.id).where(col(Person.id) == family[1 - place])).first())
