"""What does the form of a deposit show and do?"""

import reflex as rx

from app.locales import msgn
from app.services import audience_search, categories, deposit_form, deposits, locker_storage, uploads
from app.services.categories import CategoryChoice
from app.services.locker_storage import Room
from app.services.scope import Scope
from app.services.uploads import StagedFile
from app.state.door import action
from app.state.forms import FormState
from app.state.picker import PickerState

NO_ROOM = Room(largest=0, left=0, quota=0, is_tight=False)


class DepositState(FormState, PickerState, rx.State):
    """`made` counts what was deposited since the page was opened: another form begins each time."""

    categories: list[CategoryChoice] = []
    room: Room = NO_ROOM
    staged: list[StagedFile] = []
    made: int = 0
    sent: int = 0

    def _begin(self, scope: Scope) -> None:
        said = self.router.url.query_parameters.get("to", "")
        self.first = audience_search.proposed(scope, said) if not self.made else []
        self.room, self.categories = locker_storage.room(scope), categories.choices(scope)
        self.picking, self.staged = f"{self.made} {said}", uploads.rows(scope)
        self._absolve()

    @action(reads=True)
    def load(self, scope: Scope):
        """Begin, with the recipients whom the address names."""
        self.sent = 0
        self._begin(scope)

    @action(reads=True)
    def weigh(self, scope: Scope):
        """Say anew how much room is left."""
        self.room = locker_storage.room(scope)

    @action()
    def take_out(self, scope: Scope, file: str):
        """Forget a file that was sent."""
        uploads.remove(scope, file)
        self.room = locker_storage.room(scope)

    @action()
    def deposit(self, scope: Scope, form: dict[str, str]):
        """Put the files before their recipients."""
        self.categories = categories.choices(scope)  # one that went meanwhile is refused, and offered no more
        self.sent = len(deposits.deposit(scope, deposit_form.typed(form)))
        self.made += 1
        self._begin(scope)
        return msgn("%(n)d document is deposited.", "%(n)d documents are deposited.", self.sent)
