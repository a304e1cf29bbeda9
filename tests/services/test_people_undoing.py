"""Can what was done to many people be taken back, also when that was stopped or died on the way (P2, G-R1)?"""

import time
from datetime import timedelta

import pytest
from sqlmodel import col, func, select, update

from app.models.establishment import Job, Person
from app.models.jobs import JobState
from app.models.types import now
from app.services import bulk_sets, job_runs, person_jobs
from app.services.errors import Refused
from app.services.jobs import JobCard
from app.services.listing import Query
from tests.support.crowd import Crowd, tally
from tests.support.killed import killed_after
from tests.support.world import work

BLOCK, CHUNK = "people.block", bulk_sets.CHUNK
MANY = 2 * CHUNK + 10
PATIENCE = 60


def blocked(crowd: Crowd) -> int:
    """The job that blocked three steps' worth of people."""
    crowd.add(MANY)
    job = crowd.confirm(crowd.preview(BLOCK, query=Query(q="x")))
    assert tally(job)[:3] == ("done", MANY, MANY)
    return job["id"]


def states(crowd: Crowd) -> dict[tuple[str, int], int]:
    """How many there are of each state and version."""
    counted = select(Person.state, Person.version, func.count()).where(col(Person.username).startswith("x"))
    found = crowd.read(lambda db: db.exec(counted.group_by(col(Person.state), col(Person.version))).all())
    return {(str(state), version): n for state, version, n in found}


def stopped(crowd: Crowd, undoing: int, steps: int) -> JobCard:
    """Whoever asked for it stops it after so many steps."""
    return crowd.stopped(person_jobs.UNDO, undoing, steps)


def test_an_undo_that_was_stopped_goes_on_from_there(sqlite_crowd: Crowd) -> None:
    job = blocked(sqlite_crowd)
    undoing = sqlite_crowd.asked(person_jobs.undo, job)["id"]
    assert not sqlite_crowd.card(job)["can_undo"]
    assert tally(stopped(sqlite_crowd, undoing, steps=1))[:3] == ("cancelled", MANY, CHUNK)
    assert states(sqlite_crowd) == {("active", 3): CHUNK, ("blocked", 2): MANY - CHUNK}
    assert sqlite_crowd.card(job)["can_undo"]
    again = sqlite_crowd.asked(person_jobs.undo, job)["id"]
    assert tally(stopped(sqlite_crowd, again, steps=1))[:3] == ("cancelled", MANY - CHUNK, CHUNK)
    assert tally(sqlite_crowd.undo(job)) == ("done", 10, 10, 0, 0)
    assert states(sqlite_crowd) == {("active", 3): MANY}, "each once"
    assert not sqlite_crowd.card(job)["can_undo"]
    with pytest.raises(Refused):
        sqlite_crowd.asked(person_jobs.undo, job)
    assert [line for line in sqlite_crowd.told() if line[0] == "people.undone"] == [
        ("people.undone", "Bloquer", n) for n in (CHUNK, CHUNK, 10)
    ]


def test_an_undo_that_was_killed_is_gone_on_with_by_the_next_process(crowd: Crowd) -> None:
    job = blocked(crowd)
    undoing = crowd.asked(person_jobs.undo, job)["id"]
    installation = crowd.world.installation
    killed_after(work, installation.settings, lambda: _moved(crowd, undoing))
    left = crowd.card(undoing)
    assert (left["state"], left["done"] in {CHUNK, 2 * CHUNK}) == ("running", True)
    assert states(crowd) == {("active", 3): left["done"], ("blocked", 2): MANY - left["done"]}
    assert not crowd.card(job)["can_undo"], "it is being undone"
    job_runs.resume(installation)
    crowd.world.work()
    assert tally(crowd.card(undoing)) == ("done", MANY, MANY, 0, 0)
    assert states(crowd) == {("active", 3): MANY}, "each once"


def _moved(crowd: Crowd, job: int) -> None:
    """Wait for its first step, which is another process's: its database says."""
    end = time.monotonic() + PATIENCE
    while not crowd.read(lambda db: db.get_one(Job, job)).done:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_one_that_was_stopped_before_its_first_step_can_be_asked_for_again(crowd: Crowd) -> None:
    people = crowd.add(3)
    job = crowd.apply(BLOCK, *people)["id"]
    undoing = crowd.asked(person_jobs.undo, job)["id"]
    crowd.asked(person_jobs.cancel, undoing)
    crowd.world.work()
    assert tally(crowd.card(undoing))[:3] == ("cancelled", 3, 0)
    assert tally(crowd.undo(job)) == ("done", 3, 3, 0, 0)
    assert states(crowd) == {("active", 3): 3}


def test_one_that_failed_can_be_asked_for_again(crowd: Crowd) -> None:
    """Its maker lost the rights meanwhile, and has them again."""
    people = crowd.add(3)
    job = crowd.apply(BLOCK, *people)["id"]
    undoing = crowd.asked(person_jobs.undo, job)["id"]
    _must_change(crowd, must=True)
    crowd.world.work()
    _must_change(crowd, must=False)
    assert tally(crowd.card(undoing))[:3] == ("failed", 3, 0)
    assert tally(crowd.undo(job)) == ("done", 3, 3, 0, 0)


def _must_change(crowd: Crowd, *, must: bool) -> None:
    crowd.write(lambda db: db.exec(update(Person).where(col(Person.username) == "admin").values(must_change=must)))


def test_what_was_stopped_is_not_undone_after_ten_minutes(crowd: Crowd) -> None:
    job = crowd.apply(BLOCK, *crowd.add(2))["id"]
    undoing = crowd.asked(person_jobs.undo, job)["id"]
    crowd.asked(person_jobs.cancel, undoing)
    crowd.write(lambda db: db.exec(update(Job).values(finished_at=now() - timedelta(minutes=11))))
    assert crowd.card(undoing)["state"] == JobState.CANCELLED
    with pytest.raises(Refused):
        crowd.asked(person_jobs.undo, job)
