"""Which filters and orders of people cost most? Pairs and threes of them, at a hundred thousand and at a million."""

import itertools
import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from app.models.establishment import PersonState, RoleKind
from app.models.platform import Establishment
from app.services import demo, people, people_choices, recovery, sessions, sign_in
from app.services.listing import Query
from app.services.scope import PersonActor, Scope, Visit, open_establishment
from app.settings import Settings
from app.storage import provisioning
from app.storage.installation import Installation
from bench.figures import Figure, timed

MILLION: Final = 1_000_000
WORST: Final = 20
MOST: Final = 60  # milliseconds
TRIED: Final = 1500  # of each sort; all of them would take hours
WORDS: Final = ("martin", "ma", "lea", "dupont", "z")
SORTS: Final = ("name", "-username", "-state", "created", "-access")


def million(folder: Path) -> Iterator[Figure]:
    """The same at a million people, which nobody has."""
    installation, uai = filled(folder / "million", MILLION)
    yield from figures(installation, administrator(installation, uai), MILLION)
    installation.close()


def filled(folder: Path, size: int) -> tuple[Installation, str]:
    """An installation whose only establishment has so many people, and its code."""
    settings = {"_env_file": None, "data_dir": folder, "bcrypt_cost": 4}
    installation = Installation.open(Settings(**settings))
    provisioning.prepare_platform(installation.databases)
    recovery.register(installation)
    demo.load(installation, 1, size, 1)
    with installation.databases.platform_session(writes=False) as db:
        return installation, db.get_one(Establishment, 1).uai or ""


def administrator(installation: Installation, uai: str) -> PersonActor:
    """Who administers it."""
    token = sign_in.enter(Visit(installation), uai, "admin", demo.PASSWORD).token
    actor = sessions.actor(installation, sessions.hash_of(token))
    if not isinstance(actor, PersonActor):
        raise TypeError(uai)
    return actor


def figures(installation: Installation, actor: PersonActor, size: int) -> Iterator[Figure]:
    """Of people."""
    with open_establishment(installation, actor, writes=False) as scope:
        yield from worst(f"people, {size:,}", lambda query: people.page(scope, query), _tried(scope), WORST)


def worst(what: str, page: Callable[[Query], object], tried: Iterable[Query], n: int) -> Iterator[Figure]:
    """The worst `n` of those that were tried, each tried again: a figure is the best of three."""

    def cost(query: Query) -> float:
        return timed(lambda: page(query))()

    suspects = sorted(((cost(query), query) for query in tried), key=lambda each: -each[0])[: 2 * n]
    again = [(min(cost(query) for _ in range(3)), query) for _, query in suspects]
    for took, query in sorted(again, key=lambda each: -each[0])[:n]:
        said = " ".join(f"{name}={value}" for name, value in {"q": query.q, **query.filters}.items() if value)
        yield Figure(f"{what}: {said or 'all'} by {query.sort}", took, most=MOST)


def asked(said: dict[str, str], sort: str) -> Query:
    """What filters, words among them, ask for."""
    return Query(said.get("q", ""), {name: value for name, value in said.items() if name != "q"}, sort)


def _tried(scope: Scope) -> Iterator[Query]:
    """Each filter alone, and some of the pairs and of the threes: the same ones each time."""
    chance = random.Random(1)  # noqa: S311  no secret
    offered = people_choices.choices(scope)
    of = {name: [choice["value"] for choice in offered[name]][:6] for name in ("roles", "services", "sources")}
    filters: dict[str, list[str]] = {
        "q": list(WORDS),
        "status": list(PersonState),
        "role": [*of["roles"], "11", "12"],
        "service": of["services"],
        "never": ["1"],
        "source": of["sources"],
        "permission": ["people.read", "journal.read", "locker.deposit"],
        "kind": list(RoleKind),
    }
    for together in (1, 2, 3):
        every = [
            (dict(zip(names, values, strict=True)), sort)
            for names in itertools.combinations(filters, together)
            for values in itertools.product(*(filters[name] for name in names))
            for sort in SORTS
        ]
        for said, sort in chance.sample(every, min(TRIED, len(every))):
            yield asked(said, sort)
