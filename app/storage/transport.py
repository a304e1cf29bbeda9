"""How does a mail leave? As a file in a folder by default, by SMTP when set."""

import smtplib
import ssl
from collections.abc import Generator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.settings import Settings


class TemporaryFailure(Exception):  # noqa: N818
    """Worth trying again later."""


class Unreachable(TemporaryFailure):
    """No mail at all leaves for the moment: this one need not be blamed, nor the next one tried."""


class PermanentFailure(Exception):  # noqa: N818
    """The receiving side will never take this mail."""


class Transport(Protocol):
    """Takes a mail, or raises one of the two failures."""

    def deliver(self, mail: EmailMessage) -> None: ...


class EmlFolder:
    """One `.eml` file a mail, named by its Message-ID, so that writing it twice is writing it once."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, made when the first mail comes."""
        self._folder = folder

    def deliver(self, mail: EmailMessage) -> None:
        """Write the whole file, then give it its name."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = self._file(mail["Message-ID"])
            part = file.with_suffix(".part")
            part.write_bytes(bytes(mail))
            part.replace(file)
        except OSError as failure:
            raise Unreachable(str(failure)) from failure

    def forget(self, message_id: str) -> None:
        """Take a mail away, where it is."""
        self._file(message_id).unlink(missing_ok=True)

    def _file(self, message_id: str) -> Path:
        return self._folder / f"{message_id.strip('<>').partition('@')[0]}.eml"


class Smtp:
    """`smtp://user:password@host:port`; `smtps://` for TLS from the start, STARTTLS where the server offers it."""

    def __init__(self, address: str, timeout: float = 20) -> None:
        """Parse the address; nothing is connected yet. `timeout`: seconds to wait for each answer."""
        url = urlsplit(address)
        self._tls, self._host, self._timeout = url.scheme == "smtps", url.hostname or "localhost", timeout
        self._port = url.port or (465 if self._tls else 25)
        self._user, self._password = unquote(url.username or ""), unquote(url.password or "")

    def deliver(self, mail: EmailMessage) -> None:
        """One connection a mail; 5xx answers to the mail itself are final, everything else is tried again."""
        try:
            with self._connected() as server:
                _hand_over(server, mail)
        except (OSError, smtplib.SMTPException) as failure:
            raise Unreachable(f"{type(failure).__name__}: {failure}") from failure

    def greet(self) -> None:
        """Say hello as if there were a mail, and leave; raises what went wrong."""
        with self._connected():
            pass

    @contextmanager
    def _connected(self) -> Generator[smtplib.SMTP]:
        server = self._greeted()
        try:
            self._introduce(server)
            yield server
        finally:
            with suppress(OSError, smtplib.SMTPException):  # an accepted mail is sent, however the parting goes
                server.quit()
            server.close()

    def _greeted(self) -> smtplib.SMTP:
        if self._tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=context)
        return smtplib.SMTP(self._host, self._port, timeout=self._timeout)

    def _introduce(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if not self._tls and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
        if self._user:
            server.login(self._user, self._password)


def _hand_over(server: smtplib.SMTP, mail: EmailMessage) -> None:
    try:
        server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        raise _failure(*next(iter(refused.recipients.values()))) from refused
    except smtplib.SMTPResponseException as refused:
        raise _failure(refused.smtp_code, refused.smtp_error) from refused
    except smtplib.SMTPNotSupportedError as refused:
        raise PermanentFailure(str(refused)) from refused
    except OSError as failure:  # perhaps this mail's own fault, which must not keep the next ones back
        raise TemporaryFailure(f"{type(failure).__name__}: {failure}") from failure


def _failure(code: int, answer: bytes | str) -> TemporaryFailure | PermanentFailure:
    text = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
    return PermanentFailure(text) if 500 <= code < 600 else TemporaryFailure(text)  # noqa: PLR2004  SMTP's classes


def transport(settings: Settings) -> Transport:
    """The transport of the settings."""
    if address := settings.smtp_url.get_secret_value():
        return Smtp(address)
    return eml_folder(settings)


def eml_folder(settings: Settings) -> EmlFolder:
    """Where mails went that no server was set for."""
    return EmlFolder(settings.data_dir / "mail")
