"""Does a mail leave once, and is a failure told from a refusal?"""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest

from app.storage.transport import EmlFolder, PermanentFailure, Smtp, TemporaryFailure, Unreachable, transport
from tests.support import installations, servers, smtp


def mail(text: str = "Bonjour à tous", to: str = "anne@example.org") -> EmailMessage:
    written = EmailMessage()
    written["Message-ID"] = "<1234@casier.test>"
    written["From"], written["To"], written["Subject"] = "casier@casier.test", to, "Voilà"
    written.set_content(text)
    return written


@pytest.fixture
def server() -> Iterator[smtp.Server]:
    with smtp.running() as running:
        yield running


def deliver(server: smtp.Server, written: EmailMessage | None = None) -> None:
    stalls = smtp.STALL in server.behaviour.answers.values()
    Smtp(server.url, timeout=0.2 if stalls else 20).deliver(written or mail())


class TestFolder:
    def test_a_mail_becomes_a_file_that_mail_programs_read(self, tmp_path: Path) -> None:
        EmlFolder(tmp_path / "mail").deliver(mail())
        [file] = (tmp_path / "mail").iterdir()
        read = message_from_bytes(file.read_bytes(), policy=default)
        assert (file.name, read["Subject"], read.get_content()) == ("1234.eml", "Voilà", "Bonjour à tous\n")

    def test_a_mail_delivered_twice_is_one_file(self, tmp_path: Path) -> None:
        folder = EmlFolder(tmp_path)
        folder.deliver(mail())
        folder.deliver(mail())
        assert [file.name for file in tmp_path.iterdir()] == ["1234.eml"]

    def test_a_folder_that_cannot_be_written_is_no_fault_of_the_mail(self, tmp_path: Path) -> None:
        (tmp_path / "mail").write_text("no folder")
        with pytest.raises(Unreachable):
            EmlFolder(tmp_path / "mail").deliver(mail())


class TestSmtp:
    def test_a_mail_arrives_as_it_was_written(self, server: smtp.Server) -> None:
        deliver(server)
        [arrived] = server.behaviour.received
        assert (arrived["Message-ID"], arrived["Subject"], arrived.get_content().strip()) == (
            "<1234@casier.test>",
            "Voilà",
            "Bonjour à tous",
        )

    def test_a_line_that_is_a_single_dot_does_not_end_the_mail(self, server: smtp.Server) -> None:
        deliver(server, mail("before\n.\nafter"))
        assert server.behaviour.received[0].get_content().split() == ["before", ".", "after"]

    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
    @pytest.mark.parametrize("code", ["421", "450", "452"])
    def test_a_server_that_says_later_is_tried_again(self, server: smtp.Server, command: str, code: str) -> None:
        server.behaviour.answers[command] = f"{code} 4.2.0 Not now"
        with pytest.raises(TemporaryFailure, match=f"{code} 4.2.0 Not now"):
            deliver(server)

    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
    @pytest.mark.parametrize("code", ["550", "554"])
    def test_a_server_that_says_never_is_believed(self, server: smtp.Server, command: str, code: str) -> None:
        server.behaviour.answers[command] = f"{code} 5.1.1 Nobody here"
        with pytest.raises(PermanentFailure, match=f"{code} 5.1.1 Nobody here"):
            deliver(server)

    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
    @pytest.mark.parametrize("fault", [smtp.DROP, smtp.STALL])
    def test_a_connection_that_breaks_or_stalls_is_tried_again(
        self, server: smtp.Server, command: str, fault: str
    ) -> None:
        server.behaviour.answers[command] = fault
        with pytest.raises(TemporaryFailure) as failure:
            deliver(server)
        assert not isinstance(failure.value, Unreachable), "the next mail may be luckier"

    @pytest.mark.parametrize("parting", [smtp.DROP, smtp.STALL, "421 Going down", "500 What?"])
    def test_an_accepted_mail_is_sent_however_the_parting_goes(self, server: smtp.Server, parting: str) -> None:
        server.behaviour.answers["QUIT"] = parting
        deliver(server)
        assert len(server.behaviour.received) == 1

    def test_a_server_works_again_after_it_failed(self, server: smtp.Server) -> None:
        server.behaviour.answers["DATA"] = "451 4.3.0 Disk full"
        with pytest.raises(TemporaryFailure):
            deliver(server)
        server.behaviour.answers.clear()
        deliver(server)
        assert len(server.behaviour.received) == 1

    def test_nobody_listening_is_no_fault_of_the_mail(self) -> None:
        with pytest.raises(Unreachable, match="ConnectionRefusedError"):
            Smtp(f"smtp://127.0.0.1:{servers.free_port()}").deliver(mail())

    def test_a_name_without_address_is_no_fault_of_the_mail(self) -> None:
        with pytest.raises(Unreachable, match="gaierror"):
            Smtp("smtp://mail.invalid").deliver(mail())

    @pytest.mark.parametrize("greeting", [b"554 No service\r\n", b"421 Busy\r\n", b"HTTP/1.1 400\r\n", b""])
    def test_a_server_that_receives_nobody_is_no_fault_of_the_mail(self, greeting: bytes) -> None:
        def greet() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(greeting)

        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
            greeter = Thread(target=greet)
            greeter.start()
            with pytest.raises(Unreachable):
                Smtp(f"smtp://127.0.0.1:{port}").deliver(mail())
            greeter.join()

    def test_an_address_that_the_server_cannot_write_to_is_refused(self, server: smtp.Server) -> None:
        with pytest.raises(PermanentFailure):
            deliver(server, mail(to="hélène@example.org"))

    def test_a_password_may_hold_any_sign(self, server: smtp.Server) -> None:
        known = f"{quote(smtp.USER, safe='')}:{quote(smtp.PASSWORD, safe='')}"
        Smtp(f"smtp://{known}@127.0.0.1:{server.port}").deliver(mail())
        assert len(server.behaviour.received) == 1

    def test_a_wrong_password_is_the_operators_to_mend_and_loses_no_mail(self, server: smtp.Server) -> None:
        with pytest.raises(Unreachable, match="535"):
            Smtp(f"smtp://casier:wrong@127.0.0.1:{server.port}").deliver(mail())
        assert server.behaviour.received == []


class TestTls:
    @pytest.mark.parametrize("scheme", ["smtp", "smtps"])
    def test_a_trusted_server_is_spoken_to_in_secret(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
    ) -> None:
        trusted, context = smtp.certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        with smtp.running(**{"smtp": {"starttls": context}, "smtps": {"tls": context}}[scheme]) as server:
            Smtp(f"{scheme}://127.0.0.1:{server.port}").deliver(mail())
            assert len(server.behaviour.received) == 1

    @pytest.mark.parametrize("scheme", ["smtp", "smtps"])
    def test_a_server_that_nobody_vouches_for_gets_no_mail(self, tmp_path: Path, scheme: str) -> None:
        _, context = smtp.certificate(tmp_path)
        with smtp.running(**{"smtp": {"starttls": context}, "smtps": {"tls": context}}[scheme]) as server:
            with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
                Smtp(f"{scheme}://127.0.0.1:{server.port}").deliver(mail())
            assert server.behaviour.received == []


def test_the_settings_choose_the_transport(tmp_path: Path) -> None:
    assert isinstance(transport(installations.settings(tmp_path)), EmlFolder)
    assert isinstance(transport(installations.settings(tmp_path, smtp_url="smtp://mail.invalid")), Smtp)
