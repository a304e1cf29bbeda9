"""Which link proves what, and to whom? Single use, of one purpose; only its hash is kept."""

import secrets
from typing import Final

from sqlmodel import Session

from app.locales import msg
from app.models.establishment import Person, PersonState
from app.models.platform import Establishment, EstablishmentState, Purpose, ResetLink
from app.models.types import now
from app.services.errors import Refused
from app.services.permissions import Open
from app.services.scope import Visit, requires
from app.services.sessions import hash_of, require_current
from app.storage.installation import Installation

# Where links lead, by the beginning of their address.
PAGES: Final = {"reset": Purpose.RESET, "activate": Purpose.ACTIVATE, "confirm": Purpose.EMAIL}


class LinkDead(Refused):
    """Used, too old, for something else, or never given: the same answer for all."""

    def __init__(self) -> None:
        """Say how to get another."""
        super().__init__(msg("This link no longer works. Please ask for a new one."))


def given(db: Session, link: ResetLink) -> str:
    """Keep a new link; gives its token, which is known to whoever reads the mail alone from then on."""
    token = secrets.token_urlsafe(32)
    link.hash = hash_of(token)
    db.add(link)
    return token


def living(db: Session, token: str, purpose: Purpose) -> ResetLink:
    """The link of that token, for that purpose. Refuses with `LinkDead`."""
    link = db.get(ResetLink, hash_of(token))
    if link is None or link.purpose is not purpose or link.expires_at < now():
        raise LinkDead
    return link


@requires(Open.STRANGER)
def is_dead(visit: Visit, page: str, token: str) -> bool:
    """Whether the link to that page would be refused: what its form, once it is sent, says anyway."""
    try:
        with visit.installation.databases.platform_session(writes=False) as db:
            living(db, token, PAGES[page])
    except (LinkDead, KeyError):  # no page of ours asks about another
        return True
    return False


def holder(installation: Installation, home: Establishment | None, person_id: int | None) -> Person:
    """Whom a link is for, as long as they may come in. Refuses with `LinkDead`."""
    if home is None or home.state is not EstablishmentState.ACTIVE:
        raise LinkDead
    require_current(home)
    with installation.databases.session(home, writes=False) as db:
        person = db.get(Person, person_id)
    if person is None or person.state is PersonState.BLOCKED:
        raise LinkDead
    return person
