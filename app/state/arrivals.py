"""What is new in the locker of whoever is at this tab? The counter of the navigation, and a sentence when it grows."""

from typing import Annotated

import reflex as rx
from pydantic import Field

from app.locales import Message
from app.services import arrivals
from app.services.scope import Scope
from app.state.door import action


class ArrivalState(rx.State):
    """Read whenever a page opens, and when the server says that something changed; `changes` counts those times.

    A list of documents reads its rows again whenever `changes` is another number: see `components/browser.py:Change`.
    """

    has_locker: bool = False
    unread: int = 0
    changes: int = 0
    text: str = ""
    to: str = ""
    seq: int = 0

    def _count(self, scope: Scope) -> None:
        """Whoever must choose a password first has no locker yet: nobody asked for anything that could be refused."""
        has_it = not scope.actor.must_change
        standing = arrivals.standing(scope) if has_it else arrivals.Standing(has_locker=False, unread=0)
        self.has_locker, self.unread = standing["has_locker"], standing["unread"]

    def _say(self, message: Message, to: str, language: str) -> None:
        self.text, self.to, self.seq = message.text(language), to, self.seq + 1

    @action(reads=True, beside=True)
    def count(self, scope: Scope):
        """Show how much is unread."""
        self._count(scope)

    @action(reads=True, pushed=True)
    def arrive(self, scope: Scope, ids: Annotated[list[int], Field(max_length=arrivals.TOLD)]):
        """Count again, and say which of these deposits are news."""
        self._count(scope)
        self.changes += 1
        if self.has_locker and (found := arrivals.news(scope, ids)):
            self._say(arrivals.sentence(found), arrivals.address([one["id"] for one in found]), scope.actor.language)

    @action(reads=True)
    def hush(self, _scope: Scope):
        """Take the sentence away."""
        self.text = ""
