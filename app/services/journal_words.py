"""How does a line of a journal read? What it kept, in the words and the language of whoever reads it (X1)."""

from collections.abc import Mapping
from typing import Final, cast

from app.locales import Message, msg
from app.models.establishment import Notification, RoleKind
from app.models.journal import JournalLine
from app.services.families import STATUSES
from app.services.matrix_rows import coded_words
from app.services.spaces import NAMES

FIELDS: Final[dict[str, Message]] = {
    "name": msg("Name"),
    "zone": msg("Zone"),
    "locality": msg("Locality"),
    "uai": msg("UAI"),
    "contact_last_name": msg("Last name of the contact"),
    "contact_first_name": msg("First name of the contact"),
    "contact_email": msg("E-mail of the contact"),
    "reason": msg("Reason"),
    "subject": msg("Subject"),
    "position": msg("Position"),
    "create": msg("Establishments to add"),
    "update": msg("Establishments to update"),
    "unchanged": msg("Already as in the file"),
    "first_name": msg("First name"),
    "last_name": msg("Last name"),
    "email": msg("E-mail"),
    "notification": msg("Told by e-mail of documents"),
    "username": msg("Username"),
    "language": msg("Language"),
    "roles": msg("Roles"),
    "services": msg("Services"),
    "code": msg("Code"),
    "kind": msg("Kind"),
    "quota": msg("Locker quota, in bytes"),
    "description": msg("Length of the description"),
    "holders": msg("Holders"),
    "people": msg("People"),
    "added": msg("Added"),
    "updated": msg("Updated"),
    "recipients": msg("Recipients"),
    "documents": msg("Documents"),
    "category": msg("Category"),
    "memo": msg("Length of the memo"),
    "version": msg("Version"),
    "deposits": msg("Documents"),
    "largest": msg("Largest document, in MB"),
    "title": msg("Title"),
    "text": msg("Text"),
    "spaces": msg("Spaces"),
    "begins_on": msg("From"),
    "ends_on": msg("Until"),
    "readers": msg("People who have read it"),
    "trash_days": msg("Days in the trash"),
    "guardian": msg("Guardian"),
    "student": msg("Student"),
    "guardian_status": msg("Status"),
    "access": msg("Access"),
    "household": msg("Household"),
}
# What a field has few values of, which are kept as they are stored; of spaces, several.
VALUES: Final[dict[str, Mapping[str, Message]]] = {
    "guardian_status": {str(status): words for status, words in STATUSES.items()},
    "kind": {
        RoleKind.STUDENT: msg("Student"),
        RoleKind.TEACHER: msg("Teacher"),
        RoleKind.STAFF: msg("Staff"),
        RoleKind.GUARDIAN: msg("Guardian"),
        RoleKind.OTHER: msg("Other"),
    },
    "language": {"fr": msg("French"), "en": msg("English")},
    "spaces": {str(space): words for space, words in NAMES.items()},
    "notification": {
        Notification.EACH: msg("For each document"),
        Notification.DAILY: msg("Once a day, at 7 a.m."),
        Notification.NONE: msg("Never"),
    },
}
SEVERAL: Final = ", "


def changes(line: JournalLine, language: str, roles: Mapping[str, str]) -> str:
    """What was before → what is after, of each field; `roles` are the names of those that there are, by their codes."""
    names = [*line.before, *(name for name in line.after if name not in line.before)]
    told = (_change(name, line, language, roles) for name in names)
    return " · ".join(change.text(language) for change in told if change)


def _change(name: str, line: JournalLine, language: str, roles: Mapping[str, str]) -> Message | None:
    """What was not there before has no arrow; what is gone leads to a dash; what began empty is not told."""
    before, after = (_said(name, part.get(name), language, roles) for part in (line.before, line.after))
    if not after and name not in line.before:
        return None
    change = f"{before} → {after or '–'}" if before else after or "–"
    return msg("%(field)s: %(change)s", field=FIELDS.get(name) or roles.get(name, name), change=change)


def _said(name: str, value: object, language: str, roles: Mapping[str, str]) -> str:
    """A list is one of rights, as the permission matrix keeps them."""
    if isinstance(value, bool):
        return (msg("yes") if value else msg("no")).text(language)
    if isinstance(value, list):
        kept = cast("list[object]", value)
        return ", ".join(coded_words(str(right), roles).text(language) for right in kept)
    said = "" if value is None else str(value)
    words = VALUES.get(name, {})
    each = [words.get(part) for part in said.split(SEVERAL)]
    return SEVERAL.join(word.text(language) for word in each if word) if all(each) else said
