"""Where is a job worked on, and on whose behalf? On the platform's database, or on an establishment's."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.locales import msg
from app.models.platform import Establishment, EstablishmentState, PlatformAdmin
from app.services.errors import Refused
from app.services.ledgers import ESTABLISHMENT, PLATFORM, Ledger
from app.services.members import member
from app.services.scope import Place, PlatformActor, PlatformScope, Scope, open_establishment, open_platform
from app.services.sessions import place_of
from app.services.work import RUN
from app.storage.installation import Installation


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a job is written down, and on whose behalf it is worked on; without a `place`, the platform's."""

    installation: Installation
    place: Place | None = None

    @property
    def ledger(self) -> Ledger:
        """The tables of its jobs."""
        return ESTABLISHMENT if self.place else PLATFORM

    def session(self, *, writes: bool) -> Session:
        """A unit of work on its database."""
        databases = self.installation.databases
        return databases.session(self.place, writes=writes) if self.place else databases.platform_session(writes=writes)

    def opened(self, job: Any) -> AbstractContextManager[PlatformScope | Scope]:  # noqa: ANN401  of either tree
        """A unit of work of whoever asked for the job, with the rights that they have now."""
        if self.place:
            with self.session(writes=False) as db:
                person = member(db, self.place, job.person_id)
            if person is None:
                raise Refused(msg("Whoever asked for this work may no longer do it."))
            return open_establishment(self.installation, person, writes=True)
        with self.session(writes=False) as db:
            admin = db.get(PlatformAdmin, job.admin_id) if job.admin_id else None
        language = admin.language if admin else self.installation.settings.language
        return open_platform(self.installation, PlatformActor(job.admin_id, job.actor, language), writes=True)

    def enqueue(self, job_id: int) -> None:
        """Ask for a job to be run."""
        self.installation.queue.enqueue(RUN, job_id, *([self.place.number] if self.place else []))


def desk_of(installation: Installation, number: int | None) -> Desk | None:
    """That of the platform, or of an establishment; none where the establishment is not at work."""
    if number is None:
        return Desk(installation)
    with installation.databases.platform_session(writes=False) as db:
        home = db.get(Establishment, number)
    return Desk(installation, place_of(home)) if home and home.state is EstablishmentState.ACTIVE else None
