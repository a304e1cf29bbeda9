"""On whose behalf, and on which database, is work done? One unit of work of one actor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from sqlmodel import Session

from app.models.establishment import Journal
from app.models.platform import PlatformJournal
from app.models.types import folded
from app.services.errors import Forbidden
from app.services.permissions import Needed, Open, Permission, PlatformPermission
from app.storage.installation import Installation

Facts = dict[str, object]


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
class PersonActor:
    """A person of one establishment, with the union of their roles' rights, as the database has them now."""

    id: int
    name: str
    language: str
    session: str
    place: Place
    roles: tuple[str, ...]
    permissions: frozenset[Permission]


@dataclass(slots=True)
class Unit:
    """A transaction on one database, and what waits for its commit."""

    installation: Installation
    db: Session
    after_commit: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]], kw_only=True)

    def checkpoint(self) -> None:
        """Commit, then run what waited for it. Sagas and jobs alone call this amid their work."""
        self.db.commit()
        waiting, self.after_commit = self.after_commit, []
        for act in waiting:
            act()


@dataclass(slots=True)
class PlatformScope(Unit):
    """One unit of platform work; `db` is the platform's own database."""

    actor: PlatformActor

    def may(self, needed: Needed) -> bool:
        """Whether the actor holds it; a right of establishments is never held here."""
        return needed is Open.SIGNED_IN or needed in self.actor.permissions

    def record(
        self, action: str, subject: object, label: str, *,
        before: Facts | None = None, after: Facts | None = None, reason: str = "",
    ) -> None:
        """Write a line of the journal, in the same transaction."""
        self.db.add(
            PlatformJournal(
                actor_id=self.actor.id, actor=self.actor.name, action=action, subject=str(subject), label=label[:260],
                before=before or {}, after=after or {}, reason=reason, search=_words(self.actor.name, label, reason),
            )
        )


@dataclass(slots=True)
class Scope(Unit):
    """One unit of work inside one establishment; `db` is that establishment's own database."""

    actor: PersonActor

    def may(self, needed: Needed) -> bool:
        """Whether the person holds it; a right of the platform is never held here."""
        return needed is Open.SIGNED_IN or needed in self.actor.permissions

    def record(
        self, action: str, subject: object, label: str, *,
        before: Facts | None = None, after: Facts | None = None, reason: str = "",
    ) -> None:
        """Write a line of the journal, in the same transaction."""
        self.db.add(
            Journal(
                actor_id=self.actor.id, actor=self.actor.name, action=action, subject=str(subject), label=label[:260],
                before=before or {}, after=after or {}, reason=reason, search=_words(self.actor.name, label, reason),
            )
        )


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


def _words(*parts: str) -> str:
    return folded(*parts)[:800]


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
def open_platform(installation: Installation, actor: PlatformActor, *, writes: bool) -> Iterator[PlatformScope]:
    """Open a unit of platform work and commit it; a refusal or a fault leaves nothing of it."""
    with installation.databases.platform_session(writes=writes) as db:
        scope = PlatformScope(installation, db, actor)
        yield scope
        scope.checkpoint()


@contextmanager
def open_establishment(installation: Installation, actor: PersonActor, *, writes: bool) -> Iterator[Scope]:
    """Open a unit of work in the actor's own establishment and commit it."""
    with installation.databases.session(actor.place, writes=writes) as db:
        scope = Scope(installation, db, actor)
        yield scope
        scope.checkpoint()
