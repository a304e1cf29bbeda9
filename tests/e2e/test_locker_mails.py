"""Does a mail tell of a document as its receiver likes, in their language, and never bring it (L4)? By real SMTP."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.models.establishment import Notification
from app.models.platform import Mail
from app.models.types import now
from app.services import locker_digests
from app.services.days import FRANCE
from tests.e2e.depositing import attach, choose, deposited
from tests.e2e.gestures import names, said, title
from tests.support import smtp
from tests.support.browser import Come, Visitor
from tests.support.portals import Portal
from tests.support.smtp import Behaviour
from tests.support.staffroom import Staffroom, staffroom_of

SECRET = "Le code du coffre est 4721."
EACH, NEVER = "À chaque document", "Jamais"
NEW = "Nouveau document : "  # the head of a mail has plain spaces


@dataclass(frozen=True)
class Post:
    """A portal whose mails go by SMTP, and what arrived there."""

    portal: Portal
    behaviour: Behaviour

    def to(self, whom: str) -> list[EmailMessage]:
        return [mail for mail in self.behaviour.received if mail["To"].addresses[0].addr_spec == whom]

    def about(self, subject: str) -> None:
        """Until the mail of that subject has left."""
        self.portal.mail_about(subject)

    def written_to(self, room: Staffroom) -> set[str]:
        """To whom of a school mails were ever written, sent or not."""
        with self.portal.installation.databases.platform_session(writes=False) as db:
            return set(db.exec(select(Mail.recipient).where(Mail.establishment == room.place.number)))


@pytest.fixture
def letters(portal: Portal, post: smtp.Server) -> Post:
    return Post(portal, post.behaviour)


@pytest.fixture
def room(portal: Portal) -> Staffroom:
    """Jeanne and Paul chose nothing, Odile wants no mail."""
    room = staffroom_of(portal, "Collège des Courriels")
    room.enrol("Barret", "Jeanne", email=address(room, "jeanne"))
    room.enrol("Sand", "Paul", email=address(room, "paul"))
    room.enrol("Verne", "Odile", email=address(room, "odile"), notification=Notification.NONE)
    return room


def address(room: Staffroom, first_name: str) -> str:
    return f"{first_name}-{room.place.number}@casier.test"


def enter(come: Come, room: Staffroom, login: str, path: str) -> Page:
    visitor: Visitor = come(at=room.portal)
    visitor.sign_in(room.place.number, login)
    return visitor.open(path)


def words(mail: EmailMessage) -> str:
    """All that it says, however it is packed."""
    return "\n".join(part.get_content() for part in mail.walk() if not part.is_multipart())


def decide(come: Come, room: Staffroom, before: str, now: str) -> None:
    """What the establishment does for those who choose nothing."""
    page = enter(come, room, "admin", "/settings")
    usual = page.get_by_label("Courriels sur les documents")
    expect(usual.locator("option:checked")).to_have_text(before)
    usual.select_option(label=now)
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Les paramètres sont enregistrés.")
    page.reload()
    expect(usual.locator("option:checked")).to_have_text(now)


def give(page: Page, name: str, content: str, *, is_told: bool = True) -> None:
    """Deposit it for all teachers, on the page of the administrator."""
    attach(page, name, content.encode())
    page.get_by_label("Mémo (facultatif)").fill("À lire avant jeudi")
    choose(page, "prof", re.compile("^Tous les professeurs(?!, y)"))
    page.get_by_label("Prévenir par courriel").set_checked(is_told)
    deposited(page, people=4)


def test_each_is_told_as_they_like(come: Come, letters: Post, room: Staffroom) -> None:
    decide(come, room, EACH, NEVER)
    paul = enter(come, room, "paul", "/account")
    paul.get_by_role("main").get_by_role("button", name="English").click()
    choice = paul.get_by_label("Tell me by e-mail of the documents in my locker")
    expect(choice.locator("option:checked")).to_have_text("Never (as the establishment has chosen)")
    choice.select_option(label="For each document")
    paul.get_by_role("button", name="Save", exact=True).click()
    said(paul, "Saved.")
    paul.reload()
    expect(choice.locator("option:checked")).to_have_text("For each document")

    page = enter(come, room, "admin", "/locker/deposit")
    give(page, "Un.txt", "Premier")
    letters.about("New document: Un.txt")
    assert letters.written_to(room) == {address(room, "paul")}  # who wants them; they are written together
    decide(come, room, NEVER, EACH)
    give(page, "Deux.txt", "Deuxième")
    letters.about("New document: Deux.txt")
    letters.about(NEW + "Deux.txt")
    give(page, "Trois.txt", "Troisième", is_told=False)
    give(page, "Quatre.txt", "Quatrième")
    letters.about("New document: Quatre.txt")
    letters.about(NEW + "Quatre.txt")
    paul_got, jeanne_got = ([mail["Subject"] for mail in letters.to(address(room, who))] for who in ("paul", "jeanne"))
    assert paul_got == [f"New document: {name}.txt" for name in ("Un", "Deux", "Quatre")]
    assert jeanne_got == [f"{NEW}{name}.txt" for name in ("Deux", "Quatre")]
    assert letters.written_to(room) == {address(room, "paul"), address(room, "jeanne")}


def test_the_document_is_not_in_the_mail_but_behind_its_link(come: Come, letters: Post, room: Staffroom) -> None:
    give(enter(come, room, "admin", "/locker/deposit"), "Consignes.txt", SECRET)
    letters.about(NEW + "Consignes.txt")
    [mail] = letters.to(address(room, "jeanne"))
    assert not list(mail.iter_attachments())
    said = words(mail)
    assert "coffre" not in said
    assert "Bonjour Jeanne Barret" in said
    assert "À lire avant jeudi" in said
    jeanne = enter(come, room, "jeanne", re.findall(rf"{room.portal.address}(/locker/\d+)", said)[0])
    expect(title(jeanne, "Consignes.txt")).to_be_visible()
    expect(jeanne.frame_locator("iframe").get_by_text(SECRET)).to_be_visible()


def at_seven(days: int) -> datetime:
    """In France, so many days from today on; nothing of today's is late by then."""
    return locker_digests.due(now().astimezone(FRANCE).date() + timedelta(days=days))


def clock(room: Staffroom, moment: datetime) -> None:
    """What the clock does for the school at that moment."""
    locker_digests.see_to(room.portal.installation, room.place, moment)


def daily(page: Page, label: str, choice: str, save: str) -> Page:
    """Choose one mail a day on the page of one's account."""
    page.get_by_label(label).select_option(label=choice)
    page.get_by_role("button", name=save, exact=True).click()
    return page


def test_one_mail_a_day_tells_at_seven_of_all_that_came(come: Come, letters: Post, room: Staffroom) -> None:
    jeanne = enter(come, room, "jeanne", "/account")
    daily(jeanne, "Me prévenir par courriel", "Une fois par jour, à 7 h", "Enregistrer")
    said(jeanne, "Enregistré.")
    paul = enter(come, room, "paul", "/account")
    paul.get_by_role("main").get_by_role("button", name="English").click()
    daily(paul, "Tell me by e-mail", "Once a day, at 7 a.m.", "Save")
    said(paul, "Saved.")
    page = enter(come, room, "admin", "/locker/deposit")
    give(page, "Un.txt", SECRET)
    give(page, "Deux.txt", f"{SECRET} {SECRET}")
    clock(room, at_seven(1) - timedelta(minutes=1))
    assert letters.written_to(room) == set()  # neither as it came, nor before its time

    clock(room, at_seven(1))
    letters.about("Collège des Courriels : 2 documents à lire")
    letters.about("Collège des Courriels: 2 documents to read")
    clock(room, at_seven(1) + timedelta(minutes=1))
    clock(room, at_seven(2))  # nothing came since
    assert letters.written_to(room) == {address(room, "jeanne"), address(room, "paul")}
    (to_jeanne,), (to_paul,) = (letters.to(address(room, who)) for who in ("jeanne", "paul"))
    for mail in (to_jeanne, to_paul):
        assert not list(mail.iter_attachments())
        assert "coffre" not in words(mail)
        assert all(name in words(mail) for name in ("Un.txt", "Deux.txt"))
    assert "Bonjour Jeanne Barret" in words(to_jeanne)
    assert "Hello Paul Sand" in words(to_paul)
    (link,) = set(re.findall(rf"{room.portal.address}(/locker\w*)", words(to_jeanne)))
    jeanne.goto(f"{room.portal.address}{link}")
    expect(names(jeanne)).to_have_text([re.compile("Deux.txt"), re.compile("Un.txt")])
