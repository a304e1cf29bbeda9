"""What does a form that chooses recipients keep? What was found, and how many people the choices reach."""

import reflex as rx

from app.services import audience_search, audiences, deposit_form
from app.services.audience_search import Option
from app.services.scope import Scope
from app.state.door import action


class PickerState(rx.State, mixin=True):
    """The browser has the choices. `found` answers the words `asked`; `people` is how many would receive.

    `first` are the choices to begin with, taken whenever `picking` is another; empty means not loaded.
    """

    found: list[Option] = []
    asked: str = ""
    first: list[Option] = []
    picking: str = ""
    people: int = 0
    lost: list[str] = []

    def _reach(self, scope: Scope, choices: list[audiences.Choice]) -> audiences.Reached:
        """Whom they reach; a form about one deposit asks for those who have it not."""
        return audiences.reached(scope, choices)

    @action(reads=True)
    def look_for(self, scope: Scope, words: str):
        """Look for recipients."""
        self.found, self.asked = audience_search.search(scope, words), words

    @action(reads=True)
    def pick(self, scope: Scope, said: str):
        """Say how many people these reach."""
        reached = self._reach(scope, deposit_form.choices(said))
        self.people, self.lost = reached["people"], reached["lost"]
