"""Is the matrix of rights read, changed and taken back by those who may, and never over somebody else's change (R6)?"""

import pytest
from sqlmodel import select

from app.models.establishment import Grant, Management, defaults
from app.services import permission_history, permission_matrix, roles
from app.services.errors import Conflict, Forbidden, NotFound, Refused
from app.services.journal import page
from app.services.listing import Query
from app.services.permission_matrix import Change, Matrix
from app.services.permissions import GROUPS, LABELS, Permission
from app.services.role_form import RoleForm
from tests.support.asked import counted
from tests.support.schooling import deputy, everybodys_rights, identity, member, read, told
from tests.support.world import World


def cell(matrix: Matrix, code: str, row: str, what: str = "held") -> bool:
    at = [column["code"] for column in matrix["columns"]].index(code)
    found = next(each for group in matrix["groups"] for each in group["rows"] if each["id"] == row)
    return (found["held"] if what == "held" else found["open"])[at] == "1"


def wanted(world: World, code: str, row: str, *, on: bool = True) -> Change:
    return Change(role=identity(world, code), row=row, wanted=on)


def saved(world: World, *changes: Change, login: str = "admin") -> int:
    ask = member(world, login)
    return ask(permission_matrix.save, ask(permission_matrix.matrix)["version"], list(changes))


def test_every_right_is_a_row_of_one_group() -> None:
    rows = [right for _label, rights in GROUPS.values() for right in rights]
    assert sorted(rows) == sorted(Permission) == sorted(LABELS)


def test_the_matrix_shows_every_right_of_every_role(world: World) -> None:
    matrix = member(world)(permission_matrix.matrix)
    assert len(matrix["columns"]) == 20
    assert [len(group["rows"]) for group in matrix["groups"]] == [6, 4, 2, 3, 2, 20]
    assert all(cell(matrix, "WEBMASTER", right) for right in Permission)
    assert not any(cell(matrix, "WEBMASTER", right, "open") for right in Permission)
    assert cell(matrix, "PRINCIPAL", "journal.read")
    assert cell(matrix, "MINISITE_WEBMASTER", f"manage:{identity(world, 'EDITOR')}")
    assert not any(cell(matrix, code, right) for code in ("STUDENT", "ANONYMOUS", "GUARDIAN") for right in Permission)


def test_a_wider_matrix_takes_no_more_queries(sqlite_world: World) -> None:
    ask = member(sqlite_world)
    few = counted(lambda: ask(permission_matrix.matrix))
    for n in range(20):
        ask(roles.create, RoleForm(name=f"Club {n}", code=f"CLUB_{n}", kind="other"))
    assert counted(lambda: ask(permission_matrix.matrix)) == few


def test_what_is_saved_counts_at_once_and_is_told_in_one_line(world: World) -> None:
    lines = len(told(world))
    changes = [
        wanted(world, "TEACHER", "people.read"),
        wanted(world, "TEACHER", f"manage:{identity(world, 'STUDENT')}"),
        wanted(world, "STAFF", "people.read", on=False),
        wanted(world, "STUDENT", "journal.read", on=False),  # is so already
    ]
    differences = member(world)(permission_matrix.preview, changes)
    assert [(d["role"], d["right"], d["gives"], d["people"]) for d in differences] == [
        ("Personnel", "See the people", False, 0),
        ("Professeur", "See the people", True, 1),
        ("Professeur", "Manage the accounts: Élève", True, 1),
    ]
    assert saved(world, *changes) == 3
    assert Permission.PEOPLE_READ in world.person(world.azurite).permissions
    (line,) = told(world)[lines:]
    assert (line.action, line.label) == ("permissions.changed", "Personnel, Professeur")
    assert line.before == {"STAFF": ["people.read"], "TEACHER": []}
    assert line.after == {"STAFF": [], "TEACHER": ["people.read", "manage:STUDENT"]}
    changes_said = member(world)(page, Query())["rows"][0]["changes"]
    assert changes_said == "Personnel: See the people → – · Professeur: See the people, Manage the accounts: Élève"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(world: World) -> None:
    version = member(world)(permission_matrix.matrix)["version"]
    saved(world, wanted(world, "EDITOR", "journal.read"))
    with pytest.raises(Conflict) as refused:
        member(world)(permission_matrix.save, version, [wanted(world, "EDITOR", "people.read")])
    assert "last by admin" in refused.value.message.text("en")
    assert not cell(member(world)(permission_matrix.matrix), "EDITOR", "people.read")


def test_a_change_is_taken_back_as_any_other(world: World) -> None:
    before = everybodys_rights(world)
    saved(world, wanted(world, "TEACHER", "people.read"), wanted(world, "STAFF", "people.read", on=False))
    saved(world, wanted(world, "STAFF", "people.read"))  # half of it is as before by now
    ask = member(world)
    past = ask(permission_history.history)
    assert [[c["role"] for c in each["changes"]] for each in past] == [["Personnel"], ["Personnel", "Professeur"]]
    back = ask(permission_history.reversal, past[1]["id"])
    assert back == [wanted(world, "TEACHER", "people.read", on=False)]
    assert saved(world, *back) == 1
    assert everybodys_rights(world) == before
    with pytest.raises(Refused, match="Nothing of this change"):
        ask(permission_history.reversal, past[1]["id"])
    for absent in (0, 1, 9999, 2**40):
        with pytest.raises(NotFound):
            ask(permission_history.reversal, absent)


def test_a_deputy_changes_only_what_they_hold_of_roles_within_reach(world: World) -> None:
    deputy(world, Permission.PERMISSIONS_MANAGE, Permission.PEOPLE_READ, manages=["EDITOR", "PRINCIPAL"])
    matrix = member(world, "prof")(permission_matrix.matrix)
    assert cell(matrix, "EDITOR", "people.read", "open")
    assert cell(matrix, "EDITOR", f"manage:{identity(world, 'PRINCIPAL')}", "open")
    assert saved(world, wanted(world, "EDITOR", "people.read"), login="prof") == 1
    for code, row in (
        ("EDITOR", "people.edit"),  # a right they lack
        ("EDITOR", f"manage:{identity(world, 'TEACHER')}"),
        ("TEACHER", "people.read"),  # a role they do not manage
        ("PRINCIPAL", "people.read"),  # a role that brings more than they have
        ("ANONYMOUS", "people.read"),
        ("WEBMASTER", "people.read"),
    ):
        assert not cell(matrix, code, row, "open"), (code, row)
        for on in (True, False):
            with pytest.raises(Forbidden):
                saved(world, wanted(world, code, row, on=on), login="prof")
    assert saved(world, wanted(world, "EDITOR", "people.read", on=False), login="prof") == 1


def test_one_cell_that_may_not_be_spoils_all(world: World) -> None:
    master = wanted(world, "WEBMASTER", "people.read", on=False)
    with pytest.raises(Forbidden):
        saved(world, wanted(world, "TEACHER", "people.read"), master)
    for nonsense in ("", "people.fly", "manage:", "manage:x", "manage:9999", "manage:²"):
        with pytest.raises(NotFound):
            saved(world, wanted(world, "TEACHER", "people.read"), wanted(world, "TEACHER", nonsense))
    with pytest.raises(NotFound):
        saved(world, Change(role=9999, row="people.read", wanted=True))
    assert not cell(member(world)(permission_matrix.matrix), "TEACHER", "people.read")


def test_what_is_said_twice_counts_once_as_said_last(sqlite_world: World) -> None:
    one = wanted(sqlite_world, "TEACHER", "people.read")
    assert saved(sqlite_world, one, Change(role=one["role"], row=one["row"], wanted=False)) == 0


def test_first_rights_are_rights_that_exist_and_of_nobody_outside(world: World) -> None:
    assert {right for rights in defaults.GRANTS.values() for right in rights} <= {*Permission}
    assert {"STUDENT", "GUARDIAN", "ANONYMOUS", "AUTHENTICATED", "WEBMASTER"}.isdisjoint(
        {*defaults.GRANTS, *defaults.MANAGES}
    )
    assert all("WEBMASTER" not in managed for managed in defaults.MANAGES.values())
    with read(world) as db:
        assert len(db.exec(select(Grant)).all()) == sum(map(len, defaults.GRANTS.values()))
        assert len(db.exec(select(Management)).all()) == sum(map(len, defaults.MANAGES.values()))
