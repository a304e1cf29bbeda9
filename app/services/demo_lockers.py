"""What is in the lockers of a demonstration school? A few documents that its known accounts have deposited."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, update

from app.models.establishment import Delivery, Deposit, Journal, Person
from app.models.types import now
from app.services import categories, deposits, members, uploads
from app.services.audiences import Choice
from app.services.deposits import DepositForm
from app.services.media_types import media_type
from app.services.permissions import Permission
from app.services.scope import PersonActor, Place, Scope, open_establishment
from app.services.uploads import Arrived
from app.storage.installation import Installation

CATEGORIES: Final = ("Conseils", "Vie scolaire", "Règlement", "Ressources")
ALL, TEACHERS, STAFF = (Choice(kind="everyone", ref=ref, is_dynamic=True) for ref in range(3))
LONG_AGO: Final = timedelta(days=90)
ADMIN, PROF, CPE = 1, 2, 3  # the first of the known accounts
# By whom, for whom, how many days ago, in which category, with which memo; whether the known accounts have read it.
DATES: Final = "Date;Heure;Salle\n12/01;8h;B12\n"
DAYS: Final = "6e : lundi\n5e : mardi\n4e : jeudi\n3e : vendredi\n"
DOCUMENTS: Final[tuple[tuple[int, Choice, int, int, str, bool, str, str], ...]] = (
    (ADMIN, ALL, 40, 3, "", True, "Protocole des sorties 2026.pdf", "Protocole des sorties et voyages"),
    (CPE, TEACHERS, 9, 2, "Merci de signaler tout empêchement.", True, "Surveillances.csv", DATES),
    (PROF, STAFF, 6, 4, "", False, "Progression de sciences.pdf", "Progression annuelle de sciences"),
    (CPE, ALL, 1, 2, "À lire avant jeudi", False, "Compte rendu du conseil de 4e B.pdf", "Conseil de classe de 4e B"),
    (ADMIN, TEACHERS, 0, 1, "", False, "Calendrier des conseils.txt", DAYS),
)  # fmt: skip


def fill(installation: Installation, place: Place, today: datetime) -> None:
    """Deposit them, through the doors that people use; nobody is written to. Not a use case: the demonstration is."""
    with open_establishment(installation, actor(installation, place, ADMIN), writes=True) as scope:
        filed = [categories.create(scope, name) for name in CATEGORIES]
        scope.db.exec(update(Journal).where(col(Journal.action) == "categories.created").values(at=today - LONG_AGO))
    for by, whom, days, category, memo, is_read, name, text in DOCUMENTS:
        content = pdf(text) if name.endswith(".pdf") else text.encode()
        with open_establishment(installation, actor(installation, place, by), writes=True) as scope:
            said = DepositForm(
                files=[_sent(scope, name, content)],
                recipients=[whom],
                category=filed[category - 1],
                memo=memo,
                sends_mail=False,
            )
            (identity,) = deposits.deposit(scope, said)
            _age(scope, identity, today - timedelta(days=days), is_read=is_read)


def pdf(text: str) -> bytes:
    """One page that says it."""
    drawn = b"BT /F1 24 Tf 72 760 Td (" + text.encode("cp1252").replace(b"(", b"").replace(b")", b"") + b") Tj ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    written, places = b"%PDF-1.4\n", list[int]()
    for number, part in enumerate(parts, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def actor(installation: Installation, place: Place, person: int) -> PersonActor:
    """A known account, as its person would come in; no use case: the demonstration acts by it."""
    with installation.databases.session(place, writes=False) as db:
        name = db.get_one(Person, person).full_name
        rights = members.rights(db, person, now().date())
    granted = rights.granted | {Permission.LOCKER_DEPOSIT}
    return PersonActor(person, name, "fr", "demo", place, rights.roles, granted, rights.manages, rights.kinds)


def _sent(scope: Scope, name: str, content: bytes) -> str:
    """As if it had just arrived; gives what to deposit it by."""
    identity = uploads.announce(scope, name, len(content))
    scope.installation.files.put(f"{scope.actor.place.number}/{identity}", content)
    digest = hashlib.sha256(content).hexdigest()
    return uploads.keep(scope, identity, Arrived(digest, len(content), media_type(content)))["id"]


def _age(scope: Scope, identity: int, then: datetime, *, is_read: bool) -> None:
    """Let it have come then, and be read by the known accounts."""
    scope.db.exec(update(Deposit).where(col(Deposit.id) == identity).values(created_at=then, updated_at=then))
    line = col(Journal.action) == "locker.deposited", col(Journal.subject) == str(identity)
    scope.db.exec(update(Journal).where(*line).values(at=then))
    theirs = col(Delivery.deposit_id) == identity
    scope.db.exec(update(Delivery).where(theirs).values(delivered_at=then))
    if is_read:
        known = col(Delivery.person_id) <= CPE
        opened = {"seen": 1, "opened": 1, "opened_at": then + timedelta(hours=2)}
        scope.db.exec(update(Delivery).where(theirs, known).values(opened))
