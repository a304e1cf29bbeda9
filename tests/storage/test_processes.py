"""Is a living process told from a dead one, however it died?"""

import fcntl
import subprocess
import sys
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from app.storage.processes import ProcessMark

LIVE = """
import sys
from pathlib import Path
from app.storage.processes import ProcessMark
mark = ProcessMark(Path(sys.argv[1]))
print(mark.id, flush=True)
sys.stdin.read()
"""


@contextmanager
def child(folder: Path) -> Generator[tuple[subprocess.Popen[str], str]]:
    """A real process that holds a mark until it is told, or made, to end."""
    command = [sys.executable, "-c", LIVE, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_a_living_process_is_alive_and_a_killed_one_is_dead(tmp_path: Path) -> None:
    mine = ProcessMark(tmp_path)
    with child(tmp_path) as (process, mark):
        assert mine.is_alive(mark)
        process.kill()
        process.wait()
        assert not mine.is_alive(mark)
    mine.release()


def test_two_processes_see_each_other(tmp_path: Path) -> None:
    one, other = ProcessMark(tmp_path), ProcessMark(tmp_path)
    assert one.is_alive(other.id)
    assert other.is_alive(one.id)
    one.release()
    assert not other.is_alive(one.id)
    other.release()


def test_a_process_knows_that_it_lives(tmp_path: Path) -> None:
    mine = ProcessMark(tmp_path)
    assert mine.is_alive(mine.id)
    mine.release()


def test_nobody_and_a_stranger_are_dead(tmp_path: Path) -> None:
    mine = ProcessMark(tmp_path)
    assert not mine.is_alive(None)
    assert not mine.is_alive("")
    assert not mine.is_alive("0123456789abcdef")
    mine.release()


def test_asking_does_not_make_a_dead_process_look_alive_to_others(tmp_path: Path) -> None:
    mine = ProcessMark(tmp_path)
    with (tmp_path / "dead").open("x") as asked:
        fcntl.flock(asked, fcntl.LOCK_SH)  # as somebody who is asking at this moment
        assert not mine.is_alive("dead")
    mine.release()


def test_nothing_is_left_of_a_process_that_ended_politely(tmp_path: Path) -> None:
    mark = ProcessMark(tmp_path)
    mark.release()
    mark.release()
    assert list(tmp_path.iterdir()) == []


def test_the_next_process_sweeps_up_after_a_killed_one_and_leaves_the_living_alone(tmp_path: Path) -> None:
    with child(tmp_path) as (process, dead), child(tmp_path) as (_, living):
        process.kill()
        process.wait()
        mine = ProcessMark(tmp_path)
        assert {file.name for file in tmp_path.iterdir()} == {living, mine.id}
        assert dead not in {living, mine.id}
        mine.release()


def test_processes_that_start_at_once_do_not_sweep_each_other_away(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as processes:
        marks = list(processes.map(ProcessMark, [tmp_path] * 100))
    assert {file.name for file in tmp_path.iterdir()} == {mark.id for mark in marks}
    assert all(marks[0].is_alive(mark.id) for mark in marks)
    for mark in marks:
        mark.release()
