"""What may somebody see of an establishment who has no account there? What it announces to visitors, and its name."""

import logging
from typing import TypedDict

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.models.establishment import Publication, Space, SpaceCode
from app.models.platform import Establishment, EstablishmentState
from app.services.announcement_reading import AnnouncementShown, of_today
from app.services.entry import Facts, decide
from app.services.permissions import Open
from app.services.scope import Visit, requires
from app.services.sign_in_names import Choice, chosen, named
from app.storage import migrations

log = logging.getLogger(__name__)


class VisitorsCard(TypedDict):
    """An establishment whose visitors' space is published; `code` names it where one signs in."""

    name: str
    locality: str
    code: str
    announcements: list[AnnouncementShown]


class Chosen(Choice):
    """An establishment that somebody means to enter; whether one may look at it without an account."""

    is_visited: bool


@requires(Open.STRANGER)
def card(visit: Visit, said: str) -> VisitorsCard | None:
    """What the establishment of that UAI or number shows to visitors; None alike where there is nothing to see.

    There is nothing of one that is unknown, blocked, being updated, or that stopped its base or its visitors' space.
    """
    home = _home(visit, said)
    if home is None:
        return None
    with visit.installation.databases.session(home, writes=False) as db:
        if not _is_published(db):
            return None
        announced = of_today(db, SpaceCode.VISITORS)
    code = home.uai or str(home.number)
    return VisitorsCard(name=home.name, locality=home.locality, code=code, announcements=announced)


@requires(Open.STRANGER)
def choice(visit: Visit, said: str) -> Chosen | None:
    """The establishment that somebody chose to sign in to, by UAI or number."""
    found = chosen(visit, said)
    return Chosen(**found, is_visited=_is_visited(visit, said)) if found else None


def _is_visited(visit: Visit, said: str) -> bool:
    """Also where its database is out of reach: whoever wants to sign in learns that soon enough."""
    home = _home(visit, said)
    if home is None:
        return False
    try:
        with visit.installation.databases.session(home, writes=False) as db:
            return _is_published(db)
    except SQLAlchemyError:
        log.warning("establishment %s is out of reach", home.number)
        return False


def _home(visit: Visit, said: str) -> Establishment | None:
    """The establishment of that UAI or number, where its database may be asked."""
    with visit.installation.databases.platform_session(writes=False) as db:
        home = named(db, said)
    is_current = home is not None and home.schema_revision == migrations.head("establishment")
    return home if home and is_current and home.state is EstablishmentState.ACTIVE else None


def _is_published(db: Session) -> bool:
    """As the one decision has it (S4); of visitors it asks for neither a role nor an account."""
    base, space = db.get(Publication, 1), db.get(Space, SpaceCode.VISITORS)
    facts = Facts(
        is_active=True,
        is_base_published=bool(base and base.is_published),
        is_space_published=bool(space and space.is_published),
        is_allowed=False,
        is_account_active=False,
        is_password_current=False,
    )
    return decide(SpaceCode.VISITORS, facts).refused_by is None
