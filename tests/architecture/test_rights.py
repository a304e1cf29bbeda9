"""Which of a school's rights does each gesture need? Said here a second time: what demands another one is caught."""

from dataclasses import replace
from typing import Any, Final

import pytest

from app.models.establishment import Job
from app.services import person_jobs
from app.services.bulk import ACTIONS
from app.services.errors import Forbidden, NotFound, Refused
from app.services.permissions import Open, Permission, PlatformPermission
from app.services.scope import USE_CASES, PersonActor, open_establishment
from tests.architecture.test_use_cases import EVERYTHING, MATRIX, SAID, use_case
from tests.support.world import World

NEEDED: Final[dict[Permission, str]] = {
    Permission.PEOPLE_READ: """families.card figures.accounts figures.roles figures.sign_ins people.page
        people_bulk.confirm people_bulk.offered people_bulk.preview people_choices.choices person.card person.fallback
        person.roles person.services""",
    Permission.PEOPLE_ADD: "people_form.add",
    Permission.PEOPLE_EDIT: """families.candidates guardian_links.change_status guardian_links.link
        guardian_links.settle guardian_links.unlink people_form.modify""",
    Permission.PEOPLE_BLOCK: "people_security.block people_security.unblock",
    Permission.PEOPLE_SECURE: """people_security.require_change people_security.send_activation
        people_security.sign_out person.sessions person.sign_ins""",
    Permission.SERVICES_MANAGE: """services.attach services.candidates services.create services.delete services.detach
        services.people services.rename services.rows""",
    Permission.ROLES_MANAGE: """role_deletion.delete_roles role_deletion.impact roles.advice roles.card roles.create
        roles.modify roles.page""",
    Permission.PERMISSIONS_MANAGE: """permission_history.history permission_history.reversal permission_matrix.matrix
        permission_matrix.preview permission_matrix.save""",
    Permission.ACCESS_EXPLAIN: """access.candidates access.choices access.explain access.rights_of
        entry_explanation.explain""",
    Permission.LOCKER_DEPOSIT: """audience_search.proposed audience_search.search audiences.reached
        deposits.add_recipients deposits.deposit deposits.modify deposits.newly_reached deposits.purge deposits.restore
        deposits.trash deposits.update locker_storage.room recipients.catch_up recipients.remind uploads.announce
        uploads.keep uploads.remove uploads.rows""",
    Permission.LOCKER_MANAGE: """categories.create categories.delete categories.move categories.rename categories.rows
        figures.deposits figures.kept locker_settings.card locker_settings.modify locker_storage.storage
        notifications.choose_usual""",
    Permission.SPACES_MANAGE: """guardian_bulk.confirm guardian_bulk.preview guardians.page guardians.set_access
        space_schedule.plan space_schedule.schedule spaces.base spaces.card spaces.let_in spaces.publish
        spaces.publish_base spaces.roles spaces.rows spaces.tally""",
    Permission.ANNOUNCEMENTS_MANAGE: """announcement_actions.create announcement_actions.delete_announcements
        announcement_actions.losses announcement_actions.modify announcement_readers.page announcements.card
        announcements.page announcements.preview""",
    Permission.VIEW_AS: "view_as.begin_as_person view_as.begin_as_role",
    Permission.JOURNAL_READ: "journal.newest journal.page person.history",
}
RIGHTS: Final = {name: right for right, names in NEEDED.items() for name in names.split()}

# What is asked for in `MATRIX` is the right to do, and another to do it with.
ALSO: Final = {
    "people_bulk.preview": Permission.PEOPLE_BLOCK,
    "permission_matrix.preview": Permission.PEOPLE_READ,  # nobody gives what they lack
}
# Actions on many: those on people and on guardians need the right to see their list, too, which the preview asks for.
BY_ACTIONS: Final[dict[str, Permission]] = {
    "guardians.open": Permission.SPACES_MANAGE,
    "guardians.close": Permission.SPACES_MANAGE,
    "guardians.reset": Permission.SPACES_MANAGE,
    "guardians.one_each": Permission.SPACES_MANAGE,
    "people.block": Permission.PEOPLE_BLOCK,
    "people.unblock": Permission.PEOPLE_BLOCK,
    "people.require_password": Permission.PEOPLE_SECURE,
    "people.send_activation": Permission.PEOPLE_SECURE,
    "people.cancel": Permission.PEOPLE_CANCEL,
    "people.give_role": Permission.PEOPLE_EDIT,
    "people.take_role": Permission.PEOPLE_EDIT,
    "sent.file": Permission.LOCKER_DEPOSIT,
    "sent.remind": Permission.LOCKER_DEPOSIT,
    "sent.trash": Permission.LOCKER_DEPOSIT,
    "trash.restore": Permission.LOCKER_DEPOSIT,
    "trash.purge": Permission.LOCKER_DEPOSIT,
}
PREVIEWS: Final = {"people": "people_bulk", "guardians": "guardian_bulk", "sent": "locker_bulk", "trash": "locker_bulk"}


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
    preview = f"{PREVIEWS[name.partition('.')[0]]}.preview", name, EVERYTHING, SAID
    assert is_forbidden(world, able(world, *but(right)), *preview)
    assert not is_forbidden(world, able(world, right, RIGHTS.get(preview[0], right)), *preview)


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
