"""What goes when deposits go for ever, by one's own hand or with an account? They, and the bytes only they needed."""

from collections.abc import Sequence
from typing import Any

from app.services import document_upkeep
from app.services.scope import Scope


def shred(scope: Scope, deposits: Any) -> None:  # noqa: ANN401  identities, or a query of them
    """Delete these deposits with their versions and deliveries; the rights were asked for before."""
    scope.db.flush()
    document_upkeep.purge(scope, scope.actor.place.number, deposits)
    scope.db.expire_all()


def drop_unused(scope: Scope, documents: Sequence[int]) -> None:
    """Delete those of the documents that nothing needs any more. A step of use cases."""
    document_upkeep.release(scope, scope.actor.place.number, documents)
