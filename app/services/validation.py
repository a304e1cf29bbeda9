"""What may a person type in a field? Checks shared by forms, each giving the sentence to show."""

import re
import unicodedata
from typing import Final

from app.locales import Message, msg, msgn
from app.models.uai import check_letter, is_uai, normalised
from app.services.errors import Invalid

_EMAIL: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
_EMAIL_LONGEST: Final = 254
_TURNING: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class Checks:
    """Collects what is wrong, field by field, so that everything is said at once."""

    def __init__(self) -> None:
        """Nothing is wrong yet."""
        self.faults: dict[str, Message] = {}

    def refuse(self, field: str, message: Message) -> None:
        """Note what is wrong with a field; the first thing noted stays."""
        self.faults.setdefault(field, message)

    def text(self, field: str, value: str, longest: int, *, required: bool = True, lines: bool = False) -> str:
        """A text without control characters, trimmed; several lines only where `lines`."""
        kept = "\n" if lines else ""
        clean = value.replace("\r\n", "\n").strip() if lines else value.strip()
        if required and not clean:
            self.refuse(field, msg("Please fill in this field."))
        elif len(clean) > longest:
            self.refuse(field, msgn("At most %(n)d character.", "At most %(n)d characters.", longest))
        elif not clean.isprintable() and any(_is_control(c) and c not in kept for c in clean):
            self.refuse(field, msg("Line breaks and control characters cannot be used here."))
        return clean

    def email(self, field: str, value: str, *, required: bool = True) -> str:
        """An address that a mail can be sent to, in lower case."""
        clean = value.strip()
        if required and not clean:
            self.refuse(field, msg("Please fill in this field."))
        elif clean and not is_email(clean):
            self.refuse(field, msg("This is not an e-mail address. Example: c.petit@college-jaures.fr"))
        return clean.lower()

    def uai(self, field: str, value: str) -> str | None:
        """A UAI with its right check letter, or none."""
        clean = normalised(value)
        if clean and not is_uai(clean):
            self.refuse(field, uai_fault(clean))
        return clean or None

    def number(self, field: str, value: str) -> int | None:
        """A positive whole number, or none when left empty."""
        clean = value.strip()
        if not clean:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", clean) or int(clean) == 0:
            self.refuse(field, msg("A number is a whole number from 1 to 999999999."))
            return None
        return int(clean)

    def settle(self) -> None:
        """Refuse when anything was noted."""
        if self.faults:
            raise Invalid(self.faults)


def _is_control(character: str) -> bool:
    """Also those that turn the direction of writing: a name would read as another."""
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _TURNING


def is_email(text: str) -> bool:
    """An address of the plain kind that every mail server takes."""
    return len(text) <= _EMAIL_LONGEST and _EMAIL.fullmatch(text) is not None


def uai_fault(text: str) -> Message:
    """What is wrong with something that should have been a UAI."""
    if re.fullmatch(r"[0-9]{7}[A-Z]", text):
        return msg(
            "The check letter is wrong: %(digits)s goes with %(letter)s.",
            digits=text[:7],
            letter=check_letter(text[:7]),
        )
    return msg("A UAI is seven digits and a letter, like 0951099D.")
