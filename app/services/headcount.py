"""How many accounts has an establishment? The platform's list shows a number that is kept right here."""

from sqlmodel import Session, col, func, select, update

from app.models.establishment import Person
from app.models.platform import Establishment
from app.services.scope import Scope


def recount(scope: Scope) -> None:
    """After the commit, tell the platform how many there are; who tells last has counted last."""
    installation, place = scope.installation, scope.actor.place

    def count() -> None:
        with installation.databases.platform_session(writes=True) as platform:
            platform.connection()  # holds its lock from here on: two who count do not cross
            with installation.databases.session(place, writes=False) as db:
                people = db.exec(select(func.count()).select_from(Person)).one()
            count_people(platform, place.number, people)
            platform.commit()

    scope.after_commit.append(count)


def count_people(db: Session, number: int, people: int) -> None:
    """Note how many accounts an establishment has, for the list."""
    db.exec(update(Establishment).where(col(Establishment.number) == number).values(people=people))
