"""Are roles added, changed and deleted as the school likes, and never beyond its built-in ones (R1–R5)?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, delete, select, update

from app.models.establishment import Journal, Management, Membership, Person, Role, SpaceCode, SpaceRole
from app.models.types import now
from app.services import deposits, role_deletion, roles
from app.services.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.services.listing import Query
from app.services.permissions import Permission
from app.services.role_codes import category
from app.services.role_form import RoleForm
from tests.support.asked import counted
from tests.support.depositing import deposited, whom
from tests.support.schooling import deputy, grant, held, holds, identity, member, primary, read, told, written
from tests.support.world import World

CLUB = RoleForm(name="Club d’échecs", code="CLUB_CHESS", kind="other", description="Les pions", quota="1,5")


def fault(world: World, **changes: str) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        member(world)(roles.create, RoleForm(**{**CLUB, **changes}))
    return {name: message.text("en") for name, message in refused.value.fields.items()}


def test_roles_are_listed_in_alphabetical_order_whatever_their_accents(sqlite_world: World) -> None:
    page = member(sqlite_world)(roles.page, Query())
    assert [row["name"] for row in page["rows"]][7:11] == ["Direction", "Éditeur", "Élève", "Inspection"]
    teacher = next(row for row in page["rows"] if row["code"] == "TEACHER")
    assert (teacher["holders"], teacher["primary"], teacher["is_builtin"], teacher["may_delete"]) == (1, 1, True, False)


@pytest.mark.parametrize(("words", "codes"), [("eleve", ["ALUMNUS", "STUDENT"]), ("intranet_a", ["INTRANET_AGENT"])])
def test_a_role_is_found_by_its_name_and_by_its_code(sqlite_world: World, words: str, codes: list[str]) -> None:
    assert [row["code"] for row in member(sqlite_world)(roles.page, Query(q=words))["rows"]] == codes


def test_a_list_of_many_roles_takes_no_more_queries(sqlite_world: World) -> None:
    ask = member(sqlite_world)
    few = counted(lambda: ask(roles.page, Query()))
    for n in range(40):
        ask(roles.create, RoleForm(name=f"Club {n}", code=f"CLUB_{n}", kind="other"))
    assert counted(lambda: ask(roles.page, Query())) <= few


def test_a_role_begins_with_no_right(world: World) -> None:
    assert member(world)(roles.create, CLUB) == "CLUB_CHESS"
    card = member(world)(roles.card, "CLUB_CHESS")
    assert (card["permissions"], card["manages"], card["quota"], card["quota_mb"]) == ([], [], 1_500_000, "1.5")
    assert (card["description"], card["may_delete"], card["is_builtin"]) == ("Les pions", True, False)
    line = told(world)[-1]
    assert (line.action, line.label) == ("roles.created", "Club d’échecs")
    assert "pions" not in str(line.after)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "x" * 51}, "name"),
        ({"name": " "}, "name"),
        ({"name": "PROFESSEUR"}, "name"),
        ({"name": "eleve"}, "name"),
        ({"code": "x" * 51}, "code"),
        ({"code": "été"}, "code"),
        ({"code": "a b"}, "code"),
        ({"code": "student"}, "code"),
        ({"code": "new"}, "code"),
        ({"description": "x" * 1001}, "description"),
        ({"description": "<b>x</b>"}, "description"),
        ({"description": "x &lt; y"}, "description"),
        ({"kind": "king"}, "kind"),
        ({"quota": "-1"}, "quota"),
        ({"quota": "beaucoup"}, "quota"),
        ({"quota": "2001"}, "quota"),
    ],
)
def test_what_cannot_be_is_said_by_its_field(sqlite_world: World, changes: dict[str, str], field: str) -> None:
    assert list(fault(sqlite_world, **changes)) == [field]
    assert len(member(sqlite_world)(roles.page, Query())["rows"]) == 20


def test_an_angle_that_is_no_markup_is_fine(sqlite_world: World) -> None:
    member(sqlite_world)(roles.create, RoleForm(**{**CLUB, "description": "1 < 2 & 3 > 2"}))


def test_a_built_in_role_is_renamed_and_keeps_its_code(world: World) -> None:
    ask = member(world)
    ask(roles.modify, "TEACHER", RoleForm(name="Enseignant", code="TEACHER", kind="teacher", version="1"))
    assert ask(roles.card, "TEACHER")["name"] == "Enseignant"
    assert (told(world)[-1].before, told(world)[-1].after) == ({"name": "Professeur"}, {"name": "Enseignant"})
    with pytest.raises(Invalid):
        ask(roles.modify, "TEACHER", RoleForm(name="Enseignant", code="PROF", kind="teacher", version="2"))


def test_a_code_follows_and_saving_nothing_new_tells_nothing(world: World) -> None:
    ask = member(world)
    ask(roles.create, CLUB)
    assert ask(roles.modify, "CLUB_CHESS", RoleForm(**{**CLUB, "code": "club_go"}, version="1")) == "club_go"
    lines = len(told(world))
    ask(roles.modify, "club_go", RoleForm(**{**CLUB, "code": "club_go"}, version="2"))
    assert len(told(world)) == lines
    with pytest.raises(NotFound):
        ask(roles.card, "CLUB_CHESS")


def test_a_stale_form_is_refused(world: World) -> None:
    ask = member(world)
    ask(roles.create, CLUB)
    ask(roles.modify, "CLUB_CHESS", RoleForm(**{**CLUB, "name": "Échecs"}, version="1"))
    with pytest.raises(Conflict):
        ask(roles.modify, "CLUB_CHESS", RoleForm(**{**CLUB, "name": "Dames"}, version="1"))
    assert ask(roles.card, "CLUB_CHESS")["name"] == "Échecs"


@pytest.mark.parametrize(
    ("code", "better"),
    [
        ("EST_CAMPUS", "CAMPUS_EST"),
        ("CAMPUS_NORD", ""),
        ("EST_PONT", "PONT_EST"),
        ("BLOG_WEBMASTER", ""),
        ("LECTURE_INTRANET", "INTRANET_LECTURE"),
        ("CLUB", ""),
        ("CLUB_2", ""),
        ("_CAMPUS", ""),
    ],
)
def test_a_code_by_category_is_advised_where_it_would_group(code: str, better: str) -> None:
    others = [("CAMPUS_OUEST", False), ("OUEST_PONT", False), ("INTRANET_AGENT", True), ("MINISITE_WEBMASTER", True)]
    assert category(code, [*others, (code, False)]) == better


def test_deleting_says_its_impact_first(world: World) -> None:
    ask = member(world)
    ask(roles.create, CLUB)
    club = identity(world, "CLUB_CHESS")
    grant(world, "CLUB_CHESS", Permission.PEOPLE_READ, Permission.JOBS_READ, manages=["TEACHER"])
    grant(world, "STUDENT", Permission.PEOPLE_READ)
    holds(world, "prof", "CLUB_CHESS")
    holds(world, "eleve", "CLUB_CHESS", primary=True)
    impact = ask(role_deletion.impact, [club])
    assert (impact["names"], impact["holders"], impact["primary"]) == (["Club d’échecs"], 2, 1)
    assert impact["permissions"] == ["See the people", "See everybody's background jobs"]
    assert impact["unreachable"] == ["See everybody's background jobs"]
    assert impact["accounts"] == ["Professeur"]
    assert (impact["spaces"], impact["closed"], impact["deposits"]) == ([], [], 0)


def test_a_right_that_others_held_until_yesterday_is_out_of_reach(world: World) -> None:
    ask = member(world)
    ask(roles.create, CLUB)
    grant(world, "CLUB_CHESS", Permission.JOBS_READ)
    grant(world, "EDITOR", Permission.JOBS_READ)
    holds(world, "eleve", "EDITOR")
    with written(world) as db:
        db.exec(update(Membership).where(~col(Membership.is_primary)).values(ends_on=now().date() - timedelta(days=1)))
        db.commit()
    assert ask(role_deletion.impact, [identity(world, "CLUB_CHESS")])["unreachable"] == [
        "See everybody's background jobs"
    ]


def test_deleting_says_which_spaces_and_documents_are_out_of_reach(world: World) -> None:
    ask = member(world)
    clubs = [ask(roles.create, RoleForm(name=code, code=code, kind="staff")) for code in ("CLUB_A", "CLUB_B")]
    first, second = (identity(world, code) for code in clubs)
    teacher = identity(world, "TEACHER")
    for code in clubs:
        holds(world, "eleve", code)
    with written(world) as db:
        db.exec(delete(SpaceRole).where(col(SpaceRole.space).in_([SpaceCode.INSPECTORS, SpaceCode.STUDENTS])))
        db.add_all(SpaceRole(space=SpaceCode.INSPECTORS, role_id=role) for role in (first, second))
        db.add(SpaceRole(space=SpaceCode.STUDENTS, role_id=first))
        db.commit()
    deposited(world, whom("role", first, later=True), whom("role", second, later=True), content=b"1")
    deposited(world, whom("role", second, later=True), whom("role", teacher, later=True), content=b"2")
    deposited(world, whom("role", teacher, later=True), whom("role", first), content=b"3")
    member(world, "prof")(deposits.trash, deposited(world, whom("role", first, later=True), content=b"4"))

    def said(*ids: int) -> tuple[object, ...]:
        impact = ask(role_deletion.impact, [*ids])
        return impact["spaces"], impact["closed"], impact["deposits"]

    assert said(first) == (["Students", "Staff", "Inspectors"], ["Students"], 1)
    assert said(second) == (["Staff", "Inspectors"], [], 2)
    assert said(first, second) == (["Students", "Staff", "Inspectors"], ["Students", "Inspectors"], 2)
    assert counted(lambda: said(first)) == counted(lambda: said(first, second))


def test_who_held_it_first_of_all_is_a_student(world: World) -> None:
    ask = member(world)
    for code in ("CLUB_A", "CLUB_B"):
        ask(roles.create, RoleForm(name=code, code=code, kind="other"))
    holds(world, "prof", "CLUB_A", primary=True)
    holds(world, "eleve", "CLUB_B", primary=True)
    assert ask(role_deletion.delete_roles, [identity(world, code) for code in ("CLUB_A", "CLUB_B")]) == 2
    assert (primary(world, "prof"), held(world, "prof")) == ("STUDENT", {"STUDENT", "TEACHER"})
    assert (primary(world, "eleve"), held(world, "eleve")) == ("STUDENT", {"STUDENT"})
    assert [(line.action, line.label) for line in told(world)[-2:]] == [
        ("roles.deleted", "CLUB_A"),
        ("roles.deleted", "CLUB_B"),
    ]


def test_built_in_roles_stay_and_with_them_whatever_was_ticked_beside(world: World) -> None:
    ask = member(world)
    ask(roles.create, CLUB)
    club = identity(world, "CLUB_CHESS")
    for beside in ("WEBMASTER", "STUDENT", "TEACHER", "ANONYMOUS"):
        with pytest.raises(NotFound):
            ask(role_deletion.delete_roles, [club, identity(world, beside)])
    for absent in ([], [0], [club, 9999], [2**40]):
        with pytest.raises(NotFound):
            ask(role_deletion.delete_roles, absent)
    assert ask(role_deletion.delete_roles, [club]) == 1


def test_a_role_out_of_reach_is_not_there(world: World) -> None:
    deputy(world, Permission.ROLES_MANAGE, manages=["EDITOR"])
    member(world)(roles.create, CLUB)
    ask = member(world, "prof")
    with pytest.raises(NotFound):
        ask(roles.modify, "CLUB_CHESS", RoleForm(**{**CLUB, "version": "1"}))
    with pytest.raises(NotFound):
        ask(role_deletion.delete_roles, [identity(world, "CLUB_CHESS")])
    for code in ("WEBMASTER", "ANONYMOUS", "TEACHER"):
        with pytest.raises(NotFound):
            ask(roles.modify, code, RoleForm(name="Moi", kind="other", version="1"))
    ask(roles.modify, "EDITOR", RoleForm(name="Rédacteur", kind="staff", version="1"))
    grant(world, "EDITOR", Permission.PEOPLE_READ)
    with pytest.raises(NotFound):
        ask(roles.modify, "EDITOR", RoleForm(name="Scribe", kind="staff", version="2"))


def test_whoever_creates_a_role_can_change_and_delete_it(world: World) -> None:
    deputy(world, Permission.ROLES_MANAGE)
    ask: Callable[..., Any] = member(world, "prof")
    ask(roles.create, CLUB)
    ask = member(world, "prof")
    assert ask(roles.card, "CLUB_CHESS")["may_alter"]
    ask(roles.modify, "CLUB_CHESS", RoleForm(**{**CLUB, "name": "Go"}, version="1"))
    ask(role_deletion.delete_roles, [identity(world, "CLUB_CHESS")])


@pytest.mark.parametrize("everybodys", ["AUTHENTICATED", "ANONYMOUS"])
def test_where_everybody_manages_roles_whoever_creates_one_can_change_and_delete_it(
    world: World, everybodys: str
) -> None:
    """Their rights are those of their roles and of everybody's (R3)."""
    grant(world, everybodys, Permission.ROLES_MANAGE)
    member(world, "eleve")(roles.create, CLUB)
    assert managing(world, "CLUB_CHESS") == {everybodys}
    ask: Callable[..., Any] = member(world, "eleve")
    assert ask(roles.card, "CLUB_CHESS")["may_alter"]
    ask(roles.modify, "CLUB_CHESS", RoleForm(**{**CLUB, "name": "Go"}, version="1"))
    assert member(world, "prof")(roles.card, "CLUB_CHESS")["may_alter"]
    ask(role_deletion.delete_roles, [identity(world, "CLUB_CHESS")])


def test_what_is_created_by_a_role_of_ones_own_is_not_everybodys(world: World) -> None:
    deputy(world, Permission.ROLES_MANAGE)
    grant(world, "AUTHENTICATED", Permission.ROLES_MANAGE)
    member(world, "prof")(roles.create, CLUB)
    assert managing(world, "CLUB_CHESS") == {"DEPUTY"}
    assert not member(world, "eleve")(roles.card, "CLUB_CHESS")["may_alter"]


def managing(world: World, code: str) -> set[str]:
    """The codes of the roles that manage the accounts of that one."""
    with read(world) as db:
        managed = select(Role.id).where(col(Role.code) == code).scalar_subquery()
        by = col(Management.role_id) == col(Role.id)
        return {*db.exec(select(Role.code).join(Management, by).where(col(Management.managed_id) == managed))}


def test_deleting_never_brings_what_neither_side_holds(world: World) -> None:
    deputy(world, Permission.ROLES_MANAGE)
    member(world, "prof")(roles.create, CLUB)
    grant(world, "STUDENT", Permission.JOURNAL_READ, manages=["INSPECTOR"])
    holds(world, "eleve", "CLUB_CHESS", primary=True, only=True)
    club = [identity(world, "CLUB_CHESS")]
    with pytest.raises(Refused) as refused:
        member(world, "prof")(role_deletion.delete_roles, club)
    assert "gain rights that you do not hold" in refused.value.message.text("en")
    assert held(world, "eleve") == {"CLUB_CHESS"}
    holds(world, "eleve", "STUDENT")  # they have it anyway
    member(world, "prof")(role_deletion.delete_roles, club)
    assert (primary(world, "eleve"), held(world, "eleve")) == ("STUDENT", {"STUDENT"})


def test_who_may_not_manage_roles_reads_no_description(world: World) -> None:
    for use_case, said in ((roles.page, (Query(),)), (roles.card, ("STUDENT",)), (roles.advice, ("A_B",))):
        with pytest.raises(Forbidden):
            member(world, "prof")(use_case, *said)


def test_nothing_of_another_school_is_touched(world: World) -> None:
    member(world)(roles.create, CLUB)
    with world.installation.databases.session(world.cinabre.place, writes=False) as db:
        assert db.exec(select(Role).where(col(Role.code) == "CLUB_CHESS")).first() is None
        assert len(db.exec(select(Membership)).all()) == len(db.exec(select(Person)).all())
        assert [line.action for line in db.exec(select(Journal))] == ["people.added"]
