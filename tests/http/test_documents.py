"""Who may open a document, is it what was sent, and does nothing of it run? In a folder and on S3 (L5, T1, T9, T12)."""

import io
import zipfile
from functools import partial
from urllib.parse import unquote

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.models.establishment import Delivery, Deposit, Document, Grant, Journal, Person, Role, Version
from app.models.types import now
from app.services.sessions import place_of
from tests.support import http
from tests.support.asked import counted
from tests.support.http import World
from tests.support.lockers import deposited, holds

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 20_000  # five megabytes, in three pieces
WORDS = "Ordre du jour : été\n".encode()
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


def deposit(
    world: World, content: bytes = PDF, name: str = "Compte rendu.pdf", by: str = "bob", to: str = "anne"
) -> int:
    return deposited(world.installation, world.place, by=by, to=[to], name=name, content=content)


def delivery(world: World, number: int) -> Delivery:
    with world.installation.databases.session(world.place, writes=False) as db:
        return db.exec(select(Delivery).where(Delivery.deposit_id == number)).one()


def change(world: World, number: int, **fields: object) -> None:
    with world.installation.databases.session(world.place, writes=True) as db:
        db.get_one(Deposit, number).sqlmodel_update(fields)
        db.commit()


def renew(world: World, number: int, content: bytes) -> None:
    """A second version."""
    other = deposit(world, content, to="carl")
    with world.installation.databases.session(world.place, writes=True) as db:
        first, new = db.get_one(Deposit, number), db.get_one(Deposit, other)
        first.document_id, first.version, first.size = new.document_id, 2, new.size
        db.add(Version(deposit_id=number, number=2, document_id=new.document_id, name=first.name, size=new.size))
        db.commit()


def nowhere(client: TestClient, address: str) -> tuple[int, str, bytes]:
    answer = client.get(address)
    return answer.status_code, answer.headers["content-type"], answer.content


def test_a_recipient_gets_what_was_deposited_and_it_is_noted(lockers: World) -> None:
    number = deposit(lockers, name="Été : «\u00a0bilan\u00a0».pdf")
    answer = lockers.person("anne").get(f"/documents/{number}")
    assert (answer.status_code, answer.content) == (200, PDF)
    said = answer.headers["content-disposition"]
    assert said.startswith("attachment; ")
    assert unquote(said.partition("filename*=UTF-8''")[2]) == "Été : «\u00a0bilan\u00a0».pdf"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "private, no-cache"
    read = delivery(lockers, number)
    assert read.seen == 1
    assert read.opened_at is not None
    assert read.downloaded_at is not None


def test_who_asks_is_read_once_for_each_document(lockers: World) -> None:
    """One statement about the session, three about the person, one about the document."""
    number, client = deposit(lockers), lockers.person("anne")
    client.get(f"/documents/{number}")
    asked = partial(client.get, f"/documents/{number}")
    assert counted(asked) == 1 + 3 + 1


def test_looking_is_not_keeping_and_only_the_first_look_opens(lockers: World) -> None:
    number, anne = deposit(lockers), lockers.person("anne")
    anne.get(f"/documents/{number}?inline=1")
    first = delivery(lockers, number)
    assert (first.seen, first.downloaded_at) == (1, None)
    anne.get(f"/documents/{number}?inline=1")
    assert delivery(lockers, number).opened_at == first.opened_at


def test_head_notes_nothing_nor_does_what_is_beyond_the_end(lockers: World) -> None:
    number, anne = deposit(lockers), lockers.person("anne")
    answer = anne.head(f"/documents/{number}")
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, str(len(PDF)), b"")
    assert anne.get(f"/documents/{number}", headers={"range": f"bytes={len(PDF)}-"}).status_code == 416
    assert (delivery(lockers, number).opened, delivery(lockers, number).seen) == (0, 0)


@pytest.mark.parametrize("asked", ["bytes=5-", "bytes=-5"])
def test_who_takes_but_a_part_has_opened_it(lockers: World, asked: str) -> None:
    """A download that is resumed, or all but the first byte."""
    number, anne = deposit(lockers), lockers.person("anne")
    assert anne.get(f"/documents/{number}", headers={"range": asked}).status_code == 206
    read = delivery(lockers, number)
    assert (read.opened, read.seen, bool(read.downloaded_at)) == (1, 1, True)


def test_who_has_it_from_before_opens_it_when_it_is_only_confirmed(lockers: World) -> None:
    number, anne = deposit(lockers), lockers.person("anne")
    tag = anne.head(f"/documents/{number}").headers["etag"]
    assert anne.get(f"/documents/{number}?inline=1", headers={"if-none-match": tag}).status_code == 304
    assert delivery(lockers, number).opened == 1


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "a.html", "application/pdf"),
        (PNG, "a.svg", "image/png"),
        (WORDS, "a.html", "text/plain; charset=utf-8"),
        (b"<html><script>alert(1)</script>", "a.pdf", None),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.png", None),
        (b"GIF89a/*\0*/=alert(1)//", "a.js", "image/gif"),
        (b"\xfe\xff\0<\0s\0c\0r\0i\0p\0t\0>", "a.txt", None),
        (b"PK\x03\x04" + bytes(60), "a.pdf", None),
        (b"", "a.txt", None),
    ],
)
def test_only_what_is_harmless_is_shown_in_place_whatever_its_name(
    lockers: World, content: bytes, name: str, kind: str | None
) -> None:
    """T12: the content says what it is."""
    answer = lockers.person("anne").get(f"/documents/{deposit(lockers, content, name)}?inline=1")
    assert answer.content == content
    assert answer.headers["content-type"] == (kind or "application/octet-stream")
    assert answer.headers["content-disposition"].partition(";")[0] == ("inline" if kind else "attachment")
    assert answer.headers["x-frame-options"] == ("SAMEORIGIN" if kind else "DENY")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=0-99", 206, 0, 100),
        (f"bytes=100-{3 << 20}", 206, 100, (3 << 20) + 1),
        ("bytes=-7", 206, len(PDF) - 7, len(PDF)),
        (f"bytes={len(PDF) - 1}-", 206, len(PDF) - 1, len(PDF)),
        ("bytes=10-99999999999", 206, 10, len(PDF)),
        ("bytes=-99999999999", 200, 0, len(PDF)),
        ("bytes=0-", 200, 0, len(PDF)),
        ("bytes=9-3", 200, 0, len(PDF)),
        ("bytes=0-1,3-4", 200, 0, len(PDF)),
        ("lines=0-1", 200, 0, len(PDF)),
        ("bytes=-", 200, 0, len(PDF)),
        ("bytes=a-b", 200, 0, len(PDF)),
        (f"bytes={len(PDF)}-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
    ],
)
def test_a_part_can_be_asked_for(lockers: World, asked: str, status: int, start: int, stop: int) -> None:
    number, anne = deposit(lockers), lockers.person("anne")
    answer = anne.get(f"/documents/{number}", headers={"range": asked})
    assert (answer.status_code, answer.content) == (status, PDF[start:stop])
    if status == 206:
        assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(PDF)}"
        assert answer.headers["content-length"] == str(stop - start)
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{len(PDF)}"


def test_a_browser_that_has_it_is_told_so(lockers: World) -> None:
    number, anne = deposit(lockers), lockers.person("anne")
    tag = anne.head(f"/documents/{number}").headers["etag"]
    with lockers.installation.databases.session(lockers.place, writes=False) as db:
        assert tag == f'"{db.exec(select(Document.sha256)).one()}"'
    for said in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        answer = anne.get(f"/documents/{number}", headers={"if-none-match": said})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert anne.get(f"/documents/{number}", headers={"if-none-match": '"other"'}).status_code == 200
    for condition, status in ((tag, 206), ('"other"', 200), ("Wed, 21 Oct 2015 07:28:00 GMT", 200), (f"W/{tag}", 200)):
        headers = {"range": "bytes=0-9", "if-range": condition}
        assert anne.get(f"/documents/{number}", headers=headers).status_code == status


def test_the_version_noted_is_the_version_sent(lockers: World) -> None:
    number, anne = deposit(lockers, WORDS), lockers.person("anne")
    anne.get(f"/documents/{number}")
    renew(lockers, number, PNG)
    assert delivery(lockers, number).seen == 1
    assert anne.get(f"/documents/{number}").content == PNG
    assert delivery(lockers, number).seen == 2


def test_earlier_versions_are_the_depositors(lockers: World) -> None:
    number = deposit(lockers, WORDS)
    renew(lockers, number, PNG)
    anne, bob = lockers.person("anne"), lockers.person("bob")
    assert bob.get(f"/documents/{number}?version=1").content == WORDS
    assert bob.get(f"/documents/{number}?version=2").content == PNG
    assert anne.get(f"/documents/{number}?version=2").content == PNG
    random = nowhere(anne, "/documents/999999")
    for said in ("1", "3", "0", "-1", "a", "", "²", "9" * 30):
        assert nowhere(anne, f"/documents/{number}?version={said}") == random
    assert delivery(lockers, number).seen == 2


@pytest.mark.parametrize("fields", [{"trashed_at": now()}, {"withdrawn": 1}], ids=["trashed", "withdrawn"])
def test_what_is_taken_back_reaches_its_depositor_alone(lockers: World, fields: dict[str, object]) -> None:
    number = deposit(lockers)
    change(lockers, number, **fields)
    assert lockers.person("bob").head(f"/documents/{number}").status_code == 200
    anne = lockers.person("anne")
    assert nowhere(anne, f"/documents/{number}") == nowhere(anne, "/documents/999999")


def test_another_persons_and_another_schools_answer_like_none(lockers: World) -> None:
    """T1, T9: to whoever has no part in it, with a locker or without, and to strangers."""
    number = deposit(lockers, to="bob")
    other = http.school(lockers.installation, "anne", name="Lycée Autre")
    elsewhere = http.home(lockers.installation, other)
    holds(lockers.installation, place_of(elsewhere), "TEACHER", "anne")
    foreigner = lockers.portal.client()
    http.entered(foreigner, other, "anne")
    for client in (lockers.person("anne"), lockers.person("carl"), foreigner):
        random = nowhere(client, "/documents/999999")
        assert random[0] == 404
        for address in (f"/documents/{number}", f"/documents/{number}?version=1", f"/documents/{number}?inline=1"):
            assert nowhere(client, address) == random
        for ids in (str(number), f"{number},999999", "", ",", "a", "0", "-1", "9" * 30, "1," * 2000):
            assert nowhere(client, f"/documents.zip?ids={ids}")[0] == 404
    assert lockers.portal.client().get(f"/documents/{number}").status_code == 303
    assert lockers.administrator().get(f"/documents/{number}").status_code == 403
    assert delivery(lockers, number).seen == 0


@pytest.mark.parametrize("number", ["0", "2147483648", "9" * 40])
def test_no_number_is_a_fault(lockers: World, number: str) -> None:
    assert lockers.person().get(f"/documents/{number}").status_code == 404


def test_the_store_itself_has_no_address(lockers: World) -> None:
    """T9: neither the key nor the path of the bytes leads anywhere."""
    deposit(lockers)
    name = next(lockers.installation.files.names(lockers.school))[0]
    for address in (f"/{name}", f"/files/{name}", f"/_upload/{name}", f"/documents/{name}", f"/documents/../{name}"):
        assert lockers.person().get(address).status_code in {404, 405}


def test_whoever_loses_the_locker_loses_what_is_in_it(lockers: World) -> None:
    number, anne = deposit(lockers), lockers.person("anne")
    assert anne.head(f"/documents/{number}").status_code == 200
    with lockers.installation.databases.session(lockers.place, writes=True) as db:
        teacher = db.exec(select(Role).where(Role.code == "TEACHER")).one()
        teacher.kind = "student"  # type: ignore[assignment]
        db.commit()
    assert anne.get(f"/documents/{number}").status_code == 404


def test_who_manages_lockers_sees_what_is_withdrawn_and_is_put_on_record(lockers: World) -> None:
    number = deposit(lockers, WORDS)
    holds(lockers.installation, lockers.place, "INSPECTOR", "carl")
    with lockers.installation.databases.session(lockers.place, writes=True) as db:
        role = db.exec(select(Role.id).where(Role.code == "INSPECTOR")).one()
        db.add(Grant(role_id=role or 0, permission="locker.manage"))
        db.commit()
    carl = lockers.person("carl")
    assert nowhere(carl, f"/documents/{number}") == nowhere(carl, "/documents/999999")
    change(lockers, number, withdrawn=1)
    assert carl.get(f"/documents/{number}").content == WORDS
    assert carl.get(f"/documents/{number}", headers={"range": "bytes=1-"}).content == WORDS[1:]
    with lockers.installation.databases.session(lockers.place, writes=False) as db:
        lines = db.exec(select(Journal).where(Journal.action == "documents.consulted")).all()
    assert [(line.actor, line.subject) for line in lines] == [("carl", str(number))] * 2
    assert delivery(lockers, number).seen == 0


def test_who_must_change_the_password_gets_nothing_meanwhile(lockers: World) -> None:
    number, anne = deposit(lockers), lockers.person("anne")
    with lockers.installation.databases.session(lockers.place, writes=True) as db:
        db.exec(select(Person).where(Person.username == "anne")).one().must_change = True
        db.commit()
    for address in (f"/documents/{number}", f"/documents.zip?ids={number}"):
        assert anne.get(address).status_code == 403
    assert anne.put("/files", content=b"x").status_code == 403


def test_bytes_that_are_gone_answer_like_none(lockers: World) -> None:
    number, anne = deposit(lockers), lockers.person("anne")
    lockers.installation.files.wipe(lockers.school)
    assert nowhere(anne, f"/documents/{number}") == nowhere(anne, "/documents/999999")


def test_several_leave_as_one_zip_named_apart_and_are_noted(lockers: World) -> None:
    contents = [WORDS, PNG, b"", PDF]
    names = ["Été.pdf", "été.PDF", 'Plan: "A"?.pdf', "../Été.pdf"]
    numbers = [deposit(lockers, content, name) for content, name in zip(contents, names, strict=True)]
    ids = ",".join(map(str, [*numbers, numbers[0]]))
    anne = lockers.person("anne")
    assert anne.head(f"/documents.zip?ids={ids}").status_code == 200
    assert {delivery(lockers, number).seen for number in numbers} == {0}
    answer = anne.get(f"/documents.zip?ids={ids}")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert [archive.read(name) for name in archive.namelist()] == contents
        kept = archive.namelist()
    assert kept[:3] == ["Été.pdf", "été (2).PDF", "Plan_ _A__.pdf"]
    assert not any("/" in name or "\\" in name for name in kept)
    assert {delivery(lockers, number).seen for number in numbers} == {1}
    assert all(delivery(lockers, number).downloaded_at for number in numbers)


def test_a_zip_with_one_that_is_not_theirs_is_no_zip(lockers: World) -> None:
    mine, other = deposit(lockers, WORDS), deposit(lockers, PNG, to="bob", by="bob")
    assert lockers.person("anne").get(f"/documents.zip?ids={mine},{other}").status_code == 404
    assert delivery(lockers, mine).seen == 0


def test_no_more_than_a_thousand_at_once(lockers: World) -> None:
    anne = lockers.person("anne")
    ids = ",".join(map(str, range(1, 1002)))
    assert anne.get(f"/documents.zip?ids={ids}").status_code == 404
