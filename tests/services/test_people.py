"""Does the list of people say who matches, whatever is asked together, and always at the same price (P1)?"""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import Session, col, select

from app.models.establishment import (
    Attachment,
    Grant,
    Membership,
    Person,
    PersonState,
    Role,
    RoleKind,
    Service,
)
from app.models.types import folded, now
from app.services import access, members, people, people_plan
from app.services.errors import Forbidden
from app.services.listing import Query
from app.services.permissions import Permission
from app.services.scope import open_establishment
from tests.support.asked import asking
from tests.support.world import School, World

NAMES = ("Durand", "Éluard", "O’Neil", "Lefèvre", "N'Diaye", 'Guille"met', "Li", "100%")


def fill(world: World, school: School, count: int, seed: int = 1) -> None:
    lots, moment = random.Random(seed), now()
    with world.installation.databases.session(school.place, writes=True) as db:
        roles = [role for role in db.exec(select(Role)) if role.code in {"STUDENT", "TEACHER", "EDITOR", "GUARDIAN"}]
        if not db.exec(select(Service)).first():
            for number in (1, 2):
                service = Service(id=number, name="", name_key="")
                service.rename(f"Service {number}")
                db.add(service)
            editor = next(role.id for role in roles if role.code == "EDITOR")
            db.add(Grant(role_id=editor or 0, permission=Permission.PEOPLE_READ))
            db.add(Grant(role_id=_role(db, "AUTHENTICATED"), permission=Permission.JOURNAL_READ))
            db.flush()
        people = [_person(f"u{seed}-{number}", lots, moment) for number in range(count)]
        db.add_all(people)
        db.flush()
        held, attached = list[dict[str, Any]](), list[dict[str, Any]]()
        for person in people:
            held += [
                {"person_id": person.id, "role_id": role.id, "is_primary": place == 0} | _dates(lots, place, moment)
                for place, role in enumerate(lots.sample(roles, lots.randrange(1, 4)))
            ]
            attached += [
                {"service_id": service, "person_id": person.id} for service in lots.sample([1, 2], lots.randrange(3))
            ]
        db.connection().execute(insert(Membership), held)
        if attached:
            db.connection().execute(insert(Attachment), attached)
        db.commit()


def _dates(lots: random.Random, place: int, moment: datetime) -> dict[str, date | None]:
    """A secondary role is over, to come, or held today, by dates or without."""
    begins, ends = lots.choice([(-9, -3), (-9, -1), (1, None), (None, 0), (0, 5), (None, None)])
    days = {"begins_on": begins if place else None, "ends_on": ends if place else None}
    return {name: None if n is None else moment.date() + timedelta(days=n) for name, n in days.items()}


def _role(db: Session, code: str) -> int:
    return db.exec(select(Role.id).where(col(Role.code) == code)).one() or 0


def _person(username: str, lots: random.Random, moment: datetime) -> Person:
    person = Person(
        username=username,
        username_key="",
        email=f"{username}@ecole.test" if lots.random() < 0.7 else None,
        last_name=lots.choice(NAMES),
        first_name=lots.choice(["Anne", "Zoé", ""]),
        state=lots.choice(list(PersonState)),
        last_access=None if lots.random() < 0.4 else moment - timedelta(hours=lots.randrange(9)),
        created_at=moment - timedelta(days=lots.randrange(5)),
        data_source=lots.choice([None, "siecle"]),
    )
    person.describe()
    return person


class Oracle:
    """The same said by reading everything."""

    def __init__(self, db: Session) -> None:
        self.people = list(db.exec(select(Person)))
        self.roles = {role.id: role for role in db.exec(select(Role))}
        today = now().date()
        self.rights = {person.id: members.rights(db, person.id or 0, today).granted for person in self.people}
        self.held: dict[int, list[Membership]] = {}
        for membership in db.exec(select(Membership)):
            self.held.setdefault(membership.person_id, []).append(membership)
        self.attached = {(each.service_id, each.person_id) for each in db.exec(select(Attachment))}

    def matching(self, query: Query) -> list[Person]:
        checks = [self._check(name, value) for name, value in query.filters.items()]
        words = folded(query.q).split()
        return [
            person
            for person in self.people
            if all(_has(person, word) for word in words) and all(check(person) for check in checks)
        ]

    def page(self, query: Query, matching: list[Person]) -> list[int]:
        down, name = query.sort.startswith("-"), query.sort.removeprefix("-")
        there = sorted(matching, key=lambda person: _key(person, name), reverse=down)
        return [person.id or 0 for person in there][(query.page - 1) * query.size : query.page * query.size]

    def _check(self, name: str, said: str) -> Callable[[Person], bool]:
        def any_held(asked: Callable[[Membership], bool]) -> Callable[[Person], bool]:
            return lambda person: any(asked(m) for m in self.held.get(person.id or 0, []))

        checks: dict[str, Callable[[Person], bool]] = {
            "status": lambda person: person.state == said,
            "role": any_held(lambda m: m.role_id == int(said)),
            "service": lambda person: (int(said), person.id) in self.attached,
            "never": lambda person: person.last_access is None,
            "source": lambda person: person.data_source == said,
            "permission": lambda person: said in self.rights[person.id],
            "kind": any_held(lambda m: m.is_primary and self.roles[m.role_id].kind == said),
        }
        return checks[name]


def _has(person: Person, word: str) -> bool:
    """One or two letters are the beginning of a word, more of them any part, and signs too."""
    if len(word) > 2 or not word.isalnum():
        return word in person.search
    return any(begun.startswith(word) for begun in re.findall(r"\w+", person.search))


def _key(person: Person, sort: str) -> tuple[Any, ...]:
    oldest = person.last_access.timestamp() if person.last_access else 0.0
    return {
        "name": (person.name_key, person.id),
        "username": (person.username_key, person.id),
        "state": (person.state, person.name_key, person.id),
        "created": (person.created_at, person.id),
        "access": (oldest, person.id),
    }[sort]


CHOICES: dict[str, list[str]] = {
    "status": ["pending", "active", "blocked"],
    "service": ["1", "2", "3"],
    "never": ["1"],
    "source": ["siecle", "other"],
    "permission": [Permission.PEOPLE_READ, Permission.ROLES_MANAGE, Permission.JOURNAL_READ],
    "kind": list(RoleKind),
}
WORDS = ["", "", "", "li", "du", "durand", "lefevre zoe", "n'd", 'e"m', "100%", "o’n", "nobody", "ecole an", "%%%"]


@pytest.mark.parametrize(("few", "counted"), [(25_000, 10_000), (30, 10_000), (10, 20)])
def test_whatever_is_asked_together_gives_whom_reading_everything_gives(
    world: World, monkeypatch: pytest.MonkeyPatch, few: int, counted: int
) -> None:
    fill(world, world.azurite, 150)
    monkeypatch.setattr(people_plan, "FEW", few)  # so that each way of finding them is taken
    monkeypatch.setattr(people_plan, "MANY", 2 * few)
    monkeypatch.setattr(people_plan, "COUNTED", counted)
    lots, actor = random.Random(few), world.person(world.azurite, "admin")
    with open_establishment(world.installation, actor, writes=False) as scope:
        oracle = Oracle(scope.db)
        roles = {"role": [str(identity) for identity in oracle.roles]}
        for _ in range(150):
            names = lots.sample([*CHOICES, "role"], lots.randrange(4))
            filters = {name: lots.choice((CHOICES | roles)[name]) for name in names}
            sort = lots.choice(["", "-"]) + lots.choice([*people.ORDER.columns])
            query = Query(lots.choice(WORDS), filters, sort, lots.randrange(1, 3), 20)
            found, everybody = people.page(scope, query), oracle.matching(query)
            if len(everybody) > (query.page - 1) * query.size:
                assert [row["id"] for row in found["rows"]] == oracle.page(query, everybody), query
            assert found["total"] == len(everybody) or counted < found["total"] <= len(everybody) + counted, query
            assert {person.id for person in scope.db.exec(people.matching(scope, query))} == {
                p.id for p in everybody
            }, query


def test_a_right_is_held_by_those_of_whom_the_explanation_says_so(world: World) -> None:
    today = now().date()
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        for username, days in {"over": (-9, -3), "until": (-9, 0), "since": (0, None), "to-come": (1, 9)}.items():
            person = Person(username=username, username_key="", state=PersonState.ACTIVE)
            person.describe()
            db.add(person)
            db.flush()
            begins, ends = (None if n is None else today + timedelta(days=n) for n in days)
            first = Membership(person_id=person.id or 0, role_id=_role(db, "STUDENT"), is_primary=True)
            dated = Membership(person_id=person.id or 0, role_id=_role(db, "EDITOR"), begins_on=begins, ends_on=ends)
            db.add_all([first, dated])
        db.add(Grant(role_id=_role(db, "EDITOR"), permission=Permission.SERVICES_MANAGE))
        db.add(Grant(role_id=_role(db, "AUTHENTICATED"), permission=Permission.JOBS_READ))
        db.add(Grant(role_id=_role(db, "ANONYMOUS"), permission=Permission.JOURNAL_READ))
        db.commit()
    with open_establishment(world.installation, world.person(world.azurite, "admin"), writes=False) as scope:
        everybody = {person.id or 0: person.username for person in scope.db.exec(select(Person))}
        for right in Permission:
            query = Query.read({"permission": right})
            able = {name for i, name in everybody.items() if access.explain(scope, i, right)["is_granted"]}
            assert {row["username"] for row in people.page(scope, query)["rows"]} == able, right
            assert {person.username for person in scope.db.exec(people.matching(scope, query))} == able, right
        assert len(everybody) == people.page(scope, Query.read({"permission": Permission.JOBS_READ}))["total"]


def test_a_page_beyond_the_last_is_the_last(world: World) -> None:
    fill(world, world.azurite, 30)
    with open_establishment(world.installation, world.person(world.azurite, "admin"), writes=False) as scope:
        for said in ({}, {"status": "active"}, {"q": "durand"}, {"q": "nobody at all"}):
            last = people.page(scope, Query.read({**said, "page": "90", "size": "20"}))
            assert last["page"] == max(1, -(-last["total"] // 20))
            assert len(last["rows"]) == last["total"] - (last["page"] - 1) * 20
            meanwhile = replace(Query.read({**said, "page": "90", "size": "20"}), known=10_000)
            assert people.page(scope, meanwhile) == last


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"q": "durand"},
        {"q": "li", "status": "active"},
        {"role": "11"},
        {"kind": "student"},
        {"permission": "people.read"},
    ],
)
def test_a_page_costs_the_same_for_one_row_and_for_a_thousand(sqlite_world: World, said: dict[str, str]) -> None:
    counts = list[int]()
    actor = sqlite_world.person(sqlite_world.azurite, "admin")
    for number, more in enumerate((1, 999)):
        fill(sqlite_world, sqlite_world.azurite, more, seed=number)
        with open_establishment(sqlite_world.installation, actor, writes=False) as scope, asking() as asked:
            people.page(scope, Query.read(said))
            counts.append(len(asked))
    assert counts[0] == counts[1] <= 5


@pytest.mark.parametrize(
    ("said", "is_sorted"),
    [
        ({"status": "active"}, False),
        ({"status": "active", "sort": "-state"}, False),
        ({"source": "siecle", "sort": "-name"}, False),
        ({"never": "1", "sort": "access"}, False),
        ({"status": "active", "sort": "username"}, True),
        ({"status": "active", "source": "siecle"}, True),
    ],
)
def test_what_an_index_gives_in_order_is_not_sorted(
    sqlite_world: World, said: dict[str, str], *, is_sorted: bool
) -> None:
    actor = sqlite_world.person(sqlite_world.azurite, "admin")
    with open_establishment(sqlite_world.installation, actor, writes=False) as scope, asking() as asked:
        people.page(scope, Query.read(said))
    assert any(each.words.startswith("WITH ") for each in asked) is is_sorted


def test_nobody_counts_anew_for_another_page_of_more_than_are_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_plan, "COUNTED", 40)
    fill(world, world.azurite, 90)
    said = Query.read({"q": "ec", "sort": "-username", "page": "2", "size": "20"})
    with open_establishment(world.installation, world.person(world.azurite, "admin"), writes=False) as scope:
        anew = people.page(scope, said)
        with asking() as asked:
            again = people.page(scope, replace(said, known=anew["total"]))
    assert (again["rows"], again["total"]) == (anew["rows"], anew["total"])
    assert len(again["rows"]) == 20
    assert not any("count(" in each.words for each in asked)


def test_words_follow_whatever_becomes_of_a_person(world: World) -> None:
    fill(world, world.azurite, 3)
    actor = world.person(world.azurite, "admin")

    def who(q: str) -> int:
        with open_establishment(world.installation, actor, writes=False) as scope:
            return people.page(scope, Query(q))["total"]

    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        person = db.exec(select(Person).where(col(Person.username) == "u1-0")).one()
        person.last_name = "Ouragan"
        person.describe()
        db.commit()
    assert (who("ouragan"), who("OURAGÀN u1-0"), who("raga")) == (1, 1, 1)
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.delete(db.exec(select(Person).where(col(Person.username) == "u1-0")).one())
        db.commit()
    assert who("ouragan") == 0


def test_nobody_sees_the_people_of_another_school_or_without_the_right(world: World) -> None:
    admin, prof = world.person(world.azurite, "admin"), world.person(world.azurite, "prof")
    with open_establishment(world.installation, admin, writes=False) as scope:
        assert people.page(scope, Query("cinabre"))["total"] == 0
        assert people.page(scope, Query("azurite"))["total"] == 3
    with open_establishment(world.installation, prof, writes=False) as scope, pytest.raises(Forbidden):
        people.page(scope, Query())
