"""On whose behalf, and on which database, is work done? One unit of work of one actor."""

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypedDict, TypeVar, Unpack

from sqlmodel import Session

from app.models.establishment import WEBMASTER, Journal, RoleKind, SpaceCode
from app.models.platform import PlatformJournal
from app.models.types import folded
from app.services.errors import Forbidden, OnlyLooking
from app.services.permissions import Needed, Open, Permission, PlatformPermission
from app.storage.installation import Installation

log = logging.getLogger(__name__)


class Story(TypedDict, total=False):
    """What a line of the journal says besides who did what: the facts that changed, and why."""

    before: Mapping[str, object]
    after: Mapping[str, object]
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """An establishment as its members' work sees it; also the address of its database."""

    number: int
    stamp: str
    secret: str
    name: str
    uai: str | None
    locality: str


@dataclass(frozen=True, slots=True)
class PlatformActor:
    """A platform administrator, or a terminal (no id)."""

    id: int | None
    name: str
    language: str
    session: str | None = None
    permissions: frozenset[PlatformPermission] = frozenset(PlatformPermission)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who really looks, where the portal is seen as somebody else sees it (R8), and at whom.

    `shown` is the name of the person or the role; `role` the person's primary one, empty where a role is seen.
    """

    id: int
    name: str
    shown: str
    role: str = ""
    is_person: bool = True


NO_PERSON: Final = 0  # the identity of an actor who is no person: a role, as somebody looks at it


@dataclass(frozen=True, slots=True)
class PersonActor:
    """A person of one establishment, with the union of their roles' rights, as the database has them now.

    `manages` are the roles whose accounts they manage, `kinds` those of their own roles. Who `must_change` the password
    holds no right meanwhile. `spaces` are those that they may enter.
    With a `viewer`, somebody else looks at what this person, or a role (`NO_PERSON`), would see, and writes nothing.
    """

    id: int
    name: str
    language: str
    session: str
    place: Place
    roles: tuple[str, ...]
    permissions: frozenset[Permission]
    manages: frozenset[int] = frozenset()
    kinds: frozenset[RoleKind] = frozenset()
    must_change: bool = False
    spaces: tuple[SpaceCode, ...] = ()
    viewer: Viewer | None = None

    @property
    def is_webmaster(self) -> bool:
        """Holds everything, unless the password must be changed first."""
        return WEBMASTER in self.roles and not self.must_change


@dataclass(slots=True)
class Unit:
    """A transaction on one database, what waits for its commit, and what takes back steps elsewhere if it fails."""

    installation: Installation
    db: Session
    after_commit: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]], kw_only=True)
    on_failure: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]], kw_only=True)

    def checkpoint(self) -> None:
        """Commit, then run what waited for it. Sagas and jobs alone call this amid their work."""
        self.db.commit()
        waiting, self.after_commit, self.on_failure = self.after_commit, [], []
        _run(waiting)

    def take_back(self) -> None:
        """Leave nothing of what was not committed, here or elsewhere."""
        self.db.rollback()
        _run(self.on_failure)


def _run(acts: Sequence[Callable[[], None]]) -> None:
    """What fails here changes no answer: the clock takes up whatever was left undone."""
    for act in acts:
        try:
            act()
        except Exception:
            log.exception("something was left to the clock")


@dataclass(slots=True)
class PlatformScope(Unit):
    """One unit of platform work; `db` is the platform's own database."""

    actor: PlatformActor

    def may(self, needed: Needed) -> bool:
        """Whether the actor holds it; a right of establishments is never held here."""
        return needed in self.actor.permissions

    def record(self, action: str, subject: object, label: str, **story: Unpack[Story]) -> None:
        """Write a line of the journal, in the same transaction."""
        self.db.add(PlatformJournal(**_line(self.actor, action, subject, label, story)))


@dataclass(slots=True)
class Scope(Unit):
    """One unit of work inside one establishment; `db` is that establishment's own database."""

    actor: PersonActor

    def may(self, needed: Needed) -> bool:
        """Whether the person holds it; a right of the platform is never held here."""
        if needed is Open.SIGNED_IN:
            return not self.actor.must_change
        return needed is Open.ACCOUNT or needed in self.actor.permissions

    def record(self, action: str, subject: object, label: str, **story: Unpack[Story]) -> None:
        """Write a line of the journal, in the same transaction."""
        self.db.add(Journal(**_line(self.actor, action, subject, label, story)))


def _line(actor: PlatformActor | PersonActor, action: str, subject: object, label: str, story: Story) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "actor": actor.name,
        "action": action,
        "subject": str(subject),
        "label": label[:260],
        "search": folded(actor.name, label, story.get("reason"))[:800],
        **story,
    }


@dataclass(frozen=True, slots=True)
class Visit:
    """A stranger at the door: where from, with what, speaking which language."""

    installation: Installation
    address: str = ""
    agent: str = ""
    language: str = "fr"

    def may(self, needed: Needed) -> bool:
        """A stranger holds no right."""
        return needed is Open.STRANGER


S = TypeVar("S", Scope, PlatformScope, Visit)
P = ParamSpec("P")
R = TypeVar("R")

USE_CASES: Final[dict[str, Needed]] = {}


def requires(needed: Needed) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Declare what a use case needs; the check is made at the call, whatever called."""

    def declare(use_case: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        @wraps(use_case)
        def checked(scope: S, *args: P.args, **kwargs: P.kwargs) -> R:
            if not scope.may(needed):
                raise Forbidden
            return use_case(scope, *args, **kwargs)

        USE_CASES[f"{use_case.__module__.removeprefix('app.services.')}.{use_case.__name__}"] = needed
        return checked

    return declare


@contextmanager
def open_platform(installation: Installation, actor: PlatformActor, *, writes: bool) -> Generator[PlatformScope]:
    """Open a unit of platform work and commit it; a refusal or a fault leaves nothing of it."""
    with installation.databases.platform_session(writes=writes) as db:
        scope = PlatformScope(installation, db, actor)
        with _committing(scope):
            yield scope


@contextmanager
def open_establishment(
    installation: Installation, actor: PersonActor, *, writes: bool, durable: bool = True
) -> Generator[Scope]:
    """Open a unit of work in the actor's own establishment and commit it; see `Database.session` for `durable`.

    Whoever only looks writes nothing, whatever asked for it: refuses with `OnlyLooking`.
    """
    if writes and actor.viewer:
        raise OnlyLooking
    with installation.databases.session(actor.place, writes=writes, durable=durable) as db:
        scope = Scope(installation, db, actor)
        with _committing(scope):
            yield scope


@contextmanager
def _committing(unit: Unit) -> Generator[None]:
    try:
        yield
        unit.checkpoint()
    except BaseException:
        unit.take_back()
        raise
