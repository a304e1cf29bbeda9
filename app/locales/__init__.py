"""In which words is a message said? gettext catalogues, msgids in English, read once."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, TypeGuard, cast

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES: Final = ("fr", "en")
DEFAULT: Final = "fr"


@cache
def catalogue(language: str) -> Catalog:
    """The messages of one language, as its translators left them."""
    file = Path(__file__).parent / language / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as source:
        return read_po(source, locale=language)


def known(language: str | None) -> str:
    """A language we speak: the one asked for, or the default."""
    return language if language in LANGUAGES else DEFAULT


def _forms(language: str, msgid: str) -> tuple[str, ...]:
    message = catalogue(language).get(msgid)
    found = message.string if message else ""
    return (found,) if isinstance(found, str) else tuple(found or ("",))


def singular(language: str, msgid: str) -> str:
    """The translation of `msgid`, placeholders still in it; the msgid itself where there is none."""
    return _forms(language, msgid)[0] or msgid


def plural(language: str, one: str, many: str) -> tuple[str, str]:
    """The two forms of a counted message; French and English both have two."""
    forms = _forms(language, one)
    return (forms[0], forms[-1]) if len(forms) > 1 and all(forms) else (one, many)


def is_plural(language: str, n: int) -> bool:
    """French says "0 élève, 1 élève, 2 élèves", English "0 pupils, 1 pupil, 2 pupils"."""
    return n > 1 if language == "fr" else n != 1


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence not yet said: what it is and what goes in it; a value may be a message itself, or have decimals."""

    msgid: str
    values: dict[str, object] = field(default_factory=dict[str, object])
    many: str | None = None

    def text(self, language: str) -> str:
        """The sentence in `language`."""
        template = singular(language, self.msgid) if self.many is None else self._counted(language, self.many)
        values = {k: _said(v, language) for k, v in self.values.items()}
        return template % values if values else template

    def _counted(self, language: str, many: str) -> str:
        forms = plural(language, self.msgid, many)
        return forms[is_plural(language, int(str(self.values["n"])))]

    def stored(self) -> dict[str, object]:
        """As JSON, for a message kept in the database until somebody of some language reads it."""
        values = {k: v.stored() if isinstance(v, Message) else v for k, v in self.values.items()}
        return {"msgid": self.msgid, "values": values, "many": self.many}

    @classmethod
    def restored(cls, stored: dict[str, object]) -> "Message":
        """The message that `stored()` gave."""
        values = cast("dict[str, object]", stored.get("values") or {})
        inner = {k: cls.restored(v) if _is_stored(v) else v for k, v in values.items()}
        many = stored.get("many")
        return cls(str(stored["msgid"]), inner, None if many is None else str(many))


def _said(value: object, language: str) -> object:
    """A fraction has a comma in French."""
    if isinstance(value, Message):
        return value.text(language)
    return format_decimal(value, locale=language) if isinstance(value, float) else value


def _is_stored(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict) and "msgid" in value


def msg(msgid: str, **values: object) -> Message:
    """A message with named placeholders: `msg("%(name)s is taken.", name=…)`. Extracted by Babel."""
    return Message(msgid, values)


def msgn(one: str, many: str, n: int, **values: object) -> Message:
    """A counted message; `%(n)d` stands for the count. Extracted by Babel."""
    return Message(one, {"n": n, **values}, many)
