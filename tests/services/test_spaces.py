"""What do those who publish web spaces see and decide (S1–S3)?"""

import pytest

from app.models.establishment import BY_ROLE, SpaceCode
from app.services import roles, spaces
from app.services.errors import Forbidden, NotFound, Refused
from app.storage.bus import News
from tests.support.asked import counted
from tests.support.depositing import joined
from tests.support.hands import Hand, deeds, role
from tests.support.world import World


def heard(world: World) -> list[News]:
    news = list[News]()
    world.installation.bus.listen(news.append)
    return news


def test_all_is_published_at_first_but_for_visitors(world: World) -> None:
    rows = Hand(world)(spaces.rows)
    assert [row["code"] for row in rows] == [str(code) for code in SpaceCode]
    assert [row["code"] for row in rows if not row["is_published"]] == ["VISITORS"]
    people = {row["code"]: row["people"] for row in rows}
    assert (people["TEACHERS"], people["STUDENTS"], people["STAFF"], people["GUARDIANS"]) == (1, 1, 1, 0)


def test_a_switch_is_told_once_by_whom_and_since_when(world: World) -> None:
    admin, news = Hand(world), heard(world)
    for _ in range(2):
        admin(spaces.publish, "STUDENTS", False)
    row = admin(spaces.card, "STUDENTS")
    assert (row["is_published"], row["by"]) == (False, "admin")
    assert row["since"]
    assert [(line.action, line.subject) for line in deeds(world)][-1] == ("spaces.stopped", "STUDENTS")
    assert [(one.number, one.people, one.what) for one in news] == [(1, None, "entry")]
    admin(spaces.publish_base, False)
    assert not admin(spaces.base)["is_published"]
    admin(spaces.publish_base, True)
    assert [line.action for line in deeds(world)][-2:] == ["base.stopped", "base.published"]


def test_what_is_not_committed_leads_nobody_out(world: World) -> None:
    news = heard(world)

    def fails(scope: object) -> None:
        spaces.publish(scope, "STUDENTS", False)  # type: ignore[arg-type]
        raise Refused(NotFound().message)

    with pytest.raises(Refused):
        Hand(world)(fails)  # type: ignore[arg-type]
    assert news == []
    assert Hand(world)(spaces.card, "STUDENTS")["is_published"]


def test_roles_are_let_in_and_the_journal_says_which(world: World) -> None:
    admin = Hand(world)
    wanted = [role(world, "TEACHER"), role(world, "EDITOR")]
    admin(spaces.let_in, "TEACHERS", wanted)
    assert {tick["id"] for tick in admin(spaces.roles, "TEACHERS") if tick["enters"]} == set(wanted)
    line = deeds(world)[-1]
    assert (line.action, line.before, line.after) == (
        "spaces.let_in",
        {"roles": "Professeur"},
        {"roles": "Professeur, Éditeur"},
    )
    admin(spaces.let_in, "TEACHERS", wanted)
    assert deeds(world)[-1].id == line.id


@pytest.mark.parametrize("code", [code for code in SpaceCode if code not in BY_ROLE])
def test_roles_do_not_decide_about_guardians_and_visitors(world: World, code: SpaceCode) -> None:
    assert isinstance(Hand(world).refusal(spaces.roles, code), NotFound)
    assert isinstance(Hand(world).refusal(spaces.let_in, code, []), NotFound)


def test_a_role_that_is_gone_or_everybodys_is_refused(world: World) -> None:
    for gone in (10_000, role(world, "ANONYMOUS"), role(world, "AUTHENTICATED")):
        assert Hand(world).refusal(spaces.let_in, "TEACHERS", [gone])
    assert {tick["name"] for tick in Hand(world)(spaces.roles, "TEACHERS") if tick["enters"]} == {"Professeur"}


@pytest.mark.parametrize("code", ["", "teachers", "PARENTS", "TEACHERS' OR 1=1", "\0"])
def test_a_space_that_is_not_there_reads_as_absent(world: World, code: str) -> None:
    for use_case in (spaces.card, spaces.roles, spaces.tally):
        assert isinstance(Hand(world).refusal(use_case, code), NotFound)
    assert isinstance(Hand(world).refusal(spaces.publish, code, False), NotFound)


def test_who_may_not_publish_sees_nothing(world: World) -> None:
    prof = Hand(world, "prof")
    assert isinstance(prof.refusal(spaces.rows), Forbidden)
    assert isinstance(prof.refusal(spaces.publish_base, False), Forbidden)


def test_a_new_role_enters_the_space_of_its_kind(world: World) -> None:
    admin = Hand(world)
    for kind, space in (("teacher", "TEACHERS"), ("staff", "STAFF"), ("student", "STUDENTS")):
        code = admin(roles.create, {"name": f"Club {kind}", "code": f"CLUB_{kind}", "kind": kind})
        assert {tick["name"]: tick["enters"] for tick in admin(spaces.roles, space)}[f"Club {kind}"]
        assert code
    admin(roles.create, {"name": "Fanfare", "code": "FANFARE", "kind": "other"})
    ticks = [tick for code in BY_ROLE for tick in admin(spaces.roles, code) if tick["name"] == "Fanfare"]
    assert not any(tick["enters"] for tick in ticks)


def test_people_are_counted_once_and_in_as_many_statements_however_many_they_are(sqlite_world: World) -> None:
    admin = Hand(sqlite_world)
    few = counted(lambda: admin(spaces.rows))
    for n in range(30):
        joined(sqlite_world, f"nouveau{n}")
    assert counted(lambda: admin(spaces.rows)) == few
    assert admin(spaces.tally, "TEACHERS") == {"entering": 31, "account": 0, "password": 0}
