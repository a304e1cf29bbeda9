"""What is in the lockers of a school? Deposits written straight to its database, their bytes in the real store."""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, delete, select

from app.models.establishment import (
    Delivery,
    Deposit,
    Document,
    Membership,
    Notification,
    Person,
    Role,
    Version,
)
from app.models.platform import Mail
from app.services import arrivals, documents, locker_bulk, person_jobs
from app.services.bulk import Preview, Selection
from app.services.jobs import JobCard
from app.services.listing import Query
from app.services.media_types import media_type
from app.services.scope import Place
from app.storage.installation import Installation
from tests.support.crowd import Crowd
from tests.support.hands import Hand
from tests.support.world import World


def deposited(  # noqa: PLR0913  by whom, for whom, what
    installation: Installation,
    place: Place,
    *,
    by: str | None = "admin",
    to: Iterable[str | int] = ("prof",),
    name: str = "Compte rendu.pdf",
    content: bytes = b"%PDF-1.4",
    **fields: Any,  # noqa: ANN401  columns of the deposit
) -> int:
    """Its identity; nobody is told of it."""
    digest, key = hashlib.sha256(content).hexdigest(), secrets.token_hex(16)
    with installation.databases.session(place, writes=True) as db:
        document = db.exec(select(Document).where(Document.sha256 == digest)).first()
        if document is None:
            installation.files.put(f"{place.number}/{key}", content)
            document = Document(sha256=digest, key=key, size=len(content), media_type=media_type(content))
            db.add(document)
            db.flush()
        named = select(Person.username, Person.id).where(col(Person.username).in_([by, *map(str, to)]))
        known = dict(db.exec(named).all())
        deposit = Deposit(
            depositor_id=known[by] if by else None, document_id=document.id or 0, name=name, size=len(content), **fields
        )
        deposit.describe()
        db.add(deposit)
        db.flush()
        number = deposit.id or 0
        db.add(Version(deposit_id=number, number=1, document_id=document.id or 0, name=name, size=len(content)))
        people = [one if isinstance(one, int) else known[one] or 0 for one in to]
        db.add_all(Delivery(deposit_id=number, person_id=person) for person in people)
        db.commit()
        return number


def holds(installation: Installation, place: Place, code: str, *usernames: str) -> None:
    """Let these hold that role, in place of a student's."""
    with installation.databases.session(place, writes=True) as db:
        role, student = (db.exec(select(Role.id).where(Role.code == held)).one() for held in (code, "STUDENT"))
        for person in db.exec(select(Person.id).where(col(Person.username).in_(usernames))).all():
            theirs = col(Membership.person_id) == person, col(Membership.role_id) == student
            db.exec(delete(Membership).where(*theirs))
            first = select(Membership).where(col(Membership.person_id) == person, col(Membership.is_primary))
            is_primary = db.exec(first).first() is None
            db.add(Membership(person_id=person or 0, role_id=role or 0, is_primary=is_primary))
        db.commit()


def filled(world: World, to: str, count: int) -> None:
    """Put many documents into a locker, all of the same bytes, by `admin`."""
    first = deposited(world.installation, world.azurite.place, to=[], name="premier.pdf")
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        one, people = db.get_one(Deposit, first), dict(db.exec(select(Person.username, Person.id)).all())
        copies = [Deposit(**{**one.model_dump(), "id": None, "name": f"Document {n}.pdf"}) for n in range(count)]
        for copy in copies:
            copy.describe()
        db.add_all(copies)
        db.flush()
        for copy in copies:
            db.add(Delivery(deposit_id=copy.id or 0, person_id=people[to] or 0))
            facts = {"document_id": copy.document_id, "name": copy.name, "size": copy.size}
            db.add(Version(deposit_id=copy.id or 0, number=1, **facts))
        db.commit()


class Post(Crowd):
    """Teachers of the first school, `x001` and so on, and the mails they get."""

    def deposited(self, **fields: Any) -> int:  # noqa: ANN401  as of `deposited`
        return deposited(self.world.installation, self.school.place, **fields)

    def teachers(self, *choices: Notification | None, first: int = 1, **fields: Any) -> list[int]:  # noqa: ANN401  columns
        return [
            self.add(1, "TEACHER", n, email=f"x{n:03d}@azurite.test", notification=choice, **fields)[0]
            for n, choice in enumerate(choices, first)
        ]

    def announced(self, *people: int | str, **fields: Any) -> int:  # noqa: ANN401  as of `deposited`
        """A deposit whose mails are written."""
        number = self.deposited(to=people, **fields)
        self.asked(arrivals.announce, [number])
        self.world.work()
        return number

    def written(self) -> list[Mail]:
        """About documents, as their receivers read them."""
        read = self.world.installation.cipher.decrypted
        found = [mail for mail in self.world.rows(Mail) if "/locker" in read(mail.text)]
        for mail in found:
            mail.text, mail.html = read(mail.text), read(mail.html)
        return found

    def subjects(self) -> list[tuple[str, str]]:
        return sorted((mail.recipient, mail.subject) for mail in self.written())

    def updated(self, number: int) -> None:
        """A new version, as whoever deposits it leaves it."""

        def do(db: Session) -> None:
            deposit = db.get_one(Deposit, number)
            deposit.version += 1
            same = {"document_id": deposit.document_id, "name": deposit.name, "size": 1}
            db.add(Version(deposit_id=number, number=deposit.version, **same))

        self.write(do)


def opened(hand: Hand, document: int, *, is_kept: bool = False) -> None:
    """Somebody opens it as it is now, or downloads it."""
    sent = hand(documents.found, document)
    if documents.is_to_note(sent, is_kept=is_kept):
        hand(documents.note, sent, is_kept=is_kept)


def taken(hand: Hand, *wanted: int) -> None:
    """Somebody takes them along as one."""
    hand(documents.note, *hand(documents.bundle, wanted), is_kept=True)


class Doer:
    """Somebody of Azurite who acts on many documents."""

    def __init__(self, world: World, login: str) -> None:
        self.world, self.hand = world, Hand(world, login)

    def preview(self, name: str, *ids: int, query: Query | None = None, choice: str = "") -> Preview:
        selection = Selection(ids=list(ids), all=not ids)
        return self.hand(locker_bulk.preview, name, selection, query or Query(), choice)

    def confirm(self, previewed: Preview) -> JobCard:
        self.hand(locker_bulk.confirm, previewed["job"], {})
        self.world.work()
        return self.hand(person_jobs.card, previewed["job"])

    def apply(self, name: str, *ids: int, choice: str = "") -> JobCard:
        return self.confirm(self.preview(name, *ids, choice=choice))

    def undo(self, job: int) -> JobCard:
        undoing = self.hand(person_jobs.undo, job)
        self.world.work()
        return self.hand(person_jobs.card, undoing["id"])
