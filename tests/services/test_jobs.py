"""Does long work run once, a step at a time, and end in a state that says how it went (X5)?"""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from app.locales import msg
from app.models.jobs import JobState
from app.models.platform import Job, PlatformJournal
from app.services import (
    administrators,
    directory_import,
    establishment_bulk,
    job_runs,
    jobs,
    people_import,
    person_jobs,
)
from app.services.bulk import ACTIONS
from app.services.errors import NotFound, Refused
from app.services.listing import Query
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope
from app.services.work import WORKS, Progress, Work, declare
from tests.support.world import World, newest_job

KIND = "tests.work"


@contextmanager
def declared(step: Callable[[PlatformScope, Job], Progress]) -> Generator[None]:
    """A kind of work of our own."""
    declare(Work(KIND, msg("Block"), PlatformPermission.JOBS_READ, step))
    yield
    del WORKS[KIND]


def submit(world: World, total: int = 3) -> int:
    return world.asked(lambda scope: jobs.submit(scope, KIND, total, {"secret": "cannelle"}).id or 0)


def ran(world: World, step: Callable[[PlatformScope, Job], Progress]) -> Job:
    """Submit work and let it run to its end."""
    with declared(step):
        submit(world)
        world.work()
    return newest_job(world)


def three(_scope: PlatformScope, job: Job) -> Progress:
    return Progress(done=1, cursor=job.cursor + 1, is_finished=job.cursor == 2, result={f"{job.cursor}": job.cursor})


def test_work_goes_step_by_step_to_its_end(world: World) -> None:
    job = ran(world, three)
    assert (job.state, job.done, job.total, job.cursor, job.result) == ("done", 3, 3, 3, {"0": 0, "1": 1, "2": 2})
    assert (job.owner, job.payload, job.error) == (None, {}, None)
    assert job.started_at
    assert job.finished_at
    assert job.started_at <= job.finished_at


def test_each_step_is_there_for_others_before_the_next(sqlite_world: World) -> None:
    seen = list[tuple[int, str]]()

    def step(scope: PlatformScope, job: Job) -> Progress:
        card = sqlite_world.asked(jobs.card, job.id or 0)
        seen.append((card["done"], card["state"]))
        return three(scope, job)

    ran(sqlite_world, step)
    assert seen == [(0, "running"), (1, "running"), (2, "running")]


def test_work_asked_for_twice_is_done_once(world: World) -> None:
    with declared(three):
        job = submit(world)
        with ThreadPoolExecutor(4) as workers:
            list(workers.map(lambda _: job_runs.run(world.installation, job), range(4)))
        world.work()
    assert newest_job(world).done == 3


def test_a_refusal_fails_the_job_and_says_why_in_the_readers_language(sqlite_world: World) -> None:
    def step(_scope: PlatformScope, _job: Job) -> Progress:
        raise Refused(msg("This mail has already left."))

    job = ran(sqlite_world, step)
    assert job.state is JobState.FAILED
    assert jobs.card_of(job, "en")["error"] == "This mail has already left."
    assert jobs.card_of(job, "fr")["error"] != "This mail has already left."
    assert job.payload == {}


def test_a_fault_fails_the_job_keeps_what_was_committed_and_is_logged(
    sqlite_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def step(scope: PlatformScope, job: Job) -> Progress:
        scope.record("tests.step", job.cursor, "a step")
        if job.cursor == 1:
            raise ZeroDivisionError
        return three(scope, job)

    job = ran(sqlite_world, step)
    assert (job.state, job.done) == ("failed", 1)
    assert [line.subject for line in sqlite_world.rows(PlatformJournal) if line.action == "tests.step"] == ["0"]
    assert jobs.card_of(job, "en")["error"] == "An unexpected fault stopped this work; the log has details."
    assert "ZeroDivisionError" in caplog.text
    assert "cannelle" not in caplog.text


def test_a_database_that_was_busy_is_tried_again(sqlite_world: World) -> None:
    tries = list[int]()

    def step(scope: PlatformScope, job: Job) -> Progress:
        tries.append(job.cursor)
        if len(tries) == 1:
            raise OperationalError("", {}, Exception("database is locked"))
        return three(scope, job)

    job = ran(sqlite_world, step)
    assert (job.state, tries) == ("done", [0, 0, 1, 2])


def test_a_process_that_stops_leaves_the_rest_to_the_next(world: World) -> None:
    def step(scope: PlatformScope, job: Job) -> Progress:
        world.installation.queue.is_stopping = job.cursor == 0
        return three(scope, job)

    with declared(step):
        job = submit(world)
        job_runs.run(world.installation, job)
        left = newest_job(world)
        assert (left.state, left.owner, left.done) == ("queued", None, 1)
        world.installation.queue.is_stopping = False
        world.work()
    assert (newest_job(world).state, newest_job(world).done) == ("done", 3)


def test_work_that_waits_is_cancelled_at_once(sqlite_world: World) -> None:
    with declared(three):
        job = submit(sqlite_world)
        sqlite_world.asked(jobs.cancel, job)
        sqlite_world.work()
        card = sqlite_world.asked(jobs.card, job)
    assert (card["state"], card["done"]) == ("cancelled", 0)
    assert newest_job(sqlite_world).payload == {}
    with pytest.raises(Refused, match="already over"):
        sqlite_world.asked(jobs.cancel, job)
    line = sqlite_world.rows(PlatformJournal)[-1]
    assert (line.action, line.subject, line.actor) == ("jobs.cancelled", str(job), "alix@casier.test")


def test_work_that_runs_is_cancelled_before_its_next_step(world: World) -> None:
    def step(scope: PlatformScope, job: Job) -> Progress:
        if job.cursor == 1:
            world.asked(jobs.cancel, job.id or 0)
        return three(scope, job)

    job = ran(world, step)
    assert (job.state, job.done) == ("cancelled", 2)


def test_cancelling_the_last_step_is_too_late(sqlite_world: World) -> None:
    def step(scope: PlatformScope, job: Job) -> Progress:
        if job.cursor == 2:
            sqlite_world.asked(jobs.cancel, job.id or 0)
        return three(scope, job)

    assert ran(sqlite_world, step).state is JobState.DONE


def test_a_lost_message_is_made_up_for(sqlite_world: World) -> None:
    with declared(three):
        submit(sqlite_world)
        sqlite_world.installation.queue.huey.flush()
        job_runs.resume(sqlite_world.installation)
        sqlite_world.work()
    assert newest_job(sqlite_world).state is JobState.DONE


def test_the_list_shows_the_newest_first_and_filters_by_state(world: World) -> None:
    with declared(three):
        first = submit(world)
        world.work()
        second = submit(world)
        cards = world.asked(jobs.page, Query())["rows"]
        assert [(card["id"], card["state"], card["actor"]) for card in cards] == [
            (second, "queued", "alix@casier.test"),
            (first, "done", "alix@casier.test"),
        ]
        done = world.asked(jobs.page, Query(filters={"status": "done"}))["rows"]
        assert [card["id"] for card in done] == [first]


def test_work_of_a_kind_that_is_known_no_more_is_still_listed(sqlite_world: World) -> None:
    with declared(three):
        submit(sqlite_world)
    assert sqlite_world.asked(jobs.page, Query())["rows"][0]["title"] == KIND


def test_work_that_is_not_there_is_not_found(world: World) -> None:
    for job in (0, -1, 99, 2**31, 2**64):
        for use_case in (jobs.card, jobs.cancel):
            with pytest.raises(NotFound):
                world.asked(use_case, job)
        with pytest.raises(NotFound):
            world.asked(jobs.rows, job, Query())


def test_every_kind_of_work_is_known_to_whoever_runs_it() -> None:
    assert set(WORKS) == {*ACTIONS, administrators.KIND, directory_import.KIND, people_import.KIND, person_jobs.UNDO}
    assert establishment_bulk.BLOCK.name in ACTIONS
