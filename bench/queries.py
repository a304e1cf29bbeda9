"""What do the list and the sign-in page ask of the database, and how far is that from the bare SQL?"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.services import establishments, sign_in_names
from app.services.listing import Query
from app.services.scope import Visit, open_platform
from app.storage.engines import PRAGMAS
from app.storage.installation import Installation
from bench import ground
from bench.figures import Figure, medians, timed

ROUNDS: Final = 15
SETTLED: Final = "state IN ('active', 'blocked')"
SHOWN: Final = """number, name, uai, locality, contact_last_name, contact_first_name, contact_email, people, state,
    (SELECT name FROM zone WHERE zone.id = zone_id)"""
RARE: Final = "0000042"

# What is asked, the same in SQL, and in which order.
ASKED: Final = {
    "first page": (Query(), SETTLED, "name_key, number"),
    "by accounts": (Query(sort="-people"), SETTLED, "people DESC, number DESC"),
    "of a zone": (Query(filters={"zone": "3"}), f"{SETTLED} AND zone_id = 3", "name_key, number"),
    "search": (Query(q="moulin"), f"{SETTLED} AND search LIKE '%moulin%'", "name_key, number"),
    "rare search": (Query(q=RARE), f"{SETTLED} AND search LIKE '%{RARE}%'", "name_key, number"),
}


def figures(folder: Path, rows: int) -> Iterator[Figure]:
    """At so many establishments."""
    installation = ground.opened(folder, bcrypt_cost=4)
    ground.fill(installation, rows)
    raw = sqlite3.connect(folder / "platform.db")
    for pragma in PRAGMAS:
        raw.execute(pragma)
    for name, (query, where, order) in ASKED.items():
        yield _page(f"SQL of the list, {rows:,}: {name}", installation, raw, query, _statements(where, order))
    yield _choices(f"SQL of the sign-in box, {rows:,}: rare search", installation, raw)
    raw.close()
    installation.close()


def _statements(where: str, order: str) -> tuple[str, str]:
    return (
        f"SELECT count(*) FROM (SELECT 1 FROM establishment WHERE {where} LIMIT 10001)",  # noqa: S608  our own words
        f"SELECT {SHOWN} FROM establishment WHERE {where} ORDER BY {order} LIMIT 50",  # noqa: S608  likewise
    )


def _page(
    name: str, installation: Installation, raw: sqlite3.Connection, query: Query, statements: tuple[str, str]
) -> Figure:
    def ours() -> None:
        with open_platform(installation, ground.actor(installation), writes=False) as scope:
            establishments.page(scope, query)

    def bare() -> None:
        for statement in statements:
            raw.execute(statement).fetchall()

    found = medians(ROUNDS, {"ours": timed(ours), "raw": timed(bare)})
    return Figure(name, found["ours"], raw=found["raw"])


def _choices(name: str, installation: Installation, raw: sqlite3.Connection) -> Figure:
    statement = f"SELECT * FROM establishment WHERE {ASKED['rare search'][1]} ORDER BY name_key LIMIT 10"  # noqa: S608
    found = medians(
        ROUNDS,
        {
            "ours": timed(lambda: sign_in_names.search(Visit(installation), RARE)),
            "raw": timed(lambda: raw.execute(statement).fetchall()),
        },
    )
    return Figure(name, found["ours"], raw=found["raw"], most=100)
