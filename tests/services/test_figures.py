"""What does an establishment show of itself in figures, and are they right at midnight?"""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import col, select

from app.models.establishment import Document, PersonState, Role, SignIn
from app.models.types import now
from app.services import days, figures
from tests.support.crowd import Crowd
from tests.support.lockers import deposited, filled

JUST = timedelta(microseconds=1)


def test_days_are_the_schools_also_when_clocks_change() -> None:
    in_march = days.latest(2, datetime(2027, 3, 28, 12, tzinfo=UTC))
    assert [day.date for day in in_march] == [date(2027, 3, 27), date(2027, 3, 28)]
    assert [day.ends - day.begins for day in in_march] == [timedelta(hours=24), timedelta(hours=23)]
    (in_october,) = days.latest(1, datetime(2027, 10, 31, 12, tzinfo=UTC))
    assert in_october.ends - in_october.begins == timedelta(hours=25)
    late = days.latest(1, datetime(2027, 7, 1, 22, 30, tzinfo=UTC))  # half past midnight in Paris
    assert late[0].date == date(2027, 7, 2)


def test_accounts_are_counted_by_state_and_by_first_role(crowd: Crowd) -> None:
    crowd.add(2, state=PersonState.PENDING)
    blocked = crowd.add(1, "TEACHER", 3, state=PersonState.BLOCKED)
    crowd.hold(blocked[0], "EDITOR")
    assert crowd.asked(figures.accounts) == {"people": 6, "active": 3, "pending": 2, "blocked": 1}
    found = crowd.asked(figures.roles)
    assert [(role["name"], role["n"]) for role in found] == [("Élève", 3), ("Professeur", 2), ("Webmestre", 1)]
    names = {role.id: role.name for role in crowd.read(lambda db: list(db.exec(select(Role))))}
    assert all(names[role["id"]] == role["name"] for role in found)


def test_sign_ins_are_counted_on_the_day_they_were_in_france(crowd: Crowd) -> None:
    moment = datetime(2027, 10, 31, 12, tzinfo=UTC)
    last = days.latest(figures.DAYS, moment)
    first, yesterday, today = last[0], last[-2], last[-1]
    moments = [first.begins - JUST, first.begins, yesterday.ends - JUST, today.begins, today.ends - JUST, today.ends]
    prof = crowd.id("prof")
    crowd.write(lambda db: db.add_all(SignIn(person_id=prof, at=at) for at in moments))
    found = crowd.asked(figures.sign_ins, moment)
    assert [row["day"] for row in found] == [day.date.isoformat() for day in last]
    assert [row["n"] for row in found] == [1, *[0] * 11, 1, 2]


def test_todays_are_there_without_being_asked_for_a_moment(crowd: Crowd) -> None:
    before = crowd.asked(figures.sign_ins)[-1]["n"]
    crowd.world.signed_in(crowd.school)
    after = crowd.asked(figures.sign_ins)
    assert (len(after), after[-1]["day"]) == (figures.DAYS, days.today().isoformat())
    assert after[-1]["n"] == before + 1


def test_deposits_are_counted_by_day_and_bytes_once(crowd: Crowd) -> None:
    installation, place = crowd.world.installation, crowd.school.place
    last = days.latest(figures.DAYS)
    for at in (last[0].begins - JUST, last[0].begins, last[3].begins, last[4].begins - JUST, now()):
        deposited(installation, place, created_at=at)
    deposited(installation, place, content=b"%PDF-1.4 longer")
    assert [row["n"] for row in crowd.asked(figures.deposits)] == [1, 0, 0, 2, *[0] * 9, 2]
    assert crowd.asked(figures.kept) == {"documents": 2, "stored": len(b"%PDF-1.4" + b"%PDF-1.4 longer")}


def test_nothing_yet_is_zero_on_each_day(crowd: Crowd) -> None:
    assert [row["n"] for row in crowd.asked(figures.deposits)] == [0] * figures.DAYS
    assert crowd.asked(figures.kept) == {"documents": 0, "stored": 0}


def test_what_another_school_has_is_not_counted(crowd: Crowd) -> None:
    other = Crowd(crowd.world, crowd.world.cinabre)
    other.add(3)
    filled(crowd.world, "prof", 2)
    other.write(lambda db: db.add(SignIn(person_id=1, at=now())))
    assert crowd.asked(figures.accounts)["people"] == 3
    assert other.asked(figures.deposits)[-1]["n"] == 0
    assert other.read(lambda db: db.exec(select(Document).where(col(Document.id) > 0)).first()) is None
