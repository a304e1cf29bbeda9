"""What do tests of lockers arrange, and look at? In Azurite; bytes are in the real store."""

import hashlib
import secrets
from collections.abc import Sequence

from sqlmodel import col, select

from app.models.establishment import Delivery, Document, Membership, Person, PersonState, Role, Upload
from app.services import deposits
from app.services.audiences import Choice
from app.services.deposits import DepositForm
from tests.support.schooling import member, read, written
from tests.support.world import World


def whom(kind: str, ref: int, *, later: bool = False) -> Choice:
    """One entry among the recipients."""
    return Choice(kind=kind, ref=ref, is_dynamic=later)


def uploaded(world: World, by: str = "prof", name: str = "Progression.pdf", content: bytes = b"%PDF-1.4 ...") -> str:
    """A file that somebody of Azurite sent and did not deposit yet; the same content is stored once."""
    digest, files = hashlib.sha256(content).hexdigest(), world.installation.files
    with written(world) as db:
        document = db.exec(select(Document).where(Document.sha256 == digest)).first()
        if document is None:
            key = secrets.token_hex(16)
            files.put(f"{world.azurite.number}/{key}", content)
            document = Document(sha256=digest, key=key, size=len(content), media_type="application/pdf")
            db.add(document)
            db.flush()
        person = db.exec(select(Person.id).where(Person.username == by)).one()
        row = Upload(
            id=secrets.token_hex(16),
            person_id=person or 0,
            name=name,
            size=len(content),
            document_id=document.id,
            owner="test",
        )
        db.add(row)
        db.commit()
        return row.id


def form(files: Sequence[str], *recipients: Choice, category: int = 0, memo: str = "") -> DepositForm:
    """What somebody says when depositing."""
    return DepositForm(files=[*files], recipients=[*recipients], category=category, memo=memo, sends_mail=True)


def deposited(
    world: World, *recipients: Choice, by: str = "prof", name: str = "Progression.pdf", content: bytes = b"%PDF-1.4 ..."
) -> int:
    """One deposit; gives its identity."""
    sent = uploaded(world, by, name, content)
    (identity,) = member(world, by)(deposits.deposit, form([sent], *recipients))
    return identity


def joined(world: World, username: str, code: str = "TEACHER", state: PersonState = PersonState.ACTIVE) -> int:
    """Somebody new who holds a role; gives their identity."""
    with written(world) as db:
        role = db.exec(select(Role.id).where(Role.code == code)).one()
        person = Person(username=username, username_key="", last_name=username.title(), first_name="Lou", state=state)
        person.describe()
        db.add(person)
        db.flush()
        db.add(Membership(person_id=person.id or 0, role_id=role or 0, is_primary=True))
        db.commit()
        return person.id or 0


def has_it(world: World, deposit: int) -> set[int]:
    """To whom a deposit was delivered."""
    with read(world) as db:
        return {*db.exec(select(Delivery.person_id).where(col(Delivery.deposit_id) == deposit))}
