"""What is a row of the permission matrix? A permission, or "manage the accounts of" a role (P7, R6)."""

from collections.abc import Mapping
from typing import Final

from app.locales import Message, msg
from app.services.authority import Power
from app.services.errors import NotFound
from app.services.permissions import LABELS, Permission

Right = Permission | int  # the identity of the role whose accounts are managed
_MANAGE: Final = "manage:"
_PERMISSIONS: Final = {str(p): p for p in Permission}


def row_of(right: Right) -> str:
    """How the page names it."""
    return str(right) if isinstance(right, Permission) else f"{_MANAGE}{right}"


def right_of(row: str, roles: Mapping[int, object]) -> Right:
    """What the page named. Refuses with `NotFound`."""
    if row in _PERMISSIONS:
        return _PERMISSIONS[row]
    said = row.removeprefix(_MANAGE)
    if row.startswith(_MANAGE) and said.isdecimal() and len(said) < 10 and int(said) in roles:  # noqa: PLR2004
        return int(said)
    raise NotFound


def coded(right: Right, codes: Mapping[int, str]) -> str:
    """How the journal keeps it: by the code of the role, for an identity may be given anew."""
    return str(right) if isinstance(right, Permission) else f"{_MANAGE}{codes[right]}"


def decoded(kept: str, ids: Mapping[str, int]) -> Right | None:
    """What the journal kept; None when it is gone."""
    return _PERMISSIONS.get(kept) or ids.get(kept.removeprefix(_MANAGE))


def words(right: Right, names: Mapping[int, str]) -> Message:
    """As people read it."""
    return LABELS[right] if isinstance(right, Permission) else _managing(names[right])


def coded_words(kept: str, names: Mapping[str, str]) -> Message:
    """What the journal kept, as people read it; `names` are those of roles by their codes."""
    if kept in _PERMISSIONS:
        return LABELS[_PERMISSIONS[kept]]
    code = kept.removeprefix(_MANAGE)
    return _managing(names.get(code, code))


def _managing(role: str) -> Message:
    return msg("Manage the accounts: %(role)s", role=role)


def is_held(power: Power, right: Right) -> bool:
    """Whether a role that brings this holds it."""
    return right in power.permissions if isinstance(right, Permission) else right in power.manages
