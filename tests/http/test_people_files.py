"""Does a file of people come in from those who may import it, and go its report out to them, harmless (F1, T16)?"""

import csv
import io
import re

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.http.upload import MOST_WAITING
from app.models.establishment import Grant, JobRow, Management, Role
from app.services import job_runs, people_import, sessions, staging
from app.services.people_columns import MAX_BYTES
from app.services.permissions import Permission
from app.services.scope import PersonActor, open_establishment
from tests.support import http
from tests.support.http import World

ADDRESS = "/people/import/file"
FILE = "Nom;Prénom;Identifiant\r\n=1+1;'+33;a\r\n@SUM(A1);;b\r\nx;;a b\r\n".encode()


@pytest.fixture
def importer(world: World) -> TestClient:
    """Anne, who may add students."""
    _let(world, Permission.PEOPLE_READ, Permission.PEOPLE_ADD)
    return world.person()


def _let(world: World, *rights: Permission) -> None:
    with world.installation.databases.session(http.home(world.installation, world.school), writes=True) as db:
        student = db.exec(select(Role.id).where(col(Role.code) == "STUDENT")).one() or 0
        db.add_all(Grant(role_id=student, permission=right) for right in rights)
        db.add(Management(role_id=student, managed_id=student))
        db.commit()


def _imported(world: World, client: TestClient, content: bytes = FILE) -> int:
    file = client.put(ADDRESS, content=content).json()["id"]
    actor = sessions.actor(world.installation, http.session_of(client))
    assert isinstance(actor, PersonActor)
    with open_establishment(world.installation, actor, writes=True) as scope:
        job = people_import.confirm(scope, file, "add")["id"]
    job_runs.run(world.installation, job, world.school)
    return job


def _waiting(world: World) -> list[str]:
    return [file.name for file in staging.folder(world.installation).iterdir()]


def test_a_file_comes_in_as_its_senders_alone(world: World, importer: TestClient) -> None:
    answer = importer.put(ADDRESS, content=FILE, headers={"x-file-name": "../../etc/passwd"})
    assert answer.status_code == 201
    [name] = _waiting(world)
    assert re.fullmatch(rf"{world.school}-[0-9a-f]+-2-{answer.json()['id']}\.csv", name)


@pytest.mark.parametrize("rights", [(), (Permission.PEOPLE_READ,), (Permission.PEOPLE_ADD, Permission.PEOPLE_EDIT)])
def test_of_who_may_not_import_nothing_is_taken(world: World, rights: tuple[Permission, ...]) -> None:
    _let(world, *rights)
    assert world.person().put(ADDRESS, content=FILE).status_code == 403
    assert world.administrator().put(ADDRESS, content=FILE).status_code == 403
    assert _waiting(world) == []


def test_what_is_too_large_is_refused_unread(world: World, importer: TestClient) -> None:
    answer = importer.put(ADDRESS, content=b"x", headers={"content-length": str(MAX_BYTES + 1)})
    assert (answer.status_code, answer.json()["error"], _waiting(world)) == (413, "too-large", [])


def test_nobody_fills_the_disk_with_files_that_wait(world: World, importer: TestClient) -> None:
    answers = [importer.put(ADDRESS, content=b"x") for _ in range(MOST_WAITING + 1)]
    assert [answer.status_code for answer in answers] == [201] * MOST_WAITING + [429]
    assert len(_waiting(world)) == MOST_WAITING


def test_a_report_leaves_as_a_spreadsheet_reads_it(world: World, importer: TestClient) -> None:
    job = _imported(world, importer)
    answer = importer.get(f"/people/import/{job}.csv", headers={"accept-language": "en"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="import-{job}.csv"'
    heading, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert len(heading) == 6
    assert [row[0] for row in rows] == ["2", "3", "4"]
    assert [row[1] for row in rows] == ["'+33 =1+1", "'@SUM(A1)", ""]
    assert [row[2] for row in rows] == ["a", "b", ""]


def test_a_report_of_anothers_import_looks_like_none(world: World, importer: TestClient) -> None:
    job = _imported(world, importer)
    other = world.portal.client()
    http.entered(other, http.school(world.installation, "anne", name="Lycée Autre"), "anne")
    for client in (other, world.person("bob")):
        assert client.get(f"/people/import/{job}.csv").status_code == 404
    for number in (0, job + 1, 2**31, 10**30):
        assert importer.get(f"/people/import/{number}.csv").status_code == 404


def test_a_long_report_comes_in_pieces(world: World, importer: TestClient) -> None:
    lines = "\n".join(["Nom;Identifiant", *(f"N{n};u{n}" for n in range(1300))])
    job = _imported(world, importer, lines.encode())
    with world.installation.databases.session(http.home(world.installation, world.school), writes=False) as db:
        assert len(db.exec(select(JobRow.position).where(col(JobRow.job_id) == job)).all()) == 1300
    rows = [
        *csv.reader(io.StringIO(importer.get(f"/people/import/{job}.csv").content.decode("utf-8-sig")), delimiter=";")
    ]
    assert [int(row[0]) for row in rows[1:]] == [*range(2, 1302)]
