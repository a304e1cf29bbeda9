"""Whom do the choices of a depositor reach (L4)? Holders of a locker, each once, and never the depositor."""

from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app.models.establishment import Attachment, Membership, Person, PersonState, Role, Service
from app.models.types import now
from app.services import audience_search, audiences
from app.services.audiences import Choice
from app.services.errors import Forbidden
from app.services.permissions import Permission
from tests.support.asked import counted
from tests.support.depositing import joined, whom
from tests.support.schooling import deputy, holds, identity, member, written
from tests.support.world import World

ALL, TEACHERS, STAFF = (whom("everyone", ref) for ref in range(3))


def people(world: World, *choices: Choice, by: str = "prof") -> int:
    return member(world, by)(audiences.reached, choices)["people"]


def lost(world: World, *choices: Choice) -> list[str]:
    return member(world, "prof")(audiences.reached, choices)["lost"]


def labels(world: World, words: str, by: str = "prof") -> list[tuple[str, str]]:
    return [(option["label"], option["detail"]) for option in member(world, by)(audience_search.search, words)]


def service(world: World, *members: int) -> int:
    with written(world) as db:
        made = Service(name="", name_key="")
        made.rename("Intendance")
        db.add(made)
        db.flush()
        db.add_all(Attachment(service_id=made.id or 0, person_id=person) for person in members)
        db.commit()
        return made.id or 0


def test_everyone_is_whoever_holds_a_locker_but_the_depositor(world: World) -> None:
    joined(world, "colette")
    joined(world, "benali", "STAFF")
    joined(world, "tiers", "INSPECTOR")
    assert (people(world, ALL), people(world, TEACHERS), people(world, STAFF)) == (3, 1, 2)
    assert people(world, ALL, by="admin") == 3


def test_somebody_reached_in_many_ways_is_counted_once(world: World) -> None:
    colette = joined(world, "colette")
    holds(world, "colette", "SCHOOL_LIFE")
    office = service(world, colette, 1)
    every = (ALL, TEACHERS, whom("role", identity(world, "TEACHER")), whom("service", office), whom("person", colette))
    assert people(world, *every) == 2
    assert people(world, whom("role", identity(world, "SCHOOL_LIFE")), whom("person", colette)) == 1


def test_those_without_a_locker_are_not_reached_in_any_way(world: World) -> None:
    blocked = joined(world, "bloque", state=PersonState.BLOCKED)
    office = service(world, 3, blocked)
    assert people(world, whom("service", office)) == people(world, whom("role", identity(world, "STUDENT"))) == 0
    assert set(lost(world, whom("person", 3), whom("person", blocked), whom("person", 2))) == {
        "person 3",
        "person 2",
        f"person {blocked}",
    }


def test_a_role_counts_between_its_dates_alone(world: World) -> None:
    colette, today = joined(world, "colette"), now().date()
    for begins, ends, expected in (
        (today, today, 1),
        (None, today - timedelta(days=1), 0),
        (today + timedelta(days=1), None, 0),
        (None, None, 1),
    ):
        with written(world) as db:
            mine = col(Membership.person_id) == colette
            db.exec(update(Membership).where(mine).values(is_primary=False, begins_on=begins, ends_on=ends))
            db.commit()
        assert people(world, TEACHERS) == people(world, whom("role", identity(world, "TEACHER"))) == expected
        assert people(world, whom("person", colette)) == expected


def test_a_student_who_teaches_is_reached_as_a_student_too(world: World) -> None:
    holds(world, "eleve", "TEACHER")
    assert people(world, whom("role", identity(world, "STUDENT"))) == 1


def test_what_is_not_there_is_lost_and_reads_like_what_is_out_of_reach(world: World) -> None:
    absent = [whom(kind, ref) for kind in ("person", "role", "service", "everyone") for ref in (-1, 99, 2**31, 2**70)]
    assert lost(world, *absent, whom("nobody", 1), whom("role", identity(world, "AUTHENTICATED"))) == [
        *(f"{choice['kind']} {choice['ref']}" for choice in absent),
        "nobody 1",
        f"role {identity(world, 'AUTHENTICATED')}",
    ]


def test_a_person_is_found_by_name_with_their_roles_and_nothing_else(world: World) -> None:
    joined(world, "Bénali", "STAFF")
    holds(world, "Bénali", "SCHOOL_LIFE")
    assert labels(world, "BENALI lou") == [("Lou Bénali", "Personnel, Vie scolaire")]
    assert labels(world, "azurite.test") == labels(world, "durand") == []  # an address, a student, oneself


def test_a_group_says_how_many_it_reaches_or_that_it_reaches_nobody(world: World) -> None:
    joined(world, "colette")
    service(world, 1, 2, 3)
    assert labels(world, "") == [
        ("All who have a locker", "2 people"),
        ("All who have a locker, including people added later", "2 people"),
        ("All teachers", "1 person"),
        ("All teachers, including people added later", "1 person"),
        ("All staff", "1 person"),
        ("All staff, including people added later", "1 person"),
    ]
    assert labels(world, "professeur")[0] == ("Professeur", "role · 1 person")
    assert labels(world, "élève")[2:] == [
        ("Élève", "role · nobody there has a locker"),
        ("Élève, including people added later", "role · nobody there has a locker"),
    ]
    assert labels(world, "intend")[0] == ("Intendance", "service · 1 person")
    assert labels(world, "zzz") == []


def test_the_address_proposes_people_who_can_be_reached_or_a_kind(world: World) -> None:
    colette, ask = joined(world, "colette"), member(world, "prof")
    said = [(option["kind"], option["ref"]) for option in ask(audience_search.proposed, f"{colette},3,2,99,x,{2**70}")]
    assert said == [("person", colette)]
    (kind,) = ask(audience_search.proposed, "teacher")
    assert (kind["kind"], kind["ref"], kind["is_dynamic"]) == ("everyone", 1, True)
    assert ask(audience_search.proposed, "student") == ask(audience_search.proposed, "") == []


def test_a_search_is_bounded_and_takes_as_many_queries_for_many(sqlite_world: World) -> None:
    ask = member(sqlite_world, "prof")
    few = counted(lambda: ask(audience_search.search, "e"))
    with written(sqlite_world) as db:
        teacher = db.exec(select(Role.id).where(Role.code == "TEACHER")).one()
        for n in range(300):
            person = Person(username=f"e{n}", username_key="", last_name=f"Esther {n}", state=PersonState.ACTIVE)
            person.describe()
            db.add(person)
            db.flush()
            db.add(Membership(person_id=person.id or 0, role_id=teacher or 0, is_primary=True))
            extra = Role(code=f"R{n}", name="", name_key="")
            extra.rename(f"École {n}")
            db.add(extra)
        db.commit()
    assert counted(lambda: ask(audience_search.search, "e")) == few
    found = ask(audience_search.search, "e")
    assert len(found) <= 6 + 4 * audience_search.GROUPS + audience_search.PEOPLE
    assert sum(option["kind"] == "person" for option in found) == audience_search.PEOPLE


def test_the_right_alone_is_enough_and_needed(world: World) -> None:
    for use_case, said in ((audiences.reached, [ALL]), (audience_search.search, ""), (audience_search.proposed, "")):
        with pytest.raises(Forbidden):
            member(world, "eleve")(use_case, said)
    deputy(world, Permission.LOCKER_DEPOSIT)
    assert member(world, "prof")(audiences.reached, [ALL])["people"] == 1
