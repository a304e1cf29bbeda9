"""Which files come in, how much of the others is read, and what is left of them? (T8)."""

import asyncio
from collections.abc import AsyncIterator
from itertools import repeat
from pathlib import Path

import pytest

from app.services import sessions, staging
from app.services.directory_columns import MAX_BYTES
from tests.support import http
from tests.support.http import Wire, World

ADDRESS = "/platform/import/file"
CONTENT = b"UAI;Nom\n0751234X;Coll\xc3\xa8ge\n" * 100_000


async def _pieces(*pieces: bytes | None) -> AsyncIterator[bytes | None]:
    for piece in pieces:
        yield piece


def _kept(world: World) -> list[Path]:
    return list(staging.folder(world.installation).iterdir())


def test_a_file_comes_in_whole_and_its_name_is_a_secret(world: World) -> None:
    answer = world.administrator().put(ADDRESS, content=CONTENT, headers={"x-file-name": "../../etc/passwd"})
    assert answer.status_code == 201
    [file] = _kept(world)
    assert (file.name, file.read_bytes()) == (f"{answer.json()['id']}.csv", CONTENT)
    assert (file.parent.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


def test_an_empty_file_comes_in_too(world: World) -> None:
    assert world.administrator().put(ADDRESS, content=b"").status_code == 201


@pytest.mark.parametrize(("who", "status"), [("stranger", 401), ("person", 403)])
def test_of_others_nothing_is_read(world: World, who: str, status: int) -> None:
    """T8: three hundred megabytes, of which none is taken."""
    cookie = world.person().cookies["casier"] if who == "person" else "A" * 43
    wire = Wire(ADDRESS, cookie, _pieces(*repeat(b"x" * 65536, 4800)), 300 << 20)
    assert asyncio.run(wire.put(world.portal.gate)) == status
    assert (wire.read, _kept(world)) == (0, [])


@pytest.mark.parametrize(
    ("length", "status"), [(None, 411), (300 << 20, 413), (MAX_BYTES + 1, 413), (10**30, 413), (-1, 411)]
)
def test_what_is_too_large_or_of_unknown_size_is_refused_unread(world: World, length: int | None, status: int) -> None:
    wire = Wire(ADDRESS, world.administrator().cookies["casier"], _pieces(*repeat(b"x" * 65536, 4800)), length)
    assert asyncio.run(wire.put(world.portal.gate)) == status
    assert (wire.read, _kept(world)) == (0, [])


def test_who_announces_less_than_they_send_is_stopped_at_once(world: World) -> None:
    wire = Wire(ADDRESS, world.administrator().cookies["casier"], _pieces(*repeat(b"x" * 65536, 4800)), 10)
    assert asyncio.run(wire.put(world.portal.gate)) == 413
    assert (wire.read, _kept(world)) == (65536, [])


@pytest.mark.parametrize(
    "pieces", [(b"half", None), (b"half",), (b"x" * (3 << 20), None)], ids=["gone", "short", "batch"]
)
def test_of_a_file_that_does_not_arrive_whole_nothing_is_kept(world: World, pieces: tuple[bytes | None, ...]) -> None:
    wire = Wire(ADDRESS, world.administrator().cookies["casier"], _pieces(*pieces), 4 << 20)
    assert asyncio.run(wire.put(world.portal.gate)) == 400
    assert _kept(world) == []


def test_whose_session_ends_meanwhile_is_stopped(world: World) -> None:
    """T20: within about a second."""
    client = world.administrator()

    async def endless() -> AsyncIterator[bytes | None]:
        sessions.end(world.installation, http.session_of(client))
        while True:
            await asyncio.sleep(0.05)
            yield b"x"

    wire = Wire(ADDRESS, client.cookies["casier"], endless(), MAX_BYTES)
    assert asyncio.run(wire.put(world.portal.gate)) == 401
    assert wire.read < 60
    assert _kept(world) == []


def test_two_files_at_once_do_not_meet(world: World) -> None:
    cookie = world.administrator().cookies["casier"]
    wires = [Wire(ADDRESS, cookie, _pieces(*([letter] * 1000)), 1000) for letter in (b"a", b"b")]

    async def both() -> list[int]:
        return await asyncio.gather(*(wire.put(world.portal.gate) for wire in wires))

    assert asyncio.run(both()) == [201, 201]
    assert sorted(file.read_bytes() for file in _kept(world)) == [b"a" * 1000, b"b" * 1000]


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "The size of the file must be announced."), ("de,fr;q=0.5", "")]
)
def test_refusals_are_sentences_for_the_page(world: World, language: str, sentence: str) -> None:
    answer = world.administrator().put(ADDRESS, content=iter([b"x"]), headers={"x-language": language})
    assert answer.status_code == 411
    assert answer.json().keys() == {"error", "message"}
    assert answer.json()["error"] == "length"
    assert not sentence or answer.json()["message"] == sentence
