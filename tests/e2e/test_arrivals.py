"""Does a document that comes show at once, in every tab of its receiver, and nowhere else (L4)?"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import col, select, update

from app.models.establishment import Delivery, Person
from app.models.platform import Establishment
from app.services import arrivals, members, sessions
from app.services.scope import Place, Scope, open_establishment
from tests.support.browser import Come, Visitor
from tests.support.lockers import deposited
from tests.support.portals import Portal, served
from tests.support.servers import free_port

pytestmark = pytest.mark.slow
SCHOOL = 1
AWAY = re.compile("WebSocket|ERR_CONNECTION|Failed to load resource")  # what a browser says of a server that stops
DEPOSITED = "a déposé « Compte rendu.pdf »."


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Portal]:
    """A portal whose processes speak with each other; the test is one of them."""
    url = request.getfixturevalue("redis_server").emptied()
    with served(tmp_path_factory.mktemp("linked"), schools=2, redis_url=url) as portal:
        yield portal


@pytest.fixture
def other(linked: Portal) -> Iterator[Portal]:
    """Another server of the same installation."""
    port = free_port()
    settings = linked.settings.model_copy(update={"port": port, "public_url": f"http://127.0.0.1:{port}"})
    second = Portal(settings, linked.installation, linked.log.with_name("log of the other"))
    second.start()
    yield second
    second.stop()


def place(portal: Portal, number: int) -> Place:
    with portal.installation.databases.platform_session(writes=False) as db:
        return sessions.place_of(db.get_one(Establishment, number))


class Hand:
    """What somebody does in the school, in the process of the test."""

    def __init__(self, portal: Portal, login: str, number: int = SCHOOL) -> None:
        self.installation, self.place, self.login = portal.installation, place(portal, number), login

    def deposit(self, *to: str, names: tuple[str, ...] = ("Compte rendu.pdf",)) -> list[int]:
        made = [
            deposited(self.installation, self.place, by=self.login, to=to, name=name, content=name.encode())
            for name in names
        ]
        self._asked(lambda scope: arrivals.announce(scope, made))
        return made

    def read_all(self) -> None:
        def read(scope: Scope) -> None:
            scope.db.exec(update(Delivery).where(col(Delivery.person_id) == scope.actor.id).values(seen=1))
            arrivals.recount(scope)

        self._asked(read)

    def _asked(self, what: Callable[[Scope], object]) -> None:
        with self.installation.databases.session(self.place, writes=False) as db:
            number = db.exec(select(Person.id).where(Person.username == self.login)).one()
            actor = members.member(db, self.place, number)
        assert actor
        with open_establishment(self.installation, actor, writes=True) as scope:
            what(scope)


def entry(page: Page) -> Locator:
    """The entry of the navigation, with what stands beside it."""
    link = page.get_by_role("link", name="Casier", exact=True)
    return page.get_by_role("navigation").get_by_role("listitem").filter(has=link)


def notice(page: Page, words: str) -> Locator:
    return page.get_by_role("status").filter(has_text=words)


def enter(come: Come, portal: Portal, login: str, path: str = "/", **more: Any) -> Visitor:  # noqa: ANN401  of the school, or of the browser
    """Somebody who sits before a page, with nothing to read."""
    number = more.pop("number", SCHOOL)
    Hand(portal, login, number).read_all()
    visitor = come(at=portal, **more)
    visitor.sign_in(number, login)
    visitor.open(path)
    expect(entry(visitor.page)).to_be_visible()
    expect(entry(visitor.page)).not_to_contain_text("lire")
    return visitor


def test_it_shows_in_two_tabs_at_once_and_to_nobody_else(come: Come, linked: Portal) -> None:
    prof, cpe, stranger = enter(come, linked, "prof"), enter(come, linked, "cpe"), enter(come, linked, "prof", number=2)
    second = prof.tab()
    second.open("/account")
    expect(entry(second.page)).to_be_visible()
    [made] = Hand(linked, "admin").deposit("prof")
    for page in (prof.page, second.page):
        expect(entry(page)).to_contain_text("1 document à lire")
        expect(notice(page, DEPOSITED)).to_be_visible()
        expect(page.get_by_role("link", name="Ouvrir", exact=True)).to_have_attribute("href", f"/locker/{made}")
    for page in (cpe.page, stranger.page):
        expect(entry(page)).not_to_contain_text("lire")
        expect(notice(page, DEPOSITED)).to_have_count(0)
    prof.page.get_by_role("button", name="Fermer").click()
    expect(notice(prof.page, DEPOSITED)).to_have_count(0)
    expect(notice(second.page, DEPOSITED)).to_be_visible()


def test_several_are_summed_up_and_what_is_read_counts_no_more(come: Come, linked: Portal) -> None:
    prof = enter(come, linked, "prof")
    Hand(linked, "admin").deposit("prof", names=("Un.pdf", "Deux.pdf", "Trois.pdf"))
    expect(entry(prof.page)).to_contain_text("3 documents à lire")
    expect(notice(prof.page, "a déposé 3 documents.")).to_be_visible()
    expect(prof.page.get_by_role("link", name="Ouvrir", exact=True)).to_have_attribute("href", "/locker")
    Hand(linked, "prof").read_all()
    expect(entry(prof.page)).not_to_contain_text("lire")


def test_what_was_typed_and_what_was_said_stay(come: Come, linked: Portal) -> None:
    prof = enter(come, linked, "prof", "/account")
    prof.page.get_by_label("Prénom").fill("Camille")
    prof.page.get_by_label("Nouvelle adresse").fill("ceci n’en est pas une")
    prof.page.get_by_role("button", name="Envoyer le lien").click()
    refusal = prof.page.get_by_role("alert").filter(has_text="Corrigez")
    expect(refusal).to_be_visible()
    Hand(linked, "admin").deposit("prof")
    expect(notice(prof.page, DEPOSITED)).to_be_visible()
    expect(refusal).to_be_visible()
    expect(prof.page.get_by_label("Prénom")).to_have_value("Camille")


def test_two_servers_tell_each_other(come: Come, linked: Portal, other: Portal) -> None:
    here, there = enter(come, linked, "prof"), enter(come, other, "prof", forgiven=AWAY)
    Hand(linked, "admin").deposit("prof")
    for page in (here.page, there.page):
        expect(entry(page)).to_contain_text("1 document à lire")
        expect(notice(page, DEPOSITED)).to_be_visible()


def test_it_works_again_after_the_server_was_restarted(come: Come, linked: Portal) -> None:
    prof = enter(come, linked, "prof", forgiven=AWAY)
    linked.kill()
    expect(prof.page.get_by_role("alert").filter(has_text="interrompue")).to_be_visible()
    Hand(linked, "admin").deposit("prof", names=("Avant.pdf",))
    linked.start()
    expect(prof.page.get_by_role("alert").filter(has_text="interrompue")).to_have_count(0)
    expect(entry(prof.page)).to_contain_text("1 document à lire")  # it has asked: from now on it is told
    Hand(linked, "prof").read_all()
    expect(entry(prof.page)).not_to_contain_text("à lire")
    Hand(linked, "admin").deposit("prof")
    expect(notice(prof.page, DEPOSITED)).to_be_visible()
    expect(entry(prof.page)).to_contain_text("1 document à lire")


def test_students_have_no_locker(come: Come, linked: Portal) -> None:
    student = come(at=linked)
    student.sign_in(SCHOOL, "eleve")
    student.open("/")
    expect(student.page.get_by_role("heading", name="Bonjour")).to_be_visible()
    student.page.wait_for_load_state("networkidle")
    expect(entry(student.page)).to_have_count(0)
