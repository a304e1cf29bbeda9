"""What does the home page of an establishment show?"""

import reflex as rx

from app.services import home
from app.services.home import HomeCard, RoleCount
from app.services.scope import Scope
from app.state.door import action

NOTHING = HomeCard(has_figures=False, people=0, active=0, pending=0, blocked=0, roles=[])


class HomeState(rx.State):
    """Figures for whoever sees the people, a welcome for everybody."""

    card: HomeCard = NOTHING
    roles: list[RoleCount] = []
    is_loaded: bool = False

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the home of whoever is signed in."""
        self.card = home.card(scope)
        self.roles, self.is_loaded = self.card["roles"], True
