"""Is what a browser sent exactly what a handler takes? Of its types, and of a size that the database holds."""

import logging
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from app.locales import msg
from app.services.errors import Refused
from app.services.lookup import LARGEST

log = logging.getLogger("casier.door")
MALFORMED: Final = msg("This request is incomplete or malformed. Reload the page and try again.")


def parsed(sent: dict[str, TypeAdapter[Any]], needed: set[str], payload: dict[str, Any]) -> dict[str, Any]:
    """Exactly what the handler takes, of exactly its types."""
    if not needed <= payload.keys() <= sent.keys():
        raise _malformed("other arguments")
    try:
        values = {name: sent[name].validate_python(_said(value), strict=True) for name, value in payload.items()}
    except ValidationError as why:
        wrong = (f"{'.'.join(map(str, e['loc'])):.60} {e['type']}" for e in why.errors(include_input=False)[:5])
        raise _malformed("; ".join(wrong)) from why
    if not _fits(list(values.values())):
        raise _malformed("a number that no column holds")
    return values


def _malformed(why: str) -> Refused:
    log.warning("malformed payload: %s", why)
    return Refused(MALFORMED)


def _fits(value: Any) -> bool:
    """Whether a database takes it; one that does not would be a fault of ours rather than a refusal."""
    if isinstance(value, list):
        return all(map(_fits, value))
    return not isinstance(value, int) or abs(value) <= LARGEST


def _said(value: Any) -> Any:
    """A form as typed: Reflex adds fields that are not on the page as nulls, and gives boxes as booleans."""
    if not isinstance(value, dict):
        return value
    return {
        name: "on" if said is True else said for name, said in value.items() if said is not None and said is not False
    }
