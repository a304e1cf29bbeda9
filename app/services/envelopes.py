"""How does a mail go over the wire? As it was written, whatever its words look like (T24)."""

from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime

from app.models.platform import Mail
from app.storage.cipher import Cipher


class _Words(str):  # noqa: SLOT000  the library asks for a str with a name and a way to fold
    """A header of words: the library would decode what only looks encoded, line breaks and all."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        """As the library asks for a header."""
        return f"{self.name}: {self}{policy.linesep}"


def message(mail: Mail, cipher: Cipher) -> EmailMessage:
    """The mail as it goes over the wire; the library refuses a line break in any header."""
    local, _, domain = mail.recipient.partition("@")
    built = EmailMessage()
    built["Message-ID"] = mail.message_id
    built["Date"] = format_datetime(mail.created_at)
    built["From"] = Address("Casier", "casier", mail.message_id.strip("<>").partition("@")[2])
    if _is_plain(mail.recipient_name):
        built["To"] = Address(mail.recipient_name, local, domain)
    else:
        _put(built, "To", f"{_encoded(mail.recipient_name)} <{mail.recipient}>")
    _put(built, "Subject", mail.subject if _is_plain(mail.subject) else _encoded(mail.subject))
    built["Auto-Submitted"] = "auto-generated"
    built.set_content(cipher.decrypted(mail.text))
    built.add_alternative(cipher.decrypted(mail.html), subtype="html")
    built["Content-Language"] = mail.language
    return built


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and "=?" not in text


def _encoded(text: str) -> str:
    return Header(text, "utf-8", header_name="Subject").encode()


def _put(built: EmailMessage, name: str, value: str) -> None:
    words = _Words(value)
    words.name = name
    built[name] = words
