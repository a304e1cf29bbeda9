"""Does a forgotten password come back to its owner alone, once, and in time (T22, T25, T26)?"""

import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.models.establishment import Journal, Person, PersonState
from app.models.platform import Mail, PlatformAdmin, PlatformJournal, ResetLink, Session
from app.models.types import now
from app.services import administrators, establishments, password_reset, sessions, sign_in
from app.services.errors import Invalid, Refused
from app.services.password_reset import LinkDead
from app.services.throttling import TooMany
from tests.support.world import PASSWORD, School, World, newest_mail, visit

NEW = "Un-autre-cheval-43"


def asked(world: World, login: str = "prof", school: School | None = None, address: str = "a") -> str:
    """Ask for a link, and read it in the mail; empty when no mail was written."""
    before = len(world.rows(Mail))
    password_reset.ask(visit(world.installation, address), school.uai if school else "", login)
    if len(world.rows(Mail)) == before:
        return ""
    found = re.search(r"/reset/([\w-]+)", newest_mail(world).text)
    assert found
    return found[1]


def choose(world: World, token: str, password: str = NEW) -> int | None:
    return password_reset.choose(visit(world.installation), token, password)


def enters(world: World, school: School, password: str) -> bool:
    try:
        sign_in.enter(visit(world.installation), school.uai, "prof", password)
    except Refused:
        return False
    return True


def is_dead(world: World, token: str) -> bool:
    with pytest.raises(LinkDead) as dead:
        choose(world, token)
    return dead.value.message.text("en") == "This link no longer works. Please ask for a new one."


def change(world: World, school: School, **fields: object) -> None:
    with world.installation.databases.session(school.place, writes=True) as db:
        db.exec(select(Person).where(col(Person.username) == "prof")).one().sqlmodel_update(fields)
        db.commit()


def test_a_person_who_forgot_gets_in_again_and_the_other_school_notices_nothing(world: World) -> None:
    assert choose(world, asked(world, "prof", world.azurite)) == world.azurite.number
    assert (enters(world, world.azurite, PASSWORD), enters(world, world.azurite, NEW)) == (False, True)
    assert enters(world, world.cinabre, PASSWORD)


def test_the_mail_goes_to_the_address_on_file_in_the_language_of_its_owner(sqlite_world: World) -> None:
    change(sqlite_world, sqlite_world.azurite, language="en")
    asked(sqlite_world, "PROF", sqlite_world.azurite)
    mail = newest_mail(sqlite_world)
    assert (mail.recipient, mail.recipient_name) == ("prof@azurite.test", "Dominique-Azurite Durand-Azurite")
    assert mail.language == "en"
    assert "This link works once, during 30 minutes." in mail.text
    assert "http://localhost:8000/reset/" in mail.text
    assert "Cinabre" not in mail.text + mail.html


def test_an_administrator_of_the_platform_gets_in_again(world: World) -> None:
    before = sessions.hash_of(sign_in.enter_platform(visit(world.installation), world.admin.name, PASSWORD).token)
    assert choose(world, asked(world, " Alix@casier.test")) is None
    assert sign_in.enter_platform(visit(world.installation), world.admin.name, NEW)
    session = world.row(Session, before)
    assert session
    assert session.ended == "password"
    [line] = [line for line in world.rows(PlatformJournal) if line.action == "admins.password_chosen"]
    assert (line.actor_id, line.label) == (world.admin.id, "alix@casier.test")


def test_a_link_works_once(sqlite_world: World) -> None:
    token = asked(sqlite_world, "prof", sqlite_world.azurite)
    choose(sqlite_world, token)
    assert is_dead(sqlite_world, token)


def test_of_two_uses_at_once_one_alone_counts(world: World) -> None:
    token = asked(world, "prof", world.azurite)
    passwords = [f"{NEW}-{n}" for n in range(6)]

    def used(password: str) -> bool:
        try:
            choose(world, token, password)
        except LinkDead:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        won = [password for password, is_won in zip(passwords, threads.map(used, passwords), strict=True) if is_won]
    assert len(won) == 1
    lost = next(password for password in passwords if password not in won)
    assert (enters(world, world.azurite, lost), enters(world, world.azurite, won[0])) == (False, True)


def test_a_link_of_half_an_hour_ago_is_dead(world: World) -> None:
    token = asked(world, "prof", world.azurite)
    with world.installation.databases.platform_session(writes=True) as db:
        link = db.get_one(ResetLink, sessions.hash_of(token))
        assert timedelta(minutes=29) < link.expires_at - now() < timedelta(minutes=30)
        link.expires_at -= timedelta(minutes=31)
        db.commit()
    assert is_dead(world, token)
    password_reset.sweep(visit(world.installation))
    assert not world.rows(ResetLink)


@pytest.mark.parametrize("token", ["", "x", "../../x", "link of Azurite", "\0", "\ud800", "x" * 100_000])
def test_a_link_that_was_never_given_is_dead(sqlite_world: World, token: str) -> None:
    assert is_dead(sqlite_world, token)


def test_using_one_link_kills_the_others_and_ends_the_sessions(world: World) -> None:
    first, second = asked(world, "prof", world.azurite), asked(world, "prof", world.azurite)
    token_hash, neighbour = world.signed_in(world.azurite), world.signed_in(world.azurite, "eleve")
    choose(world, second)
    assert is_dead(world, first)
    out = sessions.ended(world.installation, token_hash)
    assert out
    assert out.why == "password"
    assert sessions.ended(world.installation, neighbour) is None


def test_a_password_reset_by_the_platform_kills_the_links(world: World) -> None:
    token = asked(world, "admin", world.azurite)
    world.asked(administrators.reset_password, world.azurite.number, world.people(world.azurite)["admin"].id or 0)
    world.work()
    assert is_dead(world, token)


def test_a_link_of_a_blocked_person_or_school_is_dead(sqlite_world: World) -> None:
    token = asked(sqlite_world, "prof", sqlite_world.azurite)
    change(sqlite_world, sqlite_world.azurite, state=PersonState.BLOCKED)
    assert is_dead(sqlite_world, token)
    change(sqlite_world, sqlite_world.azurite, state=PersonState.ACTIVE)
    sqlite_world.asked(establishments.block, sqlite_world.azurite.number, "Travaux")
    assert is_dead(sqlite_world, token)
    sqlite_world.asked(establishments.unblock, sqlite_world.azurite.number)
    assert choose(sqlite_world, token) == sqlite_world.azurite.number


def test_a_password_that_the_policy_refuses_leaves_the_link_alive(sqlite_world: World) -> None:
    token = asked(sqlite_world, "prof", sqlite_world.azurite)
    for password in ("short", "prof@azurite.test", "x" * 5000, ""):
        with pytest.raises(Invalid) as refused:
            choose(sqlite_world, token, password)
        assert refused.value.fields.keys() == {"password"}
    assert choose(sqlite_world, token) == sqlite_world.azurite.number


def test_nothing_is_mailed_to_nobody_and_nothing_tells_so(world: World) -> None:
    change(world, world.cinabre, email=None)
    for n, (login, school) in enumerate(
        (("nobody", world.azurite), ("prof", world.cinabre), ("prof@cinabre.test", world.azurite))
    ):
        assert asked(world, login, school, f"{n}") == ""
    change(world, world.azurite, state=PersonState.BLOCKED)
    assert asked(world, "prof", world.azurite, "x") == ""
    for n, said in enumerate(("0951099D", "9" * 40, "٣", "\0", "\ud800")):
        password_reset.ask(visit(world.installation, f"y{n}"), said, "prof\0\ud800")
    assert asked(world, "nobody@casier.test") == ""


def test_nothing_is_mailed_to_a_blocked_school(sqlite_world: World) -> None:
    sqlite_world.asked(establishments.block, sqlite_world.azurite.number, "Travaux")
    assert asked(sqlite_world, "prof", sqlite_world.azurite) == ""


def test_known_and_unknown_take_the_same_time(sqlite_world: World) -> None:
    times = dict[str, list[float]](prof=[], nobody=[])
    for n in range(4):
        for login, measured in times.items():
            began = time.perf_counter()
            password_reset.ask(visit(sqlite_world.installation, f"{n}"), sqlite_world.azurite.uai, login)
            measured.append(time.perf_counter() - began)
    assert abs(min(times["prof"]) - min(times["nobody"])) < 0.01


def test_asking_again_and_again_is_stopped_by_account_and_by_address(sqlite_world: World) -> None:
    assert [bool(asked(sqlite_world, "prof", sqlite_world.azurite, f"{n}")) for n in range(5)] == [True] * 5
    with pytest.raises(TooMany):
        asked(sqlite_world, "PROF", sqlite_world.azurite, "another")
    with ThreadPoolExecutor(30) as threads:
        list(threads.map(lambda n: asked(sqlite_world, f"nobody {n}", sqlite_world.azurite, "one"), range(30)))
    with pytest.raises(TooMany):
        asked(sqlite_world, "eleve", sqlite_world.azurite, "one")


def test_only_a_hash_of_the_link_is_kept_and_nothing_is_logged(
    sqlite_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = asked(sqlite_world, "prof", sqlite_world.azurite)
    assert token not in repr([*sqlite_world.rows(ResetLink), *sqlite_world.rows(Mail)])
    choose(sqlite_world, token)
    with sqlite_world.installation.databases.session(sqlite_world.azurite.place, writes=False) as db:
        journal = [line.model_dump() for line in db.exec(select(Journal))]
    assert [line["action"] for line in journal] == ["people.added", "people.password_chosen"]
    told = repr(
        [
            journal,
            sqlite_world.rows(PlatformJournal),
            [person.model_dump() for person in sqlite_world.people(sqlite_world.azurite).values()],
        ]
    )
    assert not [secret for secret in (token, NEW) if secret in told or secret in caplog.text]


def test_an_administrator_who_was_forgotten_has_no_link(sqlite_world: World) -> None:
    token = asked(sqlite_world, sqlite_world.admin.name)
    with sqlite_world.installation.databases.platform_session(writes=True) as db:
        db.delete(db.get_one(PlatformAdmin, sqlite_world.admin.id))
        db.commit()
    assert is_dead(sqlite_world, token)
