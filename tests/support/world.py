"""Where do tests of what may be done take place? In two populated schools, so that a leak is always possible."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import inspect
from sqlmodel import SQLModel, col, select

from app.models.establishment import Journal, Membership, Person, PersonState, Role
from app.models.platform import Establishment, EstablishmentState, Job, Mail, PlatformAdmin, ResetLink, Session, Zone
from app.models.types import folded, now
from app.models.uai import check_letter
from app.services import establishment_creation, establishments, passwords, recovery, sessions, sign_in
from app.services.errors import SignedOut
from app.services.establishment_form import EstablishmentForm
from app.services.scope import PersonActor, Place, PlatformActor, PlatformScope, Visit, open_platform
from app.storage import migrations
from app.storage.installation import Installation

PASSWORD = "Juste-un-cheval-42"
CANARIES = "Azurite", "Cinabre"  # a word of each school, in every text of it

P = ParamSpec("P")
R = TypeVar("R")
Table = TypeVar("Table", bound=SQLModel)


@dataclass(frozen=True)
class School:
    """One of the two: `admin`, `prof` and `eleve` are there, with the same password; `admin` has an e-mail address."""

    place: Place
    canary: str

    @property
    def number(self) -> int:
        return self.place.number

    @property
    def uai(self) -> str:
        return self.place.uai or ""


@dataclass(frozen=True)
class World:
    """An installation with two schools and two platform administrators."""

    installation: Installation
    admin: PlatformActor
    other: PlatformActor
    azurite: School
    cinabre: School
    _sessions: dict[tuple[int, str], str] = field(default_factory=dict[tuple[int, str], str], init=False)

    def asked(self, use_case: Callable[Concatenate[PlatformScope, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What a use case gives the first administrator, in a unit of work of its own."""
        return asked_by(self.installation, self.admin)(use_case, *args, **kwargs)

    def work(self) -> None:
        """Do what the queue asks for, until it asks for nothing more."""
        work(self.installation)

    def signed_in(self, school: School, login: str = "prof") -> str:
        """The hash of a fresh session, got at the door where everybody comes in: what that leaves behind is there."""
        return sessions.hash_of(sign_in.enter(visit(self.installation), school.uai, login, PASSWORD).token)

    def person(self, school: School, login: str = "prof") -> PersonActor:
        """Somebody of a school as they are now, with a session; a fresh one where theirs is over.

        They did not sign in for it, which would cost more than the world itself: no visit and no last access is noted.
        """
        whose = school.number, login
        with suppress(SignedOut, KeyError):
            return self._at(self._sessions[whose])
        self._sessions[whose] = self._begun(school, login)
        return self._at(self._sessions[whose])

    def _begun(self, school: School, login: str) -> str:
        with self.installation.databases.session(school.place, writes=False) as db:
            person = db.exec(select(Person.id).where(col(Person.username) == login)).one()
        with self.installation.databases.platform_session(writes=True) as db:
            token = sessions.begin(db, visit(self.installation), establishment=school.number, person_id=person)
            db.commit()
        return sessions.hash_of(token)

    def _at(self, session: str) -> PersonActor:
        actor = sessions.actor(self.installation, session)
        assert isinstance(actor, PersonActor)
        return actor

    def row(self, table: type[Table], identity: object) -> Table | None:
        """A row of the platform's database."""
        with self.installation.databases.platform_session(writes=False) as db:
            return db.get(table, identity)

    def rows(self, table: type[Table]) -> list[Table]:
        """Every row of a table of the platform's database, by identity."""
        with self.installation.databases.platform_session(writes=False) as db:
            return list(db.exec(select(table).order_by(*inspect(table).primary_key)))

    def people(self, school: School) -> dict[str, Person]:
        """The people of a school by their usernames."""
        with self.installation.databases.session(school.place, writes=False) as db:
            return {person.username: person for person in db.exec(select(Person))}


def asked_by(installation: Installation, actor: PlatformActor):  # noqa: ANN201  its type is that of `World.asked`
    """Run use cases as somebody, each in a unit of work of its own."""

    def ask(use_case: Callable[Concatenate[PlatformScope, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        with open_platform(installation, actor, writes=True) as scope:
            return use_case(scope, *args, **kwargs)

    return ask


def populated(installation: Installation) -> World:
    """Make the two schools, through the door that everybody uses."""
    recovery.register(installation)
    admin, other = (administrator(installation, email) for email in ("alix@casier.test", "bruno@casier.test"))
    azurite, cinabre = (_school(installation, admin, *named) for named in enumerate(CANARIES, start=1))
    work(installation)
    return World(installation, admin, other, azurite, cinabre)


def administrator(installation: Installation, email: str) -> PlatformActor:
    """Somebody who administers the platform."""
    hashed = passwords.hashed(PASSWORD, installation.settings.bcrypt_cost)
    with installation.databases.platform_session(writes=True) as db:
        row = PlatformAdmin(email=email, password_hash=hashed, language="en")
        db.add(row)
        db.commit()
    return PlatformActor(row.id, email, "en")


def zone(installation: Installation, name: str) -> str:
    """The identity of a zone, as a form says it."""
    with installation.databases.platform_session(writes=True) as db:
        there = db.exec(select(Zone).where(col(Zone.name) == name)).first()
        row = there or Zone(name=name, name_key=folded(name))
        db.add(row)
        db.commit()
        return str(row.id)


def uai(number: int) -> str:
    """A right UAI."""
    return f"{number:07d}{check_letter(f'{number:07d}')}"


def form(installation: Installation, canary: str = "Nouveau", **changes: str) -> EstablishmentForm:
    """A form that nothing is wrong with, but for the changes."""
    right = EstablishmentForm(
        zone=zone(installation, f"Zone {canary}"),
        name=f"Collège {canary}",
        locality=f"94000 {canary}-sur-Marne",
        contact_last_name=f"Petit-{canary}",
        contact_first_name=f"Camille-{canary}",
        contact_email=f"contact@{canary.lower()}.test",
        send="1",
    )
    right.update(EstablishmentForm(**changes))
    return right


def schools(installation: Installation, count: int, first: int = 1000, **fields: object) -> list[int]:
    """The numbers of many establishments without databases, for what never looks into one."""
    numbers, filed = range(first, first + count), int(zone(installation, "Zone des nombreux"))
    with installation.databases.platform_session(writes=True) as db:
        for number in numbers:
            row = Establishment(
                number=number,
                uai=uai(number),
                name=f"École {number}",
                locality="Ville",
                zone_id=filed,
                contact_email=f"ecole@{number}.test",
                state=EstablishmentState.ACTIVE,
                stamp="0" * 8,
                schema_revision=migrations.head("establishment"),
            ).sqlmodel_update(fields)
            row.describe()
            db.add(row)
        db.commit()
    return list(numbers)


def visit(installation: Installation, address: str = "192.0.2.1") -> Visit:
    """A stranger at the door."""
    return Visit(installation, address)


def work(installation: Installation) -> None:
    """Do what the queue asks for, until it asks for nothing more."""
    huey = installation.queue.huey
    while task := huey.dequeue():
        huey.execute(task)


def _school(installation: Installation, admin: PlatformActor, number: int, canary: str) -> School:
    typed = form(installation, canary, number=str(number), uai=uai(number))
    asked_by(installation, admin)(establishment_creation.create, typed)
    with installation.databases.platform_session(writes=False) as db:
        place = sessions.place_of(db.get_one(Establishment, number))
    _populate(installation, place, canary)
    installation.files.put(f"{number}/{canary}.txt", f"Bulletin {canary}".encode())
    return School(place, canary)


def _populate(installation: Installation, place: Place, canary: str) -> None:
    """A person of each sort, a line in the journal, a session, a link and a job."""
    hashed = passwords.hashed(PASSWORD, installation.settings.bcrypt_cost)
    with installation.databases.session(place, writes=True) as db:
        roles = {role.code: role.id for role in db.exec(select(Role))}
        admin = db.exec(select(Person)).one()
        admin.email, admin.password_hash = f"admin@{canary.lower()}.test", hashed
        admin.describe()
        for username, role in (("prof", "TEACHER"), ("eleve", "STUDENT")):
            person = _person(username, canary, hashed)
            db.add(person)
            db.flush()
            db.add(Membership(person_id=person.id or 0, role_id=roles[role] or 0, is_primary=True))
        db.add(Journal(actor=canary, action="people.added", label=canary, search=folded(canary)))
        db.commit()
    with installation.databases.platform_session(writes=True) as db:
        db.add(Session(hash=f"session of {canary}", establishment=place.number, person_id=2, expires_at=now()))
        db.add(ResetLink(hash=f"link of {canary}", establishment=place.number, person_id=2, expires_at=now()))
        db.commit()


def _person(username: str, canary: str, hashed: str) -> Person:
    person = Person(
        username=username,
        username_key="",
        email=f"{username}@{canary.lower()}.test",
        last_name=f"Durand-{canary}",
        first_name=f"Dominique-{canary}",
        password_hash=hashed,
        state=PersonState.ACTIVE,
    )
    person.describe()
    return person


def newest_mail(world: World) -> Mail:
    """The newest mail of the outbox, as its receiver reads it."""
    mail, read = max(world.rows(Mail), key=lambda mail: mail.id or 0), world.installation.cipher.decrypted
    mail.text, mail.html = read(mail.text), read(mail.html)
    return mail


def newest_job(world: World) -> Job:
    """The job asked for last."""
    return max(world.rows(Job), key=lambda job: job.id or 0)


def version(world: World, number: int) -> str:
    """What a form opened now would say."""
    return str(world.asked(establishments.card, number)["version"])
