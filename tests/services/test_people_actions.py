"""Is done to many people exactly what was previewed, within one's reach, and can it be taken back (P2)?"""

from datetime import timedelta

import pytest
from sqlmodel import col, delete, update

from app.models.establishment import Job, Person, PersonState
from app.models.jobs import JobState
from app.models.types import now
from app.services import bulk_sets, people_bulk, sessions
from app.services.errors import Forbidden, NotFound, Refused
from app.services.listing import Query
from app.services.permissions import Permission
from tests.support.crashes import crash_before
from tests.support.crowd import Crowd, tally

BLOCK, UNBLOCK, REQUIRE = "people.block", "people.unblock", "people.require_password"


def test_blocking_is_told_once_ends_sessions_and_is_undone(crowd: Crowd) -> None:
    people, inside = crowd.add(4), crowd.world.signed_in(crowd.school, "eleve")
    blocked = [*people[:3], crowd.id("eleve")]
    crowd.write(
        lambda db: db.exec(
            update(Person).where(col(Person.id) == people[1]).values(state="pending", password_hash=None)
        )
    )
    job = crowd.apply(BLOCK, *blocked)
    assert tally(job) == ("done", 4, 4, 0, 0)
    assert {crowd.state(one) for one in blocked} == {"blocked"}
    assert crowd.state(people[3]) == "active"
    out = sessions.ended(crowd.world.installation, inside)
    assert out
    assert out.why == "blocked"
    assert crowd.told() == [("people.blocked", "", 4)]
    assert job["can_undo"]
    undone = crowd.undo(job["id"])
    assert tally(undone)[:4] == ("done", 4, 4, 0)
    assert [crowd.state(one) for one in blocked] == ["active", "pending", "active", "active"]
    assert crowd.told()[1:] == [("people.undone", "Bloquer", 4)]
    assert {str(p.state) for p in crowd.world.people(crowd.world.cinabre).values()} == {"active"}


def test_oneself_the_last_administrator_and_what_is_so_already_are_left_out(crowd: Crowd) -> None:
    [blocked] = crowd.add(1, state=PersonState.BLOCKED)
    previewed = crowd.preview(BLOCK, crowd.id("admin"), blocked, crowd.id("prof"))
    assert crowd.reasons(previewed["job"]) == {crowd.id("admin"): "oneself", blocked: "blocked", crowd.id("prof"): None}
    assert (previewed["included"], [each["n"] for each in previewed["excluded"]]) == (1, [1, 1])
    other = Crowd(crowd.world, crowd.school, "prof")
    crowd.grant("TEACHER", [Permission.PEOPLE_READ, Permission.PEOPLE_BLOCK], ["WEBMASTER"])
    previewed = other.preview(BLOCK, crowd.id("admin"), crowd.id("eleve"))
    assert other.reasons(previewed["job"]) == {crowd.id("admin"): "last", crowd.id("eleve"): "no-right"}


def test_those_who_came_to_match_later_are_not_touched(crowd: Crowd) -> None:
    people = crowd.add(3)
    previewed = crowd.preview(BLOCK, query=Query(q="x0"))
    later = crowd.add(2, first=50)
    assert tally(crowd.confirm(previewed)) == ("done", 3, 3, 0, 0)
    assert {crowd.state(one) for one in people} == {"blocked"}
    assert {crowd.state(one) for one in later} == {"active"}


def test_what_changed_since_the_preview_is_looked_at_anew(crowd: Crowd) -> None:
    people = crowd.add(4)
    previewed = crowd.preview(BLOCK, *people)
    crowd.write(lambda db: db.exec(delete(Person).where(col(Person.id) == people[0])))
    crowd.write(lambda db: db.exec(update(Person).where(col(Person.id) == people[1]).values(state="blocked")))
    assert tally(crowd.confirm(previewed)) == ("done", 4, 2, 2, 0)
    assert crowd.reasons(previewed["job"]) == {
        people[0]: "gone",
        people[1]: "blocked",
        people[2]: None,
        people[3]: None,
    }


def test_rights_lost_since_the_confirmation_stop_the_work(crowd: Crowd) -> None:
    people = crowd.add(2)
    crowd.grant("TEACHER", [Permission.PEOPLE_READ, Permission.PEOPLE_BLOCK], ["STUDENT"])
    other = Crowd(crowd.world, crowd.school, "prof")
    previewed = other.preview(BLOCK, *people)
    other.asked(people_bulk.confirm, previewed["job"], {})
    crowd.write(lambda db: db.exec(update(Person).where(col(Person.username) == "prof").values(must_change=True)))
    crowd.world.work()
    assert crowd.card(previewed["job"])["state"] == "failed"
    assert {crowd.state(one) for one in people} == {"active"}


def test_reach_is_looked_at_anew(crowd: Crowd) -> None:
    people = crowd.add(2)
    crowd.grant("TEACHER", [Permission.PEOPLE_READ, Permission.PEOPLE_BLOCK], ["STUDENT"])
    other = Crowd(crowd.world, crowd.school, "prof")
    previewed = other.preview(BLOCK, *people)
    crowd.hold(people[0], "EDITOR")
    assert tally(other.confirm(previewed)) == ("done", 2, 1, 1, 0)
    assert crowd.state(people[0]) == "active"


def test_nobody_acts_without_the_right(sqlite_crowd: Crowd) -> None:
    pupil = Crowd(sqlite_crowd.world, sqlite_crowd.school, "eleve")
    with pytest.raises(Forbidden):
        pupil.preview(BLOCK, sqlite_crowd.id("prof"))
    sqlite_crowd.grant("STUDENT", [Permission.PEOPLE_READ], ["TEACHER"])
    with pytest.raises(Forbidden):
        pupil.preview(BLOCK, sqlite_crowd.id("prof"))


def test_a_preview_is_its_makers_own(sqlite_crowd: Crowd) -> None:
    previewed = sqlite_crowd.preview(BLOCK, *sqlite_crowd.add(1))
    sqlite_crowd.grant("TEACHER", [Permission.PEOPLE_READ, Permission.PEOPLE_BLOCK], ["STUDENT"])
    with pytest.raises(NotFound):
        Crowd(sqlite_crowd.world, sqlite_crowd.school, "prof").asked(people_bulk.confirm, previewed["job"], {})


def test_previews_that_nobody_confirmed_are_forgotten(sqlite_crowd: Crowd) -> None:
    people = sqlite_crowd.add(1)
    old = sqlite_crowd.preview(BLOCK, *people)["job"]
    sqlite_crowd.write(lambda db: db.exec(update(Job).values(created_at=now() - timedelta(hours=2))))
    new = sqlite_crowd.preview(BLOCK, *people)["job"]
    assert [job.id for job in sqlite_crowd.rows(Job)] == [new] != [old]


def test_a_step_that_dies_leaves_nothing_and_is_done_again(crowd: Crowd) -> None:
    people = crowd.add(3)
    previewed = crowd.preview(BLOCK, *people)
    crowd.asked(people_bulk.confirm, previewed["job"], {})
    with crash_before("INSERT INTO journal"):
        crowd.world.work()
    assert {crowd.state(one) for one in people} == {"active"}
    crowd.write(lambda db: db.exec(update(Job).values(state=JobState.QUEUED, owner=None)))
    crowd.world.installation.queue.enqueue("jobs", previewed["job"], crowd.school.number)
    crowd.world.work()
    assert tally(crowd.card(previewed["job"])) == ("done", 3, 3, 0, 0)
    assert crowd.told() == [("people.blocked", "", 3)]


def test_several_steps_are_one_line_of_the_journal(sqlite_crowd: Crowd) -> None:
    people = sqlite_crowd.add(bulk_sets.CHUNK + 10)
    job = sqlite_crowd.confirm(sqlite_crowd.preview(BLOCK, query=Query(q="x")))
    assert tally(job)[:3] == ("done", len(people), len(people))
    assert sqlite_crowd.told() == [("people.blocked", "", len(people))]
    assert tally(sqlite_crowd.undo(job["id"]))[:3] == ("done", len(people), len(people))
    assert sqlite_crowd.told()[1:] == [("people.undone", "Bloquer", len(people))]


def test_what_was_stopped_half_way_is_told_and_undone(sqlite_crowd: Crowd) -> None:
    people = sqlite_crowd.add(bulk_sets.CHUNK + 10)
    previewed = sqlite_crowd.preview(BLOCK, query=Query(q="x"))
    sqlite_crowd.asked(people_bulk.confirm, previewed["job"], {})
    job = sqlite_crowd.stopped(BLOCK, previewed["job"])
    assert tally(job)[:3] == ("cancelled", len(people), bulk_sets.CHUNK)
    assert ("people.blocked", "", bulk_sets.CHUNK) in sqlite_crowd.told()
    assert tally(sqlite_crowd.undo(job["id"]))[2] == bulk_sets.CHUNK
    assert {sqlite_crowd.state(one) for one in people[:5] + people[-5:]} == {"active"}


def test_undoing_is_for_whoever_did_it_once_and_for_a_while(crowd: Crowd) -> None:
    job = crowd.apply(BLOCK, *crowd.add(2))["id"]
    crowd.grant("TEACHER", [Permission.PEOPLE_READ, Permission.PEOPLE_BLOCK], ["STUDENT"])
    with pytest.raises(NotFound):
        Crowd(crowd.world, crowd.school, "prof").undo(job)
    undoing = crowd.undo(job)["id"]
    for again in (job, undoing):
        with pytest.raises(Refused):
            crowd.undo(again)
    late = crowd.apply(BLOCK, *crowd.add(1, first=20))["id"]
    crowd.write(lambda db: db.exec(update(Job).values(finished_at=now() - timedelta(minutes=11))))
    assert not crowd.card(late)["can_undo"]
    with pytest.raises(Refused):
        crowd.undo(late)


def test_undoing_leaves_alone_what_was_changed_since_and_what_is_out_of_reach(crowd: Crowd) -> None:
    people = crowd.add(3)
    crowd.grant("TEACHER", [Permission.PEOPLE_READ, Permission.PEOPLE_BLOCK], ["STUDENT"])
    other = Crowd(crowd.world, crowd.school, "prof")
    job = other.apply(BLOCK, *people)["id"]
    crowd.apply(UNBLOCK, people[0])
    crowd.hold(people[1], "EDITOR")
    assert tally(other.undo(job)) == ("done", 3, 1, 2, 0)
    assert [crowd.state(one) for one in people] == ["active", "blocked", "active"]


def test_undoing_needs_the_right_still(crowd: Crowd) -> None:
    crowd.grant("TEACHER", [Permission.PEOPLE_READ, Permission.PEOPLE_BLOCK], ["STUDENT"])
    other = Crowd(crowd.world, crowd.school, "prof")
    people = crowd.add(1)
    job = other.apply(BLOCK, *people)["id"]
    crowd.write(lambda db: db.exec(update(Person).where(col(Person.username) == "prof").values(must_change=True)))
    with pytest.raises(Forbidden):
        other.undo(job)


def test_unblocking_gives_back_what_the_password_says_and_is_undone(crowd: Crowd) -> None:
    people = [
        *crowd.add(1, state=PersonState.BLOCKED),
        *crowd.add(1, first=2, state=PersonState.BLOCKED, password_hash=None),
    ]
    previewed = crowd.preview(UNBLOCK, *people, crowd.id("eleve"))
    assert crowd.reasons(previewed["job"])[crowd.id("eleve")] == "not-blocked"
    job = crowd.confirm(previewed)["id"]
    assert [crowd.state(one) for one in people] == ["active", "pending"]
    crowd.undo(job)
    assert {crowd.state(one) for one in people} == {"blocked"}


def test_a_new_password_is_required_of_those_who_have_one(crowd: Crowd) -> None:
    people = [*crowd.add(2), *crowd.add(1, first=3, password_hash=None, state=PersonState.PENDING)]
    previewed = crowd.preview(REQUIRE, *people, crowd.id("admin"))
    reasons = crowd.reasons(previewed["job"])
    assert (reasons[people[2]], reasons[crowd.id("admin")]) == ("no-password", "oneself")
    job = crowd.confirm(previewed)["id"]
    assert [_must_change(crowd, one) for one in people] == [True, True, False]
    crowd.write(lambda db: db.get_one(Person, people[0]).give_password("another"))
    assert tally(crowd.undo(job)) == ("done", 2, 1, 1, 0)
    assert not any(_must_change(crowd, one) for one in people)


def _must_change(crowd: Crowd, person: int) -> bool:
    return crowd.read(lambda db: db.get_one(Person, person)).must_change


def test_forms_opened_before_are_stale(crowd: Crowd) -> None:
    [person] = crowd.add(1)
    crowd.apply(BLOCK, person)
    changed = crowd.read(lambda db: db.get_one(Person, person))
    assert (changed.version, changed.changed_by) == (2, "admin")


def test_the_identity_of_a_deleted_person_is_nobody_elses(crowd: Crowd) -> None:
    [last] = crowd.add(1)
    crowd.write(lambda db: db.exec(delete(Person).where(col(Person.id) == last)))
    assert crowd.add(1) != [last]
