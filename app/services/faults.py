"""What is said where something that we stand on did not do its part: a database, or the store of the files?"""

from typing import Final, Literal

from app.locales import Message, msg
from app.storage.engines import is_full
from app.storage.writers import StoreError

BUSY: Final = msg("The database is busy or out of reach. Nothing was changed; please try again in a moment.")
FULL: Final = msg(
    "The server has no room left. Nothing was changed, and nothing is lost; please tell those who run this portal."
)
AWAY: Final = msg(
    "The store of the files is full or out of reach. Nothing was changed; please try again in a moment, or tell those "
    "who run this portal."
)


def unanswered(fault: Exception) -> Message:
    """The sentence for a fault of either."""
    if isinstance(fault, StoreError):
        return AWAY
    return FULL if code(fault) == "full" else BUSY


def code(fault: Exception) -> Literal["full", "busy"]:
    """The same in one word, for the address of a page, or for a script."""
    return "full" if is_full(fault) else "busy"
