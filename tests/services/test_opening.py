"""Does a depositor see who really opened a document, whatever its recipients mark (L5, L6)?"""

from collections.abc import Callable, Sequence

import pytest
from sqlmodel import Session, col, update

from app.models.establishment import Notification, Person
from app.services import arrivals, received, recipients, sent
from app.services.listing import Query
from tests.support.asked import counted
from tests.support.hands import Hand
from tests.support.lockers import Doer, Post, opened, taken
from tests.support.world import World

Told = tuple[str, bool, int, int]
ADDRESS, DEPOSITED = "prof@azurite.test", "Nouveau document : Compte rendu.pdf"


def wants_mails(db: Session) -> None:
    chosen = {"email": ADDRESS, "notification": Notification.EACH}
    db.exec(update(Person).where(col(Person.username) == "prof").values(chosen))


class Office:
    """Whoever deposits, a recipient, and a document between the two."""

    def __init__(self, world: World) -> None:
        self.world, self.post = world, Post(world, world.azurite)
        self.admin, self.prof = Hand(world), Doer(world, "prof")
        self.post.write(wants_mails)
        self.document = self.post.announced("prof")

    def open(self) -> None:
        opened(self.prof.hand, self.document)

    def mark_read(self) -> None:
        assert self.prof.apply("received.mark_read", self.document)["done"] == 1

    def mark_unread(self) -> None:
        assert self.prof.apply("received.mark_unread", self.document)["done"] == 1

    def update(self) -> None:
        self.post.updated(self.document)

    def told(self) -> Told:
        """What the depositor sees: of the recipient, and at what time; how many opened it, and are to be reminded."""
        (row,) = self.admin(recipients.page, self.document, Query())["rows"]
        (found,) = self.admin(recipients.page, self.document, Query(filters={"opening": row["opening"]}))["rows"]
        assert found == row
        number = self.admin(sent.card, self.document)["opened"]
        return row["opening"], bool(row["opened_at"]), number, self.admin(recipients.to_remind, self.document)

    def status(self) -> str:
        """What the recipient sees in their locker."""
        (row,) = self.prof.hand(received.page, Query())["rows"]
        return row["status"]


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


UNOPENED, OPENED = ("unopened", False, 0, 1), ("read", True, 1, 0)
OUTDATED = ("outdated", True, 1, 1)
Acts = Sequence[Callable[[Office], None]]
STORIES: list[tuple[Acts, str, Told]] = [
    ([], "new", UNOPENED),
    ([Office.open], "read", OPENED),
    ([Office.mark_read], "read", UNOPENED),
    ([Office.mark_read, Office.open], "read", OPENED),
    ([Office.open, Office.mark_unread], "new", OPENED),
    ([Office.open, Office.mark_unread, Office.open], "read", OPENED),
    ([Office.open, Office.update], "updated", OUTDATED),
    ([Office.open, Office.update, Office.mark_read], "read", OUTDATED),
    ([Office.open, Office.update, Office.mark_read, Office.open], "read", OPENED),
    ([Office.open, Office.update, Office.open, Office.mark_unread], "new", OPENED),
]


@pytest.mark.parametrize(("acts", "status", "told"), STORIES)
def test_to_mark_is_not_to_open(office: Office, acts: Acts, status: str, told: Told) -> None:
    for act in acts:
        act(office)
    assert (office.status(), office.told()) == (status, told)


def test_to_take_many_at_once_is_to_open_them(office: Office) -> None:
    office.mark_read()
    taken(office.prof.hand, office.document)
    assert office.told() == OPENED


def test_an_opening_is_noted_once_whatever_was_marked_before(office: Office) -> None:
    """What is noted already costs no transaction that writes."""
    office.mark_read()
    first, again = counted(office.open), counted(office.open)
    assert again < first
    office.mark_unread()
    assert counted(office.open) == first
    assert counted(office.open) == again


def test_who_only_marked_it_is_reminded_by_mail_and_in_their_tabs(office: Office) -> None:
    office.mark_read()
    assert office.prof.hand(arrivals.standing)["unread"] == 0
    assert office.admin(recipients.remind, office.document) == 1
    office.world.work()
    assert office.post.subjects() == [(ADDRESS, DEPOSITED), (ADDRESS, "Rappel : Compte rendu.pdf")]
    assert (office.prof.hand(arrivals.standing)["unread"], office.status()) == (1, "new")
    assert [news["id"] for news in office.prof.hand(arrivals.news, [office.document])] == [office.document]


def test_who_opened_it_and_marked_it_as_unread_is_not_reminded(office: Office) -> None:
    office.open()
    office.mark_unread()
    refusal = office.admin.refusal(recipients.remind, office.document)
    assert "Everybody has opened it" in refusal.message.text("en")


def test_who_opens_it_before_the_reminder_leaves_gets_none(office: Office) -> None:
    office.admin(recipients.remind, office.document)
    office.open()
    office.mark_unread()
    office.world.work()
    assert office.post.subjects() == [(ADDRESS, DEPOSITED)]
