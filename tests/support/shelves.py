"""What does somebody have in lockers, that a browser could name? One thing of each kind, in either school."""

import secrets
from typing import Any, NamedTuple

from app.models.establishment import Attachment, Category, Deposit, Job, Membership, Person, Role, Service, Upload
from app.models.types import now
from app.services import locker_bulk
from app.services.bulk import Selection
from app.services.listing import Query
from tests.support.hands import Hand
from tests.support.lockers import deposited, holds
from tests.support.world import School, World


class Named(NamedTuple):
    """What a browser names; `trashed` is a deposit, `coming` an upload that is not whole yet, `job` a preview."""

    deposit: int
    received: int
    trashed: int
    upload: str
    coming: str
    job: int
    person: int
    role: int
    service: int
    category: int


class Shelf:
    """Where things of a school are put, one of each kind; their numbers begin with `first`, if that is said."""

    def __init__(self, world: World, school: School, first: int = 0) -> None:
        self.world, self.school, self.first = world, school, first
        self.people = {name: person.id or 0 for name, person in world.people(school).items()}

    def deposited(self, by: str, to: str, number: int, **fields: Any) -> int:  # noqa: ANN401  columns
        name, place = f"{self.school.canary} {by} {number}.pdf", self.school.place
        fields |= self._numbered(number)
        return deposited(
            self.world.installation, place, by=by, to=[to], name=name, content=f"%PDF-1.4 {name}".encode(), **fields
        )

    def kept(self, row: Any) -> Any:  # noqa: ANN401  a row's identity
        with self.world.installation.databases.session(self.school.place, writes=True) as db:
            db.add(row)
            db.commit()
            return row.id

    def put(self, by: str, to: str, sender: str, other: str) -> Named:
        """By one for another; what they received is by `sender`, for `other`."""
        label, number = f"{self.school.canary} {by}", self._numbered(1)
        category = self.kept(Category(**number, name=label, name_key=label))
        service = self.kept(Service(**number, name=label, name_key=label))
        role = self.kept(Role(**number, code=f"CLUB_{by}", name=label, name_key=label))
        person = self._joined() if self.first else self.people[sender]
        held: dict[str, Any] = {"person_id": person}
        with self.world.installation.databases.session(self.school.place, writes=True) as db:
            db.add_all([Membership(role_id=role, **held), Attachment(service_id=service, **held)])
            db.commit()
        one = self.deposited(by, to, 1, category_id=category)
        return Named(
            deposit=one,
            received=self.deposited(sender, other, 2, category_id=category),
            trashed=self.deposited(by, to, 3, trashed_at=now()),
            upload=self._sent(by, one),
            coming=self._sent(by, None),
            job=self.kept(Job(**number, **self._preview(by, one))),
            person=person,
            role=role,
            service=service,
            category=category,
        )

    def _joined(self) -> int:
        """A teacher who is in no other school."""
        person = Person(**self._numbered(1), username="ailleurs", username_key="", last_name="Ailleurs", first_name="A")
        person.describe()
        identity = self.kept(person)
        holds(self.world.installation, self.school.place, "TEACHER", "ailleurs")
        return identity

    def _numbered(self, number: int) -> dict[str, Any]:
        return {"id": self.first + number} if self.first else {}

    def _sent(self, by: str, deposit: int | None) -> str:
        """An upload, whole with the bytes of a deposit, or else on its way."""
        with self.world.installation.databases.session(self.school.place, writes=False) as db:
            document = db.get_one(Deposit, deposit).document_id if deposit else None
        whose = {"person_id": self.people[by], "document_id": document}
        return self.kept(Upload(id=secrets.token_hex(16), name="a.pdf", size=1, owner="test", **whose))

    def _preview(self, by: str, deposit: int) -> dict[str, Any]:
        hand, selection = Hand(self.world, by, self.school), Selection(ids=[deposit], all=False)
        made = hand(locker_bulk.preview, "sent.trash", selection, Query())["job"]
        with self.world.installation.databases.session(self.school.place, writes=True) as db:
            facts = db.get_one(Job, made).model_dump(exclude={"id"})
            db.delete(db.get_one(Job, made))
            db.commit()
        return facts
