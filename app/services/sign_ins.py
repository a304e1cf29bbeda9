"""How long is it known when a person came in (P10)? A year."""

from datetime import timedelta
from typing import Final

from sqlmodel import Session, col, delete

from app.models.establishment import SignIn
from app.models.types import now

KEPT: Final = timedelta(days=365)


def forget_old(db: Session, person_id: int | None) -> None:
    """Forget that person's sign-ins of more than a year ago; called whenever they come in."""
    old = col(SignIn.person_id) == person_id, col(SignIn.at) < now() - KEPT
    db.exec(delete(SignIn).where(*old))
