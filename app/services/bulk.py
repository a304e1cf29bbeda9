"""What can be done to many rows at once, and how? Each action is declared in one place, for all who ask (E8, P2)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypedDict

from sqlalchemy import ColumnElement, true

from app.locales import Message
from app.services import jobs
from app.services.deeds import DEEDS
from app.services.ledgers import AnyScope
from app.services.listing import Query
from app.services.permissions import Needed, Open, Permission, PlatformPermission
from app.services.work import Progress, Work, declare


class Selection(TypedDict):
    """Rows ticked one by one, or every row that matches the list's filter."""

    ids: list[int]
    all: bool


class Excluded(TypedDict):
    """Rows left out for one reason, with a few of their names."""

    reason: str
    n: int
    examples: str


class Choice(TypedDict):
    """One of the things that an action can do, as the role that it adds."""

    value: str
    label: str


class Preview(TypedDict):
    """What a confirmation will do: to how many, and which rows are left out, and why.

    `choice` is the one previewed of the `choices`, where the action has any; `advice` is what to think of before.
    What `is_final` can never be taken back.
    """

    job: int
    action: str
    choice: str
    choices: list[Choice]
    included: int
    examples: str
    excluded: list[Excluded]
    advice: list[str]
    is_final: bool


Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """The list whose rows are acted on: what a query means there, and what identifies, names and orders a row.

    `is_there` is what a row that was previewed must still be for that `Job`, where work goes by sets of rows. `ticked`
    are all rows that may be ticked, where those are more than an empty query means.
    """

    matching: Callable[[Any, Query], Any]
    key: Any
    label: Any
    order: tuple[Any, ...]
    is_there: Callable[[Any, Any], ColumnElement[bool]] = lambda _scope, _job: true()
    ticked: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What has to be chosen first, as a role: its `words`, and the `choices` that the actor has.

    `usual` is the one to propose for the rows of a SELECT, else the first. A few `are_ways`: each is seen with what it
    costs, and confirmed in a second step (P6).
    """

    words: Message
    choices: Callable[[Any], Sequence[Choice]]
    usual: Callable[[Any, Any], str] = lambda _scope, _wanted: ""
    are_ways: bool = False


@dataclass(frozen=True, slots=True)
class BulkAction:
    """All about one action: pages, jobs and the journal read here what they offer, run, take back and tell.

    `exclusion` gives a code of `reasons`, or NULL, for whoever asks and what they chose. `step` works a chunk off:
    `row_by_row` of `bulk_rows`, or `by_sets` of `bulk_sets`. `undo` takes back, for a while, what some rows say was
    done, but for choices that are `final`; it gives the identities of what is again as it was. `deed` is what the
    journal calls it, where it has one line for the whole, `told` the words of that, and `things` what it counts there.
    `check` takes the scope, the previewed job and what was typed; what is `final` is confirmed with what is `typed`
    again, in the words for one row and for several. What `is_grave` looks so. `spared` gives one more row to leave
    out, as the `last`: it is asked with what tells the rows that would be worked on.
    """

    name: str
    label: Message
    permission: Needed
    listed: Listed
    exclusion: Callable[[Any, str], ColumnElement[Any]]
    reasons: dict[str, Message]
    step: Callable[[Any, Any], Progress]
    asked: Asked | None = None
    check: Callable[[Any, Any, Fields], Fields] = lambda _scope, _job, _fields: {}
    advice: Callable[[Any, int, str], Sequence[Message]] = lambda _scope, _job, _choice: ()
    undo: Callable[[Any, Any], Collection[int]] | None = None
    final: frozenset[str] = frozenset()
    typed: tuple[Message, Message] | None = None
    is_grave: bool = False
    deed: str = ""
    told: Message | None = None
    things: str = "people"
    spared: Callable[[Any, ColumnElement[bool], str], int | None] = lambda _scope, _among, _choice: None


ACTIONS: Final[dict[str, BulkAction]] = {}
_RANKS: Final = {right: n for n, right in enumerate((*PlatformPermission, *Permission, *Open))}


def declare_action(action: BulkAction) -> BulkAction:
    """Make an action known: to the list's bar, to the preview, to the runner of jobs, and to the journal."""
    ACTIONS[action.name] = action
    jobs.REASONS[action.name] = action.reasons
    if action.undo:
        jobs.UNDOABLE[action.name] = action.final
    if action.told:
        DEEDS[action.deed] = action.told
    declare(Work(action.name, action.label, action.permission, action.step))
    return action


def actions_on(listed: Listed) -> list[BulkAction]:
    """Those on the rows of a list, in the order of the rights that they need; of one right, as they are declared."""
    return sorted(
        (each for each in ACTIONS.values() if each.listed is listed), key=lambda each: _RANKS[each.permission]
    )


def offered(scope: AnyScope, listed: Listed) -> list[str]:
    """The names of those that the actor may use; the use case that calls it holds the permission to see the list."""
    return [action.name for action in actions_on(listed) if scope.may(action.permission)]
