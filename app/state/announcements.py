"""What do the pages of announcements show and do: the list, one of them, a new one?"""

from functools import partial

import reflex as rx

from app.locales import msg, msgn
from app.services import announcement_actions, announcement_readers, announcements
from app.services.announcement_actions import Losses
from app.services.announcement_readers import ReaderRow
from app.services.announcements import AnnouncementCard, AnnouncementRow
from app.services.days import today
from app.services.errors import NotFound
from app.services.scope import Scope
from app.state.addresses import identity
from app.state.door import action
from app.state.forms import FormState, StaleState
from app.state.lists import ListState

LIST = "/announcements"
NO_LOSSES = Losses(ids=[], titles=[], current=0, readers=0)
NO_ANNOUNCEMENT = AnnouncementCard(
    id=0, title="", spaces=[], begins_on="", ends_on="", timing="", readers=0, text="", html="", people=0, version=0,
    changed_by="", changed_at="",
)  # fmt: skip


class Deleting(FormState, mixin=True):
    """Deletion: `losses` is what the open dialog is about."""

    losses: Losses = NO_LOSSES
    asking: str = ""

    def _close(self) -> None:
        self.asking, self.losses, self.errors = "", NO_LOSSES, {}

    @action(reads=True)
    def ask_delete(self, scope: Scope, ids: list[int]):
        """Say what deleting these would take away."""
        self.losses, self.asking, self.errors = announcement_actions.losses(scope, ids), "delete", {}

    @action(reads=True)
    def dismiss(self, _scope: Scope):
        """Close the dialog; nothing is done."""
        self._close()


class Previewing(FormState, mixin=True):
    """A form whose text is shown as people will read it."""

    html: str = ""

    @action(reads=True)
    def preview(self, scope: Scope, text: str):
        """Show a text as it would be read."""
        self.html = announcements.preview(scope, text)


class AnnouncementsState(Deleting, ListState, rx.State):
    """One page of all; `deleted` counts the deletions, so that nothing stays ticked after one."""

    rows: list[AnnouncementRow] = []
    deleted: int = 0

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the page that the address names."""
        self._show(partial(announcements.page, scope))
        self._close()

    @action()
    def delete(self, scope: Scope):
        """Delete those that the dialog is about."""
        n = announcement_actions.delete_announcements(scope, self.losses["ids"])
        self._close()
        self._show(partial(announcements.page, scope))
        self.deleted += 1
        return msgn("%(n)d announcement is deleted.", "%(n)d announcements are deleted.", n)


class NewAnnouncementState(Previewing, rx.State):
    """The form of one to come: the one after those that were `made`; none before the page has asked."""

    made: int = 0
    begins_on: str = ""

    @action(reads=True)
    def load(self, scope: Scope):
        """Begin with an empty form, that begins today."""
        self.html = announcements.preview(scope, "")
        self.begins_on, self.made = today().isoformat(), self.made or 1
        self._absolve()

    @action()
    def create(self, scope: Scope, form: dict[str, str]):
        """Add it; then its page."""
        number = announcement_actions.create(scope, form)
        self.errors, self.made = {}, self.made + 1
        return [msg("The announcement is added."), rx.redirect(f"{LIST}/{number}")]


class AnnouncementState(Deleting, Previewing, StaleState, ListState, rx.State):
    """One announcement; `rows` are those who have read it. `filled` is the version that the form was filled with."""

    card: AnnouncementCard = NO_ANNOUNCEMENT
    spaces: list[str] = []
    rows: list[ReaderRow] = []
    filled: int = 0
    is_missing: bool = False

    def _fill(self, scope: Scope, number: int) -> None:
        self.card = announcements.card(scope, number)
        self.spaces, self.html, self.filled = self.card["spaces"], self.card["html"], self.card["version"]
        self._show(partial(announcement_readers.page, scope, number))
        self.is_stale = False

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the one that the address names, or that there is none."""
        self.card, self.is_missing = NO_ANNOUNCEMENT, False
        self._absolve()
        self._close()
        try:
            self._fill(scope, identity(self))
        except NotFound:
            self.is_missing = True

    @action(reads=True)
    def turn(self, scope: Scope, to: str):
        """Show another page of those who have read it; what is typed in the form stays."""
        self._show(partial(announcement_readers.page, scope, self.card["id"]), to=to)

    @action()
    def modify(self, scope: Scope, form: dict[str, str]):
        """Save the form."""
        with self._watched():
            announcement_actions.modify(scope, self.card["id"], form)
        self._fill(scope, self.card["id"])
        self._renew()
        return msg("Saved.")

    @action(reads=True)
    def reread(self, scope: Scope):
        """Fill the form with what somebody else made of it meanwhile."""
        self._fill(scope, self.card["id"])
        self._renew()

    @action()
    def delete(self, scope: Scope):
        """Delete it; then the list."""
        announcement_actions.delete_announcements(scope, self.losses["ids"])
        self._close()
        return [msgn("%(n)d announcement is deleted.", "%(n)d announcements are deleted.", 1), rx.redirect(LIST)]
