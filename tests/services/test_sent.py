"""Does a depositor see what they deposited, and who has opened it; and nobody else (L6)?"""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, update

from app.models.establishment import Audience, AudienceKind, Delivery, Deposit, Person, Version
from app.models.types import now
from app.services import locker_document, recipients, sent
from app.services.errors import Forbidden, NotFound, Refused
from app.services.listing import Query
from app.services.permissions import Permission
from tests.support.asked import counted
from tests.support.crowd import Crowd
from tests.support.hands import Hand, empower
from tests.support.lockers import deposited, filled
from tests.support.schooling import told, written
from tests.support.world import World


@pytest.fixture
def admin(world: World) -> Hand:
    return Hand(world, "admin")


@pytest.fixture
def crowd(world: World) -> Crowd:
    return Crowd(world, world.azurite)


def give(world: World, **said: Any) -> int:  # noqa: ANN401  what `deposited` takes
    return deposited(world.installation, world.azurite.place, **said)


def change(world: World, deposit: int, person: int | None = None, **values: Any) -> None:  # noqa: ANN401  columns
    statement = update(Deposit).where(col(Deposit.id) == deposit) if person is None else (
        update(Delivery).where(col(Delivery.deposit_id) == deposit, col(Delivery.person_id) == person)
    )  # fmt: skip
    with written(world) as db:
        db.exec(statement.values(**values))
        db.commit()


def delivery(crowd: Crowd, deposit: int, person: int) -> Delivery:
    return crowd.read(lambda db: db.get_one(Delivery, (deposit, person)))


def test_a_row_counts_who_opened_it(world: World, admin: Hand, crowd: Crowd) -> None:
    teachers = crowd.add(3, "TEACHER")
    document = give(world, to=teachers, name="Planning.pdf")
    change(world, document, teachers[0], opened_at=now(), opened=1, seen=1)
    change(world, document, teachers[1], seen=1)  # marked as read, which is not opened
    change(world, document, version=3)
    (row,) = admin(sent.page, Query())["rows"]
    assert (row["recipients"], row["opened"], row["version"]) == (3, 1, 3)
    assert give(world, to=[]) in {row["id"] for row in admin(sent.page, Query(filters={"status": "complete"}))["rows"]}
    waiting = admin(sent.page, Query(filters={"status": "waiting"}))["rows"]
    assert [row["id"] for row in waiting] == [document]


def test_only_ones_own_deposits_are_listed_and_shown(world: World, admin: Hand) -> None:
    mine, others = give(world, by="admin"), give(world, by="prof", to=["admin"])
    trashed = give(world, by="admin", trashed_at=now())
    prof = Hand(world, "prof")
    assert [row["id"] for row in prof(sent.page, Query())["rows"]] == [others]
    assert [row["id"] for row in admin(sent.page, Query())["rows"]] == [mine]
    foreign = deposited(world.installation, world.cinabre.place)
    for other in (mine, trashed, foreign + 90, 0, -1, 2**40):
        for use_case in (sent.card, recipients.to_remind, recipients.remind, recipients.catch_up):
            assert isinstance(prof.refusal(use_case, other), NotFound)
        assert isinstance(prof.refusal(recipients.page, other, Query()), NotFound)
    assert admin(sent.card, trashed)["is_trashed"]


def test_managers_see_to_what_is_withdrawn_or_nobodys(world: World, admin: Hand) -> None:
    hidden, nobodys, plain = give(world, by="prof", withdrawn=4), give(world, by=None), give(world, by="prof")
    asked = Query(filters={"overseen": "1"})
    assert sorted(row["id"] for row in admin(sent.page, asked)["rows"]) == sorted([hidden, nobodys])
    assert [row["is_withdrawn"] for row in admin(sent.page, asked)["rows"] if row["id"] == hidden] == [True]
    assert not admin(sent.card, nobodys)["is_mine"]
    assert isinstance(admin.refusal(sent.card, plain), NotFound)
    prof = Hand(world, "prof")
    assert sorted(row["id"] for row in prof(sent.page, asked)["rows"]) == sorted([hidden, plain])  # their own
    assert isinstance(prof.refusal(sent.card, nobodys), NotFound)
    assert isinstance(admin.refusal(recipients.remind, nobodys), NotFound)


def test_who_has_and_who_has_not_opened_it(world: World, admin: Hand, crowd: Crowd) -> None:
    people = crowd.add(4, "TEACHER")
    document = give(world, to=people)
    change(world, document, version=2)
    change(world, document, people[0], opened_at=now(), opened=2, seen=2)
    change(world, document, people[1], opened_at=now(), opened=1, seen=1)
    change(world, document, people[2], removed_at=now())
    rows = admin(recipients.page, document, Query())["rows"]
    assert [(row["id"], row["opening"], row["is_removed"]) for row in rows] == [
        (people[0], "read", False), (people[1], "outdated", False), (people[2], "unopened", True),
        (people[3], "unopened", False),
    ]  # fmt: skip
    for opening, there in (("read", people[:1]), ("outdated", people[1:2]), ("unopened", people[2:])):
        found = admin(recipients.page, document, Query(filters={"opening": opening}))
        assert [row["id"] for row in found["rows"]] == there
    assert [row["id"] for row in admin(recipients.page, document, Query("x002"))["rows"]] == [people[1]]


def test_those_who_have_not_opened_it_are_reminded_once_a_day(world: World, admin: Hand, crowd: Crowd) -> None:
    people = crowd.add(6, "TEACHER")
    document = give(world, to=people)
    change(world, document, version=2)
    change(world, document, people[0], opened_at=now(), opened=2, seen=2)
    change(world, document, people[1], opened_at=now(), opened=1, seen=1)  # not as it is now
    change(world, document, people[2], removed_at=now())
    change(world, document, people[3], reminded_at=now() - timedelta(hours=23), reminders=1)
    change(world, document, people[4], reminded_at=now() - timedelta(hours=25), reminders=1)
    crowd.write(lambda db: _block(db, people[5]))
    assert admin(recipients.to_remind, document) == 2
    assert admin(recipients.remind, document) == 2
    assert [delivery(crowd, document, person).reminders for person in people] == [0, 1, 0, 1, 2, 0]
    assert told(world)[-1].action == "locker.reminded"
    assert told(world)[-1].after == {"recipients": 2}
    assert "a day ago" in admin.refusal(recipients.remind, document).message.text("en")
    assert [delivery(crowd, document, person).reminders for person in people] == [0, 1, 0, 1, 2, 0]


def _block(db: Session, person: int) -> None:
    db.exec(update(Person).where(col(Person.id) == person).values(state="blocked"))


def test_what_is_in_the_trash_reminds_nobody(world: World, admin: Hand) -> None:
    document = give(world, trashed_at=now())
    assert admin(recipients.to_remind, document) == 0
    assert isinstance(admin.refusal(recipients.remind, document), NotFound)


def test_those_who_came_since_have_it_too(world: World, admin: Hand, crowd: Crowd) -> None:
    document = give(world, to=[])
    crowd.write(lambda db: db.add(Audience(deposit_id=document, kind=AudienceKind.EVERYONE, ref=1, is_dynamic=True)))
    crowd.add(2, "TEACHER")
    assert admin(recipients.page, document, Query())["rows"] == []
    assert (admin(recipients.catch_up, document), admin(recipients.catch_up, document)) == (3, 0)
    assert admin(recipients.page, document, Query())["total"] == 3


def test_what_may_be_changed_is_said(world: World, admin: Hand) -> None:
    mine, hidden = give(world), give(world, withdrawn=3)
    assert [admin(sent.card, one)["is_mine"] for one in (mine, hidden)] == [True, False]
    assert not Hand(world, "eleve")(sent.card, give(world, by="eleve"))["is_mine"]


def test_reminding_needs_the_right_to_deposit(world: World) -> None:
    document = give(world, by="eleve")
    eleve = Hand(world, "eleve")
    assert isinstance(eleve.refusal(recipients.remind, document), Forbidden)
    empower(world, "STUDENT", Permission.LOCKER_DEPOSIT)
    assert Hand(world, "eleve")(recipients.remind, document) == 1


def test_the_price_is_the_same_for_one_and_for_many(world: World, admin: Hand, crowd: Crowd) -> None:
    first = give(world, to=["prof"])
    asked = [
        lambda: admin(sent.page, Query()),
        lambda: admin(sent.page, Query("doc", {"status": "waiting"})),
        lambda: admin(recipients.page, first, Query()),
        lambda: admin(sent.card, first),
    ]
    before = [counted(each) for each in asked]
    filled(world, "prof", 1000)
    people = crowd.add(1000, "TEACHER")
    crowd.write(lambda db: db.add_all(Delivery(deposit_id=first, person_id=one) for one in people))
    assert [counted(each) for each in asked] == before


def test_a_document_is_shown_to_whoever_may_open_it_and_is_not_opened_by_that(world: World, crowd: Crowd) -> None:
    document = give(world, by="admin", to=["prof"], name="Notes.txt", content=b"Bonjour", memo="Lire")
    with written(world) as db:
        one = db.get_one(Deposit, document)
        db.add(Version(deposit_id=document, number=2, document_id=one.document_id, name="Notes 2.txt", size=7))
        one.version = 2
        db.commit()
    prof, admin = Hand(world, "prof"), Hand(world, "admin")
    card = prof(locker_document.card, document)
    assert (card["name"], card["preview"], card["status"], card["memo"]) == ("Notes 2.txt", "text", "new", "Lire")
    assert (card["versions"], card["is_own"]) == ([], False)
    mine = admin(locker_document.card, document)
    assert [version["number"] for version in mine["versions"]] == [2, 1]
    assert (mine["is_own"], mine["status"], mine["received_at"]) == (True, "", "")
    prof_id = crowd.id("prof")
    assert (delivery(crowd, document, prof_id).seen, delivery(crowd, document, prof_id).opened_at) == (0, None)


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"\x89PNG\r\n\x1a\n0", b"PK\x03\x04zip", b"<html>"])
def test_only_what_cannot_run_is_shown(world: World, content: bytes) -> None:
    document = give(world, content=content)
    card = Hand(world, "prof")(locker_document.card, document)
    assert card["preview"] == {b"%": "pdf", b"\x89": "image"}.get(content[:1], "")


def test_somebody_elses_document_reads_like_none(world: World) -> None:
    others, removed = give(world, to=["admin"]), give(world, to=["prof"])
    change(world, removed, Crowd(world, world.azurite).id("prof"), removed_at=now())
    trashed = give(world, to=["prof"], trashed_at=now())
    prof = Hand(world, "prof")
    costs = set[int]()
    for forged in (others, removed, trashed, 4000):
        costs.add(counted(lambda forged=forged: prof.refusal(locker_document.card, forged)))
        refusal = prof.refusal(locker_document.card, forged)
        assert isinstance(refusal, NotFound)
    assert len(costs) == 1
    assert isinstance(prof.refusal(locker_document.card, -1), Refused)
