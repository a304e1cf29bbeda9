"""How does a mail server behave badly? A real one that refuses, drops or stalls on demand."""

import asyncio
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import IPv4Address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support import servers

DROP, STALL = "drop", "stall"
USER, PASSWORD = "casier@example.org", "p@ss:word/%"


@dataclass
class Behaviour:
    """`answers` maps MAIL, RCPT, DATA or QUIT to a reply of one's own, to DROP or to STALL."""

    answers: dict[str, str] = field(default_factory=dict[str, str])
    received: list[EmailMessage] = field(default_factory=list[EmailMessage])
    connections: int = 0

    async def _said(self, server: SMTP, command: str, usual: str) -> str:
        answer = self.answers.get(command, usual)
        if answer == DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if answer in {DROP, STALL}:
            await asyncio.Event().wait()
        return answer

    async def handle_EHLO(  # noqa: N802  aiosmtpd's
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._said(server, "MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._said(server, "RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await self._said(server, "DATA", "250 OK")
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.received.append(message)
        return answer

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return await self._said(server, "QUIT", "221 Bye")


@dataclass(frozen=True)
class Server:
    """A running server and its behaviour."""

    port: int
    behaviour: Behaviour

    @property
    def url(self) -> str:
        """As `CASIER_SMTP_URL` would say it, without a password."""
        return f"smtp://127.0.0.1:{self.port}"


def _knows(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, offered: object) -> AuthResult:
    assert isinstance(offered, LoginPassword)
    is_right = (offered.login, offered.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=is_right)


@contextmanager
def running(*, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None) -> Generator[Server]:
    """Listen on a free port; anybody may send, in ASCII, and who gives a password must give the right one."""
    behaviour, port = Behaviour(), servers.free_port()
    controller = Controller(
        behaviour,
        "127.0.0.1",
        port,
        ssl_context=tls,
        tls_context=starttls,
        authenticator=_knows,
        auth_require_tls=False,
        enable_SMTPUTF8=False,
    )
    controller.start()
    try:
        yield Server(port, behaviour)
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """One that this machine's address signed for itself: the file to trust, and the server's side."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, private)
    return public, context
