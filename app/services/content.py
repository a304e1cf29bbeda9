"""What does an account's end settle, or take along (P6)? One interface, which each kind of content declares."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select

from app.locales import Message
from app.services.scope import Scope

People = Select[Any]  # the identities of some people


def _nothing(_scope: Scope, _people: People, _mark: int = 0) -> None:
    """Nobody else sees it, and it goes with the rows of the people themselves."""


@dataclass(frozen=True, slots=True)
class Content:
    """A kind of content: deposits, pages, files. Each function works on all that some people own, by sets of rows.

    `words` says so many of them ("3 deposits"). `unpublish` hides from others what they see, marked with a number by
    which `publish_again` knows it; the other two cannot be taken back. What is kept outside of the database goes
    after the commit. Each may be asked again for what is settled already. What `is_personal` is nothing without the
    person, as their place before a document of somebody else: whoever deletes the account loses it in either way.
    """

    kind: str
    words: Callable[[int], Message]
    count: Callable[[Scope, People], int]
    unpublish: Callable[[Scope, People, int], None] = _nothing
    publish_again: Callable[[Scope, People, int], None] = _nothing
    give_to_nobody: Callable[[Scope, People], None] = _nothing
    delete: Callable[[Scope, People], None] = _nothing
    is_personal: bool = False


KINDS: Final[dict[str, Content]] = {}


def declare_content(content: Content) -> Content:
    """Make a kind of content known to whatever ends accounts."""
    KINDS[content.kind] = content
    return content


def owned(scope: Scope, people: People) -> list[Message]:
    """What these people own, said kind by kind; nothing of the kinds of which they have none."""
    return _counted(scope, people, is_personal=False)


def personal(scope: Scope, people: People) -> list[Message]:
    """What goes with their accounts, said likewise."""
    return _counted(scope, people, is_personal=True)


def _counted(scope: Scope, people: People, *, is_personal: bool) -> list[Message]:
    kinds = (content for content in KINDS.values() if content.is_personal is is_personal)
    counted = ((content, content.count(scope, people)) for content in kinds)
    return [content.words(n) for content, n in counted if n]


def unpublish(scope: Scope, people: People, mark: int) -> None:
    """Hide it from everybody else."""
    for content in KINDS.values():
        content.unpublish(scope, people, mark)


def publish_again(scope: Scope, people: People, mark: int) -> None:
    """Show again what was hidden under that mark."""
    for content in KINDS.values():
        content.publish_again(scope, people, mark)


def give_to_nobody(scope: Scope, people: People) -> None:
    """It stays, and is Anonymous's."""
    for content in KINDS.values():
        content.give_to_nobody(scope, people)


def delete(scope: Scope, people: People) -> None:
    """It goes for ever."""
    for content in KINDS.values():
        content.delete(scope, people)
