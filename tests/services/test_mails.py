"""Does every mail leave once, to one receiver, as it was written (T24, T25, G-R4)?"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import UniqueAddressHeader
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlmodel import select

from app.locales import Message
from app.models.platform import Mail, MailState, PlatformJournal
from app.models.types import now
from app.services import envelopes, mails
from app.services.errors import NotFound, Refused
from app.services.letters import Letter
from app.services.listing import Query
from app.services.scope import PlatformScope
from app.storage.cipher import Cipher
from app.storage.installation import Installation
from tests.support import servers, smtp
from tests.support.crashes import crash_before
from tests.support.world import World, work

CIPHER = Cipher(b"only for tests")
NASTY = [
    "a\r\nBcc: evil@e.fr", "a\nBcc: evil@e.fr\n\nbody", "a\u2028Bcc: evil@e.fr", "a\x0bb\x0cc\x1dd\x85e",
    "=?utf-8?q?a=0ABcc:_evil@e.fr?=", "=?utf-8?b?4oKs?=", "x =?iso-8859-1?q?=E9?= y", "=?", "=?x", "?=",
    "évil <evil@e.fr>, other@e.fr", '"quoted" \\ (comment)', "Ünïcode " * 30, "😀" * 100, "x" * 290, "a, b; c: d",
    "%(name)s 100 %", "Re: =?utf-8?q?x", "\t tabbed\t", "ﬀ…", "=", "mañana, 日本語, العربية",
]  # fmt: skip


def written(name: str, subject: str, recipient: str = "anne@casier.test") -> Mail:
    """As `mails.write` leaves it."""
    return Mail(
        message_id="<1@casier.test>",
        recipient=recipient,
        recipient_name=" ".join(name.split()),
        subject=" ".join(subject.split())[:300],
        text=CIPHER.encrypted("Bonjour\n.\nFrom here\n"),
        html=CIPHER.encrypted("<p>Bonjour</p>"),
    )


def wired(mail: Mail) -> bytes:
    return envelopes.message(mail, CIPHER).as_bytes(policy=SMTP)


def parsed(mail: Mail) -> EmailMessage:
    """What the receiving side understands of it, and that it is one mail to one receiver."""
    assert max(map(len, wired(mail).split(b"\r\n"))) <= 998
    read = message_from_bytes(wired(mail), policy=default)
    assert isinstance(read, EmailMessage)
    assert sorted(read.keys()) == [
        "Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject",
        "To",
    ]  # fmt: skip
    return read


@settings(max_examples=60)
@given(
    st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=100),
    st.sampled_from(NASTY),
)
def test_headers_are_read_as_they_were_written(name: str, subject: str) -> None:
    mail = written(name, subject)
    read = parsed(mail)
    assert read["Subject"] == mail.subject
    assert isinstance(read["To"], UniqueAddressHeader)
    assert [receiver.addr_spec for receiver in read["To"].addresses] == ["anne@casier.test"]
    # The library's new parser puts a space between the pieces of a long name; its old one knows better.
    name, _ = parseaddr(message_from_bytes(wired(mail))["To"].replace("\r\n", ""))
    assert str(make_header(decode_header(name))) == mail.recipient_name


def test_a_mail_is_text_and_html_from_casier_itself() -> None:
    read = parsed(written("Anne", "Bonjour"))
    text, html = read.get_body(("plain",)), read.get_body(("html",))
    assert text
    assert html
    assert text.get_content().split() == ["Bonjour", ".", "From", "here"]
    assert html.get_content().strip() == "<p>Bonjour</p>"
    assert (read["From"], read["Auto-Submitted"]) == ("Casier <casier@casier.test>", "auto-generated")


def put(installation: Installation, *recipients: str) -> list[int]:
    """Put mails in the outbox; their identities."""
    letter = Letter(Message("Objet"), Message("Bonjour"), words="Un texte")
    with installation.databases.platform_session(writes=True) as db:
        unit = mails.Unit(installation, db)
        put = [mails.write(unit, letter, recipient, "Anne", "fr") for recipient in recipients]
        db.commit()
        return [mail.id or 0 for mail in put]


def outbox(installation: Installation) -> list[Mail]:
    with installation.databases.platform_session(writes=False) as db:
        return sorted(db.exec(select(Mail)), key=lambda mail: mail.id or 0)


def later(installation: Installation, by: timedelta) -> None:
    with installation.databases.platform_session(writes=True) as db:
        for mail in db.exec(select(Mail)):
            mail.next_at -= by
        db.commit()


def point(installation: Installation, url: str) -> None:
    """Set this installation for a mail server."""
    changed = installation.settings.model_copy(update={"smtp_url": SecretStr(url)})
    object.__setattr__(installation, "settings", changed)


@pytest.fixture
def server(installation: Installation) -> Iterator[smtp.Behaviour]:
    """A real mail server that this installation is set for."""
    with smtp.running() as running:
        point(installation, running.url)
        yield running.behaviour


def test_mails_arrive_in_order_and_are_marked(installation: Installation, server: smtp.Behaviour) -> None:
    put(installation, "a@b.fr", "c@d.fr")
    mails.drain(installation)
    assert [mail["To"].addresses[0].addr_spec for mail in server.received] == ["a@b.fr", "c@d.fr"]
    assert {(mail.state, mail.attempts, mail.error) for mail in outbox(installation)} == {("sent", 1, "")}
    assert [mail["Message-ID"] for mail in server.received] == [mail.message_id for mail in outbox(installation)]
    assert all(mail.sent_at for mail in outbox(installation))
    mails.drain(installation)
    assert len(server.received) == 2


def test_a_server_that_says_later_is_asked_again_later_and_later(
    installation: Installation, server: smtp.Behaviour
) -> None:
    put(installation, "a@b.fr")
    server.answers["RCPT"] = "451 4.7.1 Greylisted"
    waits = list[int]()
    for _ in range(11):
        mails.drain(installation)
        mail = outbox(installation)[0]
        assert (mail.state, mail.error) == ("waiting", "451 4.7.1 Greylisted")
        waits.append(round((mail.next_at - now()).total_seconds() / 60))
        mails.drain(installation)
        assert outbox(installation)[0].attempts == len(waits)
        later(installation, timedelta(minutes=waits[-1]))
    assert waits == [1, 2, 5, 15, 30, 60, 120, 240, 480, 480, 480]
    mails.drain(installation)
    assert (outbox(installation)[0].state, outbox(installation)[0].attempts) == ("failed", 12)


def test_a_server_that_says_never_is_believed_and_the_others_leave(
    installation: Installation, server: smtp.Behaviour
) -> None:
    put(installation, "a@b.fr")
    server.answers["RCPT"] = "550 5.1.1 Nobody here"
    mails.drain(installation)
    del server.answers["RCPT"]
    put(installation, "c@d.fr")
    mails.drain(installation)
    assert [(mail.state, mail.attempts, mail.error) for mail in outbox(installation)] == [
        ("failed", 1, "550 5.1.1 Nobody here"),
        ("sent", 1, ""),
    ]


def test_a_server_that_is_down_for_hours_costs_nothing_and_gets_everything_when_it_is_back(
    installation: Installation,
) -> None:
    put(installation, *(f"a{n}@b.fr" for n in range(30)))
    point(installation, f"smtp://127.0.0.1:{servers.free_port()}")
    for _ in range(20):
        mails.drain(installation)
        later(installation, timedelta(minutes=20))
    assert {(mail.attempts, mail.state) for mail in outbox(installation)} == {(0, "waiting")}
    assert any("ConnectionRefusedError" in mail.error for mail in outbox(installation))
    with smtp.running() as server:
        point(installation, server.url)
        mails.drain(installation)
        assert len(server.behaviour.received) == 30
    assert {(mail.state, mail.error) for mail in outbox(installation)} == {("sent", "")}


def test_while_no_mail_leaves_one_is_tried_a_minute(installation: Installation) -> None:
    put(installation, *(f"a{n}@b.fr" for n in range(3)))
    point(installation, f"smtp://127.0.0.1:{servers.free_port()}")
    mails.drain(installation)
    assert [bool(mail.error) for mail in outbox(installation)] == [True, False, False]
    assert all(mail.next_at > now() + timedelta(seconds=50) for mail in outbox(installation))
    later(installation, timedelta(minutes=1))
    mails.drain(installation)
    assert [bool(mail.error) for mail in outbox(installation)] == [True, True, False]


def test_a_mail_on_which_the_server_falls_down_keeps_no_other_waiting(
    installation: Installation, server: smtp.Behaviour
) -> None:
    put(installation, "a@b.fr")
    server.answers["DATA"] = smtp.DROP
    mails.drain(installation)
    del server.answers["DATA"]
    put(installation, "c@d.fr")
    mails.drain(installation)
    assert [(mail.state, mail.attempts) for mail in outbox(installation)] == [("waiting", 1), ("sent", 1)]
    later(installation, timedelta(minutes=1))
    mails.drain(installation)
    assert len(server.received) == 2


def test_two_workers_send_each_mail_once(installation: Installation, server: smtp.Behaviour) -> None:
    put(installation, *(f"a{n}@b.fr" for n in range(45)))
    with ThreadPoolExecutor(3) as workers:
        list(workers.map(lambda _: mails.drain(installation), range(3)))
    identities = [mail["Message-ID"] for mail in server.received]
    assert len(identities) == len(set(identities)) == 45


def test_a_kill_between_sending_and_marking_repeats_that_one_mail_under_the_same_name(
    installation: Installation, server: smtp.Behaviour
) -> None:
    put(installation, *(f"a{n}@b.fr" for n in range(3)))
    with crash_before("UPDATE mail SET state"):
        mails.drain(installation)
    assert len(server.received) == 1
    mails.drain(installation)
    assert len(server.received) == 1, "they are claimed, for a while"
    later(installation, mails.LEASE)
    mails.drain(installation)
    assert len(server.received) == 4
    assert len({mail["Message-ID"] for mail in server.received}) == 3


@pytest.mark.usefixtures("server")
def test_a_mail_that_cannot_be_made_fails_alone(installation: Installation) -> None:
    first, second = put(installation, "a@b.fr", "c@d.fr")
    with installation.databases.platform_session(writes=True) as db:
        db.get_one(Mail, first).text = "of another installation's key"
        db.commit()
    mails.drain(installation)
    assert [(mail.id, mail.state) for mail in outbox(installation)] == [(first, "failed"), (second, "sent")]


def test_without_a_server_mails_become_files(sqlite_world: World) -> None:
    folder = sqlite_world.installation.settings.data_dir / "mail"
    names = {f"{mail.message_id.strip('<>').partition('@')[0]}.eml" for mail in sqlite_world.rows(Mail)}
    assert {file.name for file in folder.iterdir()} == names
    assert len(names) == 2


def test_what_a_change_writes_goes_with_the_change(sqlite_world: World) -> None:
    before = len(sqlite_world.rows(Mail))

    def fail(scope: PlatformScope) -> None:
        mails.write(scope, Letter(Message("Objet"), Message("Bonjour")), "a@b.fr", "", "fr")
        scope.db.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sqlite_world.asked(fail)
    work(sqlite_world.installation)
    assert len(sqlite_world.rows(Mail)) == before


def test_the_outbox_is_listed_filtered_and_opened(world: World) -> None:
    assert world.asked(mails.page, Query(q="CINABRE"))["total"] == 1
    assert world.asked(mails.page, Query(filters={"status": "failed"}))["total"] == 0
    assert world.asked(mails.failures) == 0
    row = world.asked(mails.page, Query(q="azurite"))["rows"][0]
    card = world.asked(mails.card, row["id"])
    assert (card["recipient"], card["recipient_name"]) == ("contact@azurite.test", "Camille-Azurite Petit-Azurite")
    assert "Azurite" in card["text"]
    assert "inabre" not in repr(card)


def test_a_failed_mail_is_tried_again_by_hand_and_one_that_left_is_not(sqlite_world: World) -> None:
    first, second = (mail.id or 0 for mail in sqlite_world.rows(Mail))
    with sqlite_world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Mail, first).sqlmodel_update({"state": MailState.FAILED, "attempts": 12, "error": "550"})
        db.commit()
    assert sqlite_world.asked(mails.failures) == 1
    sqlite_world.asked(mails.retry, first)
    sqlite_world.work()
    mail = sqlite_world.row(Mail, first)
    assert mail
    assert (mail.state, mail.attempts, mail.error) == ("sent", 1, "")
    assert sqlite_world.rows(PlatformJournal)[-1].action == "mails.retried"
    with pytest.raises(Refused, match="already left"):
        sqlite_world.asked(mails.retry, second)
    for unknown in (0, 99, 2**80):
        with pytest.raises(NotFound):
            sqlite_world.asked(mails.card, unknown)


@pytest.mark.parametrize("public", ["https://casier.example.org", "https://casier.example.org/", "http://[::1]:8000"])
def test_the_sender_is_at_the_public_address(sqlite_installation: Installation, public: str) -> None:
    settings = sqlite_installation.settings.model_copy(update={"public_url": public})
    object.__setattr__(sqlite_installation, "settings", settings)
    put(sqlite_installation, "a@b.fr")
    mails.drain(sqlite_installation)
    [mail] = outbox(sqlite_installation)
    assert mail.state is MailState.SENT
    assert mail.message_id.endswith("@casier.example.org>" if "example" in public else "@localhost>")
