"""Does everybody read what is announced in their spaces today, and nothing else?"""

import pytest
from sqlmodel import select

from app.models.establishment import Announcement, AnnouncementReading, AnnouncementSpace, Person, SpaceCode
from app.services import announcement_reading
from app.services.announcement_reading import MOST
from app.services.days import today
from app.services.errors import NotFound
from tests.support.asked import counted
from tests.support.news import announced, day, inside
from tests.support.schooling import read, written
from tests.support.world import World

STUDENTS, TEACHERS, GUARDIANS = SpaceCode.STUDENTS, SpaceCode.TEACHERS, SpaceCode.GUARDIANS


def seen(world: World, *spaces: SpaceCode, login: str = "eleve") -> list[str]:
    """Titles in the first of these."""
    return [row["title"] for row in inside(world, login, *spaces)(announcement_reading.shown, spaces[0])["rows"]]


def test_those_of_today_are_shown_the_newest_first(world: World) -> None:
    for title, begins, ends in (
        ("ended", -9, -1), ("last day", -9, 0), ("first day", 0, 0), ("open", -3, None), ("tomorrow", 1, 9),
    ):  # fmt: skip
        announced(world, STUDENTS, title=title, begins_on=day(begins), ends_on="" if ends is None else day(ends))
    announced(world, TEACHERS, title="for others")
    announced(world, TEACHERS, STUDENTS, title="for both")
    assert seen(world, STUDENTS) == ["for both", "first day", "open", "last day"]
    assert seen(world, TEACHERS) == ["for both", "for others"]
    assert seen(world, TEACHERS, STUDENTS) == ["for both", "for others"]


def test_a_space_that_one_does_not_enter_is_not_there(world: World) -> None:
    announced(world, TEACHERS)
    for spaces, asked in (((STUDENTS,), "TEACHERS"), ((), "STUDENTS"), ((STUDENTS,), "NOWHERE"), ((STUDENTS,), "")):
        with pytest.raises(NotFound):
            inside(world, "eleve", *spaces)(announcement_reading.shown, asked)


def test_opening_one_is_noted_once_and_for_oneself_alone(world: World) -> None:
    number, other = announced(world, STUDENTS), announced(world, STUDENTS)
    ask = inside(world, "eleve", STUDENTS)
    assert ask(announcement_reading.shown, "STUDENTS")["unread"] == 2
    ask(announcement_reading.read, number)
    with read(world) as db:
        (first,) = db.exec(select(AnnouncementReading))
    ask(announcement_reading.read, number)
    with read(world) as db:
        (again,) = db.exec(select(AnnouncementReading))
    assert again == first
    shown = ask(announcement_reading.shown, "STUDENTS")
    assert (shown["total"], shown["unread"]) == (2, 1)
    assert {row["id"]: row["is_read"] for row in shown["rows"]} == {number: True, other: False}
    assert inside(world, "prof", STUDENTS)(announcement_reading.shown, "STUDENTS")["unread"] == 2


def test_what_is_not_before_one_reads_as_what_never_was(world: World) -> None:
    with world.installation.databases.session(world.cinabre.place, writes=True) as db:
        db.add(Announcement(id=500, title="Cinabre", text="Cinabre", begins_on=today()))
        db.flush()
        db.add(AnnouncementSpace(announcement_id=500, space=STUDENTS))
        db.commit()
    hidden = [
        announced(world, TEACHERS, GUARDIANS),
        announced(world, STUDENTS, begins_on=day(1)),
        announced(world, STUDENTS, begins_on=day(-2), ends_on=day(-1)),
    ]
    answers = set[str]()
    for number in (*hidden, 500, 0, -1, 99, 2**31, 2**70):
        with pytest.raises(NotFound) as refused:
            inside(world, "eleve", STUDENTS)(announcement_reading.read, number)
        answers.add(refused.value.message.text("fr"))
    assert len(answers) == 1
    with pytest.raises(NotFound):
        inside(world, "eleve")(announcement_reading.read, announced(world, STUDENTS))
    with read(world) as db:
        assert list(db.exec(select(AnnouncementReading))) == []


def test_a_few_are_shown_first_and_all_when_asked_for(world: World) -> None:
    numbers = [announced(world, STUDENTS, title=f"{n}") for n in range(12)]
    ask = inside(world, "eleve", STUDENTS)
    few = ask(announcement_reading.shown, "STUDENTS")
    assert ([row["id"] for row in few["rows"]], few["total"]) == (numbers[:1:-1], 12)
    assert [row["id"] for row in ask(announcement_reading.shown, "STUDENTS", MOST)["rows"]] == numbers[::-1]


def test_reading_takes_as_many_statements_however_much_there_is(world: World) -> None:
    announced(world, STUDENTS)
    seen(world, STUDENTS)  # who signs in first asks more
    few = counted(lambda: seen(world, STUDENTS))
    for _ in range(9):
        announced(world, STUDENTS, TEACHERS)
    assert counted(lambda: seen(world, STUDENTS)) == few


def test_it_goes_with_the_account_of_who_read_it(world: World) -> None:
    inside(world, "eleve", STUDENTS)(announcement_reading.read, announced(world, STUDENTS))
    with written(world) as db:
        db.delete(db.get_one(Person, 3))
        db.commit()
    with read(world) as db:
        assert list(db.exec(select(AnnouncementReading))) == []
