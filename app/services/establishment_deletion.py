"""How does an establishment go? A saga that can be repeated from anywhere: close, take away, forget (E6)."""

import logging
from typing import TypedDict

from sqlmodel import col, delete, func, select

from app.locales import Message, msg
from app.models.establishment import Person
from app.models.platform import Ending, Establishment, EstablishmentState, Mail, ResetLink, Session
from app.models.types import now
from app.services import exports
from app.services.endings import end_of_establishments
from app.services.errors import Invalid, Refused
from app.services.lookup import settled
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.services.sessions import place_of
from app.storage import provisioning
from app.storage.transport import eml_folder

log = logging.getLogger(__name__)


class Losses(TypedDict):
    """What the confirmation says will be lost."""

    people: int
    bytes: int
    mails: int


@requires(PlatformPermission.ESTABLISHMENTS_DELETE)
def losses(scope: PlatformScope, number: int) -> Losses:
    """Counted now, in the establishment's own places."""
    row = settled(scope, number)
    with scope.installation.databases.session(row, writes=False) as db:
        people = db.exec(select(func.count()).select_from(Person)).one()
    mails = scope.db.exec(select(func.count()).select_from(Mail).where(col(Mail.establishment) == number)).one()
    return Losses(people=people, bytes=scope.installation.files.size(number), mails=mails)


@requires(PlatformPermission.ESTABLISHMENTS_DELETE)
def delete_one(scope: PlatformScope, number: int, typed: str) -> None:
    """Delete an establishment and everything of it. Refuses unless its number was typed again."""
    name = settled(scope, number).name
    if typed.strip() != str(number):
        raise Invalid({"typed": msg("Type the number %(number)s to confirm.", number=number)})
    close(scope, number)
    scope.checkpoint()  # nobody reaches it any more; from here a crash is finished at the next start
    try:
        finish(scope, number)
    except Exception as fault:
        log.exception("establishment %s is closed, but not gone", number)
        raise Refused(leftovers(name)) from fault


def leftovers(name: str) -> Message:
    """What is said when something of a closed establishment could not be taken away."""
    return msg("%(name)s is closed, but not all of it could be deleted yet. This goes on by itself.", name=name)


def close(scope: PlatformScope, number: int) -> None:
    """Nobody gets in, and those inside are out."""
    row = scope.db.get_one(Establishment, number)
    row.state, row.owner, row.changed_at = EstablishmentState.DELETING, scope.installation.process.id, now()
    end_of_establishments(scope.db, Ending.DELETED, [number])


def finish(scope: PlatformScope, number: int) -> None:
    """Take away database, role, files, mails, links and sessions, then the row; the journal keeps a line."""
    row = scope.db.get(Establishment, number)
    if row is None or row.state is not EstablishmentState.DELETING:
        return
    name, uai, home = row.name, row.uai, place_of(row)
    scope.db.rollback()  # hold no lock while files go
    provisioning.drop(scope.installation.databases, home)
    scope.installation.files.wipe(number)
    exports.forget(scope.installation, number)
    folder = eml_folder(scope.installation.settings)
    for message_id in scope.db.exec(select(Mail.message_id).where(col(Mail.establishment) == number)):
        folder.forget(message_id)
    for table in (Mail, ResetLink, Session):
        scope.db.exec(delete(table).where(col(table.establishment) == number))
    scope.db.exec(delete(Establishment).where(col(Establishment.number) == number))
    scope.record("establishments.deleted", number, name, before={"uai": uai})
