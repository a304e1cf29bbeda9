"""Does everybody hold exactly one primary role, and others for as long as was said (R3, P7)?"""

from datetime import date

import pytest

from app.models.establishment import PersonState
from app.services import people_form
from app.services.errors import Refused
from app.services.permissions import Permission
from tests.support import hands
from tests.support.hands import Hand, empower, memberships, role, typed
from tests.support.world import World

EDIT = (Permission.PEOPLE_READ, Permission.PEOPLE_ADD, Permission.PEOPLE_EDIT)


def form(world: World, login: str, **changes: str) -> dict[str, str]:
    """The form of somebody who has no roles yet on it."""
    there = hands.person(world, login)
    said = {"last_name": "Zola", "username": login, "email": there.email or "", "version": str(there.version)}
    return {**said, **changes}


def save(world: World, login: str, by: str = "admin", **changes: str) -> None:
    Hand(world, by)(people_form.modify, hands.person(world, login).id or 0, form(world, login, **changes))


def faults(world: World, login: str, by: str = "admin", **changes: str) -> dict[str, str]:
    there = hands.person(world, login).id or 0
    return Hand(world, by).faults(people_form.modify, there, form(world, login, **changes))


def test_there_is_one_primary_role_whatever_is_typed(world: World) -> None:
    teacher, editor = role(world, "TEACHER"), role(world, "EDITOR")
    save(world, "prof", primary=str(teacher), **{f"role_{teacher}": "on", f"role_{editor}": "on"})
    assert {code: m.is_primary for code, m in memberships(world, "prof").items()} == {"TEACHER": True, "EDITOR": False}
    save(world, "prof", primary=str(editor), **{f"role_{teacher}": "on"})
    assert {code: m.is_primary for code, m in memberships(world, "prof").items()} == {"TEACHER": False, "EDITOR": True}
    save(world, "prof")
    assert {code: m.is_primary for code, m in memberships(world, "prof").items()} == {"STUDENT": True}


def test_a_secondary_role_has_dates_and_the_primary_one_none(world: World) -> None:
    teacher, editor = role(world, "TEACHER"), role(world, "EDITOR")
    dates = {
        f"role_{editor}": "on", f"begins_{editor}": "2026-09-01", f"ends_{editor}": "2027-07-01",
        f"begins_{teacher}": "2026-09-01",
    }  # fmt: skip
    save(world, "prof", primary=str(teacher), **dates)
    held = memberships(world, "prof")
    assert (held["EDITOR"].begins_on, held["EDITOR"].ends_on) == (date(2026, 9, 1), date(2027, 7, 1))
    assert held["TEACHER"].begins_on is None
    assert hands.deeds(world)[-1].after["roles"] == "Professeur, Éditeur (2026-09-01 – 2027-07-01)"


@pytest.mark.parametrize(
    ("begins", "ends", "wrong"),
    [
        ("2027-07-02", "2027-07-01", "ends"), ("yesterday", "", "begins"), ("", "x" * 10_000, "ends"),
        ("2026-02-30", "", "begins"), ("", "2026-09-01\n", ""), ("2026-09-01", "2026-09-01", ""),
    ],
)  # fmt: skip
def test_dates_that_cannot_be_are_said_by_their_field(sqlite_world: World, begins: str, ends: str, wrong: str) -> None:
    editor = role(sqlite_world, "EDITOR")
    said = {f"role_{editor}": "on", f"begins_{editor}": begins, f"ends_{editor}": ends}
    if wrong:
        assert [*faults(sqlite_world, "prof", **said)] == [f"{wrong}_{editor}"]
    else:
        save(sqlite_world, "prof", **said)
        assert "EDITOR" in memberships(sqlite_world, "prof")


def test_a_role_that_was_deleted_is_said_to_be(sqlite_world: World) -> None:
    assert [*faults(sqlite_world, "prof", role_999="on")] == ["roles"]
    assert [*faults(sqlite_world, "prof", role_x="on")] == ["roles"]
    assert [*faults(sqlite_world, "prof", primary="-1")] == ["primary"]


def test_the_last_administrator_stays_one(world: World) -> None:
    with pytest.raises(Refused, match="Nobody would be left"):
        save(world, "admin", primary=str(role(world, "TEACHER")))
    webmaster, teacher = role(world, "WEBMASTER"), str(role(world, "TEACHER"))
    with pytest.raises(Refused, match="Nobody would be left"):
        save(world, "admin", primary=teacher, **{f"role_{webmaster}": "on", f"ends_{webmaster}": "2030-01-01"})
    assert memberships(world, "admin")["WEBMASTER"].is_primary
    save(world, "prof", primary=str(webmaster))
    save(world, "admin", primary=teacher)
    assert [*memberships(world, "admin")] == ["TEACHER"]


def test_a_new_administrator_without_a_password_does_not_count(world: World) -> None:
    webmaster = str(role(world, "WEBMASTER"))
    Hand(world)(people_form.add, typed(entry="link", username="second", primary=webmaster))
    assert hands.person(world, "second").state is PersonState.PENDING
    with pytest.raises(Refused, match="Nobody would be left"):
        save(world, "admin", primary=str(role(world, "TEACHER")))


def test_nobody_takes_away_a_role_out_of_their_reach(world: World) -> None:
    empower(world, "TEACHER", *EDIT, manages=("STUDENT",))
    teacher = role(world, "TEACHER")
    assert faults(world, "prof", "prof") == {"primary": "You may not take the role Professeur away."}
    save(world, "prof", "prof", primary=str(teacher))
    assert [*memberships(world, "prof")] == ["TEACHER"]


def test_nobody_prolongs_a_role_that_they_may_not_give(world: World) -> None:
    editor, student = role(world, "EDITOR"), str(role(world, "STUDENT"))
    save(world, "eleve", primary=student, **{f"role_{editor}": "on", f"ends_{editor}": "2027-07-01"})
    empower(world, "TEACHER", *EDIT, manages=("STUDENT", "EDITOR"))
    empower(world, "EDITOR", Permission.ROLES_MANAGE)
    box = f"role_{editor}"
    kept = {"primary": student, box: "on", f"ends_{editor}": "2027-07-01"}
    assert [*faults(world, "eleve", "prof", **{**kept, f"ends_{editor}": ""})] == [box]
    assert [*faults(world, "eleve", "prof", primary=str(editor))] == ["primary"]
    save(world, "eleve", "prof", **kept)
    save(world, "eleve", "prof", primary=student)
    assert [*memberships(world, "eleve")] == ["STUDENT"]
