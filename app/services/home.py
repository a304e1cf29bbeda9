"""What does whoever administers find when they come in? Each part is for who holds its right."""

from typing import TypedDict

from app.services import figures, journal, open_sessions
from app.services.figures import Accounts, DayCount, Kept, RoleCount
from app.services.journal import JournalRow
from app.services.permissions import Open, Permission
from app.services.scope import Scope, requires

CHANGES = 5


class HomeCard(TypedDict):
    """`parts` are the rights whose part is there; the others are empty."""

    parts: list[str]
    connected: int
    accounts: Accounts
    roles: list[RoleCount]
    sign_ins: list[DayCount]
    deposits: list[DayCount]
    kept: Kept
    changes: list[JournalRow]


PARTS = (Permission.SPACES_MANAGE, Permission.PEOPLE_READ, Permission.LOCKER_MANAGE, Permission.JOURNAL_READ)


@requires(Open.SIGNED_IN)
def card(scope: Scope) -> HomeCard:
    """The establishment, as far as the actor may see it; nothing of it for most."""
    found = HomeCard(
        parts=[str(right) for right in PARTS if scope.may(right)],
        connected=open_sessions.connected(scope) if scope.may(Permission.SPACES_MANAGE) else 0,
        accounts=Accounts(people=0, active=0, pending=0, blocked=0),
        roles=[],
        sign_ins=[],
        deposits=[],
        kept=Kept(documents=0, stored=0),
        changes=[],
    )
    if scope.may(Permission.PEOPLE_READ):
        found.update(accounts=figures.accounts(scope), roles=figures.roles(scope), sign_ins=figures.sign_ins(scope))
    if scope.may(Permission.LOCKER_MANAGE):
        found.update(deposits=figures.deposits(scope), kept=figures.kept(scope))
    if scope.may(Permission.JOURNAL_READ):
        found.update(changes=journal.newest(scope, CHANGES))
    return found
