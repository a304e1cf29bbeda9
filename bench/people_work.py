"""What does it cost to do something to 10,000 of 100,000 people, beside the bare SQL of the change and its history?

All of it in this process, without a browser: previewing, which notes whom it is about and who is left out; confirming;
the work with what undoes it and the journal. Bare SQL inserts as many rows of history, and makes the same change.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

from sqlalchemy import Integer, String, cast, literal
from sqlmodel import col, select, update

from app.models.establishment import Person, PersonState, Role
from app.models.platform import Establishment
from app.services import demo_people, demo_schools, establishment_creation, job_runs, passwords, people_bulk, zones
from app.services.bulk import Selection
from app.services.listing import Query
from app.services.members import member
from app.services.scope import PersonActor, Place, open_establishment, open_platform
from app.services.sessions import place_of
from app.storage import engines
from app.storage.installation import Installation
from bench import ground
from bench.figures import Figure, medians, timed

PEOPLE: Final = 100_000
TOUCHED: Final = 10_000
TIMES: Final = 3
COST: Final = 4  # of hashing passwords, which is not measured
ROLE: Final = "MINISITE_WEBMASTER"  # nobody of the crowd holds it
HISTORY: Final = """
    INSERT INTO jobrow (job_id, position, ref, label, outcome, before)
    SELECT ?, 100000 + row_number() OVER (ORDER BY name_key, id), id, trim(last_name || ' ' || first_name), 'done',
        json_object('state', state) FROM person WHERE data_source = ?"""
TOUCH: Final = """
    UPDATE person SET version = version + 1, changed_by = 'bench', changed_at = datetime('now')
    WHERE data_source = :source"""
GIVE: Final = """
    INSERT INTO membership (person_id, role_id, is_primary)
    SELECT id, :role, 0 FROM person WHERE data_source = :source"""
BLOCK: Final = """
    UPDATE person SET state = 'blocked', version = version + 1, changed_by = 'bench', changed_at = datetime('now')
    WHERE data_source = :source"""
BARE: Final = {
    "people.give_role": (GIVE, TOUCH),
    "people.block": (BLOCK,),
    "people.cancel": ("DELETE FROM person WHERE data_source = :source",),
}
WORDS: Final = {
    "people.give_role": "give a role to 10,000 of 100,000 people",
    "people.block": "block 10,000 of 100,000 people",
    "people.cancel": "delete 10,000 of 100,000 people",
}


@dataclass(frozen=True, slots=True)
class _School:
    """A school of 100,000, in ten batches told apart by their source of data, and its administrator."""

    installation: Installation
    place: Place
    actor: PersonActor
    bare: sqlite3.Connection
    role: int


def figures(folder: Path) -> Iterator[Figure]:
    """From the confirmation to the result; the preview has been made, as it has on the screen."""
    school = _populated(ground.opened(folder / "people", bcrypt_cost=COST))
    for name in WORDS:
        yield from _both(school, name)
    school.bare.close()
    school.installation.close()


def _both(school: _School, name: str) -> Iterator[Figure]:
    serial, jobs = count(1), list[int]()

    def foresee() -> None:
        jobs.append(_previewed(school, name, next(serial)))

    def ours() -> None:
        with open_establishment(school.installation, school.actor, writes=True) as scope:
            people_bulk.confirm(scope, jobs[-1], {"typed": str(TOUCHED)})
        job_runs.run(school.installation, jobs[-1], school.place.number)

    def raw() -> None:
        batch = next(serial)
        said = {"source": _source(batch), "role": school.role}
        school.bare.execute("BEGIN IMMEDIATE")
        school.bare.execute(HISTORY, (jobs[-1], said["source"]))
        for statement in BARE[name]:
            school.bare.execute(statement, said)
        school.bare.execute("COMMIT")

    found = medians(TIMES, {"foresee": timed(foresee), "ours": timed(ours), "raw": timed(raw)})
    _require_done(school, jobs)
    # Somebody waits from the confirmation to the result. Our rows of the history are there by then: the preview has
    # inserted them. Bare SQL pays for its own; so it stands beside all that we do, the whole preview included.
    yield Figure(f"{WORDS[name]}, once confirmed", found["ours"], most=1000)
    whole = found["foresee"] + found["ours"]
    yield Figure(f"{WORDS[name]}, with its preview", whole, raw=found["raw"], most_ratio=3)


def _previewed(school: _School, name: str, batch: int) -> int:
    query = Query(filters={"source": _source(batch)})
    choice = "delete" if name == "people.cancel" else str(school.role)
    with open_establishment(school.installation, school.actor, writes=True) as scope:
        preview = people_bulk.preview(scope, name, Selection(ids=[], all=True), query, choice)
    if preview["included"] != TOUCHED:
        raise AssertionError(preview)
    return preview["job"]


def _require_done(school: _School, jobs: list[int]) -> None:
    for job in jobs:
        state, done = school.bare.execute("SELECT state, done FROM job WHERE id = ?", (job,)).fetchone()
        if (state, done) != ("done", TOUCHED):
            raise AssertionError(state, done)


def _source(batch: int) -> str:
    return f"batch {batch}"


def _populated(installation: Installation) -> _School:
    """Everybody is active, and in a batch but for the known accounts."""
    place, hashed = _school(installation), passwords.hashed(ground.PASSWORD, COST)
    recipe = demo_people.Recipe(PEOPLE + len(demo_people.ACCOUNTS), 1, hashed, datetime.now(UTC))
    with installation.databases.session(place, writes=True) as db:
        demo_people.populate(db, next(demo_schools.schools(1)), recipe)
        batch = (col(Person.id) - len(demo_people.ACCOUNTS) - 1) / TOUCHED + 1
        source = literal("batch ") + cast(cast(batch, Integer), String)
        crowd = col(Person.id) > len(demo_people.ACCOUNTS)
        db.connection().execute(update(Person).where(crowd).values(data_source=source, state=PersonState.ACTIVE))
        role = db.exec(select(Role.id).where(col(Role.code) == ROLE)).one() or 0
        db.commit()
    with installation.databases.session(place, writes=False) as db:
        actor = member(db, place, 1)
    if actor is None:
        raise AssertionError(place)
    bare = sqlite3.connect(
        installation.databases.folder(place.number) / "establishment.db", timeout=10, isolation_level=None
    )
    for pragma in engines.PRAGMAS:
        bare.execute(pragma)
    return _School(installation, place, actor, bare, role)


def _school(installation: Installation) -> Place:
    with open_platform(installation, ground.actor(installation), writes=True) as scope:
        zone = zones.ensure(scope.db, "Créteil").id or 0
    with open_platform(installation, ground.actor(installation), writes=True) as scope:
        number = establishment_creation.create(scope, ground.form(zone, 1))["number"]
    with installation.databases.platform_session(writes=False) as db:
        return place_of(db.get_one(Establishment, number))
