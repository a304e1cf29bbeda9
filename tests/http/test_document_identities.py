"""Does a document of another establishment answer exactly like one that never was, on each engine? (T1, T9)."""

import hashlib

from sqlmodel import select
from starlette.testclient import TestClient

from app.models.establishment import Delivery
from app.services.sessions import place_of
from tests.support import http
from tests.support.http import World
from tests.support.lockers import deposited, holds

WORDS = "Ordre du jour : été\n".encode()


def nowhere(client: TestClient, address: str) -> tuple[int, str, bytes]:
    answer = client.get(address)
    return answer.status_code, answer.headers["content-type"], answer.content


def test_what_exists_in_another_school_alone_answers_like_none_on_each_engine(any_world: World) -> None:
    """Whole, in part, to look at, in a version, in a zip."""
    other, installation = http.school(any_world.installation, "anne", name="Lycée Autre"), any_world.installation
    elsewhere, tag = place_of(http.home(installation, other)), hashlib.sha256(WORDS).hexdigest()
    for place in (any_world.place, elsewhere):
        holds(installation, place, "TEACHER", "anne")
    deposited(installation, elsewhere, by="anne", to=["anne"], content=WORDS, id=9001)
    own = deposited(installation, any_world.place, by="anne", to=["anne"], content=WORDS)
    anne, theirs = any_world.person("anne"), any_world.portal.client()
    http.entered(theirs, other, "anne")
    assert nowhere(anne, "/documents/987654")[0] == 404  # and whoever comes for the first time has a cookie now
    headers: list[dict[str, str]] = [{}, {"range": "bytes=0-3"}, {"if-none-match": f'"{tag}"'}]
    for asked in ("/documents/%d", "/documents/%d?version=1", "/documents/%d?inline=1", "/documents.zip?ids=%d"):
        for method in ("GET", "HEAD"):
            for said in headers:
                answers = [anne.request(method, asked % number, headers=said) for number in (9001, 987_654)]
                first, second = ((a.status_code, dict(a.headers), a.content) for a in answers)
                assert first == second, (method, asked, said)
                if method == "GET":
                    assert first[0] == 404
                    assert theirs.get(asked % 9001, headers=said).status_code < 400
    assert nowhere(anne, f"/documents.zip?ids={own},9001") == nowhere(anne, f"/documents.zip?ids={own},987654")
    with installation.databases.session(any_world.place, writes=False) as db:
        assert db.exec(select(Delivery.seen).where(Delivery.deposit_id == own)).one() == 0
