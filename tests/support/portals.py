"""Where is a portal for journeys? Served for real, in a process of its own, on schools of the demonstration."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app import frontend
from app.models.establishment import Membership, Person, PersonState, Role
from app.models.jobs import OPEN
from app.models.platform import Establishment, Job, Mail, MailState, ResetLink, Zone
from app.models.types import folded, now
from app.models.uai import check_letter
from app.services import demo, establishment_creation, establishments, mails, passwords, recovery, zones
from app.services.establishment_form import EstablishmentForm
from app.services.links import PAGES, given
from app.services.mails import MailCard
from app.services.scope import PlatformActor, open_platform
from app.settings import Settings
from app.storage.installation import Installation
from tests.support import installations
from tests.support.families import guardian_of
from tests.support.servers import free_port

ADMIN, PASSWORD = demo.ADMIN, demo.PASSWORD
TEST = PlatformActor(None, "test", "fr")
PATIENCE = 30.0
T = TypeVar("T")
_serials = count(1)


@dataclass
class Portal:
    """A served installation; what a journey needs to be there first is made through the services."""

    settings: Settings
    installation: Installation
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def address(self) -> str:
        return self.settings.address

    def school(self, name: str, **fields: str) -> int:
        """Register an establishment, without a mail; gives its number."""
        with open_platform(self.installation, TEST, writes=True) as scope:
            zone = zones.ensure(scope.db, fields.pop("zone", "Paris"))
            form: dict[str, Any] = {
                "name": name, "zone": str(zone.id), "locality": "75011 Paris", "uai": self.uai(),
                "contact_last_name": "Petit", "contact_first_name": "Anne", "contact_email": "anne@contact.test",
            }  # fmt: skip
            return establishment_creation.create(scope, EstablishmentForm(**{**form, **fields}))["number"]

    def inhabited(self, name: str) -> int:
        """The same, and its administrator `admin` has an e-mail address and the password that everybody knows."""
        number = self.school(name)
        hashed = passwords.hashed(PASSWORD, self.settings.bcrypt_cost)
        with self.people(number) as db:
            admin = db.exec(select(Person).where(Person.username == "admin")).one()
            admin.email = admin_address(number)
            admin.describe()
            admin.give_password(hashed)
            db.commit()
        return number

    def people(self, number: int) -> Session:
        """The database of an establishment, to be written in."""
        with self.installation.databases.platform_session(writes=False) as db:
            home = db.get_one(Establishment, number)
        return self.installation.databases.session(home, writes=True)

    def person(self, number: int, last_name: str, first_name: str, role: str = "STUDENT", **words: object) -> int:
        """Somebody whose account is active and whose only role is the one of that code; gives the identity.

        The username is the first name, without accents.
        """
        with self.people(number) as db:
            person = Person(username=folded(first_name), username_key="", last_name=last_name, first_name=first_name)
            person.sqlmodel_update({"state": PersonState.ACTIVE, **words})
            person.describe()
            db.add(person)
            db.flush()
            held = db.exec(select(Role.id).where(Role.code == role)).one()
            db.add(Membership(person_id=person.id or 0, role_id=held or 0, is_primary=True))
            db.commit()
            return person.id or 0

    def link(
        self, number: int, student: int, guardian: int, status: str = "legal", *, access: bool | None = None
    ) -> None:
        """The one is a guardian of the other, with the access that is usual for the status unless said otherwise."""
        with self.people(number) as db:
            db.add(guardian_of(student, guardian, status, access=access))
            db.commit()

    def mailed(self, page: str) -> str:
        """A link of a mail to that page, which lives for a day; gives its path."""
        link = ResetLink(hash="", establishment=1, purpose=PAGES[page], expires_at=now() + timedelta(days=1))
        with self.installation.databases.platform_session(writes=True) as db:
            token = given(db, link)
            db.commit()
        return f"/{page}/{token}"

    def uai(self) -> str:
        """One that nobody has yet, with its right letter."""
        digits = f"{9_510_000 + next(_serials):07d}"
        return digits + check_letter(digits)

    def zone(self, name: str) -> None:
        """A zone where nothing is yet."""
        with open_platform(self.installation, TEST, writes=True) as scope:
            zones.add(scope, name)

    def zones(self) -> list[str]:
        """Their names, in their order."""
        with self.installation.databases.platform_session(writes=False) as db:
            return list(db.exec(select(Zone.name).order_by(col(Zone.position), col(Zone.id))))

    def block(self, number: int, reason: str) -> None:
        with open_platform(self.installation, TEST, writes=True) as scope:
            establishments.block(scope, number, reason)

    def mail_to(self, recipient: str) -> MailCard:
        """The last mail for somebody, once it has left."""
        return self._mail(col(Mail.recipient) == recipient)

    def mail_about(self, subject: str) -> MailCard:
        """The last mail of that subject, once it has left."""
        return self._mail(col(Mail.subject) == subject)

    def _mail(self, wanted: ColumnElement[bool]) -> MailCard:
        newest = select(Mail).where(wanted).order_by(col(Mail.id).desc())

        def sent(db: Session) -> int | None:
            mail = db.exec(newest).first()
            return mail.id if mail and mail.state is MailState.SENT else None

        number = self._until(sent, "no such mail left")
        with open_platform(self.installation, TEST, writes=False) as scope:
            return mails.card(scope, number)

    def await_jobs(self) -> None:
        """Until no work is left."""
        opened = select(Job.id).where(col(Job.state).in_(OPEN))
        self._until(lambda db: db.exec(opened).first() is None, "work goes on and on")

    def start(self) -> None:
        """Serve it; ready when this returns."""
        command = [sys.executable, "-m", "app.cli", "serve", "--port", str(self.settings.port)]
        environment = {**os.environ, **self.settings.environment()}
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=frontend.ROOT, env=environment, stdout=out, stderr=out, start_new_session=True
            )
        self._await()

    def stop(self) -> None:
        """Let it finish."""
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def kill(self) -> None:
        """Let it finish nothing."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def _until(self, look: Callable[[Session], T | None], otherwise: str) -> T:
        """What `look` finds in the platform's database, as soon as it finds something."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with self.installation.databases.platform_session(writes=False) as db:
                if found := look(db):
                    return found
            time.sleep(0.02)
        raise AssertionError(otherwise)

    def _await(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.process and self.process.poll() is None and time.monotonic() < deadline:
            with suppress(OSError), urllib.request.urlopen(f"{self.address}/readyz", timeout=5):  # noqa: S310  our own
                return
            time.sleep(0.02)
        raise RuntimeError(self.log.read_text(errors="replace")[-4000:])


def admin_address(number: int) -> str:
    """Where the administrator of an inhabited school gets mail."""
    return f"admin-{number}@casier.test"


@contextmanager
def served(folder: Path, schools: int = 3, people: int = 12, **more: Any) -> Generator[Portal]:  # noqa: ANN401  settings
    """A portal with the demonstration in it, or with nothing but its administrator where `schools` is 0."""
    frontend.build()
    port = free_port()
    settings = installations.settings(folder / "data", port=port, public_url=f"http://127.0.0.1:{port}", **more)
    installations.prepared(settings)
    with installations.opened(settings) as installation:
        recovery.register(installation)
        demo.load(installation, schools, people, seed=1)
        portal = Portal(settings, installation, folder / "log")
        portal.start()
        try:
            yield portal
        finally:
            portal.stop()
