"""Is done to many documents exactly what was previewed, on one's own alone, and can it be taken back (L5, L6, L11)?"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select, update

from app.models.establishment import Category, Delivery, Deposit, Document, Job, JobRow, Person, Version
from app.models.types import now
from app.services import locker_bulk, person
from app.services.bulk import Selection
from app.services.errors import Forbidden, NotFound, Refused
from app.services.listing import Query
from tests.support.asked import counted
from tests.support.crashes import crash_before
from tests.support.crowd import tally
from tests.support.hands import Hand
from tests.support.lockers import Doer, deposited, filled
from tests.support.schooling import read, told, written
from tests.support.world import World


@pytest.fixture
def prof(world: World) -> Doer:
    return Doer(world, "prof")


@pytest.fixture
def admin(world: World) -> Doer:
    return Doer(world, "admin")


def give(world: World, count: int = 1, **said: Any) -> list[int]:  # noqa: ANN401  what `deposited` takes
    place = world.azurite.place
    return [
        deposited(world.installation, place, **{"name": f"{n}.pdf", "content": f"%PDF-{n}".encode(), **said})
        for n in range(count)
    ]


def seen(world: World, ids: Sequence[int], login: str = "prof") -> list[tuple[int, bool]]:
    """The version of each that somebody has seen, and whether it is out of their locker."""
    with read(world) as db:
        who = db.exec(select(Person.id).where(Person.username == login)).one()
        rows = (db.get_one(Delivery, (identity, who)) for identity in ids)
        return [(row.seen, row.removed_at is not None) for row in rows]


def change(world: World, ids: Sequence[int], table: Any = Deposit, **values: Any) -> None:  # noqa: ANN401  columns
    key = Delivery.deposit_id if table is Delivery else Deposit.id
    with written(world) as db:
        db.exec(update(table).where(col(key).in_(ids)).values(**values))
        db.commit()


def columns(world: World, ids: Sequence[int], name: str) -> list[Any]:
    with read(world) as db:
        return [getattr(db.get_one(Deposit, identity), name) for identity in ids]


def reasons(world: World, job: int) -> dict[int, str | None]:
    with read(world) as db:
        return {row.ref: row.reason for row in db.exec(select(JobRow).where(JobRow.job_id == job))}


def test_marking_as_read_is_undone_to_what_it_was(world: World, prof: Doer) -> None:
    ids = give(world, 4, to=["prof", "admin"])
    change(world, ids[1:3], version=3)
    change(world, ids[2:3], Delivery, seen=2)
    change(world, ids[3:], Delivery, seen=1)
    job = prof.apply("received.mark_read", *ids)
    assert tally(job) == ("done", 3, 3, 0, 1)
    assert seen(world, ids) == [(1, False), (3, False), (3, False), (1, False)]
    assert seen(world, ids[:1], "admin") == [(0, False)]
    with read(world) as db:
        assert {*db.exec(select(Delivery.opened_at))} == {None}  # who marks has not opened
    assert tally(prof.undo(job["id"]))[:3] == ("done", 3, 3)
    assert [version for version, _ in seen(world, ids)] == [0, 0, 2, 1]
    assert told(world)[-1].action == "people.added"  # one's own reading is nobody's business


def test_marking_as_unread_and_taking_out_are_undone(world: World, prof: Doer) -> None:
    ids = give(world, 3, to=["prof", "admin"])
    change(world, ids[:2], Delivery, seen=1)
    unread = prof.apply("received.mark_unread", *ids)
    assert tally(unread) == ("done", 2, 2, 0, 1)
    assert [version for version, _ in seen(world, ids)] == [0, 0, 0]
    prof.undo(unread["id"])
    assert [version for version, _ in seen(world, ids)] == [1, 1, 0]
    removed = prof.apply("received.remove", *ids[1:])
    assert seen(world, ids) == [(1, False), (1, True), (0, True)]
    assert seen(world, ids, "admin")[2] == (0, False)
    prof.undo(removed["id"])
    assert [is_out for _, is_out in seen(world, ids)] == [False, False, False]


def test_all_that_match_are_those_of_the_preview(world: World, prof: Doer) -> None:
    ids = give(world, 3, name="Réunion.pdf")
    other = give(world, 1, name="Autre.pdf")
    previewed = prof.preview("received.remove", query=Query("reunion"))
    later = give(world, 2, name="Réunion.pdf")
    change(world, ids[:1], trashed_at=now())
    assert tally(prof.confirm(previewed)) == ("done", 3, 2, 1, 0)
    assert reasons(world, previewed["job"])[ids[0]] == "gone"
    assert [is_out for _, is_out in seen(world, [*ids, *other, *later])] == [False, True, True, False, False, False]


def test_somebody_elses_and_absent_documents_are_not_among_the_rows(world: World, prof: Doer, admin: Doer) -> None:
    mine, others = give(world, 1, by="admin", to=["prof"]), give(world, 1, by="prof", to=["admin"])
    deposited(world.installation, world.cinabre.place)
    for name in ("received.remove", "received.mark_read", "received.mark_unread"):
        assert {*reasons(world, prof.preview(name, *mine, *others, 77, -3, 2**40)["job"])} == {*mine}
    for name in ("sent.file", "sent.trash", "sent.remind"):
        assert {*reasons(world, admin.preview(name, *mine, *others, 77)["job"])} == {*mine}
    change(world, [*mine, *others], trashed_at=now())
    for name in ("trash.restore", "trash.purge"):
        assert {*reasons(world, admin.preview(name, *mine, *others)["job"])} == {*mine}


def test_what_managers_only_see_is_left_out(world: World, admin: Doer) -> None:
    nobodys, hidden, mine = (
        give(world, by=None),
        give(world, by="prof", withdrawn=1),
        give(world, by="admin", withdrawn=2),
    )
    for name in ("sent.file", "sent.trash", "sent.remind"):
        previewed = admin.preview(name, *nobodys, *hidden, *mine)
        assert reasons(world, previewed["job"]) == {nobodys[0]: "others", hidden[0]: "others", mine[0]: "withdrawn"}


def test_a_category_is_given_and_taken_back(world: World, admin: Doer) -> None:
    ids = give(world, 3)
    with written(world) as db:
        db.add_all([Category(id=1, name="Conseils", name_key="conseils"), Category(id=2, name="Vie", name_key="vie")])
        db.commit()
    change(world, ids[:1], category_id=2)
    previewed = admin.preview("sent.file", *ids)
    assert [each["value"] for each in previewed["choices"]] == ["1", "2", "0"]
    job = admin.apply("sent.file", *ids, choice="2")
    assert tally(job) == ("done", 2, 2, 0, 1)
    assert columns(world, ids, "category_id") == [2, 2, 2]
    assert (told(world)[-1].action, told(world)[-1].after) == ("locker.filed", {"documents": 2})
    undone = admin.undo(job["id"])
    assert columns(world, ids, "category_id") == [2, None, None]
    assert reasons(world, undone["id"]) == dict.fromkeys(ids[1:]), "a result per row"
    assert (told(world)[-1].action, told(world)[-1].after) == ("locker.undone", {"documents": 2})
    assert Hand(world)(person.history, ids[1], Query())["rows"] == [], "people have the same numbers"
    assert tally(admin.apply("sent.file", *ids, choice="0"))[2] == 1
    assert columns(world, ids, "category_id") == [None, None, None]


def test_a_category_deleted_meanwhile_is_none(world: World, admin: Doer) -> None:
    ids = give(world, 1)
    with written(world) as db:
        db.add(Category(id=1, name="Conseils", name_key="conseils"))
        db.commit()
    previewed = admin.preview("sent.file", *ids, choice="1")
    with written(world) as db:
        db.delete(db.get_one(Category, 1))
        db.commit()
    assert tally(admin.confirm(previewed))[0] == "done"
    assert columns(world, ids, "category_id") == [None]


def test_many_are_reminded_of_at_once(world: World, admin: Doer) -> None:
    unread, read_by_all = give(world, 3, to=["prof"]), give(world, 1, to=["prof"])
    change(world, read_by_all, Delivery, seen=1, opened=1, opened_at=now())
    previewed = admin.preview("sent.remind", *unread, *read_by_all)
    assert reasons(world, previewed["job"])[read_by_all[0]] == "opened"
    assert tally(admin.confirm(previewed)) == ("done", 3, 3, 0, 1)
    with read(world) as db:
        assert sorted(db.exec(select(Delivery.reminders))) == [0, 1, 1, 1]
    assert admin.preview("sent.remind", *unread)["included"] == 0


def test_deleting_for_everyone_is_undone_and_restored(world: World, admin: Doer, prof: Doer) -> None:
    ids = give(world, 3)
    previewed = admin.preview("sent.trash", *ids)
    assert previewed["advice"]
    job = admin.confirm(previewed)
    assert all(columns(world, ids, "trashed_at"))
    assert prof.preview("received.mark_read", *ids)["included"] == 0
    admin.undo(job["id"])
    assert columns(world, ids, "trashed_at") == [None, None, None]
    admin.apply("sent.trash", *ids)
    assert tally(admin.apply("trash.restore", *ids[:2]))[2] == 2
    assert [at is None for at in columns(world, ids, "trashed_at")] == [True, True, False]
    assert told(world)[-1].action == "locker.restored"


def test_deleting_for_ever_leaves_the_bytes_that_others_use(world: World, admin: Doer) -> None:
    gone = give(world, 2, trashed_at=now(), content=b"%PDF shared")
    kept = give(world, 1, content=b"%PDF shared")
    alone = give(world, 1, trashed_at=now(), content=b"%PDF alone")
    old = give(world, 1, trashed_at=now() - timedelta(days=31))
    files = world.installation.files
    before = len([*files.names(world.azurite.number)])
    previewed = admin.preview("trash.purge", *gone, *alone, *kept, *old)
    assert previewed["is_final"]
    assert previewed["advice"]
    job = admin.confirm(previewed)
    assert tally(job)[:3] == ("done", 3, 3)
    assert not job["can_undo"]
    assert len([*files.names(world.azurite.number)]) == before - 1
    with read(world) as db:
        assert sorted(identity or 0 for identity in db.exec(select(Deposit.id))) == sorted([*kept, *old])
        assert len(db.exec(select(Document)).all()) == 2
        assert len(db.exec(select(Version)).all()) == 2
    with pytest.raises(Refused):
        admin.undo(job["id"])


def test_a_step_that_dies_deletes_nothing(world: World, admin: Doer) -> None:
    ids = give(world, 2, trashed_at=now())
    names = sorted(world.installation.files.names(world.azurite.number))
    previewed = admin.preview("trash.purge", *ids)
    with crash_before("INSERT INTO journal"):
        admin.confirm(previewed)
    assert len(columns(world, ids, "id")) == 2
    assert sorted(world.installation.files.names(world.azurite.number)) == names


def test_who_may_not_is_offered_nothing_and_refused(world: World, prof: Doer) -> None:
    eleve = Doer(world, "eleve")
    (mine,) = give(world, 1, by="eleve")
    assert eleve.hand(locker_bulk.offered, "sent") == []
    assert prof.hand(locker_bulk.offered, "received") == [
        "received.mark_read",
        "received.mark_unread",
        "received.remove",
    ]
    assert prof.hand(locker_bulk.offered, "people") == []
    for name in ("sent.trash", "trash.purge", "people.block", "no.such"):
        assert isinstance(
            eleve.hand.refusal(locker_bulk.preview, name, Selection(ids=[mine], all=False), Query()), Forbidden
        )
    previewed = prof.preview("received.remove", *give(world))
    assert isinstance(eleve.hand.refusal(locker_bulk.confirm, previewed["job"], {}), NotFound)


def test_many_at_once_take_few_statements(sqlite_world: World) -> None:
    prof, costs = Doer(sqlite_world, "prof"), list[int]()
    for count in (1, 800):
        filled(sqlite_world, "prof", count)
        previewed = prof.preview("received.mark_read", query=Query())
        costs.append(counted(lambda previewed=previewed: prof.confirm(previewed)))
        with written(sqlite_world) as db:
            db.exec(update(Job).values(state="done"))
            db.commit()
    assert costs[0] == costs[1]
