"""How do those who are inside hear that a door was closed? Their open tabs are looked at as soon as it is committed."""

from collections.abc import Collection
from typing import Final

from app.services.scope import Scope
from app.storage.bus import News

WHAT: Final = "entry"
NAMED: Final = 5_000  # people whom one message names; of more, it is for all


def changed(scope: Scope, people: Collection[int] | None = None) -> None:
    """Have the open tabs of these people looked at, or everybody's, once this is committed."""
    concerned = frozenset(people) if people is not None and len(people) <= NAMED else None
    news = News(scope.actor.place.number, concerned, WHAT)
    scope.after_commit.append(lambda: scope.installation.bus.publish(news))
