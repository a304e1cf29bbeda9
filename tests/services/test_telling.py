"""Does whoever deposits, updates or takes back tell those whom it concerns, at once and by mail (L4, L6, L11)?"""

from collections.abc import Callable
from queue import Queue

import pytest
from sqlmodel import Session, col, update

from app.models.establishment import Deposit, Notification, Person
from app.services import arrivals, deposit_form, deposits
from app.storage.bus import News
from tests.support.crowd import Crowd
from tests.support.depositing import form, uploaded, whom
from tests.support.lockers import Doer, Post, deposited, opened, taken
from tests.support.world import World

EACH, DAILY, NONE = Notification.EACH, Notification.DAILY, Notification.NONE
ME, LATE = "prof@azurite.test", "x003@azurite.test"
NEW = "Nouveau document : Progression.pdf"


def wants_mails(db: Session) -> None:
    db.exec(update(Person).where(col(Person.username) == "prof").values(email=ME, notification=EACH))


class Room:
    """`admin` deposits for `prof`, who wants mails, for who wants one a day, and for who wants none; one is left."""

    def __init__(self, world: World, heard: "Queue[News]") -> None:
        self.world, self.heard, self.post = world, heard, Post(world, world.azurite)
        self.post.write(wants_mails)
        self.me, self.others = self.post.id("prof"), self.post.teachers(DAILY, NONE)
        self.people = [self.me, *self.others]
        (self.late,) = self.post.teachers(EACH, first=3)
        self.admin, self.prof = Doer(world, "admin"), Doer(world, "prof")

    def file(self, name: str = "Progression.pdf") -> str:
        return uploaded(self.world, "admin", name, name.encode())

    def deposit(self) -> int:
        """Before those three; what is said of it so far is forgotten."""
        said = form([self.file()], *[whom("person", one) for one in self.people])
        (identity,) = self.admin.hand(deposits.deposit, said)
        self.world.work()
        self.news()
        return identity

    def news(self) -> list[News]:
        """What tabs have heard of documents since they were asked last."""
        heard = [self.heard.get_nowait() for _ in range(self.heard.qsize())]
        return [news for news in heard if news.what == arrivals.WHAT]

    def of(self, people: list[int] | None, *ids: int) -> News:
        return News(self.world.azurite.number, None if people is None else frozenset(people), arrivals.WHAT, ids)

    def mails(self) -> list[tuple[str, str]]:
        """Who was written to, and of what, once the queue is done."""
        self.world.work()
        return self.post.subjects()


@pytest.fixture
def room(world: World, heard: "Queue[News]") -> Room:
    return Room(world, heard)


def test_a_deposit_tells_its_recipients(room: Room) -> None:
    said = form([room.file("A.pdf"), room.file("B.pdf")], *[whom("person", one) for one in room.people])
    ids = room.admin.hand(deposits.deposit, said)
    assert room.news() == [room.of(room.people, *ids)]
    assert all(row.mails_due for row in room.post.rows(Deposit))
    assert room.mails() == [(ME, f"Nouveau document : {name}.pdf") for name in "AB"]


def test_a_new_version_tells_all_of_them_again(room: Room) -> None:
    identity = room.deposit()
    opened(room.prof.hand, identity)
    room.news()
    room.admin.hand(deposits.update, identity, [room.file("Autre.pdf")])
    assert room.news() == [room.of(room.people, identity)]
    assert room.mails() == [(ME, "Document mis à jour : Autre.pdf"), (ME, NEW)]


def test_more_recipients_are_told_alone(room: Room) -> None:
    identity = room.deposit()
    room.admin.hand(deposits.add_recipients, identity, [whom("person", room.late), whom("person", room.me)])
    assert room.news() == [room.of([room.late], identity)]
    assert room.mails() == [(ME, NEW), (LATE, NEW)]


def test_what_is_taken_back_and_restored_lets_everybody_count_again(room: Room) -> None:
    identity = room.deposit()
    for deed in (deposits.trash, deposits.restore):
        room.admin.hand(deed, identity)
        assert room.news() == [room.of(None)]


@pytest.mark.parametrize("is_undone", [False, True])
def test_so_does_what_is_done_to_many(room: Room, is_undone: bool) -> None:  # noqa: FBT001  a parameter
    identity = room.deposit()
    job = room.admin.apply("sent.trash", identity)
    assert room.news() == [room.of(None)]
    if is_undone:
        room.admin.undo(job["id"])
    else:
        room.admin.apply("trash.restore", identity)
    assert room.news() == [room.of(None)]


def test_a_reminder_of_many_tells_those_who_wait(room: Room) -> None:
    identity = room.deposit()
    room.admin.apply("sent.remind", identity)
    assert room.news() == [room.of(room.people, identity)]
    reminded = [(who, "Rappel : Progression.pdf") for who in (ME, "x001@azurite.test")]  # who wants none gets none
    assert room.mails() == sorted([(ME, NEW), *reminded])


@pytest.mark.parametrize("choice", ["unpublish", "delete"])
def test_an_account_that_ends_with_its_documents_lets_everybody_count_again(room: Room, choice: str) -> None:
    deposited(room.world.installation, room.world.azurite.place, by="x003", to=room.people)
    crowd = Crowd(room.world, room.world.azurite)
    job = crowd.apply("people.cancel", room.late, choice=choice, typed="x003")
    assert room.of(None) in room.news()
    if choice == "unpublish":
        crowd.undo(job["id"])
        assert room.of(None) in room.news()


Reads = Callable[[Doer, int], object]
OPENS: list[Reads] = [
    lambda who, document: opened(who.hand, document),
    lambda who, document: taken(who.hand, document),
]
READS: list[Reads] = [
    lambda who, document: who.apply("received.mark_read", document),
    lambda who, document: who.undo(who.apply("received.remove", document)["id"]),
]


@pytest.mark.parametrize("read", OPENS, ids=["opened", "kept"])
def test_whoever_opens_it_lets_their_own_tabs_count_again_and_the_depositors_see_it(room: Room, read: Reads) -> None:
    read(room.prof, room.deposit())
    assert set(room.news()) == {room.of([room.me, room.post.id("admin")])}


@pytest.mark.parametrize("read", READS, ids=["marked", "taken out and back"])
def test_whoever_reads_lets_their_own_tabs_count_again(room: Room, read: Reads) -> None:
    read(room.prof, room.deposit())
    assert set(room.news()) == {room.of([room.me])}


def test_whoever_marks_as_unread_lets_them_count_again_too(room: Room) -> None:
    identity = room.deposit()
    opened(room.prof.hand, identity)
    room.news()
    room.prof.apply("received.mark_unread", identity)
    assert set(room.news()) == {room.of([room.me])}


@pytest.mark.parametrize(("box", "written"), [({"sends_mail": "on"}, [(ME, NEW)]), ({}, [])])
def test_the_box_decides_whether_mails_are_written(
    room: Room, box: dict[str, str], written: list[tuple[str, str]]
) -> None:
    """As each chose; tabs hear either way. What is done to it later follows the box, too."""
    recipients = ",".join(f'{{"kind": "person", "ref": {one}, "is_dynamic": false}}' for one in room.people)
    typed = deposit_form.typed({"files": room.file(), "recipients": f"[{recipients}]", **box})
    (identity,) = room.admin.hand(deposits.deposit, typed)
    assert room.news() == [room.of(room.people, identity)]
    assert room.mails() == written
    room.admin.hand(deposits.update, identity, [room.file("Autre.pdf")])
    assert {to for to, _ in room.mails()} == {to for to, _ in written}
