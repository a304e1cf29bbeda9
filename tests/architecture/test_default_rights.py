"""What may each sort of person do in a school that is new? Every use case × every built-in role (product.md, R2).

The tables say it in words of their own: neither what use cases ask for nor what roles begin with is read from the
program. ANONYMOUS and AUTHENTICATED bring nothing: whatever they brought, everybody here would show.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest

from app.models.establishment import Job, Role
from app.services.bulk import ACTIONS
from app.services.errors import Forbidden, NotFound, Refused
from app.services.permissions import Permission
from app.services.scope import open_establishment
from tests.architecture.test_use_cases import EVERYTHING, MATRIX, SAID, WEBMASTER, answered, use_case
from tests.support.crowd import Crowd
from tests.support.schooling import deputy, holds
from tests.support.world import World


def _words(said: str) -> frozenset[str]:
    return frozenset(said.split())


# Each right, and the use cases that it opens.
OPENED_BY: Final = {
    "people.read": _words("""
        people.page people_choices.choices people_bulk.offered people_bulk.preview people_bulk.confirm
        person.card person.roles person.services person.fallback families.card
        figures.accounts figures.roles figures.sign_ins"""),
    "people.add": _words("people_form.add"),
    "people.edit": _words("""
        people_form.modify families.candidates
        guardian_links.link guardian_links.change_status guardian_links.settle guardian_links.unlink"""),
    "people.block": _words("people_security.block people_security.unblock"),
    "people.cancel": _words(""),  # an action on a selection, as below
    "people.secure": _words("""
        people_security.require_change people_security.send_activation people_security.sign_out
        person.sessions person.sign_ins"""),
    "services.manage": _words("""
        services.rows services.people services.candidates services.create services.rename services.delete
        services.attach services.detach"""),
    "roles.manage": _words("""
        roles.page roles.card roles.advice roles.create roles.modify
        role_deletion.impact role_deletion.delete_roles"""),
    "permissions.manage": _words("""
        permission_matrix.matrix permission_matrix.preview permission_matrix.save
        permission_history.history permission_history.reversal"""),
    "access.explain": _words("""
        access.candidates access.choices access.explain access.rights_of entry_explanation.explain"""),
    "locker.deposit": _words("""
        deposits.deposit deposits.modify deposits.newly_reached deposits.add_recipients deposits.update deposits.trash
        deposits.restore deposits.purge recipients.catch_up recipients.remind audiences.reached
        audience_search.search audience_search.proposed uploads.keep uploads.remove uploads.rows
        locker_storage.room"""),
    "locker.manage": _words("""
        categories.rows categories.create categories.rename categories.move categories.delete
        locker_settings.card locker_settings.modify locker_storage.storage notifications.choose_usual
        figures.deposits figures.kept"""),
    "spaces.manage": _words("""
        spaces.base spaces.publish_base spaces.rows spaces.card spaces.publish spaces.roles spaces.let_in spaces.tally
        space_schedule.schedule space_schedule.plan
        guardians.page guardians.set_access guardian_bulk.preview guardian_bulk.confirm"""),
    "announcements.manage": _words("""
        announcements.page announcements.card announcements.preview announcement_readers.page
        announcement_actions.create announcement_actions.modify announcement_actions.losses
        announcement_actions.delete_announcements"""),
    "portal.view_as": _words("view_as.begin_as_person view_as.begin_as_role"),
    "all_jobs.read": _words(""),  # widens what everybody may: the jobs of others, as below
    "journal.read": _words("journal.page journal.newest person.history"),
}  # fmt: skip
# What whoever is signed in may do with what is theirs.
OPEN_TO_ALL: Final = _words("""
    account.card account.modify account.change_email account.keep_email account.change_password
    own_sessions.rows own_sessions.close own_space.card home.card view_as.end
    preferences.liking preferences.show_columns preferences.show_rows
    announcement_reading.shown announcement_reading.read arrivals.news arrivals.standing
    person_jobs.page person_jobs.cancel person_jobs.undo
    documents.found documents.note documents.bundle locker_document.card locker_trash.page
    locker_bulk.offered locker_bulk.preview locker_bulk.confirm
    sent.page sent.card sent.choices recipients.page recipients.to_remind""")
OF_ANOTHERS_JOB: Final = _words("person_jobs.card person_jobs.rows")  # for others, there is no such job
OF_A_LOCKER: Final = _words("received.page received.choices received.catch_up")  # for others, there is no such page
OF_CATEGORIES: Final = _words("categories.choices")  # likewise, but for whoever deposits
SENDING: Final = _words("uploads.announce")  # for whoever deposits and has a locker, where what was sent waits

# Actions on a selection, and the one right that each asks for besides that of its list.
ACTIONS_OF: Final = {
    "people_bulk.preview": {
        "people.block": "people.block",
        "people.unblock": "people.block",
        "people.require_password": "people.secure",
        "people.send_activation": "people.secure",
        "people.give_role": "people.edit",
        "people.take_role": "people.edit",
        "people.cancel": "people.cancel",
    },
    "guardian_bulk.preview": {
        "guardians.open": "spaces.manage",
        "guardians.close": "spaces.manage",
        "guardians.reset": "spaces.manage",
        "guardians.one_each": "spaces.manage",
    },
    "locker_bulk.preview": {
        "received.mark_read": "",
        "received.mark_unread": "",
        "received.remove": "",
        "sent.file": "locker.deposit",
        "sent.remind": "locker.deposit",
        "sent.trash": "locker.deposit",
        "trash.restore": "locker.deposit",
        "trash.purge": "locker.deposit",
    },
}

_SECTION: Final = _words("people.read people.add people.edit people.block")
# Who may what when a school is new. Whoever is not named holds no right: students, guardians, assistants (AESH),
# inspectors, former students, and those whose roles concern a part of the site that is still to come.
MAY: Final = {
    "WEBMASTER": frozenset(OPENED_BY),
    "PRINCIPAL": _SECTION | _words("""
        people.cancel people.secure services.manage access.explain journal.read locker.deposit spaces.manage
        announcements.manage"""),
    "MINISITE_WEBMASTER": _SECTION,
    "INTRANET_WEBMASTER": _SECTION,
    "SCHOOL_LIFE": _words("people.read locker.deposit"),
    "STAFF": _words("people.read locker.deposit"),
    "TEACHER": _words("locker.deposit"),
    "SUPPORT_STAFF": _words("locker.deposit"),
    "COUNSELLOR": _words("locker.deposit"),
}  # fmt: skip
WITHOUT_LOCKER: Final = _words("STUDENT GUARDIAN INSPECTOR ALUMNUS")  # all others teach, or are of the staff (L1)
BUILT_IN: Final = _words("""
    WEBMASTER MINISITE_WEBMASTER VALIDATOR EDITOR DIRECTORY_CONTRIBUTOR INTRANET_WEBMASTER INTRANET_AGENT CASE_AGENT
    STUDENT TEACHER STAFF SCHOOL_LIFE SUPPORT_STAFF GUARDIAN PRINCIPAL INSPECTOR COUNSELLOR ALUMNUS""")
# Whose accounts somebody manages, and which roles they give, when a school is new (P7). All others: nobody's.
MANAGE: Final = {
    "WEBMASTER": BUILT_IN,
    "PRINCIPAL": BUILT_IN - _words("WEBMASTER MINISITE_WEBMASTER INTRANET_WEBMASTER PRINCIPAL"),
    "MINISITE_WEBMASTER": _words("MINISITE_WEBMASTER VALIDATOR EDITOR DIRECTORY_CONTRIBUTOR"),
    "INTRANET_WEBMASTER": _words("INTRANET_WEBMASTER VALIDATOR EDITOR INTRANET_AGENT CASE_AGENT"),
}

OF_ESTABLISHMENTS: Final = {name for name, (may, _) in MATRIX.items() if WEBMASTER in may}
NOTHING_BEYOND_REACH: Final[dict[str, tuple[object, ...]]] = {"permission_matrix.preview": ([],)}


@pytest.fixture
def school(world: World) -> Crowd:
    """A new one, where `admin` has a job, and `prof` comes in as the guardian of `eleve`, whatever else they are."""
    crowd = Crowd(world, world.azurite)
    crowd.link(crowd.id("eleve"), crowd.id("prof"))
    crowd.write(lambda db: db.add(Job(id=1, kind="people.block", person_id=crowd.id("admin"))))
    return crowd


@pytest.mark.parametrize("role", sorted(BUILT_IN))
def test_a_built_in_role_opens_what_the_table_says_and_nothing_else(school: Crowd, role: str) -> None:
    holds(school.world, "prof", role, primary=True, only=True)
    assert _opened(school) == _expected(MAY.get(role, frozenset()), has_locker=role not in WITHOUT_LOCKER)


@pytest.mark.parametrize("right", sorted(OPENED_BY))
def test_a_right_opens_what_the_table_says_and_nothing_else(school: Crowd, right: str) -> None:
    """Asked of somebody who may see people besides: what is done to a selection of them needs both."""
    holds(school.world, "prof", "STUDENT", primary=True, only=True)
    deputy(school.world, Permission.PEOPLE_READ, Permission(right))
    assert _opened(school) == _expected(frozenset({"people.read", right}), has_locker=False)


@pytest.mark.parametrize("role", sorted(BUILT_IN))
def test_a_built_in_role_reaches_the_accounts_and_gives_the_roles_that_the_table_says(school: Crowd, role: str) -> None:
    """Asked of somebody who may see and block people besides, so that no reach is hidden by the lack of a right."""
    holds(school.world, "prof", role, primary=True, only=True)
    deputy(school.world, Permission.PEOPLE_READ, Permission.PEOPLE_BLOCK)
    others = {code: school.add(1, code, first=n)[0] for n, code in enumerate(sorted(BUILT_IN))}
    ask = _asking(school)
    reached = {code for code, other in others.items() if not isinstance(ask("people_security.block", other), NotFound)}
    given = {int(box["id"]) for box in ask("person.roles") if box["may_give"]}
    assert reached == MANAGE.get(role, frozenset())
    assert {code for code in BUILT_IN if school.role(code) in given} == MANAGE.get(role, frozenset())


def test_the_tables_name_every_use_case_every_action_every_right_and_every_role(school: Crowd) -> None:
    opened = {name for names in OPENED_BY.values() for name in names}
    assert opened | OPEN_TO_ALL | OF_ANOTHERS_JOB | OF_A_LOCKER | OF_CATEGORIES | SENDING == OF_ESTABLISHMENTS
    actions = {name for actions in ACTIONS_OF.values() for name in actions}
    assert actions == {name for name in ACTIONS if not name.startswith("establishments.")}
    assert set(OPENED_BY) == set(Permission)
    assert {role.code for role in school.rows(Role)} == BUILT_IN | {"ANONYMOUS", "AUTHENTICATED"}


def _expected(rights: frozenset[str], *, has_locker: bool) -> set[str]:
    opened = OPEN_TO_ALL.union(*(OPENED_BY[right] for right in rights))
    opened |= OF_ANOTHERS_JOB if "all_jobs.read" in rights else frozenset()
    opened |= OF_A_LOCKER if has_locker else frozenset()
    opened |= OF_CATEGORIES if has_locker or "locker.deposit" in rights else frozenset()
    opened |= SENDING if has_locker and "locker.deposit" in rights else frozenset()
    actions = (found for offered_by, found in ACTIONS_OF.items() if offered_by in opened)
    may = {action for each in actions for action, right in each.items() if right in rights | {""}}
    return set(opened - set(ACTIONS_OF)) | may


def _opened(school: Crowd) -> set[str]:
    """The use cases, and the actions on a selection, that are not refused to `prof`."""
    ask, plain = _asking(school), sorted(OF_ESTABLISHMENTS - set(ACTIONS_OF))
    said = {name: MATRIX[name][1](school.world) for name in plain} | NOTHING_BEYOND_REACH
    opened = {name for name in plain if not isinstance(ask(name, *said[name]), _no(name))}
    for name, actions in ACTIONS_OF.items():
        opened |= {action for action in actions if not isinstance(ask(name, action, EVERYTHING, SAID), Forbidden)}
    return opened


def _no(name: str) -> type[Refused]:
    """How a use case refuses whoever may not; most would also say of what they work on here that it is not there."""
    return NotFound if name in OF_ANOTHERS_JOB | OF_A_LOCKER | OF_CATEGORIES else Forbidden


def _asking(school: Crowd) -> Callable[..., Any]:
    """Ask use cases as `prof`, who has just come in; gives what they give, or the refusal. Nothing of it stays."""
    actor = school.world.person(school.school)

    def ask(name: str, *said: object) -> Any:  # noqa: ANN401  whatever it gives
        with open_establishment(school.world.installation, actor, writes=True) as scope:
            answer = answered(use_case(name), scope, *said)
            scope.take_back()
            return answer

    return ask
