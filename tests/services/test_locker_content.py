"""What becomes of documents and deliveries when the account of whoever deposited or received them ends (P6)?"""

from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlmodel import col, select

from app.models.establishment import (
    Audience,
    AudienceKind,
    Delivery,
    Deposit,
    Document,
    Person,
    PersonState,
    Upload,
    Version,
)
from app.models.types import now
from app.services import content, locker_quotas, received, sent
from app.services.listing import Query
from tests.support.asked import counted
from tests.support.crashes import crash_before
from tests.support.crowd import Crowd
from tests.support.hands import Hand
from tests.support.lockers import deposited
from tests.support.world import World
from tests.support.worlds import ALSO_ON_S3

CANCEL = "people.cancel"


@pytest.fixture
def crowd(world: World) -> Crowd:
    return Crowd(world, world.azurite)


def give(crowd: Crowd, by: int | None, **said: Any) -> int:  # noqa: ANN401  what `deposited` takes
    """A deposit of somebody, for `prof`."""
    identity = deposited(crowd.world.installation, crowd.school.place, by=None, **said)

    def own(db: Any) -> None:  # noqa: ANN401  a session
        db.get_one(Deposit, identity).depositor_id = by

    crowd.write(own)
    return identity


def names(crowd: Crowd) -> list[str]:
    return sorted(name for name, _ in crowd.world.installation.files.names(crowd.school.number))


def owners(crowd: Crowd) -> dict[int, tuple[int | None, bool]]:
    """Whose each deposit is, and whether it is withdrawn."""
    return {row.id or 0: (row.depositor_id, row.withdrawn is not None) for row in crowd.rows(Deposit)}


def in_locker(crowd: Crowd, login: str = "prof") -> list[int]:
    hand = Hand(crowd.world, login)
    return sorted(row["id"] for row in hand(received.page, Query())["rows"])


def test_kept_content_stays_and_unpublished_content_comes_back(crowd: Crowd) -> None:
    people = crowd.add(3, "TEACHER")
    kept, hidden, before = give(crowd, people[0]), give(crowd, people[1]), give(crowd, people[1], withdrawn=1)
    crowd.apply(CANCEL, people[0])
    job = crowd.apply(CANCEL, people[1], choice="unpublish")["id"]
    assert in_locker(crowd) == [kept]
    overseen = Hand(crowd.world)(sent.page, Query(filters={"overseen": "1"}))["rows"]
    assert sorted(row["id"] for row in overseen) == sorted([hidden, before])
    crowd.undo(job)
    assert in_locker(crowd) == sorted([kept, hidden])
    assert owners(crowd)[before] == (people[1], True)


def test_given_content_is_anonymous_and_still_read(crowd: Crowd) -> None:
    (person,) = crowd.add(1, "TEACHER")
    document, trashed = give(crowd, person), give(crowd, person, trashed_at=now())
    crowd.apply(CANCEL, person, choice="give", typed="x001")
    assert owners(crowd) == {document: (None, False), trashed: (None, False)}
    (row,) = Hand(crowd.world, "prof")(received.page, Query())["rows"]
    assert (row["id"], row["sender"]) == (document, "")
    assert crowd.rows(Version)


@ALSO_ON_S3
def test_deleted_content_goes_with_its_bytes_but_for_what_others_use(crowd: Crowd) -> None:
    people = crowd.add(2, "TEACHER")
    give(crowd, people[0], content=b"%PDF shared")
    give(crowd, people[0], content=b"%PDF alone")
    give(crowd, people[0], content=b"%PDF trashed", trashed_at=now())
    kept, before = give(crowd, people[1], content=b"%PDF shared"), len(names(crowd))
    crowd.apply(CANCEL, people[0], choice="delete", typed="x001")
    assert list(owners(crowd)) == [kept]
    assert len(names(crowd)) == before - 2
    assert [row.deposit_id for row in crowd.rows(Version)] == [kept]
    assert [row.deposit_id for row in crowd.rows(Delivery)] == [kept]
    assert len(crowd.rows(Document)) == 1


def test_who_received_is_forgotten_and_what_was_received_stays(crowd: Crowd) -> None:
    (person,) = crowd.add(1, "TEACHER")
    document = give(crowd, crowd.id("admin"), to=[person, "prof"])
    crowd.write(lambda db: db.add(Audience(deposit_id=document, kind=AudienceKind.PERSON, ref=person)))
    crowd.apply(CANCEL, person, choice="give", typed="x001")
    assert [row.person_id for row in crowd.rows(Delivery)] == [crowd.id("prof")]
    assert crowd.rows(Audience) == []
    assert in_locker(crowd) == [document]


@ALSO_ON_S3
@pytest.mark.parametrize("way", ["give", "delete"])
def test_what_was_sent_and_not_deposited_goes_in_either_case(crowd: Crowd, way: str) -> None:
    (person,) = crowd.add(1, "TEACHER")
    document = give(crowd, crowd.id("admin"), content=b"%PDF shared")
    number = crowd.read(lambda db: db.get_one(Deposit, document)).document_id
    crowd.world.installation.files.put(f"{crowd.school.number}/sent", b"sent")
    alone = Document(id=90, sha256="s" * 64, key="sent", size=4, media_type="text/plain")
    crowd.write(lambda db: db.add(alone))
    for place, file in enumerate((number, 90, None)):
        row = Upload(id=f"{place:032}", person_id=person, name="a", size=4, document_id=file, owner="test")
        crowd.write(lambda db, row=row: db.add(row))
    crowd.apply(CANCEL, person, choice=way, typed="x001")
    assert crowd.rows(Upload) == []
    assert [row.id for row in crowd.rows(Document)] == [number]
    assert not [name for name in names(crowd) if name.endswith("sent")]


def test_what_would_be_lost_is_counted(crowd: Crowd) -> None:
    people = crowd.add(2, "TEACHER")
    for person in (people[0], people[0], people[1]):
        give(crowd, person)
    give(crowd, people[1], trashed_at=now())
    assert crowd.preview(CANCEL, *people, choice="delete")["advice"][1:] == [
        "Sera supprimé pour toujours\u00a0: 4 documents déposés."
    ]
    assert "deposits" in content.KINDS


def test_what_was_received_is_counted_where_it_is_lost(crowd: Crowd) -> None:
    """As the locker shows it: neither what is in a trash nor what was taken out."""
    (person,) = crowd.add(1, "TEACHER")
    for hidden in ({}, {}, {"trashed_at": now()}, {"withdrawn": 1}):
        give(crowd, crowd.id("admin"), to=[person, "prof"], **hidden)
    out = give(crowd, crowd.id("admin"), to=[person])
    taken = update(Delivery).where(col(Delivery.deposit_id) == out).values(removed_at=now())
    crowd.write(lambda db: db.connection().execute(taken))
    said = {way: crowd.preview(CANCEL, person, choice=way)["advice"] for way in ("keep", "unpublish", "give", "delete")}
    lost = "Perdu également\u00a0: 2 documents reçus."
    assert {way: lost in advice for way, advice in said.items()} == {
        "keep": False, "unpublish": False, "give": True, "delete": True,
    }  # fmt: skip
    assert (said["keep"], len(in_locker(crowd, "prof"))) == ([], 2)
    crowd.apply(CANCEL, person, choice="delete", typed="x001")
    assert (crowd.rows(Delivery) != [], len(in_locker(crowd, "prof"))) == (True, 2)


def test_the_quota_is_free_again(crowd: Crowd) -> None:
    (person,) = crowd.add(1, "TEACHER")
    give(crowd, person, content=b"%PDF" + b"x" * 996)
    assert crowd.read(lambda db: locker_quotas.usage(db, person))["used"] == 1000
    crowd.apply(CANCEL, person, choice="give", typed="x001")
    assert crowd.read(lambda db: locker_quotas.usage(db, person))["used"] == 0


@ALSO_ON_S3
def test_a_step_that_dies_keeps_rows_and_bytes(crowd: Crowd) -> None:
    (person,) = crowd.add(1, "TEACHER")
    give(crowd, person)
    before, previewed = names(crowd), crowd.preview(CANCEL, person, choice="delete")
    with crash_before("INSERT INTO journal"):
        crowd.confirm(previewed, typed="x001")
    assert (len(owners(crowd)), names(crowd)) == (1, before)


@pytest.mark.parametrize("way", ["unpublish", "give", "delete"])
def test_many_people_are_settled_at_once(crowd: Crowd, way: str) -> None:
    """Each has deposited a document, and received one."""
    people, template = _multitude(crowd, 600), give(crowd, None, to=[], content=b"%PDF shared")
    one = crowd.read(lambda db: db.get_one(Deposit, template)).model_dump(exclude={"id"})

    def own(db: Any) -> None:  # noqa: ANN401  a session
        first = people[0] + 600
        connection = db.connection()
        connection.execute(
            insert(Deposit), [one | {"id": first + n, "depositor_id": who} for n, who in enumerate(people)]
        )
        fresh = {"number": 1, "document_id": one["document_id"], "name": "a", "size": 1, "created_at": now()}
        connection.execute(insert(Version), [fresh | {"deposit_id": first + n} for n in range(len(people))])
        given = {"delivered_at": now(), "seen": 0, "reminders": 0}
        rows = [given | {"deposit_id": first + n, "person_id": people[n - 1]} for n in range(len(people))]
        connection.execute(insert(Delivery), rows)

    crowd.write(own)
    previewed = crowd.preview(CANCEL, query=Query("multi"), choice=way)
    if way != "unpublish":
        assert [said for said in previewed["advice"] if "600 documents reçus" in said]
    assert counted(lambda: crowd.confirm(previewed, typed="600")) < 200
    rest = list(owners(crowd).values())
    expected = {"unpublish": {True: 600, False: 1}, "give": {False: 601}, "delete": {False: 1}}[way]
    assert {hidden: sum(each == hidden for _, each in rest) for hidden in {h for _, h in rest}} == expected
    assert len(crowd.rows(Delivery)) == (600 if way == "unpublish" else 0)


def _multitude(crowd: Crowd, count: int) -> list[int]:
    def add(db: Any) -> list[int]:  # noqa: ANN401  a session
        first = (db.exec(select(Person.id).order_by(col(Person.id).desc()).limit(1)).one() or 0) + 1
        rows = [
            Person(id=first + n, username=f"multi{n}", username_key="", state=PersonState.ACTIVE) for n in range(count)
        ]
        for row in rows:
            row.describe()
        db.connection().execute(insert(Person), [row.model_dump() for row in rows])
        return [row.id or 0 for row in rows]

    return crowd.write(add)
