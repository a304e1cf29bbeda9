"""Does the journal of a person tell all that was done to them, also to many at once, and lead to its rows (P10, X1)?"""

import re

from app.models.establishment import Job, JobRow, Person
from app.models.jobs import JobState, Outcome
from app.services import journal, people_security, person, person_jobs, services
from app.services.listing import Query
from app.services.permissions import Permission
from tests.support import hands
from tests.support.asked import counted, plan, statements
from tests.support.crowd import Crowd
from tests.support.hands import Hand, empower
from tests.support.schooling import read
from tests.support.world import World

EVERYTHING = Query()


def history(world: World, who: int) -> list[str]:
    return [row["action"] for row in Hand(world)(person.history, who, EVERYTHING)["rows"]]


def test_it_has_what_was_done_to_many(world: World) -> None:
    admin, prof = Hand(world), 2
    admin(people_security.block, prof)
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        job = Job(kind="people.unblock", state=JobState.DONE)
        db.add(job)
        db.flush()
        db.add(JobRow(job_id=job.id or 0, position=1, ref=prof, outcome=Outcome.DONE))
        db.add(JobRow(job_id=job.id or 0, position=2, ref=3, outcome=Outcome.REFUSED))
        db.add(hands.Journal(actor="admin", action="people.unblocked", subject=f"job {job.id}"))
        db.add(hands.Journal(actor="admin", action="zones.added", subject=str(prof)))
        db.commit()
    found = admin(person.history, prof, EVERYTHING)["rows"]
    assert [row["action"] for row in found] == ["people.unblocked", "people.blocked"]
    assert admin(person.history, 3, EVERYTHING)["rows"] == []


def test_it_has_what_was_taken_back_and_from_whom(world: World) -> None:
    crowd, admin, (prof, eleve) = Crowd(world, world.azurite), Hand(world), (2, 3)
    job = crowd.apply("people.block", prof, eleve)
    admin(people_security.unblock, eleve)
    undone = crowd.undo(job["id"])
    assert crowd.reasons(undone["id"]) == {prof: None, eleve: "changed"}
    assert history(world, prof) == ["people.undone", "people.blocked"]
    assert history(world, eleve) == ["people.unblocked", "people.blocked"], "nothing was taken back"
    [gone] = [row for row in admin(person_jobs.rows, undone["id"], EVERYTHING)["rows"] if row["outcome"] == "refused"]
    assert (gone["ref"], gone["reason"]) == (str(eleve), "modifié depuis, ou supprimé")


def test_a_line_about_many_leads_to_its_job_for_who_may_see_it(world: World) -> None:
    crowd, eleve = Crowd(world, world.azurite), 3
    job = crowd.apply("people.block", eleve)
    undone = crowd.undo(job["id"])
    wanted = [("people.undone", undone["id"]), ("people.blocked", job["id"])]

    def led(reader: Hand) -> list[tuple[str, int]]:
        of_one, of_all = reader(person.history, eleve, EVERYTHING)["rows"], reader(journal.page, EVERYTHING)["rows"]
        assert [row["job"] for row in of_one] == [row["job"] for row in of_all if row["action"] in dict(wanted)]
        return [(row["action"], row["job"]) for row in of_one]

    assert led(Hand(world)) == wanted
    empower(world, "TEACHER", Permission.PEOPLE_READ, Permission.JOURNAL_READ)
    assert led(Hand(world, "prof")) == [(action, 0) for action, _ in wanted], "it is another's"
    empower(world, "TEACHER", Permission.JOBS_READ)
    assert led(Hand(world, "prof")) == wanted
    crowd.write(lambda db: db.delete(db.get_one(Job, undone["id"])))
    lines = Hand(world)(journal.page, EVERYTHING)["rows"]
    assert [(row["action"], row["job"]) for row in lines[:2]] == [("people.undone", 0), wanted[1]]


def test_it_has_their_services(world: World) -> None:
    admin = Hand(world)
    office = [admin(services.create, name) for name in ("CDI", "Gestion", "Intendance")][-1]  # numbered as the pupil
    admin(services.rename, office, "Accueil")
    admin(services.attach, office, 3)
    admin(services.detach, office, 3)
    assert (office, history(world, 3)) == (3, ["people.detached", "people.attached"])
    assert history(world, 2) == []


def test_it_is_read_by_indexes_and_takes_no_more_queries(sqlite_world: World) -> None:
    """However much was done to them, and to others."""
    crowd, admin = Crowd(sqlite_world, sqlite_world.azurite), Hand(sqlite_world)
    crowd.undo(crowd.apply("people.block", 3)["id"])
    few = counted(lambda: admin(person.history, 3, EVERYTHING))
    for _ in range(4):
        crowd.undo(crowd.apply("people.require_password", *crowd.add(3, first=len(crowd.rows(Person))), 3)["id"])
    said = statements(lambda: admin(person.history, 3, EVERYTHING))
    assert (len(said), len(history(sqlite_world, 3))) == (few, 10)
    with read(sqlite_world) as db:
        plans = [plan(db, asked) for asked in said if re.search(r"FROM jo(b|urnal)\b", asked.words)]
    whose, count, lines, seen = map(str, plans)
    assert "ix_jobrow_ref" in whose
    assert "ix_journal_subject" in count
    assert "ix_journal_subject" in lines
    assert "SEARCH job USING INTEGER PRIMARY KEY" in seen
