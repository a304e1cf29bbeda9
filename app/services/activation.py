"""How does somebody come into a new account? By a link in a mail, once, within two weeks; or by being told of it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import zip_longest
from typing import Final

from sqlmodel import col, delete

from app.models.establishment import Person
from app.models.platform import Purpose, ResetLink
from app.models.types import now
from app.services import letters, mails
from app.services.links import given
from app.services.scope import Place, Scope, Unit

VALID: Final = timedelta(days=14)


def activate(scope: Scope, person: Person) -> None:
    """After the commit, mail a link to choose a password with; a former one no longer works.

    The person has an e-mail address; whoever calls this has asked for the right.
    """
    _after_commit(scope, lambda unit: invite(unit, scope.actor.place, [person]))


def invite(unit: Unit, place: Place, people: Sequence[Person], message_ids: Sequence[str | None] = ()) -> None:
    """Mail each a link, in a unit of work of the platform's; former links of theirs are dead."""
    former = col(ResetLink.establishment) == place.number, col(ResetLink.purpose) == Purpose.ACTIVATE
    theirs = [person.id for person in people]
    unit.db.exec(delete(ResetLink).where(*former, col(ResetLink.person_id).in_(theirs)))
    for person, message_id in zip_longest(people, message_ids):
        link = ResetLink(
            hash="",
            establishment=place.number,
            person_id=person.id,
            purpose=Purpose.ACTIVATE,
            expires_at=now() + VALID,
        )
        address = f"{unit.installation.settings.address}/activate/{given(unit.db, link)}"
        letter = letters.activation(person.full_name, place.name, person.username, address, VALID.days)
        mails.write(unit, letter, person.email or "", person.full_name, person.language, place.number, message_id or "")


def announce(scope: Scope, person: Person) -> None:
    """After the commit, mail where to sign in and as whom; never a password."""
    place = scope.actor.place
    address = f"{scope.installation.settings.address}/sign-in?e={place.uai or place.number}"
    letter = letters.new_account(person.full_name, place.name, address, person.username)
    to = person.email or "", person.full_name, person.language, place.number
    _after_commit(scope, lambda unit: mails.write(unit, letter, *to))


def _after_commit(scope: Scope, write: Callable[[Unit], object]) -> None:
    """A mail for an account that came to nothing would be for whoever has its number next: hence after the commit."""

    def send() -> None:
        with scope.installation.databases.platform_session(writes=True) as db:
            unit = Unit(scope.installation, db)
            write(unit)
            unit.checkpoint()

    scope.after_commit.append(send)
