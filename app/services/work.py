"""Which kinds of work take time? Each is declared with its words, its permission, and a step that can be repeated."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from app.locales import Message
from app.services.permissions import Needed


@dataclass(frozen=True, slots=True)
class Progress:
    """What a step brought about; committed together with it. `result` is merged into the job's.

    What is `excluded` turned out to be nothing to work on: it leaves the job's total.
    """

    done: int = 0
    refused: int = 0
    cursor: int = 0
    is_finished: bool = False
    result: dict[str, Any] = field(default_factory=dict[str, Any])
    excluded: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """`step` takes the scope and the job, of the platform or of an establishment.

    It does the slow part before it first touches `scope.db`, so that nobody waits for the lock it takes. `stopped`
    puts right, in the transaction that ends a job before its time, what counted on its being done.
    """

    kind: str
    label: Message
    permission: Needed
    step: Callable[[Any, Any], Progress]
    stopped: Callable[[Any, Any], None] = lambda _db, _job: None


WORKS: Final[dict[str, Work]] = {}
RUN: Final = "jobs"  # what the queue calls running one


def declare(work: Work) -> Work:
    """Make a kind of work known to the runner."""
    WORKS[work.kind] = work
    return work
