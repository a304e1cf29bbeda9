"""What may a role be called, and be (R1)? Checks everything typed at once."""

import re
from typing import Final

from sqlmodel import Session, col, func, select
from typing_extensions import TypedDict

from app.locales import msg
from app.models.establishment import Role, RoleKind
from app.models.types import folded
from app.services.validation import Checks

NAME, CODE, DESCRIPTION = 50, 50, 1000
MEGABYTE: Final = 1_000_000
LARGEST_QUOTA: Final = 2000  # megabytes: what fits an integer column, in bytes
_MARKUP: Final = re.compile(r"<\s*[A-Za-z/!?]|&#?\w+;")
_CODE: Final = re.compile(r"[A-Za-z0-9_]+")


class RoleForm(TypedDict, total=False):
    """As typed; `version` counts only when editing."""

    name: str
    code: str
    description: str
    kind: str
    quota: str
    version: str


class RoleFacts(TypedDict):
    """The same, found right; `quota` is in bytes."""

    name: str
    code: str
    description: str
    kind: RoleKind
    quota: int | None


def checked(db: Session, form: RoleForm, own: Role) -> RoleFacts:
    """Check every field at once. Refuses with `Invalid`."""
    checks = Checks()
    facts = RoleFacts(
        name=checks.text("name", form.get("name", ""), NAME),
        code=own.code if own.is_builtin else checks.text("code", form.get("code", ""), CODE),
        description=checks.text("description", form.get("description", ""), DESCRIPTION, required=False, lines=True),
        kind=_kind(checks, form.get("kind", "")),
        quota=_quota(checks, form.get("quota", "")),
    )
    if _MARKUP.search(facts["description"]):
        checks.refuse("description", msg("HTML cannot be used here: please write plain words."))
    if own.is_builtin and form.get("code", own.code) != own.code:
        checks.refuse("code", msg("A built-in role keeps its code."))
    _check_unique(db, checks, facts, own)
    checks.settle()
    return facts


def _check_unique(db: Session, checks: Checks, facts: RoleFacts, own: Role) -> None:
    others = col(Role.id) != (own.id or 0)
    if db.exec(select(Role.id).where(col(Role.name_key) == folded(facts["name"])[:100], others)).first():
        checks.refuse("name", msg("There is already a role of this name."))
    code = facts["code"]
    if code and not _CODE.fullmatch(code):
        checks.refuse("code", msg("A code is made of letters without accents, digits and underscores."))
    if (
        code.lower() == "new"
        or db.exec(select(Role.id).where(func.lower(col(Role.code)) == code.lower(), others)).first()
    ):
        checks.refuse("code", msg("There is already a role of this code."))


def _kind(checks: Checks, said: str) -> RoleKind:
    if said in {str(kind) for kind in RoleKind}:
        return RoleKind(said)
    checks.refuse("kind", msg("Please choose a kind."))
    return RoleKind.OTHER


def _quota(checks: Checks, said: str) -> int | None:
    """Megabytes as typed, a comma or a point before the decimals; in bytes."""
    clean = said.strip().replace(",", ".").replace("\u202f", "").replace(" ", "")
    if not clean:
        return None
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", clean) or float(clean) > LARGEST_QUOTA:
        checks.refuse("quota", msg("A quota is a number of megabytes from 0 to %(most)s.", most=LARGEST_QUOTA))
        return None
    return round(float(clean) * MEGABYTE)


def write(role: Role, facts: RoleFacts) -> None:
    """Let the role be what was typed."""
    role.rename(facts["name"])
    role.code, role.description = facts["code"], facts["description"]
    role.kind, role.quota = facts["kind"], facts["quota"]


def facts_of(role: Role) -> RoleFacts:
    """What the role is."""
    return RoleFacts(name=role.name, code=role.code, description=role.description, kind=role.kind, quota=role.quota)


def told(facts: RoleFacts) -> dict[str, object]:
    """For the journal; of the description only how long it is: to read it is for those who manage roles (R1)."""
    length = len(facts["description"]) or None
    return {**facts, "kind": str(facts["kind"]), "description": length}
