"""Is everybody told by mail as they like, once, in their language, and of nothing but what they may read (L4, L6)?"""

import time
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from pydantic import SecretStr
from sqlmodel import Session, col, select, update

from app.models.establishment import (
    Delivery,
    Deposit,
    LockerSettings,
    Membership,
    Notification,
    Person,
    PersonState,
)
from app.models.platform import Establishment, Mail, MailState
from app.models.types import now
from app.services import arrivals, clock, locker_mails, mails, notifications
from app.services.errors import Invalid
from tests.support import smtp
from tests.support.crashes import crash_before
from tests.support.lockers import Post
from tests.support.world import World


@pytest.fixture
def post(world: World) -> Post:
    return Post(world, world.azurite)


@pytest.fixture
def sqlite_post(sqlite_world: World) -> Post:
    return Post(sqlite_world, sqlite_world.azurite)


EACH, DAILY, NONE = Notification.EACH, Notification.DAILY, Notification.NONE
FIRST, SECOND = "x001@azurite.test", "x002@azurite.test"


def test_who_wants_a_mail_for_each_gets_it_and_nobody_else(post: Post) -> None:
    people = post.teachers(EACH, NONE, DAILY, None)
    post.announced(*people)
    assert post.subjects() == [
        (FIRST, "Nouveau document : Compte rendu.pdf"),
        ("x004@azurite.test", "Nouveau document : Compte rendu.pdf"),
    ]
    told = {row.person_id for row in post.rows(Delivery) if row.mailed_at}
    assert told == {people[0], people[3]}


@pytest.mark.parametrize("usual", [NONE, DAILY])
def test_who_chose_nothing_has_what_the_establishment_chose(post: Post, usual: Notification) -> None:
    post.asked(notifications.choose_usual, usual)
    post.announced(*post.teachers(None, EACH))
    assert [to for to, _ in post.subjects()] == [SECOND]
    assert [row.notification for row in post.rows(LockerSettings)] == [usual]


@pytest.mark.parametrize("said", ["", "often", "EACH"])
def test_the_establishment_chooses_one_of_three(sqlite_post: Post, said: str) -> None:
    with pytest.raises(Invalid):
        sqlite_post.asked(notifications.choose_usual, said)


def test_each_in_their_language_with_a_way_there_and_never_the_document(post: Post) -> None:
    people = [*post.teachers(EACH), *post.teachers(EACH, first=2, language="en")]
    number = post.announced(*people, memo="À lire avant jeudi", content=b"%PDF-1.4 the secret of the document")
    french, english = sorted(post.written(), key=lambda mail: mail.recipient)
    assert (french.subject, english.subject) == (
        "Nouveau document : Compte rendu.pdf", "New document: Compte rendu.pdf",
    )  # fmt: skip
    for mail in (french, english):
        address = f"{post.world.installation.settings.address}/locker/{number}"
        assert address in mail.text
        assert address in mail.html
        assert "À lire avant jeudi" in mail.text
        assert "Camille-Azurite Petit-Azurite" in mail.text
        assert "the secret" not in mail.text + mail.html
        assert mail.establishment == post.school.number


def test_links_are_those_of_the_setting(sqlite_post: Post) -> None:
    assert sqlite_post.world.installation.settings.address.startswith("http://localhost")
    sqlite_post.announced(*sqlite_post.teachers(EACH))
    assert "http://localhost:8000/locker/" in sqlite_post.written()[0].text


def test_who_may_not_read_it_any_more_gets_none(post: Post) -> None:
    read, removed, blocked, nowhere, without = post.teachers(EACH, EACH, EACH, EACH, EACH)
    number = post.deposited(to=[read, removed, blocked, nowhere, without, "eleve"])

    def do(db: Session) -> None:
        db.get_one(Delivery, (number, read)).seen = 1
        db.get_one(Delivery, (number, removed)).removed_at = now()
        db.get_one(Person, blocked).state = PersonState.BLOCKED
        db.get_one(Person, nowhere).email = None

    post.write(do)
    student = post.role("STUDENT")
    post.write(
        lambda db: db.exec(update(Membership).where(col(Membership.person_id) == without).values(role_id=student))
    )
    post.asked(arrivals.announce, [number])
    post.world.work()
    assert post.written() == []


@pytest.mark.parametrize("fields", [{"sends_mail": False}, {"trashed_at": now()}, {"withdrawn": 1}])
def test_deposits_that_cause_no_mail(post: Post, fields: dict[str, object]) -> None:
    post.announced(*post.teachers(EACH, DAILY), **fields)
    assert post.written() == []


def test_telling_again_tells_only_those_who_came_since(post: Post) -> None:
    first, second = post.teachers(EACH, EACH)
    number = post.announced(first)
    post.write(lambda db: db.add(Delivery(deposit_id=number, person_id=second)))
    for _ in range(2):
        post.asked(arrivals.announce, [number], [second])
        post.world.work()
    assert [to for to, _ in post.subjects()] == [FIRST, SECOND]


def test_a_new_version_is_told_of_to_those_who_had_read_the_former_one_too(post: Post) -> None:
    first, second = post.teachers(EACH, EACH)
    number = post.announced(first, second)
    post.write(lambda db: setattr(db.get_one(Delivery, (number, first)), "seen", 1))
    post.updated(number)
    post.asked(arrivals.announce, [number])
    post.world.work()
    assert post.subjects()[1] == (FIRST, "Nouveau document : Compte rendu.pdf")
    assert post.subjects()[0] == (FIRST, "Document mis à jour : Compte rendu.pdf")
    assert [to for to, _ in post.subjects()].count(SECOND) == 2


def test_a_crash_between_mails_and_their_note_writes_nobody_twice(post: Post) -> None:
    number = post.deposited(to=post.teachers(EACH, EACH))
    post.asked(arrivals.announce, [number])
    with crash_before("UPDATE delivery SET mailed_at"):
        post.world.work()
    assert len(post.written()) == 2
    locker_mails.see_to(post.world.installation, post.school.place)
    assert len(post.written()) == 2
    assert all(row.mailed_at for row in post.rows(Delivery))
    assert all(row.mails_due is None for row in post.rows(Deposit))


def test_what_the_queue_lost_the_clock_finds(post: Post) -> None:
    number = post.deposited(to=post.teachers(EACH))
    post.asked(arrivals.announce, [number])
    post.world.installation.queue.huey.flush()
    clock.run(post.world.installation)
    assert post.written() == []  # the queue has its time first
    late = {"due": now() - timedelta(seconds=1)}
    with post.world.installation.databases.platform_session(writes=True) as db:
        db.exec(update(Establishment).where(col(Establishment.number) == post.school.number).values(late))
        db.commit()
    clock.run(post.world.installation)
    assert len(post.written()) == 1
    home = post.world.row(Establishment, post.school.number)
    assert home
    assert home.due
    assert home.due > now() + timedelta(hours=23)


def test_a_reminder_goes_to_those_who_have_not_opened_it_and_want_mails(post: Post) -> None:
    each, none, daily, read = post.teachers(EACH, NONE, DAILY, EACH)
    number = post.announced(each, none, daily, read)
    post.write(lambda db: db.get_one(Delivery, (number, read)).sqlmodel_update({"seen": 1, "opened": 1}))
    before = len(post.written())
    for round_ in (1, 2):
        assert post.asked(arrivals.remind, number, [each, none, daily, read]) == 3
        post.world.work()
        reminders = [to for to, subject in post.subjects() if subject == "Rappel : Compte rendu.pdf"]
        assert sorted(reminders) == sorted([FIRST, "x003@azurite.test"] * round_)
    assert len(post.written()) == before + 4


def test_another_school_hears_nothing(post: Post) -> None:
    post.announced(*post.teachers(EACH))
    assert [mail.establishment for mail in post.written()] == [post.world.azurite.number]
    assert not Post(post.world, post.world.cinabre).rows(Delivery)


NASTY = ["a\r\nBcc: evil@e.fr", "a\u2028Bcc: evil@e.fr", "=?utf-8?q?a=0ABcc:_evil@e.fr?=", "évil <evil@e.fr>, x@e.fr"]


@pytest.mark.slow
def test_a_server_receives_one_mail_to_one_whatever_the_names(sqlite_post: Post) -> None:
    people = sqlite_post.teachers(EACH, first_name="Zoë <evil@e.fr>,", last_name="=?utf-8?q?x?=")
    for name in NASTY:
        sqlite_post.announced(*people, name=name, memo=name)
    settings = sqlite_post.world.installation.settings
    with smtp.running() as server:
        changed = settings.model_copy(update={"smtp_url": SecretStr(server.url)})
        with sqlite_post.world.installation.databases.platform_session(writes=True) as db:
            db.exec(update(Mail).values(state=MailState.WAITING, next_at=now(), attempts=0))
            db.commit()
        mails.drain(replace(sqlite_post.world.installation, settings=changed))
        received = [mail for mail in server.behaviour.received if FIRST in str(mail["To"])]
    assert len(received) == len(NASTY)
    for mail in received:
        assert isinstance(mail, EmailMessage)
        assert [one.addr_spec for one in mail["To"].addresses] == [FIRST]
        assert mail["Bcc"] is None
        assert "\n" not in mail["Subject"]
        assert not list(mail.iter_attachments())


@pytest.mark.slow
def test_thousands_of_recipients_do_not_make_a_deposit_slow(post: Post) -> None:
    crowd = post.add(2_000, "TEACHER", notification=EACH)
    post.write(
        lambda db: [setattr(p, "email", f"p{p.id}@azurite.test") for p in db.exec(select(Person)) if p.id in set(crowd)]
    )
    number = post.deposited(to=crowd)
    began = time.monotonic()
    post.asked(arrivals.announce, [number])
    assert time.monotonic() - began < 1
    assert post.written() == []
    locker_mails.see_to(post.world.installation, post.school.place)
    assert len({mail.recipient for mail in post.world.rows(Mail) if mail.recipient.startswith("p")}) == 2_000
