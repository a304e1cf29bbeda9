"""What is a file called? As its owner called it, but for what could harm a computer or deceive a reader (T10)."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote, unquote

LONGEST: Final = 255  # bytes of UTF-8: what file systems take
LONGEST_SAID: Final = 16_384  # letters of a name, whose end matters
LONGEST_END: Final = 16  # an extension that a cut name keeps
NAMELESS: Final = "document"
_HARMLESS: Final = frozenset("\u200c\u200d")  # they join letters of Persian, Hindi, and emoji
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn")
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])\s*(\.|$)")
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')  # by Windows, in any name


def said(header: str) -> str:
    """The name that a browser announced, percent-encoded; cleaned."""
    return cleaned(unquote(header[: LONGEST_SAID * 3], errors="replace"))


def cleaned(name: str) -> str:
    """A name for people: the last part of any path, without what cannot be seen, at most 255 bytes of UTF-8."""
    last = re.split(r"[/\\]", name[:LONGEST_SAID].rstrip("/\\ "))[-1]
    seen = "".join(map(_seen, unicodedata.normalize("NFC", last)))
    tidy = " ".join(seen.split()).strip().rstrip(". ")
    if not tidy.strip("."):
        return NAMELESS
    return _short(f"_{tidy}" if _RESERVED.match(tidy) else tidy)


def portable(name: str) -> str:
    """The same, as every system can write it."""
    return _FORBIDDEN.sub("_", name)


def disposition(name: str, *, is_shown: bool) -> str:
    """The header that gives a download its name (RFC 6266), or lets a browser show it."""
    kind = "inline" if is_shown else "attachment"
    plain = re.sub(r'[^ -~]|["\\%]', "_", name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def apart(names: list[str]) -> list[str]:
    """The same names, of which no two are alike on any system; later ones get a number before their extension."""
    taken, given = set[str](), list[str]()
    counts: dict[str, int] = {}
    for name in names:
        key, free = name.casefold(), name
        while free.casefold() in taken:
            counts[key] = counts.get(key, 1) + 1
            free = _numbered(name, counts[key])
        taken.add(free.casefold())
        given.append(free)
    return given


def _seen(letter: str) -> str:
    if unicodedata.category(letter) in {"Zl", "Zp", "Zs"}:
        return " "
    is_unseen = letter not in _HARMLESS and unicodedata.category(letter) in _UNSEEN
    return " " if letter in "\t\n\r" else "" if is_unseen else letter


def _numbered(name: str, number: int) -> str:
    stem, end = _parted(name)
    return _short(f"{stem} ({number}){end}", f" ({number}){end}")


def _parted(name: str) -> tuple[str, str]:
    stem, dot, end = name.rpartition(".")
    return (stem, dot + end) if stem and len(dot + end) <= LONGEST_END else (name, "")


def _short(name: str, end: str = "") -> str:
    """Cut before its end, not within a letter or between a letter and its accents."""
    if len(name.encode()) <= LONGEST:
        return name
    end = end or _parted(name)[1]
    stem = name.removesuffix(end).encode()[: LONGEST - len(end.encode())].decode(errors="ignore")
    while stem and unicodedata.combining(name[len(stem)]):
        stem = stem[:-1]
    return stem.rstrip(". ") + end
