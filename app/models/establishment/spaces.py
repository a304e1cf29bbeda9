"""Which web spaces does an establishment publish, and to whom (S1–S3, S6)? Who is whose guardian."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Field

from app.models.establishment.base import EstablishmentTable
from app.models.establishment.roles import Role, RoleKind
from app.models.types import Utc, now, word


class SpaceCode(StrEnum):
    """The eight spaces; each is for an audience."""

    TEACHERS = "TEACHERS"
    SCHOOL_LIFE = "SCHOOL_LIFE"
    GUARDIANS = "GUARDIANS"
    STUDENTS = "STUDENTS"
    ASSISTANTS = "ASSISTANTS"
    STAFF = "STAFF"
    INSPECTORS = "INSPECTORS"
    VISITORS = "VISITORS"


class GuardianStatus(StrEnum):
    """What a guardian is to a student: legally responsible, in charge of them, or somebody to call."""

    LEGAL = "legal"
    IN_CHARGE = "in-charge"
    CONTACT = "contact"


BY_ROLE: Final = tuple(code for code in SpaceCode if code not in {SpaceCode.GUARDIANS, SpaceCode.VISITORS})
ENTERING: Final = (GuardianStatus.LEGAL, GuardianStatus.IN_CHARGE)  # whose access is on until somebody turns it off


class Publication(EstablishmentTable, table=True):
    """Whether the base is published (S1): one row. `changed_at` is since when, `changed_by` who did it."""

    id: int = Field(default=1, primary_key=True)
    is_published: bool = True
    changed_at: datetime = Field(default_factory=now, sa_type=Utc)
    changed_by: str = Field(default="", max_length=254)


class Space(EstablishmentTable, table=True):
    """One of the eight; `opens_at` and `closes_at` are moments when the clock will switch it (S6)."""

    code: SpaceCode = Field(primary_key=True, sa_type=word(SpaceCode))
    is_published: bool = True
    changed_at: datetime = Field(default_factory=now, sa_type=Utc)
    changed_by: str = Field(default="", max_length=254)
    opens_at: datetime | None = Field(default=None, sa_type=Utc)
    closes_at: datetime | None = Field(default=None, sa_type=Utc)


class SpaceRole(EstablishmentTable, table=True):
    """A role whose holders may enter a space (S3). Guardians enter person by person, visitors without an account."""

    space: SpaceCode = Field(primary_key=True, sa_type=word(SpaceCode))
    role_id: int = Field(primary_key=True, foreign_key="role.id", ondelete="CASCADE", index=True)


class GuardianLink(EstablishmentTable, table=True):
    """A guardian of a student. Whoever has access by one of theirs may enter the guardians' space."""

    student_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    guardian_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE", index=True)
    status: GuardianStatus = Field(sa_type=word(GuardianStatus))
    has_access: bool
    data_source: str | None = Field(default=None, max_length=256)


# Into which space a role that an establishment makes brings its holders, until somebody decides otherwise.
OF_KIND: Final = {
    RoleKind.TEACHER: SpaceCode.TEACHERS,
    RoleKind.STAFF: SpaceCode.STAFF,
    RoleKind.STUDENT: SpaceCode.STUDENTS,
}
# The built-in roles that enter another space than that of their kind.
_OF_ROLE: Final = {
    "SCHOOL_LIFE": SpaceCode.SCHOOL_LIFE,
    "COUNSELLOR": SpaceCode.SCHOOL_LIFE,
    "SUPPORT_STAFF": SpaceCode.ASSISTANTS,
    "INSPECTOR": SpaceCode.INSPECTORS,
}


def first_spaces(roles: list[Role]) -> list[Publication | Space | SpaceRole]:
    """What every establishment begins with: all is published but the visitors' space."""
    entering = [(_OF_ROLE.get(role.code) or OF_KIND.get(role.kind), role) for role in roles]
    return [
        Publication(),
        *(Space(code=code, is_published=code is not SpaceCode.VISITORS) for code in SpaceCode),
        *(SpaceRole(space=space, role_id=role.id or 0) for space, role in entering if space),
    ]
