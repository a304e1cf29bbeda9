"""How does somebody come into a new account? By a link in a mail, once, within two weeks; or by being told of it."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from sqlmodel import col, delete

from app.models.establishment import Person
from app.models.platform import ResetLink
from app.models.platform.sessions import Purpose
from app.models.types import now
from app.services import letters, mails
from app.services.letters import Letter
from app.services.scope import Scope, Unit
from app.services.sessions import hash_of

VALID: Final = timedelta(days=14)


def activate(scope: Scope, person: Person) -> None:
    """After the commit, mail a link to choose a password with; a former one no longer works.

    The person has an e-mail address; whoever calls this has asked for the right.
    """
    place, token = scope.actor.place, secrets.token_urlsafe(32)
    address = f"{scope.installation.settings.address}/activate/{token}"
    letter = letters.activation(person.full_name, place.name, person.username, address, VALID.days)
    theirs = col(ResetLink.establishment) == place.number, col(ResetLink.person_id) == person.id
    link = ResetLink(
        hash=hash_of(token),
        establishment=place.number,
        person_id=person.id,
        purpose=Purpose.ACTIVATE,
        expires_at=now() + VALID,
    )

    def replace(unit: Unit) -> None:
        unit.db.exec(delete(ResetLink).where(*theirs, col(ResetLink.purpose) == Purpose.ACTIVATE))
        unit.db.add(link)

    _send(scope, person, letter, replace)


def announce(scope: Scope, person: Person) -> None:
    """After the commit, mail where to sign in and as whom; never a password."""
    place = scope.actor.place
    address = f"{scope.installation.settings.address}/sign-in?e={place.uai or place.number}"
    _send(scope, person, letters.new_account(person.full_name, place.name, address, person.username))


def _send(scope: Scope, person: Person, letter: Letter, beside: Callable[[Unit], None] | None = None) -> None:
    """A mail for an account that came to nothing would be for whoever has its number next: hence after the commit."""
    to = person.email or "", person.full_name, person.language, scope.actor.place.number

    def send() -> None:
        with scope.installation.databases.platform_session(writes=True) as db:
            unit = Unit(scope.installation, db)
            if beside:
                beside(unit)
            mails.write(unit, letter, *to)
            unit.checkpoint()

    scope.after_commit.append(send)
