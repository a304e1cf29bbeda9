"""What goes when deposits go for ever? They, and the bytes that nothing else uses: after the commit, never before."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, exists, select

from app.models.establishment import Deposit, Document, Upload, Version
from app.services.scope import Scope


def shred(scope: Scope, deposits: Any) -> None:  # noqa: ANN401  identities, or a query of them
    """Delete these deposits with their versions and deliveries; the rights were asked for before.

    Rows first: bytes without a row are swept, a row without bytes would be a lie.
    """
    scope.db.flush()
    run = scope.db.connection().execute
    kept = select(Version.document_id).where(col(Version.deposit_id).in_(deposits)).distinct()
    kept_by = [document for (document,) in run(kept)]
    run(delete(Deposit).where(col(Deposit.id).in_(deposits)))
    scope.db.expire_all()
    drop_unused(scope, kept_by)


def drop_unused(scope: Scope, documents: Sequence[int]) -> None:
    """Delete those of the documents that neither a version nor an upload has any more. A step of use cases."""
    used = exists().where(col(Version.document_id) == col(Document.id)) | exists().where(
        col(Upload.document_id) == col(Document.id)
    )
    unused = delete(Document).where(col(Document.id).in_(documents), ~used).returning(col(Document.key))
    keys = scope.db.connection().execute(unused).scalars().all()
    names = [f"{scope.actor.place.number}/{key}" for key in keys]
    files = scope.installation.files
    scope.after_commit.append(lambda: files.delete(names))
