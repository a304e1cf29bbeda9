"""Who wants to be told of documents by mail, and when? Each decides; the establishment does for those who do not."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func

from app.locales import msg
from app.models.establishment import LockerSettings, Notification, Person
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.services.validation import Checks


def usual(db: Session) -> Notification:
    """What the establishment decided for those who chose nothing."""
    decided = db.get(LockerSettings, 1)
    return decided.notification if decided else Notification.EACH


def wants(when: Notification, usual: Notification) -> ColumnElement[bool]:
    """The `Person` wants mails then."""
    return func.coalesce(col(Person.notification), usual) == when


def chosen(checks: Checks, said: str) -> Notification | None:
    """What a form says; nothing is the establishment's own choice."""
    if said in {"", *Notification}:
        return Notification(said) if said else None
    checks.refuse("notification", msg("Choose one of the list."))
    return None


@requires(Permission.LOCKER_MANAGE)
def choose_usual(scope: Scope, said: str) -> None:
    """Decide for all those who choose nothing themselves. Refuses with `Invalid` about `notification`."""
    checks = Checks()
    when = chosen(checks, said)
    if when is None:
        checks.refuse("notification", msg("Choose one of the list."))
    checks.settle()
    decided = scope.db.get(LockerSettings, 1) or LockerSettings()
    if when and when != decided.notification:
        before, decided.notification = decided.notification, when
        scope.record("locker.notification_chosen", 1, "", before={"notification": before}, after={"notification": when})
    scope.db.add(decided)
