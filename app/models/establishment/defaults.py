"""What may the built-in roles do at first? Data that every establishment begins with, and changes as it likes (R6).

Permissions are named as `app/services/permissions.py` does. The two webmasters of sections manage the accounts that
seed 3's rows "Gérer les comptes …" tick for them.
"""

from typing import Final

from app.models.establishment.roles import Grant, Management, Role

_SECTION: Final = ("people.read", "people.add", "people.edit", "people.block")
_EVERYBODY: Final = (
    "VALIDATOR", "EDITOR", "DIRECTORY_CONTRIBUTOR", "INTRANET_AGENT", "CASE_AGENT", "STUDENT", "TEACHER", "STAFF",
    "SCHOOL_LIFE", "SUPPORT_STAFF", "GUARDIAN", "INSPECTOR", "COUNSELLOR", "ALUMNUS",
)  # fmt: skip

GRANTS: Final[dict[str, tuple[str, ...]]] = {
    "PRINCIPAL": (
        *_SECTION, "people.cancel", "people.secure", "services.manage", "access.explain", "journal.read",
        "locker.deposit", "spaces.manage", "announcements.manage",
    ),
    "SCHOOL_LIFE": ("people.read", "locker.deposit"),
    "STAFF": ("people.read", "locker.deposit"),
    "TEACHER": ("locker.deposit",),
    "SUPPORT_STAFF": ("locker.deposit",),
    "COUNSELLOR": ("locker.deposit",),
    "MINISITE_WEBMASTER": _SECTION,
    "INTRANET_WEBMASTER": _SECTION,
}  # fmt: skip
MANAGES: Final[dict[str, tuple[str, ...]]] = {
    "PRINCIPAL": _EVERYBODY,
    "MINISITE_WEBMASTER": ("MINISITE_WEBMASTER", "VALIDATOR", "EDITOR", "DIRECTORY_CONTRIBUTOR"),
    "INTRANET_WEBMASTER": ("VALIDATOR", "EDITOR", "INTRANET_WEBMASTER", "INTRANET_AGENT", "CASE_AGENT"),
}


def first_rights(roles: list[Role]) -> list[Grant | Management]:
    """What the built-in roles, which have their identities, begin with."""
    identity = {role.code: role.id or 0 for role in roles}
    granted = [Grant(role_id=identity[code], permission=p) for code, rights in GRANTS.items() for p in rights]
    managed = [
        Management(role_id=identity[code], managed_id=identity[other])
        for code, others in MANAGES.items()
        for other in others
    ]
    return [*granted, *managed]
