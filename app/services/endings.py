"""When do sessions of others end? With a password, an account, an establishment, or their time."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlmodel import Session as Db
from sqlmodel import col, delete, select, update

from app.models.platform import Ending, ResetLink, Session
from app.models.types import now
from app.storage.installation import Installation


def end_all_of(  # noqa: PLR0913, PLR0917  whose, in three columns
    db: Db,
    why: Ending,
    admin_id: int | None,
    establishment: int | None = None,
    person_id: int | None = None,
    but: str | None = None,
) -> None:
    """End the sessions of one administrator, or of one person, `but` one where it says so."""
    of_whom = (
        (col(Session.admin_id) == admin_id,)
        if admin_id is not None
        else (col(Session.establishment) == establishment, col(Session.person_id) == person_id)
    )
    others = (col(Session.hash) != but,) if but else ()
    db.exec(update(Session).where(*of_whom, *others, col(Session.ended).is_(None)).values(ended=why))


def password_changed(
    db: Db,
    admin_id: int | None,
    establishment: int | None = None,
    person_id: int | None = None,
    but: str | None = None,
) -> None:
    """End what the former password opened: the sessions of an administrator or a person, and all their links.

    `but` is the session where the password was changed, which goes on.
    """
    end_all_of(db, Ending.PASSWORD, admin_id, establishment, person_id, but)
    of_whom = (
        (col(ResetLink.admin_id) == admin_id,)
        if admin_id is not None
        else (col(ResetLink.establishment) == establishment, col(ResetLink.person_id) == person_id)
    )
    db.exec(delete(ResetLink).where(*of_whom))


def end_of_people(installation: Installation, number: int, people: Collection[int], why: Ending) -> None:
    """End the sessions and the links of these people of an establishment; looks at those who have any."""
    with installation.databases.platform_session(writes=True) as db:
        of_them = col(Session.establishment) == number, col(Session.ended).is_(None)
        for person in {*db.exec(select(Session.person_id).where(*of_them))} & {*people}:
            end_all_of(db, why, None, number, person)
        waiting = db.exec(select(ResetLink.person_id).where(col(ResetLink.establishment) == number))
        for person in {*waiting} & {*people}:
            db.exec(delete(ResetLink).where(col(ResetLink.establishment) == number, col(ResetLink.person_id) == person))
        db.commit()


def end_of_establishments(db: Db, why: Ending, numbers: Sequence[int]) -> None:
    """End the sessions of everybody in these establishments."""
    open_there = col(Session.establishment).in_(numbers), col(Session.ended).is_(None)
    db.exec(update(Session).where(*open_there).values(ended=why))


def sweep(installation: Installation) -> None:
    """Forget sessions that ended or expired long enough ago for nobody to ask why."""
    with installation.databases.platform_session(writes=True) as db:
        db.exec(delete(Session).where(col(Session.expires_at) < now() - timedelta(days=1)))
        db.commit()
