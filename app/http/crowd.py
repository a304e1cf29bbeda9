"""How many websockets may one place hold, and open? A whole school may share an address; strangers need few (T34)."""

from collections import Counter, defaultdict
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Final

from app.http.bucket import Bucket
from app.http.caller import Caller

STRANGERS_OF_ADDRESS: Final = 50  # a computer room, all at the sign-in page
TABS_OF_SESSION: Final = 30
SOCKETS_OF_ADDRESS: Final = 2000
# Each new one makes Reflex keep a state for an hour, also when it is closed at once.
OPENED_A_SECOND, OPENED_AT_ONCE = 2.0, 100.0
REMEMBERED: Final = 10_000


def limits(caller: Caller, *, is_live: bool) -> Mapping[str, int]:
    """What counts against what: first the caller's own place, then the whole address."""
    own = f"session {caller.session}" if is_live else f"strangers at {caller.address}"
    return {
        own: TABS_OF_SESSION if is_live else STRANGERS_OF_ADDRESS,
        f"all at {caller.address}": SOCKETS_OF_ADDRESS,
    }


class Crowd:
    """The websockets of this process, counted."""

    def __init__(self) -> None:
        self._inside = Counter[str]()
        self._opened = defaultdict[str, Bucket](lambda: Bucket(OPENED_A_SECOND, OPENED_AT_ONCE))

    @contextmanager
    def entered(self, limits: Mapping[str, int]) -> Generator[bool]:
        """Be counted while inside; says whether there was room."""
        is_full = any(self._inside[name] >= limit for name, limit in limits.items())
        if is_full or not self._opened[next(iter(limits))].take():
            yield False
            return
        self._forget()
        self._inside.update(limits.keys())
        try:
            yield True
        finally:
            self._inside.subtract(limits.keys())
            self._inside += Counter()  # drops those at zero

    def _forget(self) -> None:
        if len(self._opened) > REMEMBERED:
            for name in [name for name, bucket in self._opened.items() if bucket.is_full()]:
                del self._opened[name]
