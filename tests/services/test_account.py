"""What may everybody change of their own account, and what does it take? (T20, T21, X4)."""

import pkgutil
import re
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Concatenate, ParamSpec, TypeVar

import pytest
from sqlmodel import col, select

from app import services
from app.models.establishment import Journal, Person, PersonState
from app.models.platform import Mail, ResetLink, Session
from app.models.types import now
from app.services import account, email_change, home, own_sessions, password_reset, sessions, sign_in
from app.services.email_change import AddressTaken
from app.services.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.services.links import LinkDead
from app.services.permissions import Open, Permission
from app.services.scope import USE_CASES, PersonActor, Scope, open_establishment
from app.services.throttling import TooMany
from tests.support.world import PASSWORD, School, World, visit

NEW = "Un-autre-cheval-43"
P = ParamSpec("P")
R = TypeVar("R")


class Tab:
    """Somebody at work: every gesture is a unit of its own, with the rights of that moment."""

    def __init__(self, world: World, school: School, login: str = "prof") -> None:
        self.world, self.school, self.login = world, school, login
        self.session = world.signed_in(school, login)

    def __call__(self, use_case: Callable[Concatenate[Scope, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        actor = sessions.actor(self.world.installation, self.session)
        assert isinstance(actor, PersonActor)
        with open_establishment(self.world.installation, actor, writes=True) as scope:
            return use_case(scope, *args, **kwargs)

    @property
    def person(self) -> Person:
        return self.world.people(self.school)[self.login]

    @property
    def is_open(self) -> bool:
        return sessions.ended(self.world.installation, self.session) is None

    def change(self, **fields: object) -> None:
        with self.world.installation.databases.session(self.school.place, writes=True) as db:
            db.get_one(Person, self.person.id).sqlmodel_update(fields)
            db.commit()

    def deeds(self) -> list[Journal]:
        with self.world.installation.databases.session(self.school.place, writes=False) as db:
            return list(
                db.exec(select(Journal).where(col(Journal.actor_id) == self.person.id).order_by(col(Journal.id)))
            )


@pytest.fixture
def tab(world: World) -> Tab:
    return Tab(world, world.azurite)


@pytest.fixture
def sqlite_tab(sqlite_world: World) -> Tab:
    return Tab(sqlite_world, sqlite_world.azurite)


def form(**said: str) -> account.AccountForm:
    return account.AccountForm(**{"version": "1", "notification": "", **said})  # type: ignore[typeddict-item]


def faults(refused: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {*refused.value.fields}


def mailed(world: World, recipient: str) -> Mail | None:
    """The last mail to somebody, as they read it."""
    mine = [mail for mail in world.rows(Mail) if mail.recipient == recipient]
    if not mine:
        return None
    mine[-1].text = world.installation.cipher.decrypted(mine[-1].text)
    return mine[-1]


def token_to(world: World, recipient: str) -> str:
    mail = mailed(world, recipient)
    assert mail
    found = re.search(r"http://localhost:8000/confirm/([\w-]{43})", mail.text)
    assert found
    return found[1]


def confirm(world: World, token: str) -> int:
    return email_change.confirm(visit(world.installation), token)


def test_one_sees_ones_own_account_and_no_other(tab: Tab) -> None:
    card = tab(account.card)
    assert (card["username"], card["email"], card["last_name"]) == ("prof", "prof@azurite.test", "Durand-Azurite")
    assert (card["roles"], card["must_change"], card["waiting"], card["version"]) == (["Professeur"], False, "", 1)


def test_names_and_notification_are_changed_and_written_in_the_journal(tab: Tab) -> None:
    tab(
        account.modify, account.AccountForm(first_name=" Élise ", last_name="Martin", notification="daily", version="1")
    )
    person, [line] = tab.person, tab.deeds()
    assert (person.full_name, person.notification, person.version) == ("Élise Martin", "daily", 2)
    assert (person.name_key, "elise" in person.search, person.changed_by) == ("martin elise", True, "prof")
    assert (line.action, line.before["last_name"], line.after["last_name"]) == (
        "people.modified", "Durand-Azurite", "Martin",
    )  # fmt: skip
    assert tab.world.people(tab.world.cinabre)["prof"].version == 1


def test_what_says_the_same_changes_nothing(sqlite_tab: Tab) -> None:
    person = sqlite_tab.person
    sqlite_tab(account.modify, form(first_name=person.first_name, last_name=person.last_name))
    assert (sqlite_tab.person.version, sqlite_tab.deeds()) == (1, [])


@pytest.mark.parametrize("name", ["a\r\nBcc: b@c.test", "x" * 101, "a\u202eb", "a\0b"])
def test_a_name_is_one_line_of_text(sqlite_tab: Tab, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        sqlite_tab(account.modify, form(first_name=name, last_name=name))
    assert faults(refused) == {"first_name", "last_name"}
    assert sqlite_tab.person.version == 1


def test_a_form_opened_before_another_change_is_refused(sqlite_tab: Tab) -> None:
    sqlite_tab(account.modify, form(first_name="A"))
    for version in ("1", "", "x"):
        with pytest.raises(Conflict):
            sqlite_tab(account.modify, form(first_name="B", version=version))
    assert sqlite_tab.person.first_name == "A"


def test_another_password_ends_the_other_sessions_and_keeps_this_one(tab: Tab) -> None:
    elsewhere, neighbour = Tab(tab.world, tab.school), Tab(tab.world, tab.school, "eleve")
    namesake = Tab(tab.world, tab.world.cinabre)
    tab(account.change_password, PASSWORD, NEW)
    assert (tab.is_open, elsewhere.is_open, neighbour.is_open, namesake.is_open) == (True, False, True, True)
    out = sessions.ended(tab.world.installation, elsewhere.session)
    assert out
    assert out.why == "password"
    with pytest.raises(Refused):
        sign_in.enter(visit(tab.world.installation), tab.school.uai, "prof", PASSWORD)
    sign_in.enter(visit(tab.world.installation), tab.school.uai, "prof", NEW)
    [line] = tab.deeds()
    assert (line.action, line.before, line.after) == ("people.password_chosen", {}, {})


def test_another_password_kills_every_link(sqlite_tab: Tab) -> None:
    sqlite_tab(account.change_email, "neuf@azurite.test", PASSWORD)
    token = token_to(sqlite_tab.world, "neuf@azurite.test")
    sqlite_tab(account.change_password, PASSWORD, NEW)
    with pytest.raises(LinkDead):
        confirm(sqlite_tab.world, token)


@pytest.mark.parametrize(
    ("present", "new", "field"),
    [
        ("wrong", NEW, "present"),
        ("", NEW, "present"),
        ("x" * 5000, NEW, "present"),
        (PASSWORD, "short", "new"),
        (PASSWORD, "prof@azurite.test", "new"),
        (PASSWORD, PASSWORD, "new"),
        (PASSWORD, "", "new"),
    ],
)
def test_a_password_that_is_wrong_or_weak_changes_nothing(sqlite_tab: Tab, present: str, new: str, field: str) -> None:
    before = sqlite_tab.person.password_hash
    with pytest.raises(Invalid) as refused:
        sqlite_tab(account.change_password, present, new)
    assert faults(refused) == {field}
    assert (sqlite_tab.person.password_hash, sqlite_tab.deeds()) == (before, [])


def test_tries_at_the_password_count_as_those_of_signing_in(sqlite_tab: Tab) -> None:
    for _ in range(3):
        with pytest.raises(Invalid):
            sqlite_tab(account.change_password, "wrong", NEW)
    for _ in range(2):
        with pytest.raises(Invalid):
            sqlite_tab(account.change_email, "neuf@azurite.test", "wrong")
    for refused in (
        lambda: sqlite_tab(account.change_password, PASSWORD, NEW),
        lambda: sign_in.enter(visit(sqlite_tab.world.installation, "other"), sqlite_tab.school.uai, "prof", PASSWORD),
    ):
        with pytest.raises(TooMany):
            refused()


def test_a_right_password_gives_the_tries_back(sqlite_tab: Tab) -> None:
    for _ in range(2):
        for _again in range(4):
            with pytest.raises(Invalid):
                sqlite_tab(account.change_password, "wrong", NEW)
        sqlite_tab(account.change_email, "neuf@azurite.test", PASSWORD)


def test_a_new_address_counts_once_it_is_confirmed(tab: Tab) -> None:
    world = tab.world
    tab(account.change_email, " Neuf@Azurite.test ", PASSWORD)
    assert (tab.person.email, tab(account.card)["waiting"]) == ("prof@azurite.test", "neuf@azurite.test")
    told, token = mailed(world, "prof@azurite.test"), token_to(world, "neuf@azurite.test")
    assert told
    assert token not in told.text
    assert confirm(world, token) == tab.school.number
    person = tab.person
    assert (person.email, "neuf@azurite.test" in person.search, person.version) == ("neuf@azurite.test", True, 2)
    assert tab(account.card)["waiting"] == ""
    assert [line.action for line in tab.deeds()] == ["people.email_asked", "people.email_confirmed"]
    assert world.people(world.cinabre)["prof"].email == "prof@cinabre.test"
    with pytest.raises(LinkDead):
        confirm(world, token)


def test_the_address_is_kept_encrypted_and_the_link_as_a_hash(sqlite_tab: Tab) -> None:
    sqlite_tab(account.change_email, "neuf@azurite.test", PASSWORD)
    token = token_to(sqlite_tab.world, "neuf@azurite.test")
    kept = repr(sqlite_tab.world.rows(ResetLink))
    assert token not in kept
    assert "neuf@" not in kept


def test_another_address_or_a_change_of_mind_kills_the_former_link(sqlite_tab: Tab) -> None:
    world = sqlite_tab.world
    sqlite_tab(account.change_email, "un@azurite.test", PASSWORD)
    sqlite_tab(account.change_email, "deux@azurite.test", PASSWORD)
    assert sqlite_tab(account.card)["waiting"] == "deux@azurite.test"
    sqlite_tab(account.keep_email)
    assert sqlite_tab(account.card)["waiting"] == ""
    for recipient in ("un@azurite.test", "deux@azurite.test"):
        with pytest.raises(LinkDead):
            confirm(world, token_to(world, recipient))


def test_a_link_of_yesterday_is_dead(tab: Tab) -> None:
    tab(account.change_email, "neuf@azurite.test", PASSWORD)
    token = token_to(tab.world, "neuf@azurite.test")
    with tab.world.installation.databases.platform_session(writes=True) as db:
        link = db.get_one(ResetLink, sessions.hash_of(token))
        assert timedelta(hours=23) < link.expires_at - now() < timedelta(hours=24)
        link.expires_at -= timedelta(hours=25)
        db.commit()
    assert tab(account.card)["waiting"] == ""
    with pytest.raises(LinkDead):
        confirm(tab.world, token)


@pytest.mark.parametrize(
    "address", ["eleve@azurite.test", "ELEVE@azurite.test", "prof@azurite.test", "x", "", "a@b.test\n"]
)
def test_an_address_that_is_taken_or_none_is_refused_and_nobody_is_named(sqlite_tab: Tab, address: str) -> None:
    if address == "a@b.test\n":
        sqlite_tab(account.change_email, address, PASSWORD)  # trimmed, as everywhere
        return
    with pytest.raises(Invalid) as refused:
        sqlite_tab(account.change_email, address, PASSWORD)
    assert faults(refused) == {"email"}
    assert "eleve" not in refused.value.fields["email"].text("fr")
    assert not mailed(sqlite_tab.world, "eleve@azurite.test")


def test_an_address_of_another_school_is_nobodys_here(sqlite_tab: Tab) -> None:
    sqlite_tab(account.change_email, "prof@cinabre.test", PASSWORD)
    confirm(sqlite_tab.world, token_to(sqlite_tab.world, "prof@cinabre.test"))
    assert sqlite_tab.person.email == "prof@cinabre.test"


def test_an_address_that_somebody_got_meanwhile_is_refused(tab: Tab) -> None:
    tab(account.change_email, "neuf@azurite.test", PASSWORD)
    other = Tab(tab.world, tab.school, "eleve")
    other.change(email="neuf@azurite.test")
    with pytest.raises(AddressTaken):
        confirm(tab.world, token_to(tab.world, "neuf@azurite.test"))
    assert tab.person.email == "prof@azurite.test"


def test_a_blocked_person_confirms_nothing(sqlite_tab: Tab) -> None:
    sqlite_tab(account.change_email, "neuf@azurite.test", PASSWORD)
    sqlite_tab.change(state=PersonState.BLOCKED)
    with pytest.raises(LinkDead):
        confirm(sqlite_tab.world, token_to(sqlite_tab.world, "neuf@azurite.test"))
    assert sqlite_tab.person.email == "prof@azurite.test"


def test_a_link_that_confirms_chooses_no_password(sqlite_tab: Tab) -> None:
    sqlite_tab(account.change_email, "neuf@azurite.test", PASSWORD)
    token = token_to(sqlite_tab.world, "neuf@azurite.test")
    for use in (password_reset.choose, password_reset.activate):
        with pytest.raises(LinkDead):
            use(visit(sqlite_tab.world.installation), token, NEW)
    assert confirm(sqlite_tab.world, token) == sqlite_tab.school.number


def test_mails_to_strangers_cannot_be_asked_for_without_end(sqlite_tab: Tab) -> None:
    for n in range(5):
        sqlite_tab(account.change_email, f"victim{n}@example.test", PASSWORD)
    with pytest.raises(TooMany):
        sqlite_tab(account.change_email, "victim5@example.test", PASSWORD)
    assert not mailed(sqlite_tab.world, "victim5@example.test")


def test_a_name_reaches_a_mail_as_one_line(sqlite_tab: Tab) -> None:
    sqlite_tab.change(first_name="A\r\nBcc: x@y.test", last_name="B")
    sqlite_tab(account.change_email, "neuf@azurite.test", PASSWORD)
    mail = mailed(sqlite_tab.world, "neuf@azurite.test")
    assert mail
    assert not {"\r", "\n"} & {*mail.recipient_name, *mail.subject}


def test_ones_own_sessions_are_told_apart_and_closed_one_by_one(tab: Tab) -> None:
    elsewhere, neighbour = Tab(tab.world, tab.school), Tab(tab.world, tab.school, "eleve")
    namesake = Tab(tab.world, tab.world.cinabre)
    rows = tab(own_sessions.rows)
    assert [row["is_this"] for row in rows] == [True, False]
    assert rows[1]["address"] == "192.0.2.1"
    assert tab.session not in repr(rows)
    tab(own_sessions.close, rows[1]["id"])
    assert (tab.is_open, elsewhere.is_open, neighbour.is_open, namesake.is_open) == (True, False, True, True)
    for unknown in (
        rows[0]["id"],
        rows[1]["id"],
        neighbour.session[:16],
        namesake.session[:16],
        "",
        "%" * 16,
        "_" * 16,
    ):
        with pytest.raises(NotFound):
            tab(own_sessions.close, unknown)
    assert [line.action for line in tab.deeds()] == ["sessions.closed"]


def test_sessions_that_are_over_are_not_shown(sqlite_tab: Tab) -> None:
    Tab(sqlite_tab.world, sqlite_tab.school)
    with sqlite_tab.world.installation.databases.platform_session(writes=True) as db:
        for session in db.exec(select(Session).where(col(Session.hash) != sqlite_tab.session)):
            session.seen_at -= timedelta(days=1)
        db.commit()
    assert len(sqlite_tab(own_sessions.rows)) == 1


def of_establishments() -> list[str]:
    """Every use case of an establishment but those of one's own account."""
    for found in pkgutil.iter_modules(services.__path__):
        import_module(f"app.services.{found.name}")
    return [name for name, needed in USE_CASES.items() if isinstance(needed, Permission) or needed is Open.SIGNED_IN]


def test_whoever_must_change_the_password_does_nothing_else_until_it_is_done(tab: Tab) -> None:
    """Even what needs no right: the check is at the call, whatever the use case."""
    admin = Tab(tab.world, tab.school, "admin")
    admin.change(must_change=True)
    actor = sessions.actor(tab.world.installation, admin.session)
    assert isinstance(actor, PersonActor)
    with open_establishment(tab.world.installation, actor, writes=False) as scope:
        for name in of_establishments():
            assert not scope.may(USE_CASES[name]), name
    with pytest.raises(Forbidden):
        admin(home.card)
    assert admin(account.card)["must_change"]
    admin(account.change_password, PASSWORD, NEW)
    assert not admin(account.card)["must_change"]
    assert admin(home.card)["parts"]


def test_what_is_open_meanwhile_is_the_account_and_nothing_more() -> None:
    modules = {name.partition(".")[0] for name, needed in USE_CASES.items() if needed is Open.ACCOUNT}
    assert modules == {"account", "own_sessions", "view_as"}  # whose end is for whoever may look no more
