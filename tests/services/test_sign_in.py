"""Does the right person come in, and nobody else learn anything (T21, T22, E7)?"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import col, select

from app.models.establishment import Membership, Person, PersonState, Role
from app.models.platform import Establishment, Session, Throttle
from app.services import establishments, passwords, sessions, sign_in, sign_in_names
from app.services.errors import Refused
from app.services.scope import PersonActor, PlatformActor
from app.services.sign_in import AccountBlocked, EstablishmentBlocked, WrongCredentials
from app.services.throttling import TooMany
from app.storage.installation import Installation
from tests.support.world import PASSWORD, School, World, schools, visit


def entered(world: World, establishment: str, login: str, password: str = PASSWORD) -> PersonActor:
    token = sign_in.enter(visit(world.installation), establishment, login, password).token
    actor = sessions.actor(world.installation, sessions.hash_of(token))
    assert isinstance(actor, PersonActor)
    return actor


def change(world: World, school: School, username: str, **fields: object) -> None:
    with world.installation.databases.session(school.place, writes=True) as db:
        db.exec(select(Person).where(col(Person.username) == username)).one().sqlmodel_update(fields)
        db.commit()


def refusal(world: World, establishment: str, login: str, password: str, address: str = "") -> Refused:
    with pytest.raises(Refused) as refused:
        sign_in.enter(visit(world.installation, address), establishment, login, password)
    return refused.value


def test_a_person_enters_by_any_of_their_names_and_any_name_of_the_school(world: World) -> None:
    school = world.azurite
    for login in ("prof", " PROF ", "Pröf", "prof@azurite.test", "Prof@Azurite.TEST"):
        for said in (school.uai, f" {school.uai.lower()} ", f" {school.number} "):
            person = entered(world, said, login)
            assert (person.name, person.place.number, person.roles) == ("prof", school.number, ("TEACHER",))


def test_the_same_name_in_two_schools_is_two_people(world: World) -> None:
    change(world, world.cinabre, "prof", password_hash=passwords.hashed("Une-autre-phrase-1", 4))
    assert entered(world, world.azurite.uai, "prof").place.number == world.azurite.number
    assert isinstance(refusal(world, world.cinabre.uai, "prof", PASSWORD), WrongCredentials)
    assert isinstance(refusal(world, world.cinabre.uai, "prof@azurite.test", PASSWORD), WrongCredentials)


def test_a_username_goes_before_the_address_of_another(sqlite_world: World) -> None:
    change(sqlite_world, sqlite_world.azurite, "eleve", username_key="prof@azurite.test")
    assert entered(sqlite_world, sqlite_world.azurite.uai, "prof@azurite.test").name == "eleve"


def test_wrong_sign_ins_read_alike_whatever_is_wrong(world: World) -> None:
    here, there = world.azurite.uai, "0951099D"
    cases = [
        (here, "prof", "wrong"),
        (here, "nobody", PASSWORD),
        (there, "prof", PASSWORD),
        ("", "", ""),
        (here, "prof", "x" * 9999),
    ]
    change(world, world.azurite, "eleve", password_hash=None, state=PersonState.PENDING)
    cases += [(here, "eleve", ""), (here, "pro\0f", PASSWORD), (here, "\ud800", PASSWORD), ("9" * 40, "prof", PASSWORD)]
    said = {refusal(world, *case, address=str(n)).message.text("fr") for n, case in enumerate(cases[1:])}
    assert len(said) == 1


def test_known_and_unknown_take_the_same_time(sqlite_world: World) -> None:
    costly = sqlite_world.installation.settings.model_copy(update={"bcrypt_cost": 8})
    object.__setattr__(sqlite_world.installation, "settings", costly)
    change(sqlite_world, sqlite_world.azurite, "prof", password_hash=passwords.hashed("x", 8))
    times = dict[str, list[float]](prof=[], nobody=[], admin=[])  # whose password is lighter, and hashed anew
    for n in range(15):
        for login, measured in times.items():
            began = time.thread_time()
            refusal(sqlite_world, sqlite_world.azurite.uai, login, f"wrong {n}", address=f"{n} {login}")
            measured.append(time.thread_time() - began)
            forget_tries(sqlite_world.installation)
    medians = [statistics.median(measured) for measured in times.values()]
    assert max(medians) - min(medians) < 0.01


def forget_tries(installation: Installation) -> None:
    with installation.databases.platform_session(writes=True) as db:
        for row in db.exec(select(Throttle)):
            db.delete(row)
        db.commit()


def test_five_wrong_tries_close_an_account_whichever_name_is_used(world: World) -> None:
    names = ["prof", "PROF", "prof@azurite.test", "próf", "prof"]
    left = [refusal(world, world.azurite.uai, name, "wrong") for name in names]
    assert [each.left for each in left if isinstance(each, WrongCredentials)] == [4, 3, 2, 1, 0]
    assert isinstance(refusal(world, str(world.azurite.number), "prof", PASSWORD), TooMany)
    assert entered(world, world.cinabre.uai, "prof")


def test_an_account_that_nobody_has_closes_as_well(sqlite_world: World) -> None:
    for left in (4, 3, 2, 1, 0):
        refused = refusal(sqlite_world, sqlite_world.azurite.uai, "nobody", "wrong")
        assert refused.message.text("fr") == sign_in.wrong(left).text("fr")
    assert isinstance(refusal(sqlite_world, sqlite_world.azurite.uai, "nobody", "wrong"), TooMany)


def test_of_fifty_parallel_tries_five_are_judged(world: World) -> None:
    with ThreadPoolExecutor(50) as threads:
        refused = list(threads.map(lambda _: type(refusal(world, world.azurite.uai, "prof", "wrong")), range(50)))
    assert (refused.count(WrongCredentials), refused.count(TooMany)) == (5, 45)


def test_a_whole_school_behind_one_address_signs_in_at_once(world: World) -> None:
    hashed = passwords.hashed(PASSWORD, 4)
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        student = db.exec(select(Role.id).where(col(Role.code) == "STUDENT")).one()
        for n in range(60):
            person = Person(username=f"p{n}", username_key=f"p{n}", password_hash=hashed, state=PersonState.ACTIVE)
            db.add(person)
            db.flush()
            db.add(Membership(person_id=person.id or 0, role_id=student or 0, is_primary=True))
        db.commit()
    with ThreadPoolExecutor(20) as threads:
        tokens = threads.map(lambda n: world.signed_in(world.azurite, f"p{n}"), range(60))
        assert len(set(tokens)) == 60


def test_one_password_tried_on_many_accounts_is_stopped(sqlite_world: World) -> None:
    with ThreadPoolExecutor(20) as threads:
        tried = threads.map(
            lambda n: type(refusal(sqlite_world, sqlite_world.azurite.uai, f"{n}", PASSWORD, "bad")), range(100)
        )
        assert list(tried).count(WrongCredentials) == 30


def test_a_right_password_wipes_the_slate(sqlite_world: World) -> None:
    for _ in range(4):
        refusal(sqlite_world, sqlite_world.azurite.uai, "prof", "wrong")
    entered(sqlite_world, sqlite_world.azurite.uai, "prof")
    refused = refusal(sqlite_world, sqlite_world.azurite.uai, "prof", "wrong")
    assert refused.message.text("en").endswith("You have 4 tries left before a wait of one minute.")


def test_coming_in_is_noted_and_a_light_hash_made_strong(world: World) -> None:
    light = passwords.hashed(PASSWORD, 4)
    change(world, world.azurite, "prof", password_hash=light, last_access=None)
    costly = world.installation.settings.model_copy(update={"bcrypt_cost": 5})
    object.__setattr__(world.installation, "settings", costly)
    entered(world, world.azurite.uai, "prof")
    prof = world.people(world.azurite)["prof"]
    assert prof.last_access
    assert passwords.cost_of(prof.password_hash or "") == 5
    entered(world, world.azurite.uai, "prof")


def test_a_blocked_person_is_told_so_only_with_the_right_password(sqlite_world: World) -> None:
    change(sqlite_world, sqlite_world.azurite, "prof", state=PersonState.BLOCKED)
    assert isinstance(refusal(sqlite_world, sqlite_world.azurite.uai, "prof", "wrong"), WrongCredentials)
    assert isinstance(refusal(sqlite_world, sqlite_world.azurite.uai, "prof", PASSWORD), AccountBlocked)


def test_nobody_enters_a_blocked_school_and_the_other_stays_open(world: World) -> None:
    world.asked(establishments.block, world.azurite.number, "Travaux")
    refused = refusal(world, world.azurite.uai, "prof", PASSWORD)
    assert isinstance(refused, EstablishmentBlocked)
    assert refused.number == world.azurite.number
    assert entered(world, world.cinabre.uai, "prof")
    world.asked(establishments.unblock, world.azurite.number)
    assert entered(world, world.azurite.uai, "prof")


def test_nobody_enters_a_school_whose_tables_are_of_another_version(sqlite_world: World) -> None:
    with sqlite_world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Establishment, sqlite_world.azurite.number).schema_revision = "0000"
        db.commit()
    assert "is being updated" in refusal(sqlite_world, sqlite_world.azurite.uai, "prof", PASSWORD).message.text("en")


def test_an_administrator_enters_and_is_known(world: World) -> None:
    token = sign_in.enter_platform(visit(world.installation), " Alix@Casier.test ", PASSWORD).token
    actor = sessions.actor(world.installation, sessions.hash_of(token))
    assert isinstance(actor, PlatformActor)
    assert (actor.id, actor.name) == (world.admin.id, "alix@casier.test")


def test_wrong_administrators_read_alike_and_are_stopped(sqlite_world: World) -> None:
    for email in ("alix@casier.test", "nobody@casier.test"):
        refused = [refusal_platform(sqlite_world, email) for _ in range(6)]
        said = [each.message.text("fr") for each in refused[:5]]
        assert said == [sign_in.wrong(left).text("fr") for left in (4, 3, 2, 1, 0)]
        assert isinstance(refused[5], TooMany)


def refusal_platform(world: World, email: str) -> Refused:
    with pytest.raises(Refused) as refused:
        sign_in.enter_platform(visit(world.installation, email), email, "wrong")
    return refused.value


def test_an_administrator_is_nobody_in_a_school_and_a_person_nobody_on_the_platform(sqlite_world: World) -> None:
    assert isinstance(refusal(sqlite_world, sqlite_world.azurite.uai, "alix@casier.test", PASSWORD), WrongCredentials)
    with pytest.raises(WrongCredentials):
        sign_in.enter_platform(visit(sqlite_world.installation), "admin@azurite.test", PASSWORD)


def test_the_database_holds_neither_passwords_nor_cookies(sqlite_world: World) -> None:
    token = sign_in.enter(visit(sqlite_world.installation), sqlite_world.azurite.uai, "prof", PASSWORD).token
    refusal(sqlite_world, sqlite_world.azurite.uai, "prof", "a wrong password")
    kept = repr(
        [*sqlite_world.rows(Session), *sqlite_world.rows(Throttle), *sqlite_world.people(sqlite_world.azurite).values()]
    )
    assert not [secret for secret in (token, PASSWORD, "a wrong password", "prof@azurite.test.") if secret in kept]
    assert "192.0.2.1" not in repr(sqlite_world.rows(Throttle))


def found(world: World, said: str) -> list[int]:
    return [choice["number"] for choice in sign_in_names.search(visit(world.installation), said)]


def chosen(world: World, said: str) -> int | None:
    choice = sign_in_names.chosen(visit(world.installation), said)
    return choice["number"] if choice else None


def test_a_school_is_found_by_name_uai_or_town(world: World) -> None:
    names = (
        "azurite",
        "COLLÈGE AZUR",
        "college azur",
        "azurite-sur-marne",
        world.azurite.uai.lower(),
        "  azurite  94000 ",
    )
    assert [found(world, said) for said in names] == [[world.azurite.number]] * len(names)


def test_nothing_is_found_by_what_names_nothing(world: World) -> None:
    assert not [
        said for said in ("", " ", "nulle part", "%", "_", "\0", "\ud800", "'; --", "x" * 5000) if found(world, said)
    ]


def test_ten_are_found_at_most(sqlite_world: World) -> None:
    schools(sqlite_world.installation, 30)
    assert len(found(sqlite_world, "école")) == 10


def test_the_contact_of_a_school_is_nobody_elses_business(sqlite_world: World) -> None:
    choices = repr(sign_in_names.search(visit(sqlite_world.installation), "azurite"))
    assert "Petit" not in choices
    assert "@" not in choices


def test_an_address_chooses_a_school_by_number_or_uai(sqlite_world: World) -> None:
    assert {
        chosen(sqlite_world, said) for said in ("1", sqlite_world.azurite.uai, f" {sqlite_world.azurite.uai.lower()} ")
    } == {1}


def test_an_address_that_names_none_chooses_none(world: World) -> None:
    assert {chosen(world, said) for said in ("", "99", "0951099D", "9" * 30, "٣", "\0", "1 OR 1=1")} == {None}
