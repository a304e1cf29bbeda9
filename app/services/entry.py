"""May somebody enter a web space, and if not, what stands in the way (S4)? One pure decision over six facts."""

from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

from app.locales import Message, msg
from app.models.establishment import SpaceCode
from app.services.errors import Refused
from app.services.scope import PersonActor


class Step(StrEnum):
    """What is looked at, in this order; the first that refuses is what somebody is told."""

    ESTABLISHMENT = "establishment"
    BASE = "base"
    SPACE = "space"
    ALLOWED = "allowed"
    ACCOUNT = "account"
    PASSWORD = "password"  # noqa: S105  a step, not a secret


class Facts(NamedTuple):
    """One for each step, in the order of the steps."""

    is_active: bool
    is_base_published: bool
    is_space_published: bool
    is_allowed: bool
    is_account_active: bool
    is_password_current: bool


class Decision(NamedTuple):
    """What each step says: None where it does not matter for that space. Nobody refuses: one may enter."""

    steps: tuple[tuple[Step, bool | None], ...]
    refused_by: Step | None


# Visitors have neither roles nor an account (S2).
NEEDLESS: Final = {SpaceCode.VISITORS: frozenset({Step.ALLOWED, Step.ACCOUNT, Step.PASSWORD})}

REFUSALS: Final = {
    Step.ESTABLISHMENT: msg("This establishment is blocked: nobody can come in for now."),
    Step.BASE: msg("Your establishment has stopped its portal for now. Please come back later."),
    Step.SPACE: msg("Your web space is stopped for now. Please come back later."),
    Step.ALLOWED: msg("Your account opens no web space here. Please ask an administrator of your establishment."),
    Step.ACCOUNT: msg("This account is not active. Please ask an administrator of your establishment."),
    Step.PASSWORD: msg("Please choose a new password first."),
}


def refusal(step: str) -> Message:
    """What is said of a step that an address names."""
    return REFUSALS[Step(step) if step in {*Step} else Step.ALLOWED]


class KeptOut(Refused):
    """The session goes on, but no web space is open to whoever holds it; `space` is the one that comes nearest."""

    def __init__(self, step: Step, space: SpaceCode | None, establishment: int) -> None:
        """Carry what stands in the way, and where."""
        super().__init__(REFUSALS[step])
        self.step, self.space, self.establishment = step, space, establishment
        self.seen: PersonActor | None = None  # as whom somebody else sees it (R8)

    @property
    def address(self) -> str:
        """The page that says so."""
        return f"/closed?step={self.step}&space={self.space or ''}&e={self.establishment}"


class Entries(NamedTuple):
    """The spaces that somebody may enter now; where there is none, what stands in the way of the nearest."""

    spaces: tuple[SpaceCode, ...]
    refused_by: Step | None
    nearest: SpaceCode | None


@cache
def decide(space: SpaceCode, facts: Facts) -> Decision:
    """The one decision: whatever asks who may enter, asks here."""
    needless = NEEDLESS.get(space, frozenset[Step]())
    steps = tuple((step, None if step in needless else said) for step, said in zip(Step, facts, strict=True))
    return Decision(steps, next((step for step, said in steps if said is False), None))


def entries(facts: dict[SpaceCode, Facts]) -> Entries:
    """Where somebody may go; a password to be chosen keeps nobody out, as it is chosen inside."""
    refusals = {space: decide(space, known).refused_by for space, known in facts.items()}
    if spaces := tuple(space for space, step in refusals.items() if step in {None, Step.PASSWORD}):
        return Entries(spaces, None, None)
    theirs = [space for space in facts if facts[space].is_allowed]
    nearest = max(theirs, key=lambda space: list(Step).index(refusals[space] or Step.PASSWORD), default=None)
    if nearest:
        return Entries((), refusals[nearest], nearest)
    is_stopped = any(step in {Step.ESTABLISHMENT, Step.BASE} for step in refusals.values())
    return Entries((), Step.BASE if is_stopped else Step.ALLOWED, None)
