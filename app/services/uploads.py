"""What did somebody send, and not deposit yet (L4, L7, L8)? Counted from the first byte on, kept for a day."""

from collections.abc import Sequence

from sqlmodel import col, select

from app.locales import msg
from app.models.establishment import Upload
from app.services.errors import Invalid
from app.services.scope import Scope

MOST: int = 100  # files in one deposit


def claimed(scope: Scope, identities: Sequence[str]) -> list[Upload]:
    """The actor's own files of those identities, whole, in the order asked for; whoever calls it deposits them.

    They are no uploads any more, in the same transaction. Refuses with `Invalid` about `files`, all of them, when one
    is gone, somebody else's or not there yet.
    """
    asked = list(dict.fromkeys(identities))[: MOST + 1]
    whole = col(Upload.person_id) == scope.actor.id, col(Upload.document_id).is_not(None)
    found = {row.id: row for row in scope.db.exec(select(Upload).where(col(Upload.id).in_(asked), *whole))}
    if not asked or len(asked) > MOST:
        raise Invalid({"files": msg("Choose from 1 to %(most)s files.", most=MOST)})
    if len(found) != len(asked):
        raise Invalid({"files": msg("A file is no longer here; remove it, and send it again.")})
    for row in found.values():
        scope.db.delete(row)
    return [found[identity] for identity in asked]
