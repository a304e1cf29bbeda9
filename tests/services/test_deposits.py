"""Does a deposit reach its recipients, whole or not at all, and stay its depositor's (L4, L6, L11)?"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, col, func, select, update

from app.models.establishment import Audience, Category, Delivery, Deposit, Document, LockerSettings, Upload, Version
from app.models.types import now
from app.services import deposits
from app.services.deposits import Changes
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.permissions import Permission
from tests.support.asked import statements
from tests.support.depositing import deposited, form, has_it, joined, uploaded, whom
from tests.support.schooling import grant, member, read, told, written
from tests.support.schooling import identity as role
from tests.support.world import World
from tests.support.worlds import ALSO_ON_S3

ALL, LATER = whom("everyone", 0), whom("everyone", 0, later=True)


def faults(ask: Callable[..., Any], *said: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        ask(*said)
    return {field: message.text("en") for field, message in refused.value.fields.items()}


def amount(db: Session, table: type[Any]) -> int:
    return db.exec(select(func.count()).select_from(table)).one()


def stored(world: World) -> int:
    return len(list(world.installation.files.names(world.azurite.number))) - 1  # the school's own file


def category(world: World, name: str = "Conseils") -> int:
    with written(world) as db:
        row = Category(name="", name_key="")
        row.rename(name)
        db.add(row)
        db.commit()
        return row.id or 0


def row(world: World, identity: int) -> Deposit:
    with read(world) as db:
        return db.get_one(Deposit, identity)


@ALSO_ON_S3
def test_each_file_becomes_a_deposit_of_everyone_meant(world: World) -> None:
    colette, filed = joined(world, "colette"), category(world)
    sent = [uploaded(world, name=name, content=name.encode()) for name in ("B.pdf", "A.pdf")]
    said = form(sent, LATER, whom("person", colette), category=filed, memo=" À lire\navant jeudi ")
    first, second = member(world, "prof")(deposits.deposit, said)
    assert [row(world, one).name for one in (first, second)] == ["B.pdf", "A.pdf"]
    assert has_it(world, first) == has_it(world, second) == {1, colette}
    one = row(world, first)
    assert (one.depositor_id, one.category_id, one.memo, one.version) == (2, filed, "À lire\navant jeudi", 1)
    with read(world) as db:
        assert (amount(db, Upload), amount(db, Version), amount(db, Audience)) == (0, 2, 4)
        assert {(a.kind, a.ref, a.is_dynamic) for a in db.exec(select(Audience))} == {
            ("everyone", 0, True),
            ("person", colette, False),
        }
        assert {d.seen for d in db.exec(select(Delivery))} == {0}
    line = told(world)[-1]
    assert (line.action, line.label, line.subject) == ("locker.deposited", "A.pdf", str(second))
    assert line.after == {"recipients": 2, "category": "Conseils", "memo": len(one.memo)}


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_taken(world: World) -> None:
    sent, ask = uploaded(world), member(world, "prof")
    said = form([], category=99, memo="x" * 1001)
    assert faults(ask, deposits.deposit, said) == {
        "files": "Choose from 1 to 100 files.",
        "recipients": "Choose at least one recipient.",
        "category": "This category is no longer there. Choose another one.",
        "memo": "At most 1000 characters.",
    }
    assert [*faults(ask, deposits.deposit, form([sent], memo="x"))] == ["recipients"]
    assert [*faults(ask, deposits.deposit, form([sent], ALL, category=-1))] == ["category"]
    assert [*faults(ask, deposits.deposit, form([sent, "0" * 32], ALL))] == ["files"]
    with read(world) as db:
        assert (amount(db, Deposit), amount(db, Upload)) == (0, 1)
    assert len(ask(deposits.deposit, form([sent], ALL, memo="x" * 1000))) == 1


def test_whom_nobody_stands_behind_is_refused(world: World) -> None:
    sent, ask = uploaded(world), member(world, "prof")
    student = whom("role", role(world, "STUDENT"))
    assert "have no locker today" in faults(ask, deposits.deposit, form([sent], student))["recipients"]
    assert "Remove what is marked" in faults(ask, deposits.deposit, form([sent], ALL, whom("person", 3)))["recipients"]
    assert "Remove what is marked" in faults(ask, deposits.deposit, form([sent], ALL, whom("person", 2)))["recipients"]
    many = [whom("person", 1)] * 501
    assert "At most" not in faults(ask, deposits.deposit, form([sent], *many))["recipients"]
    with read(world) as db:
        assert amount(db, Upload) == 1


def test_somebody_elses_upload_reads_as_absent(world: World) -> None:
    theirs = uploaded(world, by="admin")
    absent = faults(member(world, "prof"), deposits.deposit, form(["0" * 32], ALL))
    assert faults(member(world, "prof"), deposits.deposit, form([theirs], ALL)) == absent


@ALSO_ON_S3
def test_the_same_file_twice_is_stored_once_and_goes_with_the_last(world: World) -> None:
    first, second = (deposited(world, ALL, name=name, content=b"same") for name in ("a.pdf", "b.pdf"))
    other = deposited(world, ALL, name="c.pdf", content=b"other")
    ask = member(world, "prof")
    assert stored(world) == 2
    for identity, left in ((first, 2), (second, 1), (other, 0)):
        ask(deposits.trash, identity)
        ask(deposits.purge, identity)
        assert stored(world) == left
    with read(world) as db:
        assert [amount(db, table) for table in (Deposit, Version, Audience, Delivery, Document)] == [0] * 5
    assert told(world)[-1].action == "locker.purged"


@ALSO_ON_S3
def test_bytes_that_an_upload_still_has_stay(world: World) -> None:
    identity = deposited(world, ALL, content=b"same")
    kept, ask = uploaded(world, content=b"same"), member(world, "prof")
    ask(deposits.trash, identity)
    ask(deposits.purge, identity)
    assert stored(world) == 1
    (again,) = ask(deposits.deposit, form([kept], ALL))
    assert has_it(world, again) == {1}


def test_a_delivery_looks_for_nobody_among_those_that_it_makes(world: World) -> None:
    """Where PostgreSQL believes the table empty it would go through them for each one: 115 s for 100,000 people."""
    made = [said for said, _ in statements(partial(deposited, world, ALL)) if "INSERT INTO delivery" in said]
    assert len(made) == 1
    assert "FROM delivery" not in made[0]


def test_category_and_memo_can_be_said_otherwise(world: World) -> None:
    identity, filed, ask = deposited(world, ALL), category(world), member(world, "prof")
    ask(deposits.modify, identity, Changes(category=filed, memo="Lire"))
    assert (row(world, identity).category_id, row(world, identity).memo) == (filed, "Lire")
    assert "lire" in row(world, identity).search
    line = told(world)[-1]
    assert (line.before, line.after) == ({"category": None, "memo": None}, {"category": "Conseils", "memo": 4})
    ask(deposits.modify, identity, Changes(category=filed, memo="Lire"))
    assert told(world)[-1].id == line.id
    assert [*faults(ask, deposits.modify, identity, Changes(category=7, memo="x" * 1001))] == ["category", "memo"]
    ask(deposits.modify, identity, Changes(category=0, memo=""))
    assert row(world, identity).category_id is None


def test_more_recipients_get_it_and_those_who_have_it_keep_theirs(world: World) -> None:
    colette = joined(world, "colette")
    identity, ask = deposited(world, whom("person", 1)), member(world, "prof")
    with written(world) as db:
        db.exec(update(Delivery).values(seen=1, removed_at=now()))
        db.commit()
    assert ask(deposits.newly_reached, identity, [ALL]) == {"people": 1, "lost": []}
    assert ask(deposits.add_recipients, identity, [ALL]) == 1
    assert has_it(world, identity) == {1, colette}
    with read(world) as db:
        mine = db.get_one(Delivery, (identity, 1))
        assert mine.removed_at is not None
    assert "already" in faults(ask, deposits.add_recipients, identity, [ALL])["recipients"]
    assert ask(deposits.add_recipients, identity, [LATER]) == 0  # those who come later are meant now
    assert [*faults(ask, deposits.add_recipients, identity, [])] == ["recipients"]
    with read(world) as db:
        kept = db.exec(select(Audience).where(col(Audience.kind) == "everyone")).one()
        assert kept.is_dynamic
    ask_again = faults(ask, deposits.add_recipients, identity, [ALL, LATER])
    assert "already" in ask_again["recipients"]


@ALSO_ON_S3
def test_a_better_file_takes_the_place_and_everyone_keeps_one_entry(world: World) -> None:
    identity, ask = deposited(world, ALL, content=b"first"), member(world, "prof")
    with written(world) as db:
        db.exec(update(Delivery).values(seen=1))
        db.commit()
    ask(deposits.update, identity, [uploaded(world, name="Version 2.pdf", content=b"second, longer")])
    one = row(world, identity)
    assert (one.version, one.name, one.size, one.name_key) == (2, "Version 2.pdf", 14, "version 2.pdf")
    with read(world) as db:
        assert [(v.number, v.size) for v in db.exec(select(Version).order_by(col(Version.number)))] == [(1, 5), (2, 14)]
        assert db.exec(select(Delivery)).one().seen == 1
    assert stored(world) == 2
    same = uploaded(world, name="Version 2.pdf", content=b"second, longer")
    assert "there already" in faults(ask, deposits.update, identity, [same])["files"]
    two = [uploaded(world, name=name, content=name.encode()) for name in "ab"]
    assert "one file" in faults(ask, deposits.update, identity, two)["files"]
    assert [*faults(ask, deposits.update, identity, [])] == ["files"]
    ask(deposits.trash, identity)
    ask(deposits.purge, identity)
    assert stored(world) == 3  # of the uploads that were refused


@ALSO_ON_S3
def test_the_trash_gives_back_until_its_days_are_over(world: World) -> None:
    identity, ask = deposited(world, LATER), member(world, "prof")
    ask(deposits.trash, identity)
    colette = joined(world, "colette")
    ask(deposits.restore, identity)
    assert has_it(world, identity) == {1, colette}
    assert [line.action for line in told(world)[-2:]] == ["locker.trashed", "locker.restored"]
    with written(world) as db:
        db.add(LockerSettings(trash_days=7))
        db.exec(update(Deposit).values(trashed_at=now() - timedelta(days=7)))
        db.commit()
    for use_case in (deposits.restore, deposits.purge):
        with pytest.raises(NotFound):
            ask(use_case, identity)


def test_what_is_not_ones_own_or_not_so_is_not_found(world: World) -> None:
    joined(world, "colette")
    mine, trashed, hidden = (deposited(world, ALL, content=c.encode()) for c in "abc")
    ask, grants = member(world, "prof"), member(world, "admin")
    ask(deposits.trash, trashed)
    with written(world) as db:
        db.exec(update(Deposit).where(col(Deposit.id) == hidden).values(withdrawn=4))
        db.commit()
    for use_case, said in (
        (deposits.modify, (Changes(category=0, memo="x"),)),
        (deposits.add_recipients, ([LATER],)),
        (deposits.newly_reached, ([ALL],)),
        (deposits.update, ([uploaded(world)],)),
        (deposits.trash, ()),
    ):
        for absent in (trashed, hidden, 0, -1, 99, 2**31, 2**70):
            with pytest.raises(NotFound):
                ask(use_case, absent, *said)
        with pytest.raises(NotFound):
            grants(use_case, mine, *said)
    for use_case in (deposits.restore, deposits.purge):
        for absent in (mine, hidden, 99):
            with pytest.raises(NotFound):
                ask(use_case, absent)
        with pytest.raises(NotFound):
            grants(use_case, trashed)


def test_the_right_is_needed(world: World) -> None:
    with pytest.raises(Forbidden):
        member(world, "eleve")(deposits.deposit, form([uploaded(world, by="eleve")], ALL))
    grant(world, "STUDENT", Permission.LOCKER_DEPOSIT)
    identity = deposited(world, ALL, by="eleve")
    assert has_it(world, identity) == {1, 2}


def test_more_deliveries_than_others_can_wait_for_are_refused(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deposits, "AT_ONCE", 3)
    joined(sqlite_world, "colette")
    sent = [uploaded(sqlite_world, name=name, content=name.encode()) for name in "ab"]
    ask = member(sqlite_world, "prof")
    assert faults(ask, deposits.deposit, form(sent, ALL))["files"] == "For so many people, 1 file at a time."
    assert len(ask(deposits.deposit, form(sent[:1], ALL))) == 1
