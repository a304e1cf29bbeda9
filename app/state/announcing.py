"""What is announced to somebody in one of their spaces? A part of the state of any page that shows it."""

import reflex as rx

from app.services import announcement_reading
from app.services.announcement_reading import AnnouncementShown
from app.services.scope import Scope
from app.state.door import action


class Announcing(rx.State, mixin=True):
    """A subclass calls `_announce` with a space of the actor's when it loads, and draws `announcement_list`.

    What somebody else looks at (R8) is not read: it does not count.
    """

    announced: list[AnnouncementShown] = []
    announced_in_all: int = 0
    announced_unread: int = 0
    announced_counts: bool = True
    _announced_in: str = ""

    def _announce(self, scope: Scope, space: str, most: int = announcement_reading.FEW) -> None:
        """Show what is announced today in that space; in none, where it is no space of theirs."""
        self._announced_in = space if space in scope.actor.spaces else ""
        found = announcement_reading.shown(scope, space, most) if self._announced_in else announcement_reading.NOTHING
        self.announced, self.announced_in_all = found["rows"], found["total"]
        self.announced_unread, self.announced_counts = found["unread"], scope.actor.viewer is None

    @action()
    def read_announcement(self, scope: Scope, number: int):
        """Note that it was opened."""
        announcement_reading.read(scope, number)
        self._announce(scope, self._announced_in, len(self.announced))

    @action(reads=True)
    def show_all_announcements(self, scope: Scope):
        """Show the older ones, too."""
        self._announce(scope, self._announced_in, announcement_reading.MOST)
