"""Do news reach every process that listens, and those alone that are ours, whatever becomes of Redis?"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

from app.settings import Settings
from app.storage.bus import CHANNEL, Bus, News
from app.storage.cipher import Cipher
from tests.support import installations, redis

CIPHER = Cipher(b"only for tests")
SOME = News(1, frozenset({2, 3}), "arrivals", (7,))
Opens = Callable[..., tuple[Bus, "Queue[News]"]]


@pytest.fixture
def opens() -> Iterator[Opens]:
    """The bus of a process, and what it hears."""
    with ExitStack() as stack:

        def open_one(settings: Settings, cipher: Cipher = CIPHER) -> tuple[Bus, Queue[News]]:
            bus, heard = Bus(settings, cipher), Queue[News]()
            stack.callback(bus.close)
            bus.listen(heard.put)
            return bus, heard

        yield open_one


def hears(bus: Bus) -> None:
    assert bus.is_heard.wait(10)


def nothing(heard: "Queue[News]") -> None:
    with pytest.raises(Empty):
        heard.get(timeout=0.3)


def test_without_redis_this_process_hears_itself(tmp_path: Path, opens: Opens) -> None:
    bus, heard = opens(installations.settings(tmp_path))
    bus.publish(SOME)
    assert heard.get_nowait() == SOME


def test_all_processes_hear_and_each_hears_once(tmp_path: Path, redis_url: str, opens: Opens) -> None:
    settings = installations.settings(tmp_path, redis_url=redis_url)
    (one, ours), (other, theirs) = opens(settings), opens(settings)
    hears(one)
    hears(other)
    everybody = News(4, None, "else")
    for news in (SOME, everybody):
        one.publish(news)
        assert (ours.get_nowait(), theirs.get(timeout=5)) == (news, news)
    nothing(ours)
    nothing(theirs)


def test_what_another_installation_says_is_not_heard(tmp_path: Path, redis_url: str, opens: Opens) -> None:
    settings = installations.settings(tmp_path, redis_url=redis_url)
    (one, _), (other, theirs) = opens(settings), opens(settings, Cipher(b"of another installation"))
    hears(other)
    one.publish(SOME)
    nothing(theirs)


def test_a_forged_message_is_not_heard_and_the_next_one_is(
    tmp_path: Path, redis_server: redis.Server, redis_url: str, opens: Opens
) -> None:
    settings = installations.settings(tmp_path, redis_url=redis_url)
    (one, _), (other, theirs) = opens(settings), opens(settings)
    hears(other)
    sealed = one._sealed(SOME)
    for forged in (
        b"",
        b"[]",
        sealed[64:],
        b"0" * 64 + sealed[64:],
        sealed[:-1] + b" ",
        sealed.replace(b"[7]", b"[8]"),
    ):
        redis_server.client.publish(CHANNEL, forged)
    one.publish(SOME)
    assert theirs.get(timeout=5) == SOME
    nothing(theirs)


def test_it_works_again_once_redis_is_back(tmp_path: Path, opens: Opens) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(redis.running(made(tmp_path / "first")))
        settings = installations.settings(tmp_path, redis_url=first.url)
        (one, ours), (other, theirs) = opens(settings), opens(settings)
        hears(other)
        one.publish(SOME)
        assert theirs.get(timeout=5) == SOME
        stack.close()
        began = time.monotonic()
        one.publish(SOME)
        assert time.monotonic() - began < 0.1
        ours.get_nowait()
        assert ours.get_nowait() == SOME
        until(lambda: not other.is_heard.is_set())
        stack.enter_context(redis.running(made(tmp_path / "second"), port=first.port))
        assert other.is_heard.wait(10)
        until(lambda: one.publish(News(9, None, "back")) or not theirs.empty())
        assert theirs.get().number == 9


def test_a_redis_that_never_was_keeps_nobody_waiting(tmp_path: Path, opens: Opens) -> None:
    nowhere = installations.settings(tmp_path, redis_url="redis://127.0.0.1:1/0")
    bus, heard = opens(nowhere)
    began = time.monotonic()
    for _ in range(2000):
        bus.publish(SOME)
    bus.close()
    assert time.monotonic() - began < 5
    assert heard.qsize() == 2000


def test_whoever_hears_badly_keeps_nobody_else_from_hearing(
    tmp_path: Path, opens: Opens, caplog: pytest.LogCaptureFixture
) -> None:
    bus, _ = opens(installations.settings(tmp_path))

    def fail(_news: News) -> None:
        raise RuntimeError("deaf")

    later = Queue[News]()
    bus.listen(fail)
    bus.listen(later.put)
    bus.publish(SOME)
    assert later.get_nowait() == SOME
    assert "deaf" in caplog.text


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def until(holds: Callable[[], Any]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
