"""Which rights exist? Declared once, with their words; each is enforced by the use cases that name it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from app.locales import Message, msg


class PlatformPermission(StrEnum):
    """What a platform administrator may do; today each of them holds all."""

    ESTABLISHMENTS_READ = "establishments.read"
    ESTABLISHMENTS_CREATE = "establishments.create"
    ESTABLISHMENTS_EDIT = "establishments.edit"
    ESTABLISHMENTS_WRITE = "establishments.write"
    ESTABLISHMENTS_COUNT = "establishments.count"
    ESTABLISHMENTS_EXPORT = "establishments.export"
    ESTABLISHMENTS_BLOCK = "establishments.block"
    ESTABLISHMENTS_DELETE = "establishments.delete"
    ESTABLISHMENTS_IMPORT = "establishments.import"
    ADMINS_CREATE = "admins.create"
    ADMINISTRATORS_RESET = "administrators.reset"
    ZONES_MANAGE = "zones.manage"
    MAILS_READ = "mails.read"
    MAILS_RETRY = "mails.retry"
    JOBS_READ = "jobs.read"
    JOBS_CANCEL = "jobs.cancel"
    JOURNAL_READ = "platform_journal.read"


class Permission(StrEnum):
    """What a role of an establishment may grant."""

    PEOPLE_READ = "people.read"
    PEOPLE_ADD = "people.add"
    PEOPLE_EDIT = "people.edit"
    PEOPLE_BLOCK = "people.block"
    PEOPLE_CANCEL = "people.cancel"
    PEOPLE_SECURE = "people.secure"
    SERVICES_MANAGE = "services.manage"
    ROLES_MANAGE = "roles.manage"
    PERMISSIONS_MANAGE = "permissions.manage"
    ACCESS_EXPLAIN = "access.explain"
    LOCKER_DEPOSIT = "locker.deposit"
    LOCKER_MANAGE = "locker.manage"
    SPACES_MANAGE = "spaces.manage"
    ANNOUNCEMENTS_MANAGE = "announcements.manage"
    VIEW_AS = "portal.view_as"
    JOBS_READ = "all_jobs.read"
    JOURNAL_READ = "journal.read"


class Open(StrEnum):
    """Not rights: use cases of establishments that need none, and those of whoever is at the door.

    `ACCOUNT` is what even somebody may who must change the password before anything else.
    """

    SIGNED_IN = "signed-in"
    ACCOUNT = "account"
    STRANGER = "stranger"


Needed = PlatformPermission | Permission | Open
_KNOWN: Final = {str(permission): permission for permission in Permission}


def known(said: Iterable[str]) -> frozenset[Permission]:
    """The rights among what a database grants; one of a later version may grant what does not exist here."""
    return frozenset(_KNOWN[right] for right in said if right in _KNOWN)


LABELS: Final[dict[Permission, Message]] = {
    Permission.PEOPLE_READ: msg("See the people"),
    Permission.PEOPLE_ADD: msg("Add people"),
    Permission.PEOPLE_EDIT: msg("Modify people, their roles and services"),
    Permission.PEOPLE_BLOCK: msg("Block and unblock accounts"),
    Permission.PEOPLE_CANCEL: msg("Cancel accounts"),
    Permission.PEOPLE_SECURE: msg("Send activation codes, ask for new passwords, see and end sessions"),
    Permission.SERVICES_MANAGE: msg("Manage services"),
    Permission.ROLES_MANAGE: msg("Manage roles"),
    Permission.PERMISSIONS_MANAGE: msg("Change the rights of roles"),
    Permission.ACCESS_EXPLAIN: msg("Explain the rights of a person"),
    Permission.LOCKER_DEPOSIT: msg("Deposit documents in lockers"),
    Permission.LOCKER_MANAGE: msg("Manage lockers: categories, sizes, withdrawn documents"),
    Permission.SPACES_MANAGE: msg("Publish web spaces and say who enters them"),
    Permission.ANNOUNCEMENTS_MANAGE: msg("Write announcements"),
    Permission.VIEW_AS: msg("See the portal as a role or a person does"),
    Permission.JOBS_READ: msg("See everybody's background jobs"),
    Permission.JOURNAL_READ: msg("Read the journal"),
}
GROUPS: Final[dict[str, tuple[Message, tuple[Permission, ...]]]] = {
    "people": (
        msg("People"),
        (
            Permission.PEOPLE_READ,
            Permission.PEOPLE_ADD,
            Permission.PEOPLE_EDIT,
            Permission.PEOPLE_BLOCK,
            Permission.PEOPLE_CANCEL,
            Permission.PEOPLE_SECURE,
        ),
    ),
    "roles": (
        msg("Roles and services"),
        (
            Permission.SERVICES_MANAGE,
            Permission.ROLES_MANAGE,
            Permission.PERMISSIONS_MANAGE,
            Permission.ACCESS_EXPLAIN,
        ),
    ),
    "lockers": (msg("Lockers"), (Permission.LOCKER_DEPOSIT, Permission.LOCKER_MANAGE)),
    "spaces": (
        msg("Web spaces"),
        (Permission.SPACES_MANAGE, Permission.ANNOUNCEMENTS_MANAGE, Permission.VIEW_AS),
    ),
    "oversight": (msg("Oversight"), (Permission.JOBS_READ, Permission.JOURNAL_READ)),
}
