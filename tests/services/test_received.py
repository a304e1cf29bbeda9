"""Does the list of received documents say what is in one's own locker, and nothing else, at a constant price (L5)?"""

import itertools
import random
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, update

from app.models.establishment import Audience, AudienceKind, Category, Delivery, Deposit
from app.models.types import folded, now
from app.services import listing, received
from app.services.errors import NotFound
from app.services.listing import Query
from app.services.scope import Scope
from tests.support.asked import counted, plan, planned, statements
from tests.support.hands import Hand
from tests.support.lockers import deposited, filled, holds
from tests.support.schooling import read, written
from tests.support.world import World


@pytest.fixture
def prof(world: World) -> Hand:
    """A teacher of Azurite."""
    return Hand(world, "prof")


def give(world: World, **said: Any) -> int:  # noqa: ANN401  what `deposited` takes
    return deposited(world.installation, world.azurite.place, **said)


def change(world: World, deposit: int, table: Any = Delivery, **values: Any) -> None:  # noqa: ANN401  columns
    key = Delivery.deposit_id if table is Delivery else Deposit.id
    with written(world) as db:
        db.exec(update(table).where(col(key) == deposit).values(**values))
        db.commit()


def named(world: World, name: str) -> int:
    with written(world) as db:
        category = Category(name="", name_key="")
        category.rename(name)
        db.add(category)
        db.commit()
        return category.id or 0


def ids(prof: Hand, sort: str = "", **said: str) -> list[int]:
    query = Query(said.pop("q", ""), said, sort)
    return [row["id"] for row in prof(received.page, query)["rows"]]


def test_a_row_says_what_came_from_whom_and_whether_it_was_read(world: World, prof: Hand) -> None:
    conseils = named(world, "Conseils")
    document = give(
        world, by="eleve", name="Compte rendu.pdf", content=b"%PDF-1.4 x", memo="À lire", category_id=conseils
    )
    (row,) = prof(received.page, Query())["rows"]
    assert row["received_at"]
    assert {name: row[name] for name in row if name != "received_at"} == {
        "id": document, "name": "Compte rendu.pdf", "memo": "À lire", "sender": "Durand-Azurite Dominique-Azurite",
        "category": "Conseils", "size": 10, "status": "new",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "version", "status"), [(0, 1, "new"), (1, 1, "read"), (1, 2, "updated"), (2, 2, "read")]
)
def test_what_was_read_before_the_last_version_is_said_to_be_updated(
    world: World, prof: Hand, seen: int, version: int, status: str
) -> None:
    document, other = give(world), give(world, name="autre.pdf")
    change(world, document, seen=seen)
    change(world, document, Deposit, version=version)
    change(world, other, seen=9)
    assert {row["id"]: row["status"] for row in prof(received.page, Query())["rows"]}[document] == status
    for asked in ("new", "updated"):
        assert ids(prof, status=asked) == ([document] if asked == status else [])
    assert other in ids(prof, status="read")


def test_nothing_is_there_but_what_reaches_this_person(world: World, prof: Hand) -> None:
    there = give(world, to=["prof", "admin"])
    trashed, hidden, removed, others = give(world), give(world), give(world), give(world, to=["admin"])
    change(world, trashed, Deposit, trashed_at=now())
    change(world, hidden, Deposit, withdrawn=7)
    change(world, removed, removed_at=now())
    deposited(world.installation, world.cinabre.place, name="Cinabre.pdf")
    assert ids(prof) == [there]
    assert others not in ids(prof, sender="1")


def test_whoever_has_no_locker_finds_none_until_they_have(world: World) -> None:
    give(world, to=["eleve", "prof"])
    eleve = Hand(world, "eleve")
    assert isinstance(eleve.refusal(received.page, Query()), NotFound)
    assert isinstance(eleve.refusal(received.choices, Query()), NotFound)
    assert isinstance(eleve.refusal(received.catch_up), NotFound)
    holds(world.installation, world.azurite.place, "STAFF", "eleve")
    assert len(Hand(world, "eleve")(received.page, Query())["rows"]) == 1


def test_filters_search_and_choices(world: World, prof: Hand) -> None:
    conseils, vide = named(world, "Conseils"), named(world, "Vide")
    first = give(world, by="admin", name="Réunion du mardi.pdf", category_id=conseils)
    second = give(world, by="eleve", name="Planning.xlsx", memo="Pour la RÉUNION")
    third = give(world, by=None, name="Ancien.pdf")
    (admin, eleve) = (world.people(world.azurite)[login].id for login in ("admin", "eleve"))
    assert sorted(ids(prof, q="reunion")) == [first, second]
    assert ids(prof, q="reunion mardi") == [first]
    assert ids(prof, category=str(conseils)) == [first]
    assert ids(prof, category=str(vide)) == []
    assert sorted(ids(prof, category="0")) == [second, third]
    assert ids(prof, sender=str(eleve)) == [second]
    assert ids(prof, sender="0") == [third]
    assert ids(prof, sender=str(eleve), category=str(conseils)) == []
    choices = prof(received.choices, Query())
    assert [each["label"] for each in choices["categories"]] == ["Conseils", "Vide"]
    assert {each["value"] for each in choices["senders"]} == {str(admin), str(eleve)}


def test_who_is_filtered_by_is_offered_also_when_what_they_sent_is_old(
    world: World, prof: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(received, "RECENT", 1)
    old = give(world, by="eleve")
    change(world, old, delivered_at=now() - timedelta(days=9))
    give(world, by="admin")
    eleve = str(world.people(world.azurite)["eleve"].id)
    assert eleve not in {each["value"] for each in prof(received.choices, Query())["senders"]}
    assert eleve in {each["value"] for each in prof(received.choices, Query(filters={"sender": eleve}))["senders"]}
    stranger = str(world.people(world.azurite)["prof"].id)
    assert stranger not in {
        each["value"] for each in prof(received.choices, Query(filters={"sender": stranger}))["senders"]
    }


SORTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "received": lambda row: row["received_at"],
    "name": lambda row: folded(row["name"]),
    "sender": lambda row: folded(row["sender"]),
    "category": lambda row: folded(row["category"]),
    "size": lambda row: row["size"],
}


@pytest.mark.parametrize("counted", [listing.COUNTED, 5])
def test_every_sort_is_that_of_reading_everything(
    world: World, prof: Hand, counted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where more are there than are counted."""
    for module in (listing, received):
        monkeypatch.setattr(module, "COUNTED", counted)
    lots, filed = random.Random(4), [None, named(world, "Zèle"), named(world, "Appels")]
    for n in range(40):
        document = give(
            world, by=lots.choice([None, "admin", "eleve"]), name=f"{lots.choice('éaz')}{n}.pdf",
            category_id=lots.choice(filed), content=b"%PDF-" + b"x" * lots.randrange(5),
        )  # fmt: skip
        change(world, document, delivered_at=now() - timedelta(minutes=lots.randrange(5)))
    for sort, key in SORTS.items():
        for down in ("", "-"):
            pages = [prof(received.page, Query(sort=down + sort, page=page, size=20)) for page in (1, 2)]
            rows: list[Any] = [row for page in pages for row in page["rows"]]
            assert len({row["id"] for row in rows}) == 40, sort
            assert [key(row) for row in rows] == sorted(map(key, rows), reverse=bool(down)), down + sort


def test_the_price_is_the_same_for_one_row_and_for_a_thousand(world: World, prof: Hand) -> None:
    give(world)
    queries = [Query(), Query("doc"), Query(filters={"category": "0"}, sort="sender"), Query(filters={"status": "new"})]
    before = [counted(lambda query=query: prof(received.page, query)) for query in queries]
    filled(world, "prof", 1000)
    after = [counted(lambda query=query: prof(received.page, query)) for query in queries]
    assert before == after
    assert prof(received.page, Query())["total"] == 1001


def test_what_was_meant_for_whoever_would_come_arrives_once(world: World) -> None:
    document = give(world, to=[])
    with written(world) as db:
        db.add(Audience(deposit_id=document, kind=AudienceKind.EVERYONE, ref=0, is_dynamic=True))
        db.commit()
    prof = Hand(world, "prof")
    assert ids(prof) == []
    assert (prof(received.catch_up), prof(received.catch_up)) == (1, 0)
    assert ids(prof) == [document]


@pytest.mark.parametrize("said", ["\u0301", "   ", '"', "*", "'", "no\u0301 *", "%", "-", "\\", "é" * 100])
def test_whatever_is_looked_for_is_answered(world: World, prof: Hand, said: str) -> None:
    give(world, name="Note.pdf")
    found = prof(received.page, Query(said))
    assert found["total"] == len(found["rows"])
    assert found["total"] == (1 if not folded(said).strip() else 0)


@pytest.mark.parametrize("most", [30, 10_000])
def test_what_indexes_count_is_what_there_is(
    world: World, prof: Hand, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (listing, received):
        monkeypatch.setattr(module, "COUNTED", most)
    monkeypatch.setattr(received, "MANY", 5)
    lots, filed, eleve = random.Random(most), named(world, "Conseils"), world.people(world.azurite)["eleve"]
    for n in range(100):
        document = give(
            world, by=lots.choice((None, "admin", "eleve")), category_id=lots.choice((None, filed)),
            name=f"{lots.choice(('Note', 'Annonce'))} {lots.choice(('no', 'ma'))} {n}@x.pdf",
        )  # fmt: skip
        change(world, document, seen=lots.choice((0, 1, 1, 1, 2)))
        change(world, document, Deposit, version=lots.choice((1, 2)))
        if n % 5 == 0:
            change(world, document, removed_at=now())
        if n % 7 == 0:
            change(world, document, Deposit, trashed_at=now())
        if n % 11 == 0:
            change(world, document, Deposit, withdrawn=1)
    there = prof(received.page, Query(size=100))["rows"]
    fields: list[dict[str, str]] = [
        {}, {"sender": "0"}, {"sender": str(eleve.id)}, {"category": "0"}, {"category": str(filed)},
    ]  # fmt: skip
    reads = {"0": "", str(eleve.id): f"{eleve.last_name} {eleve.first_name}", str(filed): "Conseils"}
    asked = itertools.product(
        ("", "n", "no", "not", "note 1", "ma annonce", "@", "o 1"),
        ("", "new", "updated", "read"),
        fields,
        ("-received", "received", "name"),
    )
    for q, status, field, sort in lots.sample([*asked], 100):  # all of them take half a minute
        found = prof(received.page, Query(q, {"status": status, **field}, sort, size=20))
        in_field = [row for row in there if all(row[name] == reads[value] for name, value in field.items())]
        meant = {row["id"] for row in in_field if status in {"", row["status"]} and _has(row["name"], q.split())}
        shown = {row["id"] for row in found["rows"]}
        assert shown <= meant, (q, status, field, sort)
        assert len(shown) == min(len(meant), 20), (q, status, field, sort)
        assert found["total"] == min(len(meant), most + 1), (q, status, field, sort)


def _has(name: str, words: Sequence[str]) -> bool:
    """Three letters and more anywhere; one or two, where they are letters, at the beginning of a word."""
    spoken = re.split("[^a-z0-9]+", name.lower())
    return all(
        word in name.lower() if len(word) > 2 or not word.isalnum() else any(said.startswith(word) for said in spoken)
        for word in words
    )


@pytest.mark.parametrize("status", ["", "new", "updated", "read"])
@pytest.mark.parametrize("name", ["sender", "category"])
@pytest.mark.parametrize("value", ["0", "3"])
def test_a_filter_of_few_is_not_asked_of_the_whole_locker(
    sqlite_world: World, name: str, value: str, status: str
) -> None:
    """Theirs first, then each by its key: what SQLite would choose by itself may take half a minute."""

    def steps_of(scope: Scope) -> str:
        return planned(scope.db, received.matching(scope, Query(filters={name: value, "status": status})))

    steps = Hand(sqlite_world, "prof")(steps_of)
    assert f"SEARCH deposit USING INDEX ix_deposit_{'depositor' if name == 'sender' else 'category_id'} " in steps
    (lookup,) = [step for step in steps.splitlines() if step.startswith("SEARCH delivery")]
    assert "person_id=?" in lookup
    assert "deposit_id=?" in lookup


FILTERED = [
    {"status": "updated"}, {"sender": "3"}, {"sender": "0"}, {"category": "3"}, {"category": "0", "status": "new"},
    {"q": "note"}, {"q": "no"}, {"q": "note", "status": "new"}, {"q": "note", "status": "updated", "sender": "3"},
]  # fmt: skip


@pytest.mark.parametrize(("sort", "order"), [("-received", "ix_delivery_person"), ("name", "ix_deposit_name")])
@pytest.mark.parametrize("said", FILTERED, ids=str)
def test_a_full_locker_is_counted_by_what_is_asked_and_shown_by_its_order(
    sqlite_world: World, said: dict[str, str], sort: str, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No count goes through the locker; a page of many sorts nothing but its own rows."""
    for n in range(3):
        give(sqlite_world, name=f"note {n}", by=None)
    for name in ("MANY", "COUNTED"):
        monkeypatch.setattr(received, name, -1)
    query = Query(said.get("q", ""), {name: value for name, value in said.items() if name != "q"}, sort)
    prof = Hand(sqlite_world, "prof")
    count, page = [each for each in statements(lambda: prof(received.page, query)) if "deposit" in each.words]
    with read(sqlite_world) as db:
        counting, showing = plan(db, count), plan(db, page)
    looked = [step for step in counting if "SEARCH delivery" in step]
    assert looked
    for step in looked:  # by its key, or what was removed alone
        assert "(deposit_id=? AND person_id=?)" in step or "(person_id=? AND removed_at>?)" in step
    assert sum("ix_deposit_category" in step or "ix_deposit_depositor" in step for step in counting) <= 1
    assert any(order in step for step in showing)
    assert sum("ORDER BY" in step for step in showing) == 1
