"""Does who likes it so get one mail a day, at seven in France, whatever clocks and processes do (L4)?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, update

from app.models.establishment import Delivery, Deposit, LockerSettings, Notification, Version
from app.models.platform import Mail
from app.services import locker_digests
from app.services.locker_digests import due
from tests.support.crashes import crash_before
from tests.support.lockers import Post
from tests.support.world import World

DAY = date(2026, 11, 26)
SEVEN = due(DAY)
DAILY, EACH, NONE = Notification.DAILY, Notification.EACH, Notification.NONE
FIRST = "x001@azurite.test"
HOUR = timedelta(hours=1)


class Days(Post):
    """Deposits of other moments, and the clock at any."""

    def came(self, at: datetime, *to: int, name: str = "A.pdf", **fields: Any) -> int:  # noqa: ANN401  columns
        number = self.deposited(to=to, name=name, **fields)

        def do(db: Session) -> None:
            db.exec(update(Delivery).where(col(Delivery.deposit_id) == number).values(delivered_at=at))
            db.exec(update(Version).where(col(Version.deposit_id) == number).values(created_at=at))

        self.write(do)
        return number

    def clock(self, at: datetime) -> datetime | None:
        return locker_digests.see_to(self.world.installation, self.school.place, at)

    def mails(self) -> list[tuple[str, str]]:
        return sorted((mail.recipient, mail.subject) for mail in self.written())


@pytest.fixture
def days(world: World) -> Days:
    return Days(world, world.azurite)


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2026, 11, 26), datetime(2026, 11, 26, 6, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 7, 1, 5, tzinfo=UTC)),
        (date(2026, 3, 28), datetime(2026, 3, 28, 6, tzinfo=UTC)),  # the day before clocks go forward
        (date(2026, 3, 29), datetime(2026, 3, 29, 5, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 5, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 6, tzinfo=UTC)),  # they went back that night
    ],
)
def test_it_is_seven_in_france_summer_and_winter(day: date, utc: datetime) -> None:
    assert due(day) == utc


def test_one_mail_tells_of_all_that_came_since_the_last_one(days: Days) -> None:
    [person] = days.teachers(DAILY)
    days.came(SEVEN - 3 * HOUR, person, name="A.pdf")
    days.came(SEVEN - 2 * HOUR, person, name="B.pdf")
    assert days.clock(SEVEN - HOUR) == SEVEN
    assert days.mails() == []
    assert days.clock(SEVEN) is None
    assert days.mails() == [(FIRST, "Collège Azurite : 2 documents à lire")]
    [mail] = days.written()
    assert mail.text.index("«\xa0B.pdf\xa0», de Camille-Azurite Petit-Azurite") < mail.text.index("«\xa0A.pdf\xa0»")
    assert f"{days.world.installation.settings.address}/locker\n" in mail.text


def test_it_comes_once_a_day_and_not_without_news(days: Days) -> None:
    [person] = days.teachers(DAILY)
    days.came(SEVEN - HOUR, person, name="A.pdf")
    for minutes in (0, 1, 600):
        days.clock(SEVEN + timedelta(minutes=minutes))
    assert len(days.mails()) == 1
    days.clock(SEVEN + timedelta(days=1))
    assert len(days.mails()) == 1
    days.came(SEVEN + timedelta(days=1) + HOUR, person, name="B.pdf")
    assert days.clock(SEVEN + timedelta(days=1) + 2 * HOUR) == SEVEN + timedelta(days=2)
    assert len(days.mails()) == 1
    days.clock(SEVEN + timedelta(days=2))
    assert [subject for _, subject in days.mails()] == ["Collège Azurite : 1 document à lire"] * 2


def test_a_clock_that_is_set_back_brings_no_second_one(days: Days) -> None:
    [person] = days.teachers(DAILY)
    days.came(SEVEN - HOUR, person)
    days.clock(SEVEN)
    days.came(SEVEN - 2 * HOUR, person, name="B.pdf")
    days.clock(SEVEN - timedelta(days=1))
    days.clock(SEVEN + HOUR)
    assert len(days.mails()) == 1


def test_what_comes_while_they_are_written_is_for_the_next_one(days: Days) -> None:
    [person] = days.teachers(DAILY)
    days.came(SEVEN - HOUR, person, name="A.pdf")
    late = days.came(SEVEN + timedelta(seconds=1), person, name="B.pdf")
    assert days.clock(SEVEN + timedelta(minutes=1)) == SEVEN + timedelta(days=1)
    assert [subject for _, subject in days.mails()] == ["Collège Azurite : 1 document à lire"]
    assert [row.deposit_id for row in days.rows(Delivery) if row.mailed_at is None] == [late]


def test_others_get_none(days: Days) -> None:
    people = days.teachers(DAILY, EACH, NONE, None)
    days.came(SEVEN - HOUR, *people)
    days.clock(SEVEN)
    assert [to for to, _ in days.mails()] == [FIRST]


def test_the_establishments_choice_is_that_of_who_made_none(days: Days) -> None:
    people = days.teachers(None, EACH)
    days.write(lambda db: db.add(LockerSettings(notification=DAILY)))
    days.came(SEVEN - HOUR, *people)
    days.clock(SEVEN)
    assert [to for to, _ in days.mails()] == [FIRST]


def test_what_is_read_or_causes_no_mail_or_is_old_is_no_news(days: Days) -> None:
    [person] = days.teachers(DAILY)
    read = days.came(SEVEN - HOUR, person)
    days.write(lambda db: setattr(db.get_one(Delivery, (read, person)), "seen", 1))
    days.came(SEVEN - HOUR, person, sends_mail=False)
    days.came(SEVEN - HOUR, person, trashed_at=SEVEN)
    days.came(SEVEN - timedelta(days=10), person)
    assert days.clock(SEVEN) is None
    assert days.mails() == []


def test_a_new_version_is_news_again(days: Days) -> None:
    [person] = days.teachers(DAILY)
    number = days.came(SEVEN - HOUR, person)
    days.clock(SEVEN)
    days.write(lambda db: setattr(db.get_one(Delivery, (number, person)), "seen", 1))

    def update_it(db: Session) -> None:
        deposit = db.get_one(Deposit, number)
        deposit.version = 2
        db.add(Version(deposit_id=number, number=2, document_id=deposit.document_id, name="A.pdf", size=1,
                       created_at=SEVEN + HOUR))  # fmt: skip

    days.write(update_it)
    days.clock(SEVEN + timedelta(days=1))
    assert len(days.mails()) == 2
    assert any("«\xa0A.pdf\xa0», de Camille-Azurite Petit-Azurite (mis à jour)" in mail.text for mail in days.written())


def test_a_crash_before_they_are_noted_writes_nobody_twice_and_forgets_nothing(days: Days) -> None:
    people = days.teachers(DAILY, DAILY)
    days.came(SEVEN - HOUR, *people)
    with crash_before("UPDATE delivery SET mailed_at"):
        days.clock(SEVEN)
    assert len(days.mails()) == 2
    later = days.came(SEVEN + timedelta(minutes=1), *people, name="B.pdf")
    days.clock(SEVEN + timedelta(minutes=2))
    assert len(days.mails()) == 2
    untold = {row.deposit_id for row in days.rows(Delivery) if row.mailed_at is None}
    assert untold == {later}


def test_a_long_list_is_cut_and_counted(days: Days) -> None:
    [person] = days.teachers(DAILY)
    for number in range(23):
        days.came(SEVEN - HOUR, person, name=f"Document {number}.pdf")
    days.clock(SEVEN)
    [mail] = days.written()
    assert "23 documents" in mail.subject
    assert mail.text.count("Document ") == 20
    assert "et 3 autres." in mail.text


def test_many_people_are_written_to_in_one_go(days: Days) -> None:
    people = days.teachers(*[DAILY] * 230)
    days.came(SEVEN - HOUR, *people)
    days.clock(SEVEN)
    assert (
        len({mail.recipient for mail in days.world.rows(Mail)} & {f"x{n:03d}@azurite.test" for n in range(1, 231)})
        == 230
    )
