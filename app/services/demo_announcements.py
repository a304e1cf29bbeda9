"""What is announced in a demonstration school? Something in each sort of space, which some have read already."""

from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

from sqlmodel import Session, col, insert, select, update

from app.models.establishment import (
    Announcement,
    AnnouncementReading,
    Journal,
    Membership,
    Person,
    PersonState,
    Role,
    Space,
    SpaceCode,
)
from app.services import announcement_actions
from app.services.announcement_form import BOX
from app.services.demo_lockers import ADMIN, actor
from app.services.demo_people import ACCOUNTS
from app.services.scope import Place, open_establishment
from app.storage.installation import Installation

WRITTEN: Final = time(9)
EVERY: Final = 3  # one of so many has read it
MOST: Final = 300  # readers


class Told(NamedTuple):
    """An announcement: for whom, begun how many days ago, for how many days; the roles of those who read it."""

    spaces: tuple[SpaceCode, ...]
    begun: int
    lasts: int | None
    readers: tuple[str, ...]
    title: str
    text: str


ANNOUNCED: Final = (
    Told(
        (SpaceCode.GUARDIANS, SpaceCode.STUDENTS),
        5,
        30,
        ("GUARDIAN", "STUDENT"),
        "Réunion entre parents et professeurs",
        """La réunion a lieu **jeudi, de 17 h à 20 h**, dans les salles du premier étage.

- 17 h : accueil dans le hall
- 17 h 30 : rencontre avec le professeur principal
- 18 h 30 : rendez-vous avec les professeurs

Chaque élève remet à ses responsables la fiche de rendez-vous de sa classe.""",
    ),
    Told(
        (SpaceCode.TEACHERS, SpaceCode.SCHOOL_LIFE, SpaceCode.STAFF),
        2,
        14,
        ("TEACHER", "SCHOOL_LIFE", "STAFF"),
        "Exercice d’évacuation",
        """Un exercice d’évacuation a lieu la semaine prochaine.

# Ce qui vous revient

1. Prenez la liste de vos élèves.
2. Conduisez-les dans la cour, par l’escalier le plus proche.
3. Faites l’appel et signalez les absents à la vie scolaire.""",
    ),
    Told(
        (SpaceCode.VISITORS,),
        12,
        None,
        (),
        "Journée portes ouvertes",
        """L’établissement ouvre ses portes **le premier samedi du mois, de 9 h à 13 h**.

> Visites guidées toutes les demi-heures, sans inscription.

Les inscriptions se préparent avec le dossier du [ministère](https://www.education.gouv.fr).""",
    ),
)


def fill(installation: Installation, place: Place, today: datetime) -> None:
    """Announce it through the door that people use, and open the visitors' space. Not a use case."""
    with open_establishment(installation, actor(installation, place, ADMIN), writes=True) as scope:
        since = today - timedelta(days=max(told.begun for told in ANNOUNCED))
        opened = {"is_published": True, "changed_at": since, "changed_by": scope.actor.name}
        scope.db.exec(update(Space).where(col(Space.code) == SpaceCode.VISITORS).values(opened))
        for told in ANNOUNCED:
            begins = today - timedelta(days=told.begun)
            ends = "" if told.lasts is None else f"{(begins + timedelta(days=told.lasts)).date()}"
            form = {"title": told.title, "text": told.text, "begins_on": f"{begins.date()}", "ends_on": ends}
            number = announcement_actions.create(scope, form | {f"{BOX}{space}": "on" for space in told.spaces})
            _age(scope.db, number, datetime.combine(begins, WRITTEN, today.tzinfo))
            _read(scope.db, number, told.readers, begins + timedelta(days=1, hours=7))


def _age(db: Session, number: int, then: datetime) -> None:
    """Let it have been written then."""
    moments = {"created_at": then, "changed_at": then}
    db.exec(update(Announcement).where(col(Announcement.id) == number).values(moments))
    line = col(Journal.action) == "announcements.created", col(Journal.subject) == str(number)
    db.exec(update(Journal).where(*line).values(at=then))


def _read(db: Session, number: int, roles: tuple[str, ...], since: datetime) -> None:
    """By some of those who have such a role first of all; none of the known accounts, whom it shows as new."""
    people = (
        select(Person.id)
        .join(Membership)
        .join(Role)
        .where(
            col(Role.code).in_(roles),
            col(Membership.is_primary),
            col(Person.id) > len(ACCOUNTS),
            col(Person.state) == PersonState.ACTIVE,
            col(Person.id) % EVERY == 0,
        )
        .order_by(col(Person.id))
    )
    readings = [
        {"announcement_id": number, "person_id": person, "read_at": since + timedelta(minutes=7 * place)}
        for place, person in enumerate(db.exec(people.limit(MOST)))
    ]
    if readings:
        db.connection().execute(insert(AnnouncementReading), readings)
