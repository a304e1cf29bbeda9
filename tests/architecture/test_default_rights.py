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
from tests.architecture.rights import ACTIONS_OF, OPENED_BY, words
from tests.architecture.test_use_cases import EVERYTHING, MATRIX, SAID, WEBMASTER, answered, use_case
from tests.support.crowd import Crowd
from tests.support.schooling import deputy, holds
from tests.support.world import World

# What whoever is signed in may do with what is theirs.
OPEN_TO_ALL: Final = words("""
    account.card account.modify account.change_email account.keep_email account.change_password
    own_sessions.rows own_sessions.close own_space.card home.card view_as.end
    preferences.liking preferences.show_columns preferences.show_rows
    announcement_reading.shown announcement_reading.read arrivals.news arrivals.standing
    person_jobs.page person_jobs.cancel person_jobs.undo
    documents.found documents.note documents.bundle locker_document.card locker_trash.page
    locker_bulk.offered locker_bulk.preview locker_bulk.confirm
    sent.page sent.card sent.choices recipients.page recipients.to_remind""")
# For others, there is no such job.
OF_ANOTHERS_JOB: Final = words("person_jobs.card person_jobs.rows people_import.report")
# For whoever may add people besides: that is what is asked of them here.
IMPORTING: Final = words("people_import_plan.preview people_import.confirm")
OF_A_LOCKER: Final = words("received.page received.choices received.catch_up")  # for others, there is no such page
OF_CATEGORIES: Final = words("categories.choices")  # likewise, but for whoever deposits
SENDING: Final = words("uploads.announce")  # for whoever deposits, if they have a locker, where what was sent waits

_SECTION: Final = words("people.read people.add people.edit people.block")
# Who may what when a school is new. Whoever is not named holds no right: students, guardians, assistants (AESH),
# inspectors, former students, and those whose roles concern a part of the site that is still to come.
MAY: Final = {
    "WEBMASTER": frozenset(OPENED_BY),
    "PRINCIPAL": _SECTION | words("""
        people.cancel people.secure services.manage access.explain journal.read locker.deposit spaces.manage
        announcements.manage"""),
    "MINISITE_WEBMASTER": _SECTION,
    "INTRANET_WEBMASTER": _SECTION,
    "SCHOOL_LIFE": words("people.read locker.deposit"),
    "STAFF": words("people.read locker.deposit"),
    "TEACHER": words("locker.deposit"),
    "SUPPORT_STAFF": words("locker.deposit"),
    "COUNSELLOR": words("locker.deposit"),
}  # fmt: skip
WITHOUT_LOCKER: Final = words("STUDENT GUARDIAN INSPECTOR ALUMNUS")  # all others teach, or are of the staff (L1)
BUILT_IN: Final = words("""
    WEBMASTER MINISITE_WEBMASTER VALIDATOR EDITOR DIRECTORY_CONTRIBUTOR INTRANET_WEBMASTER INTRANET_AGENT CASE_AGENT
    STUDENT TEACHER STAFF SCHOOL_LIFE SUPPORT_STAFF GUARDIAN PRINCIPAL INSPECTOR COUNSELLOR ALUMNUS""")
# Whose accounts somebody manages, and which roles they give, when a school is new (P7). All others: nobody's.
MANAGE: Final = {
    "WEBMASTER": BUILT_IN,
    "PRINCIPAL": BUILT_IN - words("WEBMASTER MINISITE_WEBMASTER INTRANET_WEBMASTER PRINCIPAL"),
    "MINISITE_WEBMASTER": words("MINISITE_WEBMASTER VALIDATOR EDITOR DIRECTORY_CONTRIBUTOR"),
    "INTRANET_WEBMASTER": words("INTRANET_WEBMASTER VALIDATOR EDITOR INTRANET_AGENT CASE_AGENT"),
}

OF_ESTABLISHMENTS: Final = {name for name, (may, _) in MATRIX.items() if WEBMASTER in may}
NOTHING_BEYOND_REACH: Final[dict[str, tuple[object, ...]]] = {"permission_matrix.preview": ([],)}


@pytest.fixture
def school(world: World) -> Crowd:
    """A new one, where `admin` has a job, and `prof` comes in as the guardian of `eleve`, whatever else they are."""
    crowd = Crowd(world, world.azurite)
    crowd.link(crowd.id("eleve"), crowd.id("prof"))
    crowd.write(lambda db: db.add(Job(id=1, kind="people.import", person_id=crowd.id("admin"))))
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
    assert opened | OPEN_TO_ALL | OF_ANOTHERS_JOB | OF_A_LOCKER | OF_CATEGORIES == OF_ESTABLISHMENTS
    actions = {name for actions in ACTIONS_OF.values() for name in actions}
    assert actions == {name for name in ACTIONS if not name.startswith("establishments.")}
    assert set(OPENED_BY) == set(Permission)
    assert {role.code for role in school.rows(Role)} == BUILT_IN | {"ANONYMOUS", "AUTHENTICATED"}


def _expected(rights: frozenset[str], *, has_locker: bool) -> set[str]:
    opened = OPEN_TO_ALL.union(*(OPENED_BY[right] for right in rights))
    opened |= OF_ANOTHERS_JOB if "all_jobs.read" in rights else frozenset()
    opened |= OF_A_LOCKER if has_locker else frozenset()
    opened |= OF_CATEGORIES if has_locker or "locker.deposit" in rights else frozenset()
    opened -= frozenset() if has_locker else SENDING
    opened -= frozenset() if "people.add" in rights else IMPORTING
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
