"""Which rights exist? Declared once, with their words; each is enforced by the use cases that name it."""

from enum import StrEnum
from typing import Final

from app.locales import Message, msg


class PlatformPermission(StrEnum):
    """What a platform administrator may do; today each of them holds all."""

    ESTABLISHMENTS_READ = "establishments.read"
    ESTABLISHMENTS_CREATE = "establishments.create"
    ESTABLISHMENTS_EDIT = "establishments.edit"
    ESTABLISHMENTS_BLOCK = "establishments.block"
    ESTABLISHMENTS_DELETE = "establishments.delete"
    ESTABLISHMENTS_EXPORT = "establishments.export"
    ESTABLISHMENTS_WRITE = "establishments.write"
    ESTABLISHMENTS_COUNT = "establishments.count"
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

    JOURNAL_READ = "journal.read"


class Open(StrEnum):
    """Not rights: use cases of establishments that need none, and those of whoever is at the door."""

    SIGNED_IN = "signed-in"
    STRANGER = "stranger"


Needed = PlatformPermission | Permission | Open

LABELS: Final[dict[Permission, Message]] = {
    Permission.JOURNAL_READ: msg("Read the journal"),
}
