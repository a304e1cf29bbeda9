"""What becomes of somebody's deposits when their account ends (P6)? Kept, hidden, Anonymous's, or deleted.

What they received stays before its other recipients; their own place among those goes with the account.
"""

from typing import Final

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col, func, select

from app.locales import msgn
from app.models.establishment import Audience, AudienceKind, Delivery, Deposit, Upload
from app.services import arrivals
from app.services.bulk_sets import identities, run
from app.services.content import Content, People, declare_content
from app.services.lockers import is_before_people
from app.services.scope import Scope
from app.services.shredding import drop_unused, shred


def _theirs(people: People) -> ColumnElement[bool]:
    return col(Deposit.depositor_id).in_(people)


def _count(scope: Scope, people: People) -> int:
    """Those in the trash are theirs, too."""
    return scope.db.exec(select(func.count()).select_from(Deposit).where(_theirs(people))).one()


def _unpublish(scope: Scope, people: People, mark: int) -> None:
    """Recipients see them no more, managers do; what another mark hides stays under that."""
    shown = _theirs(people), col(Deposit.withdrawn).is_(None)
    run(scope.db, update(Deposit).where(*shown).values(withdrawn=mark))
    arrivals.withdraw(scope)


def _publish_again(scope: Scope, people: People, mark: int) -> None:
    run(scope.db, update(Deposit).where(_theirs(people), col(Deposit.withdrawn) == mark).values(withdrawn=None))
    arrivals.withdraw(scope)


def _give_to_nobody(scope: Scope, people: People) -> None:
    """They stay before their recipients; what was hidden is shown no more than before."""
    _forget(scope, people)
    run(scope.db, update(Deposit).where(_theirs(people)).values(depositor_id=None))


def _delete(scope: Scope, people: People) -> None:
    """With their versions and deliveries; bytes that nothing else uses go after the commit."""
    _forget(scope, people)
    shred(scope, select(Deposit.id).where(_theirs(people)))
    arrivals.withdraw(scope)


def _forget(scope: Scope, people: People) -> None:
    """What they sent and did not deposit goes, and whoever was meant by name is meant no more."""
    sent = col(Upload.person_id).in_(people)
    documents = identities(scope.db, select(Upload.document_id).where(sent, col(Upload.document_id).is_not(None)))
    run(scope.db, delete(Upload).where(sent))
    drop_unused(scope, documents)
    named = col(Audience.kind) == AudienceKind.PERSON, col(Audience.ref).in_(people)
    run(scope.db, delete(Audience).where(*named))


def _count_received(scope: Scope, people: People) -> int:
    """As their lockers show them. What is hidden is little, and looked for once: an index tells the rest."""
    hidden = select(Deposit.id).where(~is_before_people())
    theirs = col(Delivery.person_id).in_(people), col(Delivery.removed_at).is_(None)
    shown = select(func.count()).select_from(Delivery).where(*theirs, col(Delivery.deposit_id).not_in(hidden))
    return scope.db.exec(shown).one()


DEPOSITS: Final = declare_content(
    Content(
        "deposits",
        lambda n: msgn("%(n)d document deposited", "%(n)d documents deposited", n),
        _count,
        _unpublish,
        _publish_again,
        _give_to_nobody,
        _delete,
    )
)
RECEIVED: Final = declare_content(
    Content(
        "received",
        lambda n: msgn("%(n)d document received", "%(n)d documents received", n),
        _count_received,
        is_personal=True,
    )
)
