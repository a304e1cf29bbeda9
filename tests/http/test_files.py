"""Do documents come in whole, counted and hashed, and is nothing left of the others? (T8, T20, T30)."""

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from itertools import repeat
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import col, select, update

from app.models.establishment import Document, Grant, LockerSettings, Membership, Person, Role, Upload
from app.models.platform import Establishment
from app.models.types import now
from app.services import recovery, sessions, uploads
from app.services.scope import open_establishment
from app.storage.installation import Installation
from tests.http.test_documents import delivery
from tests.support import http, installations, s3
from tests.support.crashes import crash_before
from tests.support.disks import full
from tests.support.http import Wire, World
from tests.support.lockers import deposited, holds

PDF = b"%PDF-1.7\n" + b"x" * 3_000_000
LARGE = 300 << 20


async def pieces(*some: bytes | None) -> AsyncIterator[bytes | None]:
    for piece in some:
        yield piece


def cookie(world: World, login: str = "anne") -> str:
    return world.person(login).cookies["casier"]


def wire(world: World, *some: bytes | None, length: int | None, login: str = "anne", **headers: str) -> Wire:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return Wire("/files", cookie(world, login), pieces(*some), length, said)


def put(world: World, wire: Wire) -> int:
    return asyncio.run(wire.put(world.portal.gate))


def rows(world: World) -> list[Upload]:
    with world.installation.databases.session(world.place, writes=False) as db:
        return list(db.exec(select(Upload)))


def known(world: World) -> list[Document]:
    with world.installation.databases.session(world.place, writes=False) as db:
        return list(db.exec(select(Document)))


def stored(world: World) -> list[str]:
    """Whatever the store has, half-written or not."""
    return sorted(world.installation.files.untouched(world.school, now() + timedelta(days=1)))


def nothing(world: World) -> bool:
    return (rows(world), known(world), stored(world)) == ([], [], [])


def decide(world: World, **decided: Any) -> None:  # noqa: ANN401  columns
    with world.installation.databases.session(world.place, writes=True) as db:
        db.merge(LockerSettings(**decided))
        db.commit()


def remove(world: World, login: str, identity: str) -> None:
    actor = sessions.actor(world.installation, http.session_of(world.person(login)))
    with open_establishment(world.installation, actor, writes=True) as scope:  # type: ignore[arg-type]
        uploads.remove(scope, identity)


def test_a_document_comes_in_whole(lockers: World) -> None:
    answer = lockers.person().put("/files", content=PDF, headers={"x-file-name": quote("Compte rendu d’été.pdf")})
    assert answer.status_code == 201
    (row,), (document,) = rows(lockers), known(lockers)
    assert answer.json() == {
        "id": row.id,
        "name": "Compte rendu d’été.pdf",
        "size": len(PDF),
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }
    assert (document.sha256, document.size, document.media_type) == (
        answer.json()["sha256"],
        len(PDF),
        "application/pdf",
    )
    assert stored(lockers) == [f"{lockers.school}/{document.key}"]
    assert b"".join(lockers.installation.files.chunks(stored(lockers)[0])) == PDF


def test_an_empty_document_is_one_too(lockers: World) -> None:
    answer = lockers.person().put("/files", content=b"", headers={"content-length": "0"})
    assert (answer.status_code, answer.json()["size"]) == (201, 0)
    assert len(stored(lockers)) == 1


@pytest.mark.parametrize(("login", "status"), [("carl", 403), ("", 401)])
def test_of_whoever_may_not_deposit_nothing_is_read(lockers: World, login: str, status: int) -> None:
    """T8: three hundred megabytes, of which none is taken."""
    by = cookie(lockers, login) if login else "A" * 43
    asked = Wire("/files", by, pieces(*repeat(b"x" * 65536, 4800)), LARGE)
    assert put(lockers, asked) == status
    assert asked.read == 0
    assert nothing(lockers)


def test_who_has_the_right_but_no_locker_is_refused(lockers: World) -> None:
    holds(lockers.installation, lockers.place, "INSPECTOR", "carl")
    with lockers.installation.databases.session(lockers.place, writes=True) as db:
        role = db.exec(select(Role).where(Role.code == "INSPECTOR")).one()
        db.exec(update(Role).where(col(Role.id) == role.id).values(quota=10**9))
        db.add(Grant(role_id=role.id or 0, permission="locker.deposit"))
        db.commit()
    asked = wire(lockers, b"x", length=1, login="carl")
    assert put(lockers, asked) == 403
    assert (asked.read, asked.answer()["error"]) == (0, "forbidden")


@pytest.mark.parametrize(
    ("length", "headers", "status", "code"),
    [
        (None, {}, 411, "length"),
        (-1, {}, 411, "length"),
        (LARGE, {}, 413, "too-large"),
        (10**30, {}, 413, "too-large"),
        (100, {"content_encoding": "gzip"}, 415, "type"),
        (100, {"content_type": "multipart/form-data; boundary=x"}, 415, "type"),
        (45 << 20, {}, 507, "quota"),
    ],
)
def test_refusals_come_before_the_body(
    lockers: World, length: int | None, headers: dict[str, str], status: int, code: str
) -> None:
    decide(lockers, quota=40 << 20)
    asked = wire(lockers, *repeat(b"x" * 65536, 4800), length=length, accept_language="fr", **headers)
    assert put(lockers, asked) == status
    assert asked.read == 0
    assert asked.answer()["error"] == code
    assert asked.answer()["message"]
    assert nothing(lockers)


def test_refusals_are_said_in_the_language_of_the_page(lockers: World) -> None:
    decide(lockers, quota=1 << 20, largest=2 << 20)
    for language, sentence in (("fr", "Mo"), ("en", "MB")):
        for length in (3 << 20, (2 << 20) - 1):
            asked = wire(lockers, b"x", length=length, x_language=language)
            put(lockers, asked)
            assert sentence in asked.answer()["message"]


@pytest.mark.parametrize("program", [b"MZ\x90\0" + bytes(99), b"\x7fELF" + bytes(99), b"#!/bin/sh\n" + b"x" * 99])
def test_a_program_is_refused_as_it_begins(lockers: World, program: bytes) -> None:
    asked = wire(lockers, program, *repeat(b"x" * 65536, 400), length=20 << 20, x_file_name="cours.pdf")
    assert put(lockers, asked) == 415
    assert asked.answer()["error"] == "program"
    assert asked.read <= 3 << 20
    assert nothing(lockers)


@pytest.mark.parametrize(
    "some", [(b"half", None), (b"half",), (b"x" * (7 << 20), None)], ids=["gone", "short", "large part"]
)
def test_of_a_document_that_does_not_arrive_whole_nothing_is_kept(
    lockers: World, some: tuple[bytes | None, ...]
) -> None:
    assert put(lockers, wire(lockers, *some, length=8 << 20)) == 400
    assert nothing(lockers)


def test_who_announces_less_than_they_send_is_stopped_at_once(lockers: World) -> None:
    asked = wire(lockers, *repeat(b"x" * 65536, 100), length=10)
    assert put(lockers, asked) == 413
    assert asked.read == 65536
    assert nothing(lockers)


def sign_out(world: World, hashed: str) -> None:
    sessions.end(world.installation, hashed)


def lose_the_role(world: World, _hashed: str) -> None:
    with world.installation.databases.session(world.place, writes=True) as db:
        anne = db.exec(select(Person.id).where(Person.username == "anne")).one()
        db.delete(db.exec(select(Membership).where(Membership.person_id == anne)).one())
        db.commit()


def block_the_school(world: World, _hashed: str) -> None:
    with world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Establishment, world.school).block("Travaux")
        db.commit()


@pytest.mark.parametrize(("act", "status"), [(sign_out, 401), (lose_the_role, 403), (block_the_school, 401)])
def test_who_may_no_longer_is_stopped_within_about_a_second(
    lockers: World, act: Callable[[World, str], None], status: int
) -> None:
    """T20, amid an upload."""
    client = lockers.person()

    async def endless() -> AsyncIterator[bytes | None]:
        yield b"%PDF"
        act(lockers, http.session_of(client))
        while True:
            await asyncio.sleep(0.05)
            yield b"x"

    asked = Wire("/files", client.cookies["casier"], endless(), 1 << 20)
    assert put(lockers, asked) == status
    assert asked.read < 60
    assert nothing(lockers)


def test_the_same_content_is_stored_once_and_goes_with_its_last_upload(lockers: World) -> None:
    first, second, third = (
        lockers.person(login).put("/files", content=PDF).json()["id"] for login in ("anne", "bob", "anne")
    )
    assert len(known(lockers)) == len(stored(lockers)) == 1
    remove(lockers, "anne", first)
    remove(lockers, "anne", second)  # another's: nothing happens
    remove(lockers, "anne", third)
    assert len(known(lockers)) == len(stored(lockers)) == len(rows(lockers)) == 1
    remove(lockers, "bob", second)
    assert nothing(lockers)


def test_what_is_sent_again_as_it_is_removed_is_there(lockers: World) -> None:
    """Dedup against deletion: whichever comes first, an upload that was acknowledged has its bytes."""
    clients = [lockers.person(login) for login in ("anne", "bob")]
    cookies = [client.cookies["casier"] for client in clients]
    content = b"%PDF-" + b"y" * 1000

    async def race() -> None:
        for turn in range(20):
            before = [row.id for row in rows(lockers)]
            asked = Wire("/files", cookies[turn % 2], pieces(content), len(content))
            gone = [asyncio.to_thread(remove, lockers, "bob" if turn % 2 == 0 else "anne", one) for one in before]
            status, *_ = await asyncio.gather(asked.put(lockers.portal.gate), *gone)
            assert status == 201
            (document,) = known(lockers)
            assert b"".join(lockers.installation.files.chunks(f"{lockers.school}/{document.key}")) == content
            assert len(stored(lockers)) == 1

    asyncio.run(race())


def test_a_request_cut_off_as_its_document_is_kept_takes_no_bytes_from_it(lockers: World) -> None:
    """Others may have found the document by then, and dropped bytes of their own."""
    at_end, may_end = asyncio.Event(), threading.Event()

    def others_write() -> None:
        with lockers.installation.databases.session(lockers.place, writes=True) as db:
            db.exec(select(Upload)).all()
            may_end.wait(4)

    async def cut() -> None:
        busy = asyncio.Future[None]()

        async def whole() -> AsyncIterator[bytes | None]:
            nonlocal busy
            yield PDF
            busy = asyncio.ensure_future(asyncio.to_thread(others_write))
            await asyncio.sleep(0.2)
            at_end.set()

        asked = asyncio.create_task(Wire("/files", by, whole(), len(PDF)).put(lockers.portal.gate))
        await at_end.wait()
        while not any(not name.endswith(".part") for name in stored(lockers)):  # noqa: ASYNC110  a store tells nobody
            await asyncio.sleep(0.01)
        asked.cancel()
        await asyncio.sleep(0.2)
        may_end.set()
        await asyncio.gather(asked, busy, return_exceptions=True)

    by = cookie(lockers)
    asyncio.run(cut())
    (row,), (document,) = rows(lockers), known(lockers)
    assert row.document_id == document.id
    assert stored(lockers) == [f"{lockers.school}/{document.key}"]


def test_of_fifty_uploads_at_once_as_many_are_taken_as_there_is_room_for(lockers: World) -> None:
    """T30: each is a tenth of the quota, half of them are broken off."""
    decide(lockers, quota=10 * 1000)
    by = cookie(lockers)
    whole = [Wire("/files", by, pieces(bytes([n]) * 999 + b"\0"), 1000) for n in range(1, 26)]
    broken = [Wire("/files", by, pieces(b"x" * 500, None), 1000) for _ in range(25)]

    async def all_at_once() -> list[int]:
        mixed = [each for pair in zip(whole, broken, strict=True) for each in pair]
        return await asyncio.gather(*(each.put(lockers.portal.gate) for each in mixed))

    said = asyncio.run(all_at_once())
    assert set(said) <= {201, 400, 507}
    taken = said.count(201)
    assert taken == len(rows(lockers)) == len(stored(lockers)) <= 10
    assert sum(row.size for row in rows(lockers)) == lockers.installation.files.size(lockers.school) == taken * 1000
    # Exactly what is left comes in after all.
    for n in range(30, 30 + 10 - taken):
        assert put(lockers, wire(lockers, bytes([n]) * 1000, length=1000)) == 201
    assert put(lockers, wire(lockers, b"x", length=1)) == 507


def test_fifty_that_would_each_fit_take_no_more_than_the_quota(lockers: World) -> None:
    decide(lockers, quota=10 * 1000 + 999)
    by = cookie(lockers)
    asked = [Wire("/files", by, pieces(bytes([n]) * 1000), 1000) for n in range(1, 51)]

    async def all_at_once() -> list[int]:
        return await asyncio.gather(*(each.put(lockers.portal.gate) for each in asked))

    said = asyncio.run(all_at_once())
    assert (said.count(201), said.count(507)) == (10, 40)
    assert len(rows(lockers)) == len(stored(lockers)) == 10


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("CON.pdf", "_CON.pdf"),
        ("a\0b\r\nSet-Cookie: x.pdf", "ab Set-Cookie: x.pdf"),
        ("<script>alert(1)</script>.pdf", "script>.pdf"),
        ("", "document"),
        ("é" * 300 + ".pdf", "é" * 125 + ".pdf"),
    ],
)
def test_hostile_names_write_nothing_elsewhere(lockers: World, name: str, kept: str) -> None:
    """T10: stored under a generated name; the person's own is kept, cleaned."""
    folder = lockers.installation.settings.data_dir
    before = {file for file in folder.rglob("*") if file.parent.name != str(lockers.school)}
    answer = lockers.person().put("/files", content=PDF[:100], headers={"x-file-name": quote(name)})
    assert (answer.status_code, answer.json()["name"]) == (201, kept)
    after = {file for file in folder.rglob("*") if file.parent.name != str(lockers.school)}
    assert {file.name for file in after - before} <= {"files", str(lockers.school), *(f.name for f in before)}
    assert len(stored(lockers)) == 1


@pytest.mark.parametrize("statement", ["INSERT INTO document", "UPDATE upload"])
def test_a_fault_amid_the_commit_leaves_nothing(world: World, statement: str) -> None:
    holds(world.installation, world.place, "TEACHER", "anne")
    with crash_before(statement):
        put(world, wire(world, PDF, length=len(PDF)))
    assert nothing(world)


def test_an_establishment_is_seen_to_once_something_is_sent(lockers: World) -> None:
    assert http.home(lockers.installation, lockers.school).due is None
    lockers.person().put("/files", content=PDF)
    due = http.home(lockers.installation, lockers.school).due
    assert due
    assert now() < due < now() + timedelta(hours=2)


def test_a_full_disk_is_said_and_works_again_when_there_is_room(
    prepared_folder: Path, tmp_path: Path, small_disk: Path
) -> None:
    """G-R2: before the body where the disk is known to be full, and amid it where it fills up meanwhile."""
    data = tmp_path / "data"
    data.mkdir()
    installations.copied(prepared_folder, data)
    settings = installations.settings(data, files_url=small_disk.as_uri())
    with installations.opened(settings) as installation:
        world = _teaching(installation)
        before = wire(world, *repeat(b"x" * 65536, 160), length=10 << 20)
        assert (put(world, before), before.read) == (507, 0)

        async def filling() -> AsyncIterator[bytes | None]:
            yield b"%PDF" + bytes(2 << 20)
            (small_disk / "other").write_bytes(bytes(5 << 20))
            for _ in range(4):
                yield bytes(1 << 20)

        amid = Wire("/files", cookie(world), filling(), (6 << 20) + 4)
        assert put(world, amid) == 507
        assert amid.answer()["error"] == "full"
        assert nothing(world)
        assert world.person().get("/healthz").status_code == 200
        (small_disk / "other").unlink()
        assert put(world, wire(world, PDF, length=len(PDF))) == 201


def test_a_full_database_is_said_and_works_again_when_there_is_room(world: World) -> None:
    """G-R2: whichever row finds no room, of a file there is all or nothing."""
    holds(world.installation, world.place, "TEACHER", "anne")
    headers = {"x_file_name": "x" * 250, "x_language": "en"}
    with full(world.installation.databases.establishment(world.place)):
        for n in range(50):
            asked = wire(world, b"%02d" % n, length=2, **headers)
            if put(world, asked) != 201:
                break
        else:
            pytest.fail("there was room for all")
        assert (asked.sent[0]["status"], asked.answer()["error"]) == (507, "full")
        assert "room left" in asked.answer()["message"]
        assert [row.document_id for row in rows(world)] == [one.id for one in known(world)]
        assert stored(world) == sorted(f"{world.school}/{one.key}" for one in known(world))
        assert len(known(world)) == n
        assert world.person().get("/healthz").status_code == 200
    assert put(world, wire(world, PDF, length=len(PDF))) == 201


@pytest.mark.s3
@pytest.mark.parametrize("size", [1000, 11 << 20], ids=["one piece", "several"])
def test_a_store_that_is_away_is_said(prepared_folder: Path, tmp_path: Path, size: int) -> None:
    """Nothing is left of what comes in meanwhile, and what is there cannot be had."""
    data, kept = tmp_path / "data", tmp_path / "s3"
    data.mkdir()
    kept.mkdir()
    installations.copied(prepared_folder, data)
    with ExitStack() as stack:
        server = stack.enter_context(s3.running(kept))
        settings = installations.settings(data, **server.settings("away"))
        with installations.opened(settings) as installation:
            world = _teaching(installation)
            number = deposited(installation, world.place, by="anne", to=["anne"])
            anne = world.person()
            stack.close()  # the server, while the installation goes on
            asked = wire(world, bytes(size), length=size, x_language="en")
            assert put(world, asked) == 503
            assert "store of the files" in asked.answer()["message"]
            assert rows(world) == []
            with ThreadPoolExecutor(2) as at_once:  # each waits for the store
                answers = at_once.map(anne.get, (f"/documents/{number}", f"/documents.zip?ids={number}"))
            assert [(a.status_code, "Le stockage des fichiers" in a.text) for a in answers] == [(503, True)] * 2
            read = delivery(world, number)
            assert (read.seen, read.opened, read.downloaded_at) == (0, 0, None)  # nobody read what did not leave


def _teaching(installation: Installation) -> World:
    recovery.register(installation)
    number = http.school(installation, "anne")
    world = World(http.portal(installation), number)
    holds(installation, world.place, "TEACHER", "anne")
    return world
