"""Does work leave the request, run elsewhere, and stop when it is told to?"""

import pickle
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from queue import Queue as Results
from threading import Event, current_thread

import pytest

from app.settings import Settings
from app.storage.queue import Queue
from tests.support import installations


@pytest.fixture(params=["sqlite", "redis"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Of an installation whose queue is empty."""
    if request.param == "sqlite":
        return installations.settings(tmp_path)
    return installations.settings(tmp_path, redis_url=request.getfixturevalue("redis_url"))


@pytest.fixture
def queue(settings: Settings) -> Iterator[Queue]:
    opened = Queue(settings)
    yield opened
    opened.close()


def test_work_runs_in_another_thread_with_the_identities_it_was_given(queue: Queue) -> None:
    results = Results[tuple[object, ...]]()
    queue.register("work", lambda *identities: results.put((*identities, current_thread().name)))
    queue.start()
    queue.enqueue("work", 1, "two")
    *identities, thread = results.get(timeout=5)
    assert identities == [1, "two"]
    assert thread != current_thread().name


def test_work_asked_for_before_anybody_runs_it_waits(queue: Queue) -> None:
    results = Results[int]()
    queue.register("work", results.put)
    queue.enqueue("work", 1)
    assert results.empty()
    queue.start()
    assert results.get(timeout=5) == 1


def test_work_survives_the_process_that_asked_for_it(settings: Settings) -> None:
    with closing(Queue(settings)) as asks:
        asks.register("work", lambda _: None)
        asks.enqueue("work", 1)
    results = Results[int]()
    with closing(Queue(settings)) as runs:
        runs.register("work", results.put)
        runs.start()
        assert results.get(timeout=5) == 1


def test_work_that_fails_does_not_stop_the_next(queue: Queue, caplog: pytest.LogCaptureFixture) -> None:
    results = Results[int]()

    def work(number: int) -> None:
        results.put(1 // number)

    queue.register("work", work)
    queue.start()
    for number in (0, 0, 0, 1):
        queue.enqueue("work", number)
    assert results.get(timeout=5) == 1
    assert "ZeroDivisionError" in caplog.text


def test_the_clock_asks_for_work_as_soon_as_somebody_runs_it(queue: Queue) -> None:
    results = Results[int]()
    queue.register("work", lambda: results.put(1), every_minute=True)
    queue.start()
    assert results.get(timeout=5) == 1


def test_it_stops_within_a_second(queue: Queue) -> None:
    queue.register("work", lambda: None)
    queue.start()
    began = time.monotonic()
    queue.stop()
    assert time.monotonic() - began < 1


def test_long_work_is_told_to_stop_and_is_waited_for(queue: Queue) -> None:
    began, ended = Event(), Event()

    def work() -> None:
        began.set()
        while not queue.is_stopping:
            Event().wait(0.01)
        ended.set()

    queue.register("work", work)
    queue.start()
    queue.enqueue("work")
    assert began.wait(timeout=5)
    queue.stop()
    assert ended.is_set()


def test_it_can_be_started_again(queue: Queue) -> None:
    results = Results[int]()
    queue.register("work", results.put)
    queue.start()
    queue.stop()
    queue.start()
    assert not queue.is_stopping
    queue.enqueue("work", 1)
    assert results.get(timeout=5) == 1


def test_closing_again_does_nothing(queue: Queue) -> None:
    queue.start()
    queue.close()
    queue.close()


class Bomb:
    """What somebody who can write to the queue, but has not the key, would put there."""

    def __reduce__(self) -> tuple[object, tuple[()]]:
        return explode, ()


def explode() -> None:
    exploded.set()


exploded = Event()


def test_a_message_without_our_signature_is_never_opened(queue: Queue, caplog: pytest.LogCaptureFixture) -> None:
    results = Results[int]()
    queue.register("work", results.put)
    forged = pickle.dumps(Bomb())
    queue.huey.storage.enqueue(forged)
    queue.huey.storage.enqueue(forged + b":" + b"0" * 40)
    queue.enqueue("work", 1)
    queue.start()
    assert results.get(timeout=5) == 1
    assert not exploded.is_set()
    assert "Error reading from queue" in caplog.text
