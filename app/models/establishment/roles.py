"""What is a role? A name for a bundle of permissions; twenty are built in (R1–R3)."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, text
from sqlmodel import Field, Index

from app.models.establishment.base import EstablishmentTable
from app.models.types import folded, word

PRIMARY = text("is_primary")


class RoleKind(StrEnum):
    """What sort of person holds it; lockers and spaces look at the kind."""

    STUDENT = "student"
    TEACHER = "teacher"
    STAFF = "staff"
    GUARDIAN = "guardian"
    OTHER = "other"


class Role(EstablishmentTable, table=True):
    """A built-in role keeps its code, and is never deleted; it can be renamed."""

    # The identity of a deleted role is never given to another: audiences, jobs, views and journals refer to it.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=50, unique=True)
    name: str = Field(max_length=50)
    name_key: str = Field(max_length=100, unique=True)
    description: str = Field(default="", max_length=1000)
    kind: RoleKind = Field(default=RoleKind.OTHER, sa_type=word(RoleKind))
    is_builtin: bool = False
    quota: int | None = Field(default=None, sa_type=BigInteger)  # bytes of documents, in lockers
    version: int = 1

    def rename(self, name: str) -> None:
        """Give it a name."""
        self.name, self.name_key = name, folded(name)[:100]


class Membership(EstablishmentTable, table=True):
    """A role held by a person; exactly one of a person's is primary. A secondary one may have dates.

    The table holds that there is no second primary one; services, that there is a first.
    """

    __table_args__ = (
        Index("ix_membership_role_person", "role_id", "person_id", "is_primary", "begins_on", "ends_on"),
        Index("uq_membership_primary", "person_id", unique=True, sqlite_where=PRIMARY, postgresql_where=PRIMARY),
        CheckConstraint("NOT is_primary OR (begins_on IS NULL AND ends_on IS NULL)", name="primary_without_dates"),
    )

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    role_id: int = Field(primary_key=True, foreign_key="role.id", ondelete="CASCADE")
    is_primary: bool = False
    begins_on: date | None = None
    ends_on: date | None = None
    data_source: str | None = Field(default=None, max_length=256)

    def is_current(self, day: date) -> bool:
        """The role counts on that day; both dates are included."""
        return (self.begins_on or day) <= day <= (self.ends_on or day)


class Management(EstablishmentTable, table=True):
    """Whoever holds one role may manage the accounts that hold the other (P7). WEBMASTER manages all."""

    role_id: int = Field(primary_key=True, foreign_key="role.id", ondelete="CASCADE")
    managed_id: int = Field(primary_key=True, foreign_key="role.id", ondelete="CASCADE", index=True)


class Grant(EstablishmentTable, table=True):
    """A permission held by a role. WEBMASTER's are implied: it holds everything."""

    role_id: int = Field(primary_key=True, foreign_key="role.id", ondelete="CASCADE")
    permission: str = Field(primary_key=True, max_length=80)


BUILT_IN: dict[str, tuple[str, RoleKind]] = {
    "ANONYMOUS": ("Anonyme", RoleKind.OTHER),
    "AUTHENTICATED": ("Utilisateur authentifié", RoleKind.OTHER),
    "WEBMASTER": ("Webmestre", RoleKind.STAFF),
    "MINISITE_WEBMASTER": ("Webmestre de mini-site", RoleKind.STAFF),
    "VALIDATOR": ("Validateur", RoleKind.STAFF),
    "EDITOR": ("Éditeur", RoleKind.STAFF),
    "DIRECTORY_CONTRIBUTOR": ("Contributeur de l’annuaire", RoleKind.STAFF),
    "INTRANET_WEBMASTER": ("Webmestre de l’intranet", RoleKind.STAFF),
    "INTRANET_AGENT": ("Agent de l’intranet", RoleKind.STAFF),
    "CASE_AGENT": ("Agent des démarches", RoleKind.STAFF),
    "STUDENT": ("Élève", RoleKind.STUDENT),
    "TEACHER": ("Professeur", RoleKind.TEACHER),
    "STAFF": ("Personnel", RoleKind.STAFF),
    "SCHOOL_LIFE": ("Vie scolaire", RoleKind.STAFF),
    "SUPPORT_STAFF": ("Accompagnant", RoleKind.STAFF),
    "GUARDIAN": ("Responsable", RoleKind.GUARDIAN),
    "PRINCIPAL": ("Direction", RoleKind.STAFF),
    "INSPECTOR": ("Inspection", RoleKind.OTHER),
    "COUNSELLOR": ("Conseiller", RoleKind.STAFF),
    "ALUMNUS": ("Ancien élève", RoleKind.OTHER),
}


IMPLICIT = ("ANONYMOUS", "AUTHENTICATED")  # held without being given
WEBMASTER, FALLBACK = "WEBMASTER", "STUDENT"
SCOPED = ("VALIDATOR", "EDITOR")  # work in the services of whoever holds them, and nowhere else (R7)


def built_in_roles() -> list[Role]:
    """The twenty roles that every establishment begins with (R2)."""
    return [
        Role(code=code, name=name, name_key=folded(name), kind=kind, is_builtin=True)
        for code, (name, kind) in BUILT_IN.items()
    ]
