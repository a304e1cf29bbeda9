"""Is every database on the schemas of this version, and how does it get there? One at a time; can be resumed."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import col, select, update

from app.locales import Message, msg, msgn
from app.models.platform import Establishment
from app.services.errors import Refused
from app.services.lookup import is_settled
from app.storage import migrations, provisioning
from app.storage.installation import Installation
from app.storage.migrations import Tree

log = logging.getLogger(__name__)
FEW: Final = 10
FAULTS: Final = (SQLAlchemyError, CommandError, OSError)

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a database lacks; `number` is 0 for the platform's."""

    number: int
    name: str
    what: Message


def require_current(installation: Installation) -> None:
    """Make a new platform's tables; refuse those of another version rather than change them unasked."""
    engine = installation.databases.platform.engine
    there = migrations.revision(engine)
    if there is None:
        provisioning.prepare_platform(installation.databases)
    elif there != migrations.head("platform"):
        _require_known("platform", engine)
        raise Refused(msg("The databases are of an earlier version of Casier. Run: casier migrate"))


def migrate(installation: Installation, tell: Tell = lambda _done, _all: None) -> list[Message]:
    """Bring every database to this version's schemas; gives a sentence for each establishment that could not be.

    Where they are more than somebody reads, a last one counts them.
    """
    _require_known("platform", installation.databases.platform.engine)
    provisioning.prepare_platform(installation.databases)
    faults, homes = list[Message](), outdated(installation)
    for done, home in enumerate(homes):
        tell(done, len(homes))
        try:
            _bring(installation, home)
        except Refused as refusal:
            faults.append(_named(home, refusal.message))
        except FAULTS as fault:
            log.exception("establishment %s could not be migrated", home.number)
            faults.append(_named(home, _first_line(fault)))
    if (left := len(faults)) > FEW:
        faults.append(
            msgn(
                "%(n)d establishment could not be updated, and lets nobody in until it is.",
                "%(n)d establishments could not be updated, and let nobody in until they are.",
                left,
            )
        )
    return faults


def outdated(installation: Installation) -> Sequence[Establishment]:
    """The establishments that are not served, because their database is of another version."""
    current = col(Establishment.schema_revision) == migrations.head("establishment")
    with installation.databases.platform_session(writes=False) as db:
        return db.exec(select(Establishment).where(is_settled(), ~current).order_by(col(Establishment.number))).all()


def differences(installation: Installation, tell: Tell = lambda _done, _all: None) -> Iterator[Difference]:
    """What `migrate` would do, and what it could not: tables that differ from this version's though they should not."""
    platform = installation.databases.platform.engine
    yield from (Difference(0, "platform", what) for what in _lacking("platform", platform))
    if migrations.revision(platform) != migrations.head("platform"):
        return
    with installation.databases.platform_session(writes=False) as db:
        homes = db.exec(select(Establishment).where(is_settled()).order_by(col(Establishment.number))).all()
    for done, home in enumerate(homes):
        tell(done, len(homes))
        engine = installation.databases.establishment(home).engine
        yield from (Difference(home.number, home.name, what) for what in _lacking("establishment", engine))
        if home.schema_revision != migrations.head("establishment"):
            yield Difference(home.number, home.name, msg("it waits to be updated, and lets nobody in meanwhile"))


def _bring(installation: Installation, home: Establishment) -> None:
    engine = installation.databases.establishment(home).engine
    if why := _unopened(engine):
        raise Refused(why)
    _require_known("establishment", engine)
    migrations.upgrade("establishment", engine)
    with installation.databases.platform_session(writes=True) as db:
        brought = {"schema_revision": migrations.head("establishment")}
        db.exec(update(Establishment).where(col(Establishment.number) == home.number).values(brought))
        db.commit()


def _unopened(engine: Engine) -> Message | None:
    """Why it cannot be opened: its file is missing, its server away. Nothing of the program's, so no traceback."""
    try:
        engine.connect().close()
    except OperationalError as fault:
        return msg("its database cannot be opened (%(why)s)", why=str(fault.orig).strip().partition("\n")[0])
    return None


def _require_known(tree: Tree, engine: Engine) -> None:
    there = migrations.revision(engine)
    if there is not None and not migrations.is_known(tree, there):
        raise Refused(msg("This database is of a later version of Casier than this program. Install that version."))


def _lacking(tree: Tree, engine: Engine) -> Iterator[Message]:
    if why := _unopened(engine):
        yield why
        return
    try:
        there, head = migrations.revision(engine), migrations.head(tree)
        if there != head:
            yield msg("it is at revision %(there)s, this program is at %(head)s", there=there or "–", head=head)
        else:
            yield from (Message("%(drift)s", {"drift": line}) for line in migrations.drift(tree, engine))
    except FAULTS as fault:
        yield _first_line(fault)


def _named(home: Establishment, why: Message) -> Message:
    return msg(
        "%(name)s (number %(number)s) could not be updated: %(why)s", name=home.name, number=home.number, why=why
    )


def _first_line(fault: Exception) -> Message:
    return Message("%(fault)s", {"fault": str(fault).partition("\n")[0]})
