"""Is a role given to many, or taken from them, never beyond what the giver has (P2, P7)?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from sqlmodel import col, delete, select, update

from app.models.establishment import Membership, Person
from app.services import job_runs, people_bulk
from app.services.permissions import Permission
from app.storage.installation import Installation
from tests.support.crashes import crash_before
from tests.support.crowd import Crowd, tally

GIVE, TAKE = "people.give_role", "people.take_role"
EDIT = [Permission.PEOPLE_READ, Permission.PEOPLE_EDIT]


def membership(crowd: Crowd, person: int, role: str) -> Membership | None:
    return crowd.read(lambda db: db.get(Membership, (person, crowd.role(role))))


def test_a_role_is_given_as_a_secondary_one_told_and_undone(crowd: Crowd) -> None:
    people, editor = crowd.add(4), crowd.role("EDITOR")
    crowd.hold(people[0], "EDITOR")
    previewed = crowd.preview(GIVE, *people, choice=str(editor))
    assert crowd.reasons(previewed["job"])[people[0]] == "held"
    job = crowd.confirm(previewed)
    assert tally(job) == ("done", 3, 3, 0, 1)
    assert all(crowd.held(one) == {"STUDENT", "EDITOR"} for one in people)
    given = membership(crowd, people[1], "EDITOR")
    assert given is not None
    assert not given.is_primary
    assert crowd.told() == [("people.role_given", "Éditeur", 3)]
    assert tally(crowd.undo(job["id"]))[:3] == ("done", 3, 3)
    assert [len(crowd.held(one)) for one in people] == [2, 1, 1, 1]
    assert len(Crowd(crowd.world, crowd.world.cinabre).rows(Membership)) == 3


def test_undoing_takes_it_only_from_those_who_hold_it_as_it_was_given(crowd: Crowd) -> None:
    people, editor = crowd.add(3), crowd.role("EDITOR")
    job = crowd.apply(GIVE, *people, choice=str(editor))["id"]
    of_first = col(Membership.role_id) == editor, col(Membership.person_id) == people[0]
    crowd.write(lambda db: db.exec(update(Membership).where(*of_first).values(ends_on=date(2030, 1, 1))))
    of_second = col(Membership.role_id) == editor, col(Membership.person_id) == people[1]
    crowd.write(lambda db: db.exec(delete(Membership).where(*of_second)))
    assert tally(crowd.undo(job)) == ("done", 3, 1, 2, 0)
    assert [len(crowd.held(one)) for one in people] == [2, 1, 1]


def test_a_role_is_taken_and_comes_back_with_its_dates(crowd: Crowd) -> None:
    people, editor = crowd.add(3), crowd.role("EDITOR")
    crowd.hold(people[0], "EDITOR", begins_on=date(2020, 9, 1), ends_on=date(2031, 7, 5), data_source="csv")
    crowd.hold(people[1], "EDITOR")
    previewed = crowd.preview(TAKE, *people, choice=str(editor))
    assert crowd.reasons(previewed["job"])[people[2]] == "not-held"
    job = crowd.confirm(previewed)["id"]
    assert all(crowd.held(one) == {"STUDENT"} for one in people)
    assert tally(crowd.undo(job))[:3] == ("done", 2, 2)
    back, other = membership(crowd, people[0], "EDITOR"), membership(crowd, people[1], "EDITOR")
    assert back
    assert other
    assert (back.begins_on, back.ends_on, back.data_source) == (date(2020, 9, 1), date(2031, 7, 5), "csv")
    assert (other.begins_on, other.ends_on, other.data_source) == (None, None, None)


def test_the_role_that_most_of_them_can_lose_is_proposed_first(crowd: Crowd) -> None:
    people = crowd.add(3)
    crowd.hold(people[0], "VALIDATOR")
    for one in people[1:]:
        crowd.hold(one, "EDITOR")
    assert crowd.preview(TAKE, *people)["choice"] == str(crowd.role("EDITOR"))
    assert crowd.preview(TAKE, people[0])["choice"] == str(crowd.role("VALIDATOR"))
    nobodys = crowd.preview(TAKE, crowd.id("eleve"))
    assert nobodys["choice"] == nobodys["choices"][0]["value"]


def test_a_primary_role_is_not_taken(crowd: Crowd) -> None:
    previewed = crowd.preview(TAKE, crowd.id("eleve"), choice=str(crowd.role("STUDENT")))
    assert crowd.reasons(previewed["job"]) == {crowd.id("eleve"): "primary"}


def test_the_last_administrator_keeps_the_role(crowd: Crowd) -> None:
    webmaster = str(crowd.role("WEBMASTER"))
    crowd.write(
        lambda db: db.exec(update(Membership).where(col(Membership.role_id) == int(webmaster)).values(is_primary=False))
    )
    previewed = crowd.preview(TAKE, crowd.id("admin"), choice=webmaster)
    assert crowd.reasons(previewed["job"]) == {crowd.id("admin"): "last"}


def test_undoing_leaves_the_last_administrator(crowd: Crowd) -> None:
    [other] = crowd.add(1)
    webmaster = crowd.role("WEBMASTER")
    job = crowd.apply(GIVE, other, choice=str(webmaster))["id"]
    of_admin = col(Membership.person_id) == crowd.id("admin"), col(Membership.role_id) == webmaster
    crowd.write(
        lambda db: db.exec(update(Membership).where(*of_admin).values(is_primary=False, ends_on=date(2099, 1, 1)))
    )
    assert tally(crowd.undo(job))[2:4] == (0, 1)
    assert "WEBMASTER" in crowd.held(other)


def test_only_roles_that_one_may_give_or_manage_can_be_chosen(crowd: Crowd) -> None:
    """`TEACHER` manages students and editors; editors may delete accounts, which teachers may not."""
    crowd.grant("TEACHER", EDIT, ["STUDENT", "EDITOR", "VALIDATOR"])
    crowd.grant("EDITOR", [Permission.PEOPLE_CANCEL], [])
    crowd.grant("VALIDATOR", [Permission.PEOPLE_READ], [])
    prof, [person] = Crowd(crowd.world, crowd.school, "prof"), crowd.add(1)
    choices = {each["value"] for each in prof.preview(GIVE, person)["choices"]}
    assert choices == {str(crowd.role("STUDENT")), str(crowd.role("VALIDATOR"))}
    for beyond in ("EDITOR", "WEBMASTER", "AUTHENTICATED"):
        previewed = prof.preview(GIVE, person, choice=str(crowd.role(beyond)))
        assert previewed["choice"] in choices, "another choice is previewed instead"
    taken = {each["value"] for each in prof.preview(TAKE, person)["choices"]}
    assert taken == {str(crowd.role(code)) for code in ("STUDENT", "EDITOR", "VALIDATOR")}
    everything = {each["value"] for each in crowd.preview(GIVE, person)["choices"]}
    assert str(crowd.role("WEBMASTER")) in everything
    assert str(crowd.role("ANONYMOUS")) not in everything


def test_a_role_that_grew_since_the_preview_is_not_given(crowd: Crowd) -> None:
    crowd.grant("TEACHER", EDIT, ["STUDENT", "EDITOR"])
    prof, people = Crowd(crowd.world, crowd.school, "prof"), crowd.add(2)
    previewed = prof.preview(GIVE, *people, choice=str(crowd.role("EDITOR")))
    assert previewed["included"] == 2
    crowd.grant("EDITOR", [Permission.PEOPLE_CANCEL], [])
    assert tally(prof.confirm(previewed)) == ("done", 2, 0, 2, 0)
    assert set(crowd.reasons(previewed["job"]).values()) == {"not-yours"}
    assert all(crowd.held(one) == {"STUDENT"} for one in people)
    assert crowd.told() == []


def test_taking_back_what_one_may_no_longer_give_does_nothing(crowd: Crowd) -> None:
    crowd.grant("TEACHER", EDIT, ["STUDENT", "EDITOR"])
    prof, [person] = Crowd(crowd.world, crowd.school, "prof"), crowd.add(1)
    crowd.hold(person, "EDITOR")
    job = prof.apply(TAKE, person, choice=str(crowd.role("EDITOR")))["id"]
    crowd.grant("EDITOR", [Permission.PEOPLE_CANCEL], [])
    assert tally(prof.undo(job))[2:4] == (0, 1)
    assert crowd.held(person) == {"STUDENT"}


def test_nobody_ends_with_more_than_the_giver_had(crowd: Crowd) -> None:
    crowd.grant("TEACHER", EDIT, ["STUDENT", "EDITOR"])
    crowd.grant("EDITOR", [Permission.PEOPLE_READ], ["STUDENT"])
    prof = Crowd(crowd.world, crowd.school, "prof")
    before = crowd.world.person(crowd.school, "prof")
    prof.apply(GIVE, crowd.id("eleve"), choice=str(crowd.role("EDITOR")))
    pupil = crowd.world.person(crowd.school, "eleve")
    assert pupil.permissions <= before.permissions
    assert pupil.manages <= before.manages


def test_a_step_that_dies_gives_nobody_anything(crowd: Crowd) -> None:
    people = crowd.add(3)
    previewed = crowd.preview(GIVE, *people, choice=str(crowd.role("EDITOR")))
    crowd.asked(people_bulk.confirm, previewed["job"], {})
    with crash_before("UPDATE person"):
        crowd.world.work()
    assert all(crowd.held(one) == {"STUDENT"} for one in people)
    assert crowd.told() == []


def test_two_administrators_removing_each_other_at_once_leave_one(crowd: Crowd) -> None:
    webmaster, [other] = crowd.role("WEBMASTER"), crowd.add(1)
    hashed = crowd.read(lambda db: db.exec(select(Person.password_hash).where(Person.username == "admin")).one())
    crowd.write(lambda db: db.exec(update(Person).where(col(Person.id) == other).values(password_hash=hashed)))
    crowd.hold(other, "WEBMASTER")
    crowd.write(
        lambda db: db.exec(update(Membership).where(col(Membership.role_id) == webmaster).values(is_primary=False))
    )
    both, start = (crowd, Crowd(crowd.world, crowd.school, "x001")), Barrier(2)
    targets = {"admin": other, "x001": crowd.id("admin")}
    jobs = [each.preview(TAKE, targets[each.who], choice=str(webmaster))["job"] for each in both]
    for each, job in zip(both, jobs, strict=True):
        each.asked(people_bulk.confirm, job, {})

    def run(job: int) -> None:
        installation: Installation = crowd.world.installation
        start.wait()
        job_runs.run(installation, job, crowd.school.number)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, jobs))
    left = [person for person in (crowd.id("admin"), other) if "WEBMASTER" in crowd.held(person)]
    assert len(left) == 1
