"""What may stand in a cell of a CSV that we hand out? Nothing that a spreadsheet program takes for a formula (T16)."""

from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
QUOTED: Final = tuple(f"'{sign}" for sign in FORMULA)


def harmless(text: str) -> str:
    """The same, read as a text."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(text: str) -> str:
    """What it was before: a file of ours that comes back means the same."""
    return text[1:] if text[:1] == "'" and text.startswith(QUOTED) else text
