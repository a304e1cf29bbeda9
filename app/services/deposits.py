"""What does a depositor do with documents (L4, L6, L11)? Only with their own: whatever else there is reads absent."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlmodel import select
from typing_extensions import TypedDict

from app.locales import msg, msgn
from app.models.establishment import Audience, Category, Deposit, Upload, Version
from app.models.types import now
from app.services import arrivals, audiences, reach, reach_clock, uploads
from app.services.audiences import Choice
from app.services.errors import Invalid, NotFound
from app.services.locker_quotas import decided
from app.services.lookup import LARGEST
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.services.shredding import shred
from app.services.validation import Checks

MEMO: Final = 1000
AT_ONCE: Final = 100_000  # deliveries made in one transaction: others wait for its end


class DepositForm(TypedDict):
    """What somebody deposits: uploads of theirs by identity, for whom; `category` is 0 for none."""

    files: list[str]
    recipients: list[Choice]
    category: int
    memo: str
    sends_mail: bool


class Changes(TypedDict):
    """What can be said otherwise of a deposit; `category` is 0 for none."""

    category: int
    memo: str


@requires(Permission.LOCKER_DEPOSIT)
def deposit(scope: Scope, form: DepositForm) -> list[int]:
    """Put each file before the same people, as one deposit a file; gives their identities in the order of the files.

    All or nothing. Refuses with `Invalid` about `files`, `recipients`, `category` or `memo`.
    """
    checks = Checks()
    meant = audiences.checked(scope, form["recipients"], checks)
    words = _words(scope, form, checks)
    people = audiences.count(scope, meant) if meant else 0
    if meant and not people:
        checks.refuse("recipients", msg("Nobody would receive it: these recipients have no locker today."))
    sent = _claimed(scope, form["files"], checks)
    if len(sent) > (most := max(1, AT_ONCE // max(1, people))):
        checks.refuse(
            "files",
            msgn("For so many people, %(n)d file at a time.", "For so many people, %(n)d files at a time.", most),
        )
    checks.settle()
    made = [_deposited(scope, file, words, is_mailed=form["sends_mail"]) for file in sent]
    identities = [one.id or 0 for one in made]
    for identity in identities:
        scope.db.add_all(Audience(deposit_id=identity, **one.model_dump(exclude={"deposit_id"})) for one in meant)
    scope.db.flush()
    for identity in identities:
        reach.deliver(scope.db, audiences.recipients(scope, meant), identity)
    _come(scope, identities, meant)
    for one in made:
        scope.record("locker.deposited", one.id, one.name, after={"recipients": people, **_told(scope, one)})
    return identities


@requires(Permission.LOCKER_DEPOSIT)
def modify(scope: Scope, deposit_id: int, changes: Changes) -> None:
    """Give it another category or memo. Refuses with `NotFound`, or `Invalid` about `category` or `memo`."""
    one, checks = own(scope, deposit_id), Checks()
    words = _words(scope, changes, checks)
    checks.settle()
    before = _told(scope, one)
    one.sqlmodel_update(words)
    one.describe()
    after = _told(scope, one)
    if changed := [name for name in before if before[name] != after[name]]:
        was, now_is = ({name: facts[name] for name in changed} for facts in (before, after))
        scope.record("locker.modified", one.id, one.name, before=was, after=now_is)


@requires(Permission.LOCKER_DEPOSIT)
def newly_reached(scope: Scope, deposit_id: int, choices: Sequence[Choice]) -> audiences.Reached:
    """How many people these choices would add to those who have it already. Refuses with `NotFound`."""
    one = own(scope, deposit_id)
    return audiences.reach_of(scope, choices, one.id or 0)


@requires(Permission.LOCKER_DEPOSIT)
def add_recipients(scope: Scope, deposit_id: int, choices: Sequence[Choice]) -> int:
    """Put it before more people; gives how many. Those who have it, or removed it from their locker, are left alone.

    Refuses with `NotFound`, or `Invalid` about `recipients`.
    """
    one, checks = own(scope, deposit_id), Checks()
    meant = audiences.checked(scope, choices, checks)
    there = {(row.kind, row.ref): row for row in scope.db.exec(select(Audience).where(Audience.deposit_id == one.id))}
    new = [row for row in meant if _adds(there.get((row.kind, row.ref)), row)]
    fresh = audiences.recipients(scope, meant, one.id or 0)
    people: Sequence[int] = scope.db.connection().scalars(fresh).all() if meant else []
    if meant and not people and not new:
        checks.refuse("recipients", msg("All of them have this document already."))
    checks.settle()
    for row in new:
        scope.db.merge(Audience(deposit_id=one.id or 0, kind=row.kind, ref=row.ref, is_dynamic=row.is_dynamic))
    scope.db.flush()
    reach.deliver(scope.db, audiences.recipients(scope, meant), one.id or 0)
    _come(scope, [one.id or 0], meant, people)
    scope.record("locker.recipients_added", one.id, one.name, after={"recipients": len(people)})
    return len(people)


@requires(Permission.LOCKER_DEPOSIT)
def update(scope: Scope, deposit_id: int, files: Sequence[str]) -> None:
    """Put a better file in its place: everyone keeps one entry, and the versions before are kept.

    Refuses with `NotFound`, or `Invalid` about `files`: one, and not the same again.
    """
    one = own(scope, deposit_id)
    (*rest, file) = uploads.claimed(scope, files)
    if rest:
        raise Invalid({"files": msg("Choose one file: it replaces the one that is there.")})
    if (file.document_id, file.name) == (one.document_id, one.name):
        raise Invalid({"files": msg("This is the file that is there already.")})
    before, one.version, one.updated_at = one.name, one.version + 1, now()
    one.name, one.size, one.document_id = file.name, file.size, file.document_id or 0
    one.describe()
    scope.db.add(_version(one))
    changed = {"version": one.version - 1, "name": before}, {"version": one.version, "name": one.name}
    arrivals.announce(scope, [one.id or 0])
    scope.record("locker.updated", one.id, one.name, before=changed[0], after=changed[1])


@requires(Permission.LOCKER_DEPOSIT)
def trash(scope: Scope, deposit_id: int) -> None:
    """Take it away from everyone; it can be restored for a while. Refuses with `NotFound`."""
    one = own(scope, deposit_id)
    one.trashed_at = now()
    arrivals.withdraw(scope)
    scope.record("locker.trashed", one.id, one.name)


@requires(Permission.LOCKER_DEPOSIT)
def restore(scope: Scope, deposit_id: int) -> None:
    """Put it back before the same people, and those who came meanwhile. Refuses with `NotFound`, after its time too."""
    one = own(scope, deposit_id, is_trashed=True)
    one.trashed_at = None
    scope.db.flush()
    reach.catch_up(scope.db, deposit=one.id)
    arrivals.withdraw(scope)
    scope.record("locker.restored", one.id, one.name)


@requires(Permission.LOCKER_DEPOSIT)
def purge(scope: Scope, deposit_id: int) -> None:
    """Delete one that is in the trash, for ever. Refuses with `NotFound`."""
    one = own(scope, deposit_id, is_trashed=True)
    scope.record("locker.purged", one.id, one.name)
    shred(scope, [one.id or 0])


def own(scope: Scope, deposit_id: int, *, is_trashed: bool = False) -> Deposit:
    """The actor's own deposit of that identity, in the trash or not, held until the end. Refuses with `NotFound`."""
    mine = select(Deposit).where(Deposit.id == deposit_id, Deposit.depositor_id == scope.actor.id)
    one = scope.db.exec(mine).first() if 0 < deposit_id <= LARGEST else None
    if one is None or one.withdrawn is not None or is_trashed is not (one.trashed_at is not None):
        raise NotFound
    kept = timedelta(days=decided(scope.db).trash_days)
    if one.trashed_at is not None and one.trashed_at + kept <= now():
        raise NotFound
    return one


def _adds(there: Audience | None, row: Audience) -> bool:
    return there is None or (row.is_dynamic and not there.is_dynamic)


def _told(scope: Scope, one: Deposit) -> dict[str, object]:
    """For the journal; of the memo only how long it is: to read it is for the recipients."""
    category = scope.db.get(Category, one.category_id) if one.category_id else None
    return {"category": category.name if category else None, "memo": len(one.memo) or None}


def _words(scope: Scope, said: DepositForm | Changes, checks: Checks) -> dict[str, object]:
    category = said["category"] or None
    if category and (not 0 < category <= LARGEST or scope.db.get(Category, category) is None):
        checks.refuse("category", msg("This category is no longer there. Choose another one."))
    return {"category_id": category, "memo": checks.text("memo", said["memo"], MEMO, required=False, lines=True)}


def _claimed(scope: Scope, files: Sequence[str], checks: Checks) -> list[Upload]:
    try:
        return uploads.claimed(scope, files)
    except Invalid as why:
        checks.refuse("files", why.fields["files"])
        return []


def _deposited(scope: Scope, file: Upload, words: dict[str, object], *, is_mailed: bool) -> Deposit:
    """One file as a deposit with its first version, not before anybody yet."""
    one = Deposit(
        depositor_id=scope.actor.id,
        document_id=file.document_id or 0,
        name=file.name,
        size=file.size,
        sends_mail=is_mailed,
    ).sqlmodel_update(words)
    one.describe()
    scope.db.add(one)
    scope.db.flush()
    scope.db.add(_version(one))
    return one


def _version(one: Deposit) -> Version:
    return Version(
        deposit_id=one.id or 0, number=one.version, document_id=one.document_id, name=one.name, size=one.size
    )


def _come(scope: Scope, deposits: list[int], meant: Sequence[Audience], people: Sequence[int] | None = None) -> None:
    """Tell these people, or all recipients; and let the clock look for those whom a dynamic audience gains."""
    arrivals.announce(scope, deposits, people)
    if any(audience.is_dynamic for audience in meant):
        reach_clock.expect(scope)
