"""What is somebody shown of their locker, who hears of a deposit at once, and who does not (L4, L5)?"""

from queue import Queue

import pytest
from sqlmodel import Session, col, update

from app.models.establishment import Delivery, Deposit
from app.models.platform import Establishment
from app.models.types import now
from app.services import arrivals
from app.services.arrivals import Arrival
from app.services.errors import Refused
from app.services.scope import Scope
from app.storage.bus import News
from tests.support.asked import planned
from tests.support.hands import Hand
from tests.support.lockers import Post
from tests.support.world import World


class Lockers(Post):
    """Those of the first school."""

    def by(self, who: str) -> "Lockers":
        return Lockers(self.world, self.school, who)

    def change(self, table: type, **values: object) -> None:
        self.write(lambda db: db.exec(update(table).values(values)))


@pytest.fixture
def lockers(world: World) -> Lockers:
    return Lockers(world, world.azurite)


def test_new_documents_count_until_they_are_read_and_again_once_they_change(lockers: Lockers) -> None:
    prof, number = lockers.by("prof"), lockers.deposited()
    lockers.deposited(name="Autre.pdf")
    assert prof.asked(arrivals.standing) == {"has_locker": True, "unread": 2}
    lockers.change(Delivery, seen=1)
    assert prof.asked(arrivals.standing)["unread"] == 0
    lockers.write(lambda db: db.exec(update(Deposit).where(col(Deposit.id) == number).values(version=2)))
    assert prof.asked(arrivals.standing)["unread"] == 1
    assert prof.asked(arrivals.news, [number]) == [
        Arrival(id=number, name="Compte rendu.pdf", depositor="Camille-Azurite Petit-Azurite", is_update=True)
    ]


@pytest.mark.parametrize("gone", [{"trashed_at": now()}, {"withdrawn": 1}])
def test_what_reaches_nobody_does_not_count(lockers: Lockers, gone: dict[str, object]) -> None:
    number = lockers.deposited(**gone)
    assert lockers.by("prof").asked(arrivals.standing)["unread"] == 0
    assert lockers.by("prof").asked(arrivals.news, [number]) == []


def test_what_somebody_took_out_of_their_locker_does_not_count(lockers: Lockers) -> None:
    number = lockers.deposited()
    lockers.change(Delivery, removed_at=now())
    assert lockers.by("prof").asked(arrivals.standing)["unread"] == 0
    assert lockers.by("prof").asked(arrivals.news, [number]) == []


def test_what_was_read_is_not_gone_through_to_count_the_rest(sqlite_world: World) -> None:
    """What is new is found by an index that has it, and what changed by the few deposits that did."""
    new, changed = Hand(sqlite_world, "prof")(
        lambda scope: [planned(scope.db, some) for some in arrivals.unread(scope.actor.id, 100)]
    )
    assert "SEARCH delivery USING COVERING INDEX ix_delivery_seen (person_id=? AND removed_at=? AND seen=?)" in new
    assert "SEARCH delivery USING INDEX sqlite_autoindex_delivery_1 (deposit_id=? AND person_id=?)" in changed


def test_a_counter_stops_at_a_hundred(lockers: Lockers) -> None:
    number = lockers.deposited()

    def copy(db: Session) -> None:
        first = db.get_one(Deposit, number)
        more = [Deposit(document_id=first.document_id, name="x", size=1) for _ in range(120)]
        db.add_all(more)
        db.flush()
        prof = lockers.id("prof")
        db.add_all(Delivery(deposit_id=one.id or 0, person_id=prof) for one in more)

    lockers.write(copy)
    assert lockers.by("prof").asked(arrivals.standing)["unread"] == 100


def test_another_persons_and_another_schools_deposits_are_nobody_elses_news(lockers: Lockers, world: World) -> None:
    number = lockers.deposited()
    cinabre = Lockers(world, world.cinabre, "prof")
    assert cinabre.asked(arrivals.news, [number]) == []
    assert cinabre.asked(arrivals.standing) == {"has_locker": True, "unread": 0}
    assert lockers.by("admin").asked(arrivals.news, [number]) == []


def test_students_have_none_even_of_what_was_put_there(lockers: Lockers) -> None:
    number = lockers.deposited(to=["eleve"])
    assert lockers.by("eleve").asked(arrivals.standing) == {"has_locker": False, "unread": 0}
    assert lockers.by("eleve").asked(arrivals.news, [number]) == []


def test_recipients_hear_after_the_commit_and_nobody_hears_of_what_came_to_nothing(
    lockers: Lockers, heard: "Queue[News]"
) -> None:
    number = lockers.deposited()

    def fails(scope: Scope) -> None:
        arrivals.announce(scope, [number])
        assert heard.empty()
        raise Refused(arrivals.sentence([Arrival(id=1, name="x", depositor="", is_update=False)]))

    with pytest.raises(Refused):
        lockers.asked(fails)
    assert heard.empty()
    lockers.asked(arrivals.announce, [number])
    assert heard.get_nowait() == News(lockers.school.number, frozenset({lockers.id("prof")}), "arrivals", (number,))


def test_those_who_are_named_hear_alone(lockers: Lockers, heard: "Queue[News]") -> None:
    people = lockers.add(3, role="TEACHER")
    number = lockers.deposited(to=["prof", *people])
    lockers.asked(arrivals.announce, [number], people[:1])
    assert heard.get_nowait().people == frozenset(people[:1])


def test_what_is_for_very_many_is_for_all(lockers: Lockers) -> None:
    number = lockers.deposited(to=["prof", *lockers.add(2, role="TEACHER")])

    def few(scope: Scope) -> object:
        return arrivals._recipients(scope, [number], most=2), arrivals._recipients(scope, [number], most=3)

    everybody, named = lockers.asked(few)  # type: ignore[misc]
    assert everybody is None
    assert len(named) == 3


def test_the_clock_knows_before_anything_is_committed(lockers: Lockers, world: World) -> None:
    number = lockers.deposited()

    def looked(scope: Scope) -> object:
        arrivals.announce(scope, [number])
        home = world.row(Establishment, lockers.school.number)
        return home and home.due

    assert lockers.asked(looked)
    other = world.row(Establishment, world.cinabre.number)
    assert other
    assert other.due is None


def test_whoever_deposited_it_hears_that_it_is_opened(lockers: Lockers, heard: "Queue[News]") -> None:
    numbers = [lockers.deposited(by=who) for who in ("admin", None)]
    prof = lockers.by("prof")
    for number, people in zip(numbers, ({"prof", "admin"}, {"prof"}), strict=True):
        prof.asked(arrivals.opened, [number])
        assert heard.get_nowait() == News(lockers.school.number, frozenset(map(lockers.id, people)), arrivals.WHAT)


def test_reminding_counts_for_those_who_have_not_opened_it(lockers: Lockers, heard: "Queue[News]") -> None:
    people = lockers.add(2, role="TEACHER")
    number = lockers.deposited(to=["prof", *people])
    theirs = update(Delivery).where(col(Delivery.person_id) == people[0])
    lockers.write(lambda db: db.exec(theirs.values(seen=1, opened=1)))
    assert lockers.asked(arrivals.remind, number, [lockers.id("prof"), *people]) == 2
    assert lockers.asked(arrivals.remind, number, people[:1]) == 0
    reminded = {row.person_id: row.reminders for row in lockers.rows(Delivery)}
    assert reminded == {lockers.id("prof"): 1, people[0]: 0, people[1]: 1}
    assert heard.get_nowait().ids == (number,)
    assert heard.empty()


WHO, OTHER, NOBODY = ({"depositor": who, "is_update": False} for who in ("Marc Chevalier", "Karim Benali", ""))
SAID = [
    ([{"id": 1, "name": "A.pdf", **WHO}], "Marc Chevalier a déposé «\xa0A.pdf\xa0»."),
    ([{"id": 1, "name": "100 %(x)s.pdf", **WHO}], "Marc Chevalier a déposé «\xa0100 %(x)s.pdf\xa0»."),
    ([{"id": 1, "name": "A.pdf", **NOBODY}], "«\xa0A.pdf\xa0» est arrivé dans votre casier."),
    ([{"id": 1, "name": "A.pdf", **WHO, "is_update": True}], "Marc Chevalier a mis à jour «\xa0A.pdf\xa0»."),
    ([{"id": n, "name": "A.pdf", **WHO} for n in (1, 2)], "Marc Chevalier a déposé 2 documents."),
    (
        [{"id": 1, "name": "A.pdf", **WHO}, {"id": 2, "name": "B.pdf", **OTHER}],
        "2 documents sont arrivés dans votre casier.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("news", "said"), SAID)
def test_one_sentence_says_it(news: list[Arrival], said: str) -> None:
    assert arrivals.sentence(news).text("fr") == said
    assert arrivals.sentence(news).text("en") != said
