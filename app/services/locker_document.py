"""What is to know of one document that somebody may open (L5, L6)? Its page is where links in mails lead."""

from typing import Any, Final, TypedDict

from sqlmodel import col, select

from app.models.establishment import Category, Delivery, Deposit, Person, Version
from app.services import documents
from app.services.locker_rows import CATEGORY, SENDER, STATUS
from app.services.media_types import PDF, TEXT, is_shown
from app.services.permissions import Open
from app.services.scope import Scope, requires
from app.storage.hints import freely

PREVIEWS: Final = {PDF: "pdf", TEXT: "text"}  # all else that is shown is a picture


class VersionRow(TypedDict):
    """The document as it was from some moment on."""

    number: int
    name: str
    size: int
    at: str


class DocumentCard(TypedDict):
    """A document for whoever may open it; an empty sender is Anonymous. `size` is in bytes.

    `preview` is "pdf", "image", "text", "closed" to whoever only looks, or empty where it can only be downloaded.
    `status` and `received_at` are empty for those who did not receive it; the depositor alone sees the `versions`, the
    newest first.
    """

    id: int
    name: str
    memo: str
    sender: str
    category: str
    size: int
    version: int
    updated_at: str
    received_at: str
    status: str
    preview: str
    is_own: bool
    versions: list[VersionRow]


@requires(Open.SIGNED_IN)
def card(scope: Scope, deposit_id: int) -> DocumentCard:
    """One that the actor may open; to show it is not to open it. Refuses with `NotFound`."""
    there = documents.found(scope, deposit_id)
    words = Deposit.memo, SENDER, CATEGORY, Deposit.updated_at, Delivery.delivered_at, STATUS
    mine = (col(Delivery.deposit_id) == col(Deposit.id)) & (col(Delivery.person_id) == scope.actor.id)
    facts: Any = (
        freely(*words)
        .select_from(Deposit)
        .outerjoin(Person, col(Person.id) == col(Deposit.depositor_id))
        .outerjoin(Category, col(Category.id) == col(Deposit.category_id))
        .outerjoin(Delivery, mine)
        .where(col(Deposit.id) == deposit_id)
    )
    found: Any = scope.db.connection().execute(facts).one()
    memo, sender, category, updated, received, status = found
    is_received = there.seen is not None
    return DocumentCard(
        id=there.deposit,
        name=there.name,
        memo=memo,
        sender=sender,
        category=category,
        size=there.size,
        version=there.version,
        updated_at=updated.isoformat(),
        received_at=received.isoformat() if is_received else "",
        status=status if is_received else "",
        preview=_preview(scope, there.media_type),
        is_own=there.is_own,
        versions=versions(scope, deposit_id) if there.is_own else [],
    )


def _preview(scope: Scope, media_type: str) -> str:
    """Whoever sees the portal as its recipient does not open it (R8)."""
    if scope.actor.viewer:
        return "closed"
    return PREVIEWS.get(media_type, "image") if is_shown(media_type) else ""


def versions(scope: Scope, deposit_id: int) -> list[VersionRow]:
    """Those of a deposit, the newest first; the right to see them was asked for before."""
    kept = select(Version).where(Version.deposit_id == deposit_id).order_by(col(Version.number).desc())
    return [
        VersionRow(number=each.number, name=each.name, size=each.size, at=each.created_at.isoformat())
        for each in scope.db.exec(kept)
    ]
