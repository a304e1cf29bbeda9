"""What do lockers lose by the clock, and what never? On both engines (L8, L11, G-R1)."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, col, select, update

from app.models.establishment import (
    Delivery,
    Deposit,
    Document,
    Journal,
    LockerSettings,
    Membership,
    Person,
    Role,
    Upload,
    Version,
)
from app.models.platform import Establishment
from app.models.types import now
from app.services import clock, document_upkeep, locker_upkeep, uploads
from app.services.document_upkeep import purge
from app.services.errors import Forbidden, NotFound
from app.services.locker_quotas import OverQuota, TooLarge, usage
from app.services.permissions import Permission
from app.services.scope import Unit
from app.services.uploads import Arrived
from tests.support.crashes import crash_before
from tests.support.lockers import deposited
from tests.support.schooling import grant, holds, identity, member, read, written
from tests.support.world import World
from tests.support.worlds import ALSO_ON_S3

SUM = "a" * 64


def ask(world: World, use_case: Callable[..., Any], *said: object, login: str = "prof") -> Any:  # noqa: ANN401
    return member(world, login)(use_case, *said)


def sent(world: World, content: bytes = b"words", name: str = "a.txt", login: str = "prof") -> str:
    """A file that somebody sent whole, its bytes in the store."""
    upload = ask(world, uploads.announce, name, len(content), login=login)
    world.installation.files.put(f"{world.azurite.number}/{upload}", content)
    digest = content.hex().ljust(64, "0")[:64]
    ask(world, uploads.keep, upload, Arrived(digest, len(content), "text/plain"), login=login)
    return upload


def count(world: World, table: type[SQLModel]) -> int:
    with read(world) as db:
        return len(db.exec(select(table)).all())


def stored(world: World) -> set[str]:
    """The names of what the store has of documents."""
    there = world.installation.files.untouched(world.azurite.number, now() + timedelta(days=1))
    return {name.partition("/")[2] for name in there} - {"Azurite.txt"}


def age(world: World, table: type[SQLModel], column: str, by: timedelta) -> None:
    with written(world) as db:
        db.exec(update(table).values({column: now() - by}))
        db.commit()


def told(world: World) -> list[tuple[str, int | None, int]]:
    """What the journal says of trash that the clock emptied: who, by which account, how many documents."""
    with read(world) as db:
        emptied = select(Journal).where(Journal.action == "locker.trash_emptied").order_by(col(Journal.id))
        return [(line.actor, line.actor_id, line.after["documents"]) for line in db.exec(emptied)]


def see_to(world: World) -> datetime:
    return clock.see_to(world.installation, world.azurite.place)


def due(world: World) -> datetime | None:
    row = world.row(Establishment, world.azurite.number)
    assert row
    return row.due


@ALSO_ON_S3
def test_what_was_sent_waits_and_is_listed(world: World) -> None:
    first, second = sent(world, b"one"), sent(world, b"two", "b.txt")
    assert [(row["id"], row["name"], row["size"]) for row in ask(world, uploads.rows)] == [
        (first, "a.txt", 3),
        (second, "b.txt", 3),
    ]
    see_to(world)
    assert stored(world) == {first, second}
    assert ask(world, uploads.rows, login="admin") == []


@ALSO_ON_S3
def test_it_is_kept_though_the_process_that_took_it_in_has_died(world: World) -> None:
    """It was acknowledged."""
    upload = sent(world)
    with written(world) as db:
        db.exec(update(Upload).values(owner="dead"))
        db.commit()
    see_to(world)
    assert stored(world) == {upload}


@ALSO_ON_S3
def test_what_a_dead_process_was_taking_in_goes(world: World) -> None:
    dies_taking_in(world, "")


def test_what_a_dead_process_had_half_written_to_a_folder_goes(world: World) -> None:
    dies_taking_in(world, ".part")


def dies_taking_in(world: World, ending: str) -> None:
    upload = ask(world, uploads.announce, "a.pdf", 10)
    world.installation.files.put(f"{world.azurite.number}/{upload}{ending}", b"half")
    see_to(world)
    assert stored(world) == {f"{upload}{ending}"}  # it lives
    with written(world) as db:
        db.exec(update(Upload).values(owner="dead"))
        db.commit()
    see_to(world)
    assert (stored(world), count(world, Upload)) == (set(), 0)


def test_what_this_process_forgot_goes_too(world: World) -> None:
    """On a full disk even a row cannot be deleted."""
    upload, other = (ask(world, uploads.announce, "a.pdf", 10) for _ in range(2))
    uploads.COMING.add(upload)
    age(world, Upload, "created_at", timedelta(minutes=2))
    see_to(world)
    uploads.COMING.discard(upload)
    with read(world) as db:
        assert [row.id for row in db.exec(select(Upload))] == [upload]
    assert other != upload


@ALSO_ON_S3
def test_after_a_day_it_goes_with_its_bytes_unless_they_are_needed(world: World) -> None:
    sent(world, b"needed")
    sent(world, b"not needed")
    with written(world) as db:
        document = db.exec(select(Document).where(Document.size == 6)).one()
        deposit = Deposit(document_id=document.id or 0, name="a", size=6)
        db.add(deposit)
        db.flush()
        db.add(Version(deposit_id=deposit.id or 0, number=1, document_id=document.id or 0, name="a", size=6))
        db.commit()
    age(world, Upload, "created_at", timedelta(days=1, minutes=1))
    see_to(world)
    assert (count(world, Upload), count(world, Document)) == (0, 1)
    assert stored(world) == {document.key}


@ALSO_ON_S3
def test_a_person_takes_what_they_sent_along(world: World) -> None:
    """Rows of uploads go with their person; documents and bytes with the next look."""
    sent(world)
    with written(world) as db:
        db.delete(db.exec(select(Person).where(Person.username == "prof")).one())
        db.commit()
    assert count(world, Document) == 1
    see_to(world)
    assert (count(world, Document), stored(world)) == (0, set())


@ALSO_ON_S3
def test_bytes_that_are_nobodys_go_and_other_files_stay(world: World) -> None:
    files, number = world.installation.files, world.azurite.number
    upload = sent(world)
    for name in (secrets.token_hex(16), f"{secrets.token_hex(16)}.part", "logo.png", "pages/" + "g" * 32):
        files.put(f"{number}/{name}", b"1")
    before = stored(world)
    see_to(world)
    assert stored(world) == before  # somebody may still be writing them
    document_upkeep.sweep(world.installation, world.azurite.place, quiet=timedelta(seconds=-5))
    assert stored(world) == {upload, "logo.png", "pages/" + "g" * 32}


@ALSO_ON_S3
def test_the_trash_is_emptied_in_its_time(world: World) -> None:
    installation, place = world.installation, world.azurite.place
    old, young, live = (
        deposited(installation, place, by="prof", to=["admin"], content=content) for content in (b"1", b"2", b"3")
    )
    with written(world) as db:
        db.merge(LockerSettings(trash_days=10))
        db.get_one(Deposit, old).trashed_at = now() - timedelta(days=10, minutes=1)
        db.get_one(Deposit, young).trashed_at = now() - timedelta(days=9, hours=20)
        db.commit()
    at = see_to(world)
    with read(world) as db:
        assert set(db.exec(select(Deposit.id))) == {young, live}
        assert {row.deposit_id for row in db.exec(select(Version))} == {young, live}
        assert {row.deposit_id for row in db.exec(select(Delivery))} == {young, live}
    assert len(stored(world)) == 2
    assert told(world) == [("Casier", None, 1)]
    assert timedelta(hours=3) < at - now() < timedelta(hours=5)


@ALSO_ON_S3
def test_more_than_one_batch_of_trash_is_emptied(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locker_upkeep, "PURGED", 2)
    for _ in range(5):
        deposited(world.installation, world.azurite.place, trashed_at=now() - timedelta(days=31))
    see_to(world)
    assert (count(world, Deposit), count(world, Document), stored(world)) == (0, 0, set())
    assert told(world) == [("Casier", None, 5)]
    see_to(world)
    assert len(told(world)) == 1
    deposited(world.installation, world.azurite.place, trashed_at=now() - timedelta(days=31))
    see_to(world)
    assert told(world)[1:] == [("Casier", None, 1)]


def test_a_purge_by_the_clock_that_dies_has_told_what_it_did(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locker_upkeep, "PURGED", 2)
    for _ in range(5):
        deposited(world.installation, world.azurite.place, trashed_at=now() - timedelta(days=31))
    with crash_before("UPDATE journal"):
        see_to(world)
    assert told(world) == [("Casier", None, 2)]
    assert count(world, Deposit) == 3


@ALSO_ON_S3
def test_deleting_one_deposit_takes_no_bytes_that_another_uses(world: World) -> None:
    first, second = (deposited(world.installation, world.azurite.place, content=b"same") for _ in range(2))
    for deposit, left in ((first, 1), (second, 0)):
        with written(world) as db:
            unit = Unit(world.installation, db)
            purge(unit, world.azurite.number, [deposit])
            assert len(stored(world)) == 1  # not before the commit
            unit.checkpoint()
        assert (count(world, Document), len(stored(world))) == (left, left)


@ALSO_ON_S3
def test_a_purge_that_fails_takes_nothing(world: World) -> None:
    deposit = deposited(world.installation, world.azurite.place)
    with written(world) as db:
        unit = Unit(world.installation, db)
        purge(unit, world.azurite.number, [deposit])
        unit.take_back()
    assert (count(world, Deposit), count(world, Document), len(stored(world))) == (1, 1, 1)


def test_the_clock_sees_to_those_that_are_due_alone(world: World) -> None:
    upload = ask(world, uploads.announce, "a.pdf", 10)
    with written(world) as db:
        db.exec(update(Upload).values(owner="dead"))
        db.commit()
    clock.run(world.installation)
    assert count(world, Upload) == 1  # it never said that it would be due
    clock.wake(world.installation, world.azurite.number, now() + timedelta(hours=1))
    clock.run(world.installation)
    assert count(world, Upload) == 1
    clock.wake(world.installation, world.azurite.number, now() - timedelta(seconds=1))
    clock.run(world.installation)
    assert count(world, Upload) == 0
    at = due(world)
    assert at
    assert timedelta(hours=23) < at - now() <= timedelta(days=1)
    assert upload


@ALSO_ON_S3
def test_the_same_content_is_one_document(world: World) -> None:
    first, second = sent(world, b"same"), sent(world, b"same", login="admin")
    assert (count(world, Upload), count(world, Document)) == (2, 1)
    assert stored(world) == {first}
    ask(world, uploads.remove, second)  # not theirs
    assert count(world, Upload) == 2
    ask(world, uploads.remove, first)
    assert stored(world) == {first}
    ask(world, uploads.remove, second, login="admin")
    assert (count(world, Document), stored(world)) == (0, set())


@ALSO_ON_S3
def test_bytes_that_were_the_same_as_others_go_though_their_upload_still_waits(world: World) -> None:
    """The process died between the commit that found them twice, and taking the second ones away."""
    first, second = sent(world, b"same"), sent(world, b"same", login="admin")
    coming = ask(world, uploads.announce, "c.txt", 1)
    for each in (second, coming):
        world.installation.files.put(f"{world.azurite.number}/{each}", b"same")
    document_upkeep.sweep(world.installation, world.azurite.place, quiet=timedelta(seconds=-5))
    assert stored(world) == {first, coming}
    assert [row["id"] for row in ask(world, uploads.rows, login="admin")] == [second]


def test_what_was_removed_meanwhile_is_not_kept(world: World) -> None:
    upload = ask(world, uploads.announce, "a.pdf", 10)
    ask(world, uploads.remove, upload)
    for one in (upload, "0" * 32, sent(world, login="admin")):
        with pytest.raises(NotFound):
            ask(world, uploads.keep, one, Arrived(SUM, 10, "text/plain"))


def test_room_is_counted_from_the_announcement_on(world: World) -> None:
    with written(world) as db:
        db.merge(LockerSettings(quota=1000, largest=600))
        db.commit()
    with pytest.raises(TooLarge):
        ask(world, uploads.announce, "a", 601)
    ask(world, uploads.announce, "a", 600)
    with pytest.raises(OverQuota):
        ask(world, uploads.announce, "a", 401)
    upload = ask(world, uploads.announce, "a", 400)
    with pytest.raises(OverQuota):
        ask(world, uploads.announce, "a", 1)
    ask(world, uploads.remove, upload)
    ask(world, uploads.announce, "a", 400)


def test_versions_count_once_however_many_receive_them_and_in_the_trash_too(world: World) -> None:
    installation, place = world.installation, world.azurite.place
    deposit = deposited(installation, place, by="prof", to=["admin", "eleve"], content=b"12345")
    deposited(installation, place, by="prof", to=["admin"], content=b"123", trashed_at=now())
    deposited(installation, place, by="admin", to=["prof"], content=b"other's")
    deposited(installation, place, by=None, to=["prof"], content=b"nobody's")
    with written(world) as db:
        document = db.get_one(Deposit, deposit).document_id
        db.add(Version(deposit_id=deposit, number=2, document_id=document, name="a", size=5))
        db.commit()
    with read(world) as db:
        prof = db.exec(select(Person.id).where(Person.username == "prof")).one()
        assert usage(db, prof)["used"] == 5 + 5 + 3
        assert usage(db, 999)["used"] == 0


def test_the_largest_quota_of_todays_roles_wins(world: World) -> None:
    def mine() -> int:
        with read(world) as db:
            return usage(db, db.exec(select(Person.id).where(Person.username == "prof")).one() or 0)["quota"]

    def give(code: str, bytes_: int | None) -> None:
        with written(world) as db:
            db.exec(update(Role).where(col(Role.code) == code).values(quota=bytes_))
            db.commit()

    with written(world) as db:
        db.merge(LockerSettings(quota=1000))
        db.commit()
    assert mine() == 1000
    give("TEACHER", 10)
    assert mine() == 10
    holds(world, "prof", "COUNSELLOR")
    assert mine() == 1000  # that of a role without one
    give("COUNSELLOR", 5)
    assert mine() == 10
    give("COUNSELLOR", 50)
    assert mine() == 50
    with written(world) as db:
        counsellor = identity(world, "COUNSELLOR")
        over = now().date() - timedelta(days=1)
        db.exec(update(Membership).where(col(Membership.role_id) == counsellor).values(ends_on=over))
        db.commit()
    assert mine() == 10
    give("TEACHER", 0)
    assert mine() == 0


def test_who_has_no_locker_sends_nothing_whatever_their_rights(world: World) -> None:
    grant(world, "STUDENT", Permission.LOCKER_DEPOSIT)
    with pytest.raises(Forbidden):
        ask(world, uploads.announce, "a", 1, login="eleve")
