"""What does the home page of an establishment show?"""

import reflex as rx

from app.services import home, own_space
from app.services.errors import NotFound
from app.services.figures import Accounts, DayCount, Kept, RoleCount
from app.services.home import HomeCard
from app.services.journal import JournalRow
from app.services.own_space import Relative, SpaceCard, ToRead
from app.services.permissions import Permission
from app.services.scope import Scope
from app.state.announcing import Announcing
from app.state.door import action
from app.state.spaces import SpacesState

NOTHING = HomeCard(
    parts=[], connected=0, accounts=Accounts(people=0, active=0, pending=0, blocked=0), roles=[], sign_ins=[],
    deposits=[], kept=Kept(documents=0, stored=0), changes=[],
)  # fmt: skip
NOBODY = SpaceCard(
    space="", spaces=[], first_name="", name="", email="", roles=[], services=[], relatives=[], has_locker=False,
    unread=0, documents=[],
)  # fmt: skip


class HomeState(Announcing, rx.State):
    """The establishment for whoever administers it, and the space that the address names: one's first, where none."""

    parts: list[str] = []
    connected: int = 0
    accounts: Accounts = NOTHING["accounts"]
    roles: list[RoleCount] = []
    sign_ins: list[DayCount] = []
    deposits: list[DayCount] = []
    kept: Kept = NOTHING["kept"]
    changes: list[JournalRow] = []
    own: SpaceCard = NOBODY
    spaces: list[str] = []
    held: list[str] = []
    services: list[str] = []
    relatives: list[Relative] = []
    documents: list[ToRead] = []
    is_loaded: bool = False
    is_missing: bool = False

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the home of whoever is signed in, or that there is no such space."""
        self.is_loaded, self.is_missing = True, False
        try:
            self._show_own(scope)
        except NotFound:
            self.is_missing = True
            self._show(NOTHING)
        else:
            self._show(NOTHING if self._said() else home.card(scope))
        return SpacesState.glance if Permission.SPACES_MANAGE in self.parts else None

    @action(reads=True, pushed=True)
    def read_again(self, scope: Scope):
        """Something came into the locker, or left it."""
        if not self.is_missing:
            self._show_own(scope)

    def _said(self) -> str:
        return self.router.url.query_parameters.get("space", "")

    def _show(self, found: HomeCard) -> None:
        self.parts, self.connected, self.accounts = found["parts"], found["connected"], found["accounts"]
        self.roles, self.sign_ins, self.deposits = found["roles"], found["sign_ins"], found["deposits"]
        self.kept, self.changes = found["kept"], found["changes"]

    def _show_own(self, scope: Scope) -> None:
        own = own_space.card(scope, self._said())
        self.own, self.spaces, self.held, self.services = own, own["spaces"], own["roles"], own["services"]
        self.relatives, self.documents = own["relatives"], own["documents"]
        self._announce(scope, own["space"])
