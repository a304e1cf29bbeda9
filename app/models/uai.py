"""Is this the number of a school? Seven digits and the check letter that follows from them (UAI, formerly RNE)."""

import re
from typing import Final

LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
_SHAPE: Final = re.compile(r"[0-9]{7}[A-Z]")


def check_letter(digits: str) -> str:
    """The letter that seven digits call for: D for 0951099."""
    return LETTERS[int(digits) % len(LETTERS)]


def is_uai(text: str) -> bool:
    """Whether the shape and the letter are right; upper case only, see `normalised`."""
    return _SHAPE.fullmatch(text) is not None and text[7] == check_letter(text[:7])


def normalised(text: str) -> str:
    """As UAIs are written. Other alphabets stay as they are: their upper case may look like a letter of ours."""
    bare = text.strip()
    return bare.upper() if bare.isascii() else bare
