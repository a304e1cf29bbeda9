"""Does each gesture of a school need the right that the table says, and no other?"""

from dataclasses import replace
from typing import Any, Final

import pytest

from app.models.establishment import Job
from app.services import person_jobs
from app.services.bulk import ACTIONS
from app.services.errors import Forbidden, NotFound, Refused
from app.services.people_ways import NEEDED
from app.services.permissions import Open, Permission, PlatformPermission
from app.services.scope import USE_CASES, PersonActor, open_establishment
from tests.architecture.rights import ACTIONS_OF, OPENED_BY, WAYS_OF
from tests.architecture.test_use_cases import EVERYTHING, MATRIX, SAID, use_case
from tests.support.world import World

RIGHTS: Final = {name: Permission(right) for right, names in OPENED_BY.items() for name in names}

# What is asked for in `MATRIX` is the right to do, and another to do it with.
ALSO: Final = {
    "people_bulk.preview": Permission.PEOPLE_BLOCK,
    "people_import.confirm": Permission.PEOPLE_ADD,
    "people_import_plan.preview": Permission.PEOPLE_ADD,
    "permission_matrix.preview": Permission.PEOPLE_READ,  # nobody gives what they lack
}
# Actions on many: those on people and on guardians need the right to see their list, too, which the preview asks for.
BY_ACTIONS: Final = {
    action: Permission(right) for actions in ACTIONS_OF.values() for action, right in actions.items() if right
}
PREVIEWS: Final = {action: preview for preview, actions in ACTIONS_OF.items() for action in actions}


def able(world: World, *rights: Permission) -> PersonActor:
    """Azurite's administrator with no other rights than these."""
    return replace(world.person(world.azurite, "admin"), roles=(), permissions=frozenset(rights))


def but(right: Permission) -> list[Permission]:
    return [each for each in Permission if each is not right]


def is_forbidden(world: World, actor: PersonActor, name: str, *said: Any) -> bool:  # noqa: ANN401  whatever it takes
    """Whether the right is what it lacks; another refusal comes after that question."""
    try:
        with open_establishment(world.installation, actor, writes=True) as scope:
            use_case(name)(scope, *said)
    except Forbidden:
        return True
    except Refused:
        return False
    return False


def test_each_use_case_of_a_school_that_needs_a_right_is_in_the_table() -> None:
    assert {name: right for name, right in USE_CASES.items() if isinstance(right, Permission)} == RIGHTS


@pytest.mark.parametrize("name", sorted(RIGHTS))
def test_a_use_case_is_opened_by_its_right_and_by_no_other(sqlite_world: World, name: str) -> None:
    world, right = sqlite_world, RIGHTS[name]
    said = MATRIX[name][1](world)
    assert is_forbidden(world, able(world, *but(right)), name, *said)
    assert not is_forbidden(world, able(world, right, ALSO.get(name, right)), name, *said)


@pytest.mark.parametrize("name", sorted(BY_ACTIONS))
def test_an_action_on_many_is_opened_by_its_right_and_by_no_other(sqlite_world: World, name: str) -> None:
    world, right = sqlite_world, BY_ACTIONS[name]
    preview = PREVIEWS[name], name, EVERYTHING, SAID
    assert is_forbidden(world, able(world, *but(right)), *preview)
    assert not is_forbidden(world, able(world, right, RIGHTS.get(preview[0], right)), *preview)


@pytest.mark.parametrize("way", sorted(WAYS_OF))
def test_a_way_of_importing_is_opened_by_its_rights_and_by_no_others(sqlite_world: World, way: str) -> None:
    world, needed = sqlite_world, [Permission(right) for right in WAYS_OF[way]]
    for name in ("people_import_plan.preview", "people_import.confirm"):
        for right in needed:
            assert is_forbidden(world, able(world, *but(right)), name, "0" * 32, way)
        assert not is_forbidden(world, able(world, Permission.PEOPLE_READ, *needed), name, "0" * 32, way)


def test_each_way_of_importing_is_in_the_table() -> None:
    assert {str(way): needed for way, needed in NEEDED.items()} == WAYS_OF


def test_each_action_of_a_school_is_in_the_table() -> None:
    ours = {name: action.permission for name, action in ACTIONS.items() if isinstance(action.permission, Permission)}
    assert ours == BY_ACTIONS


def test_everybodys_jobs_are_seen_by_their_right_and_by_no_other(sqlite_world: World) -> None:
    world = sqlite_world
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        theirs = Job(kind="people.block", person_id=2)
        db.add(theirs)
        db.commit()
    for rights, is_seen in ((but(Permission.JOBS_READ), False), ([Permission.JOBS_READ], True)):
        with open_establishment(world.installation, able(world, *rights), writes=False) as scope:
            assert [row["id"] for row in person_jobs.page(scope, SAID)["rows"]] == ([theirs.id] if is_seen else [])
            if is_seen:
                assert person_jobs.card(scope, theirs.id or 0)["id"] == theirs.id
            else:
                with pytest.raises(NotFound):
                    person_jobs.card(scope, theirs.id or 0)


def test_every_right_is_needed_by_something() -> None:
    """A permission exists only if code enforces it (R6): use cases, actions, and the list of jobs, as shown above."""
    by_actions = {action.permission for action in ACTIONS.values()}
    assert set(PlatformPermission) | set(Open) <= set(USE_CASES.values()) | by_actions
    assert set(Permission) == set(RIGHTS.values()) | set(BY_ACTIONS.values()) | {Permission.JOBS_READ}
