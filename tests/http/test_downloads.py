"""What leaves as a file, for whom, and is it harmless? (E8, T1, T16)."""

import csv
import io
import zipfile

import pytest

from app.models.jobs import JobState
from app.models.platform import Establishment, Job, Statistic
from app.services import exports
from app.services.scope import open_platform
from tests.support import http
from tests.support.http import World

CSV = "/platform/statistics.csv"


def _count(world: World, *names: str) -> list[int]:
    numbers = [http.school(world.installation, name=name) for name in names]
    with world.installation.databases.platform_session(writes=True) as db:
        for number in numbers:
            db.add(Statistic(number=number, people=number, bytes_stored=-1))
        db.commit()
    return numbers


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_statistics_leave_as_a_spreadsheet_reads_them(world: World) -> None:
    numbers = _count(world, "=1+1", "+33", "-2", "@SUM(A1)", "École; « une »", 'Say "hi"')
    answer = world.administrator().get(f"{CSV}?lang=en")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="statistics.csv"'
    assert answer.content.startswith("\ufeff".encode())
    heading, *rows = _rows(answer.content.decode("utf-8-sig"))
    assert heading[:4] == ["Number", "Name", "UAI", "Accounts"]
    assert {row[1] for row in rows} == {"'=1+1", "'+33", "'-2", "'@SUM(A1)", "École; « une »", 'Say "hi"'}
    assert {int(row[3]) for row in rows} == set(numbers)
    assert {row[9] for row in rows} == {"-1"}


def test_statistics_are_those_that_the_page_shows(world: World) -> None:
    _count(world, "Lycée Voltaire", "Lycée Rousseau")
    client = world.administrator()
    assert len(_rows(client.get(f"{CSV}?q=rousseau").text)) == 2
    assert len(_rows(client.get(f"{CSV}?job=1").text)) == 1
    assert len(_rows(client.get(f"{CSV}?q=%00rousseau&job=x&lang=xx").text)) == 2
    assert client.head(CSV).content == b""


def test_a_whole_country_of_statistics_comes_in_pieces(world: World) -> None:
    """More rows than are written at a time; establishments without databases will do."""
    with world.installation.databases.platform_session(writes=True) as db:
        there = db.get_one(Establishment, world.school)
        rows = [
            there.model_dump() | {"number": number, "uai": None, "name": f"École {number}"}
            for number in range(1001, 2301)
        ]
        db.add_all(Establishment(**row) for row in rows)
        db.flush()
        db.add_all(Statistic(number=number) for number in range(1001, 2301))
        db.commit()
    numbers = [row[0] for row in _rows(world.administrator().get(CSV).content.decode("utf-8-sig"))[1:]]
    assert sorted(map(int, numbers)) == list(range(1001, 2301))


def _export(world: World, state: JobState = JobState.DONE) -> int:
    with open_platform(world.installation, http.TERMINAL, writes=True) as scope:
        job = Job(kind="establishments.export", admin_id=1, actor=http.ADMIN, state=state)
        scope.db.add(job)
        scope.db.flush()
        exports.prepare(scope, job, [world.school])
    return job.id or 0


def test_an_export_leaves_as_a_zip_of_zips(world: World) -> None:
    job = _export(world)
    answer = world.administrator().get(f"/platform/export/{job}.zip")
    assert answer.headers["content-disposition"] == f'attachment; filename="export-{job}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as outer:
        assert outer.testzip() is None
        [name] = outer.namelist()
        with zipfile.ZipFile(outer.open(name)) as inner:
            assert "establishment.db" in inner.namelist()


def test_an_export_that_is_not_there_looks_like_any_unknown_address(world: World) -> None:
    http.administrator(world.installation, "autre@casier.test")
    job, running, client = _export(world), _export(world, JobState.RUNNING), world.administrator()
    stranger = world.portal.client()
    assert http.entered_platform(stranger, email="autre@casier.test").status_code == 303
    unknown = client.get("/platform/unknown")
    asked = [(client, n) for n in ("4711", str(running), "9" * 40, "abc", "-1", "1.5")] + [(stranger, str(job))]
    for who, number in asked:
        answer = who.get(f"/platform/export/{number}.zip")
        assert (answer.status_code, answer.content) == (404, unknown.content), number


@pytest.mark.parametrize("path", [CSV, "/platform/export/1.zip", "/platform/export/4711.zip"])
def test_nobody_else_gets_any(world: World, path: str) -> None:
    _export(world)
    assert world.portal.client().get(path).headers["location"].startswith("/platform/sign-in?next=")
    answer = world.person().get(path)
    assert (answer.status_code, "attachment" in answer.headers.get("content-disposition", "")) == (403, False)
