"""What did an establishment decide about its lockers (L7, L11)? Sizes, and how long the trash keeps."""

import re
from collections.abc import Mapping
from typing import Final, TypedDict

from app.locales import msg
from app.models.establishment import LockerSettings
from app.services import notifications
from app.services.locker_quotas import decided
from app.services.permissions import Permission
from app.services.role_form import MEGABYTE
from app.services.scope import Scope, requires
from app.services.validation import Checks

LARGEST, QUOTA, DAYS = 2000, 100_000, 365  # what can be asked for, in megabytes and days
_NUMBER: Final = re.compile(r"[0-9]{1,6}")


class SettingsForm(TypedDict, total=False):
    """As typed, in megabytes and days; `notification` is chosen by `notifications.choose_usual`."""

    largest: str
    quota: str
    trash_days: str
    notification: str


def typed(form: Mapping[str, str]) -> SettingsForm:
    """Of a form, what concerns lockers."""
    return SettingsForm(
        largest=form.get("largest", ""),
        quota=form.get("quota", ""),
        trash_days=form.get("trash_days", ""),
    )


@requires(Permission.LOCKER_MANAGE)
def card(scope: Scope) -> SettingsForm:
    """What holds now, as a form shows it."""
    shown = _shown(decided(scope.db))
    shown["notification"] = notifications.usual(scope.db)
    return shown


@requires(Permission.LOCKER_MANAGE)
def modify(scope: Scope, form: SettingsForm) -> None:
    """Decide otherwise, from now on: what is stored already stays. Refuses with `Invalid`."""
    checks, row = Checks(), decided(scope.db)
    largest = _number(checks, "largest", form.get("largest", ""), LARGEST)
    quota = _number(checks, "quota", form.get("quota", ""), QUOTA)
    days = _number(checks, "trash_days", form.get("trash_days", ""), DAYS)
    checks.settle()
    before = dict(_shown(row))
    row.largest, row.quota, row.trash_days = largest * MEGABYTE, quota * MEGABYTE, days
    scope.db.add(row)
    scope.db.flush()
    after = dict(_shown(row))
    if changed := [name for name in before if before[name] != after[name]]:
        was, now_is = ({name: part[name] for name in changed} for part in (before, after))
        scope.record("lockers.set", 1, "", before=was, after=now_is)


def _shown(row: LockerSettings) -> SettingsForm:
    return SettingsForm(
        largest=f"{row.largest // MEGABYTE}", quota=f"{row.quota // MEGABYTE}", trash_days=str(row.trash_days)
    )


def _number(checks: Checks, field: str, said: str, most: int) -> int:
    clean = said.strip().replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
    if _NUMBER.fullmatch(clean) and 0 < int(clean) <= most:
        return int(clean)
    checks.refuse(field, msg("Type a whole number from 1 to %(most)s.", most=most))
    return 0
