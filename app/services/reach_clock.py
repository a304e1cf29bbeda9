"""When are dynamic audiences caught up without anybody looking (L4)? Now and then, so that mails tell newcomers."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select, update

from app.models.establishment import Audience, Delivery, Deposit
from app.models.types import now
from app.services import arrivals, clock, reach
from app.services.lockers import is_before_people
from app.services.scope import Place, Scope
from app.storage.bus import News
from app.storage.installation import Installation

EVERY: Final = timedelta(hours=1)


def expect(scope: Scope) -> None:
    """Have the clock look in an hour. A step of whatever makes a dynamic audience."""
    clock.wake(scope.installation, scope.actor.place.number, now() + EVERY)


@clock.duty
def see_to(installation: Installation, place: Place) -> datetime | None:
    """Catch everybody up, and have them told; says when to look again, as long as there is a dynamic audience."""
    with installation.databases.session(place, writes=False) as db:
        waiting = select(Audience.deposit_id).join(Deposit).where(col(Audience.is_dynamic), is_before_people())
        if db.exec(waiting.limit(1)).first() is None:
            return None
    moment = now()
    with installation.databases.session(place, writes=True) as db:
        if reach.catch_up(db):
            fresh = select(Delivery.deposit_id).where(col(Delivery.delivered_at) >= moment)
            told = col(Deposit.id).in_(fresh), col(Deposit.sends_mail).is_(True)
            db.exec(update(Deposit).where(*told).values(mails_due=now()))
            db.commit()
            installation.bus.publish(News(place.number, None, arrivals.WHAT))
    return moment + EVERY
