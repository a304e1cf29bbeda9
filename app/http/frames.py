"""Is this a frame that a page of ours sends? Socket.IO and Reflex would act on others, or log them whole."""

from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict  # what pydantic asks for before Python 3.12

PONG: Final = "3"
LEAVING: Final = "41/_event,"
CONNECTING: Final = "40/_event,"
SAYING: Final = "42/_event,"


class Address(TypedDict, total=False):
    """Where the page says it is."""

    pathname: str
    asPath: str
    query: dict[str, str | list[str] | None]


class _Named(TypedDict):
    name: str


class Event(_Named, total=False):
    """A gesture; what else is in it, Reflex drops."""

    payload: dict[str, Any]
    router_data: Address


class Opening(TypedDict, total=False):
    """What comes with the first frame: the gesture of loading the page, and for which version it was compiled."""

    event: Event
    state_schema: str


_OPENING: Final = TypeAdapter(Opening)
_SAYING: Final = TypeAdapter[Any](
    tuple[Literal["event"], Event] | tuple[Literal["client_error"], dict[str, Any]] | tuple[Literal["ping"]]
)


def is_ours(frame: str | None) -> bool:
    """Whether to let it through; a page of ours sends no bytes, and never `connect` or `disconnect` as gestures."""
    if frame is None:
        return False
    if frame.startswith(SAYING):
        return _reads(_SAYING, frame.removeprefix(SAYING))
    if frame.startswith(CONNECTING):
        return frame == CONNECTING or _reads(_OPENING, frame.removeprefix(CONNECTING))
    return frame in {PONG, LEAVING}


def _reads(kind: TypeAdapter[Any], said: str) -> bool:
    """Strict JSON: not so deep, nor of such numbers or halves of characters, that something behind us would fail."""
    try:
        kind.validate_json(said)
    except ValidationError:
        return False
    return True
