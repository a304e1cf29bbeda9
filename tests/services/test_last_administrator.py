"""Does every establishment keep somebody who administers it, whoever removes whom, and how many at once (P7)?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlmodel import col, delete, select, update

from app.models.establishment import Membership, Person, PersonState, Role
from app.models.types import now
from app.services import job_runs, people_bulk, people_security
from app.services.errors import Refused
from app.services.last_administrator import lasting, require_webmaster
from app.services.permissions import Permission
from tests.support.crowd import Crowd, tally
from tests.support.world import PASSWORD, passwords

BLOCK, UNBLOCK, CANCEL, TAKE = "people.block", "people.unblock", "people.cancel", "people.take_role"
YESTERDAY, TODAY, TOMORROW = (now().date() + timedelta(days=days) for days in (-1, 0, 1))
DATES = {
    (begins, ends): ends is None and begins is not TOMORROW
    for begins in (None, YESTERDAY, TODAY, TOMORROW)
    for ends in (None, YESTERDAY, TODAY, TOMORROW)
}


@pytest.fixture
def prof(crowd: Crowd) -> Crowd:
    """Somebody who is no administrator, and may do all of it to administrators."""
    return manager(crowd)


def manager(crowd: Crowd) -> Crowd:
    rights = [Permission.PEOPLE_READ, Permission.PEOPLE_BLOCK, Permission.PEOPLE_CANCEL, Permission.PEOPLE_EDIT]
    crowd.grant("TEACHER", rights, ["WEBMASTER", "STUDENT"])
    return Crowd(crowd.world, crowd.school, "prof")


def who_lasts(crowd: Crowd) -> set[int]:
    return {one for one in crowd.read(lambda db: list(db.exec(lasting()))) if one}


def second(crowd: Crowd) -> Crowd:
    """Another administrator, who can sign in; to both the role was given as a secondary one."""
    [other] = crowd.add(1, password_hash=passwords.hashed(PASSWORD, 4))
    crowd.hold(other, "WEBMASTER")
    admin, teacher = crowd.id("admin"), crowd.role("TEACHER")
    crowd.write(
        lambda db: db.exec(update(Membership).where(col(Membership.person_id) == admin).values(is_primary=False))
    )
    crowd.write(lambda db: db.add(Membership(person_id=admin, role_id=teacher, is_primary=True)))
    return Crowd(crowd.world, crowd.school, "x001")


@pytest.mark.parametrize(("dates", "counts"), DATES.items(), ids=str)
def test_who_counts_by_the_dates_of_the_role(
    sqlite_crowd: Crowd, dates: tuple[date | None, date | None], *, counts: bool
) -> None:
    """In the preview, on one person, and at the end of a change: there is one answer."""
    [other] = sqlite_crowd.add(1)
    begins, ends = dates
    sqlite_crowd.hold(other, "WEBMASTER", begins_on=begins, ends_on=ends)
    admin, actor = sqlite_crowd.id("admin"), manager(sqlite_crowd)
    assert who_lasts(sqlite_crowd) == ({admin, other} if counts else {admin})
    previewed = actor.preview(BLOCK, admin)
    assert actor.reasons(previewed["job"]) == {admin: None if counts else "last"}
    if counts:
        actor.asked(people_security.block, admin)
        assert who_lasts(sqlite_crowd) == {other}
    else:
        with pytest.raises(Refused):
            actor.asked(people_security.block, admin)
        assert sqlite_crowd.state(admin) == "active"
    sqlite_crowd.write(lambda db: db.exec(update(Person).where(col(Person.id) == admin).values(state="blocked")))
    if counts:
        sqlite_crowd.read(require_webmaster)
    else:
        with pytest.raises(Refused):
            sqlite_crowd.read(require_webmaster)


@pytest.mark.parametrize("state", PersonState)
def test_who_counts_by_the_state_of_the_account(sqlite_crowd: Crowd, state: PersonState) -> None:
    [other] = sqlite_crowd.add(1, "WEBMASTER", state=state)
    assert (other in who_lasts(sqlite_crowd)) is (state is PersonState.ACTIVE)


@pytest.mark.parametrize(
    ("action", "choice", "typed"), [(BLOCK, "", ""), (CANCEL, "keep", ""), (CANCEL, "delete", "2")]
)
def test_all_of_them_at_once_leave_the_oldest(crowd: Crowd, prof: Crowd, action: str, choice: str, typed: str) -> None:
    """He is left out with his reason, in the preview and so in the run; the others are not kept by that."""
    admin, others, pupil = crowd.id("admin"), crowd.add(2, "WEBMASTER"), crowd.add(1, first=9)
    previewed = prof.preview(action, admin, *others, choice=choice)
    assert (previewed["included"], [(each["n"], each["reason"]) for each in previewed["excluded"]]) == (
        2,
        [(1, "c’est le dernier administrateur")],
    )
    job = prof.confirm(previewed, typed=typed)
    assert tally(job) == ("done", 2, 2, 0, 1)
    assert prof.reasons(previewed["job"])[admin] == "last"
    assert who_lasts(crowd) == {admin}
    assert crowd.state(pupil[0]) == "active"


def test_who_acts_is_spared_rather_than_another(crowd: Crowd) -> None:
    other = second(crowd)
    admin, actor, role = crowd.id("admin"), crowd.id("x001"), str(crowd.role("WEBMASTER"))
    previewed = other.preview(TAKE, admin, actor, choice=role)
    assert other.reasons(previewed["job"]) == {admin: None, actor: "last"}
    assert tally(other.confirm(previewed)) == ("done", 1, 1, 0, 1)
    assert who_lasts(crowd) == {actor}


def test_of_another_role_all_may_lose_it(crowd: Crowd) -> None:
    admin = crowd.id("admin")
    crowd.hold(admin, "EDITOR")
    job = crowd.apply(TAKE, admin, choice=str(crowd.role("EDITOR")))
    assert tally(job) == ("done", 1, 1, 0, 0)


def test_whom_the_preview_did_not_have_to_spare_is_spared_by_the_run(crowd: Crowd, prof: Crowd) -> None:
    admin, others = crowd.id("admin"), crowd.add(2, "WEBMASTER")
    previewed = prof.preview(BLOCK, *others)
    assert previewed["included"] == 2
    crowd.write(lambda db: db.exec(update(Person).where(col(Person.id) == admin).values(state="blocked")))
    assert tally(prof.confirm(previewed)) == ("done", 2, 1, 1, 0)
    assert prof.reasons(previewed["job"]) == {others[0]: "last", others[1]: None}
    assert who_lasts(crowd) == {others[0]}


def test_undoing_leaves_one_too(crowd: Crowd, prof: Crowd) -> None:
    admin, others = crowd.id("admin"), crowd.add(2, "WEBMASTER", state=PersonState.BLOCKED)
    job = prof.apply(UNBLOCK, *others)["id"]
    crowd.write(lambda db: db.exec(update(Person).where(col(Person.id) == admin).values(state="blocked")))
    assert tally(prof.undo(job)) == ("done", 2, 1, 1, 0)
    assert who_lasts(crowd) == {others[0]}


def test_undoing_a_role_given_leaves_one_too(crowd: Crowd) -> None:
    role, people = str(crowd.role("WEBMASTER")), crowd.add(2)
    job = crowd.apply("people.give_role", *people, choice=role)["id"]
    admin = crowd.id("admin")
    crowd.write(
        lambda db: db.exec(
            update(Membership).where(col(Membership.person_id) == admin).values(is_primary=False, ends_on=TOMORROW)
        )
    )
    assert tally(crowd.undo(job)) == ("done", 2, 1, 1, 0)
    assert who_lasts(crowd) == {people[0]}


@pytest.mark.parametrize("action", [BLOCK, TAKE, CANCEL])
def test_two_who_remove_each_other_at_once_leave_one(crowd: Crowd, action: str) -> None:
    """Both were previewed and confirmed while both could; their jobs run side by side."""
    other, jobs = second(crowd), dict[str, int]()
    choice = {TAKE: str(crowd.role("WEBMASTER")), CANCEL: "delete"}.get(action, "")
    for who, whom in ((crowd, "x001"), (other, "admin")):
        previewed = who.preview(action, crowd.id(whom), choice=choice)
        assert previewed["included"] == 1
        jobs[who.who] = who.asked(people_bulk.confirm, previewed["job"], {"typed": whom})["id"]
    at_once = Barrier(len(jobs))

    def run(job: int) -> None:
        at_once.wait()
        job_runs.run(crowd.world.installation, job, crowd.school.number)

    with ThreadPoolExecutor(len(jobs)) as both:
        list(both.map(run, jobs.values()))
    assert len(who_lasts(crowd)) == 1


def test_whose_role_goes_away_does_not_count(crowd: Crowd) -> None:
    webmaster = select(Role.id).where(col(Role.code) == "WEBMASTER").scalar_subquery()
    crowd.write(lambda db: db.exec(delete(Membership).where(col(Membership.role_id) == webmaster)))
    with pytest.raises(Refused):
        crowd.read(require_webmaster)
