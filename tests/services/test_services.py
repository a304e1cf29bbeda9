"""Are services made, renamed and deleted, and people attached to them (R7)?"""

from datetime import date

import pytest
from sqlmodel import select

from app.models.establishment import Attachment, Membership, Person, PersonState
from app.services import person, services
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.listing import Query
from app.services.permissions import Permission
from tests.support.asked import counted
from tests.support.schooling import deputy, holds, identity, member, read, told, written
from tests.support.world import World


def rows(world: World) -> list[tuple[str, int]]:
    return [(row["name"], row["people"]) for row in member(world)(services.rows)]


def test_services_are_in_alphabetical_order_with_their_people(world: World) -> None:
    ask = member(world)
    office, _ = ask(services.create, " Intendance "), ask(services.create, "École ouverte")
    ask(services.attach, office, 2)
    ask(services.attach, office, 3)
    ask(services.attach, office, 3)  # already
    assert rows(world) == [("École ouverte", 0), ("Intendance", 2)]
    assert [row["username"] for row in ask(services.people, office, Query())["rows"]] == ["prof", "eleve"]
    assert [row["username"] for row in ask(services.people, office, Query(q="eleve"))["rows"]] == ["eleve"]
    names = ["Dominique-Azurite Durand-Azurite", "Dominique-Azurite Durand-Azurite"]
    assert [(line.action, line.subject, line.label, line.after) for line in told(world)[-2:]] == [
        ("people.attached", subject, f"{name} · Intendance", {"services": "Intendance"})
        for subject, name in zip("23", names, strict=True)
    ]
    ask(services.detach, office, 2)
    assert (told(world)[-1].action, told(world)[-1].subject) == ("people.detached", "2")
    assert told(world)[-1].before == {"services": "Intendance"}
    assert rows(world) == [("École ouverte", 0), ("Intendance", 1)]
    with pytest.raises(NotFound):
        ask(services.detach, office, 2)


def test_a_name_is_unique_whatever_its_case_and_accents(world: World) -> None:
    ask = member(world)
    office = ask(services.create, "Écoute")
    for taken in ("ECOUTE", "écoute", "", "x" * 101):
        with pytest.raises(Invalid):
            ask(services.create, taken)
    ask(services.rename, office, "ÉCOUTE")
    ask(services.rename, office, "Accueil")
    assert rows(world) == [("Accueil", 0)]
    assert (told(world)[-1].before, told(world)[-1].after) == ({"name": "ÉCOUTE"}, {"name": "Accueil"})


def test_deleting_a_service_leaves_its_people(world: World) -> None:
    ask = member(world)
    office = ask(services.create, "Intendance")
    ask(services.attach, office, 2)
    ask(services.delete, office)
    with read(world) as db:
        assert db.exec(select(Attachment)).all() == []
        assert len(db.exec(select(Person)).all()) == 3
    assert (told(world)[-1].action, told(world)[-1].before) == ("services.deleted", {"people": 1})


def test_who_could_be_attached_is_found_by_any_word(world: World) -> None:
    ask = member(world)
    office = ask(services.create, "Intendance")
    assert [row["username"] for row in ask(services.candidates, office, "durand azurite")] == ["prof", "eleve"]
    ask(services.attach, office, 2)
    assert [row["username"] for row in ask(services.candidates, office, "durand")] == ["eleve"]
    assert ask(services.candidates, office, " ") == ask(services.candidates, office, "cinabre") == []


def test_what_is_not_there_is_not_found(world: World) -> None:
    ask = member(world)
    office = ask(services.create, "Intendance")
    for absent in (0, -1, 99, 2**31, 2**70):
        for use_case, said in (
            (services.rename, (absent, "x")),
            (services.delete, (absent,)),
            (services.people, (absent, Query())),
            (services.candidates, (absent, "durand")),
            (services.attach, (absent, 2)),
            (services.attach, (office, absent)),
            (services.detach, (office, absent)),
        ):
            with pytest.raises(NotFound):
                ask(use_case, *said)


def test_a_service_of_many_takes_no_more_queries(sqlite_world: World) -> None:
    ask = member(sqlite_world)
    office = ask(services.create, "Intendance")
    ask(services.attach, office, 2)
    few = counted(lambda: (ask(services.rows), ask(services.people, office, Query())))
    with written(sqlite_world) as db:
        for n in range(300):
            one = Person(username=f"p{n}", username_key="", state=PersonState.ACTIVE)
            one.describe()
            db.add(one)
            db.flush()
            db.add(Attachment(service_id=office, person_id=one.id or 0))
        db.commit()
    assert counted(lambda: (ask(services.rows), ask(services.people, office, Query()))) == few
    assert ask(services.people, office, Query(page=7))["total"] == 301


def test_the_right_alone_is_enough_and_needed(world: World) -> None:
    with pytest.raises(Forbidden):
        member(world, "prof")(services.rows)
    deputy(world, Permission.SERVICES_MANAGE)
    ask = member(world, "prof")
    ask(services.attach, ask(services.create, "Intendance"), 1)
    assert rows(world) == [("Intendance", 1)]


def test_a_service_says_who_validates_and_who_edits_in_it_today(world: World) -> None:
    ask = member(world)
    office = ask(services.create, "Intendance")
    for who in (1, 2, 3):
        ask(services.attach, office, who)
    holds(world, "prof", "EDITOR")
    holds(world, "prof", "VALIDATOR")
    holds(world, "prof", "CASE_AGENT")
    holds(world, "eleve", "EDITOR", primary=True, only=True)
    with written(world) as db:
        over = db.get_one(Membership, (2, identity(world, "EDITOR")))
        over.begins_on, over.ends_on = date(2020, 1, 1), date(2020, 12, 31)
        db.commit()
    shown = {row["username"]: row["works_as"] for row in ask(services.people, office, Query())["rows"]}
    assert shown == {"admin": "", "prof": "Validateur", "eleve": "Éditeur"}


def test_whoever_validates_or_edits_in_no_service_is_pointed_out(world: World) -> None:
    ask = member(world)
    office = ask(services.create, "Intendance")

    def is_unscoped() -> bool:
        return ask(person.card, 2)["is_unscoped"]

    assert not is_unscoped()
    holds(world, "prof", "VALIDATOR")
    assert is_unscoped()
    ask(services.attach, office, 2)
    assert not is_unscoped()
