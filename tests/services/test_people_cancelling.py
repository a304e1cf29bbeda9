"""Does an account end in the way that was chosen, and is what it costs said before (P6)?"""

import re
import time

import pytest
from sqlalchemy import insert
from sqlmodel import Session, col, update

from app.models.establishment import (
    Attachment,
    Delivery,
    Deposit,
    GuardianLink,
    Membership,
    Person,
    PersonState,
    Service,
    SignIn,
)
from app.models.platform import Establishment
from app.models.types import now
from app.services import people_bulk, people_cancelling, sessions
from app.services.errors import Invalid, NotFound, Refused
from app.services.listing import Query
from app.services.permissions import Permission
from tests.support.asked import counted
from tests.support.crashes import crash_before
from tests.support.crowd import Crowd, tally
from tests.support.lockers import deposited
from tests.support.world import World

CANCEL = "people.cancel"
PATIENCE = 10  # seconds for a preview of ten thousand, on a machine that does other things


@pytest.fixture
def crowd(world: World) -> Crowd:
    """A school where people own documents."""
    return Crowd(world, world.azurite)


def notes(crowd: Crowd, *owners: int) -> None:
    """Documents deposited by these, in that order; nobody receives them."""
    for owner in owners:
        identity = deposited(crowd.world.installation, crowd.school.place, by=None, to=[])
        crowd.write(
            lambda db, of=identity, by=owner: db.exec(
                update(Deposit).where(col(Deposit.id) == of).values(depositor_id=by)
            )
        )


def kept(crowd: Crowd) -> list[tuple[int | None, bool]]:
    """Whose each document is, and whether it is hidden."""
    rows = sorted(crowd.rows(Deposit), key=lambda row: row.id or 0)
    return [(row.depositor_id, row.withdrawn is not None) for row in rows]


def registered(crowd: Crowd) -> int:
    home = crowd.world.row(Establishment, crowd.school.number)
    return home.people if home else -1


def test_blocking_and_keeping_is_the_first_way_and_is_undone(crowd: Crowd) -> None:
    people = crowd.add(2)
    notes(crowd, people[0])
    previewed = crowd.preview(CANCEL, *people)
    assert (previewed["choice"], previewed["is_final"]) == ("keep", False)
    assert [each["value"] for each in previewed["choices"]] == ["keep", "unpublish", "give", "delete"]
    job = crowd.confirm(previewed)
    assert {crowd.state(one) for one in people} == {"blocked"}
    assert kept(crowd) == [(people[0], False)]
    assert [line[0] for line in crowd.told()] == ["people.cancelled"]
    crowd.undo(job["id"])
    assert {crowd.state(one) for one in people} == {"active"}


def test_unpublished_content_comes_back_and_what_was_hidden_before_stays_so(crowd: Crowd) -> None:
    people = [*crowd.add(1), *crowd.add(1, first=2, state=PersonState.BLOCKED)]
    notes(crowd, *people, people[0], crowd.id("prof"))
    third = sorted(row.id or 0 for row in crowd.rows(Deposit))[2]
    crowd.write(lambda db: db.exec(update(Deposit).where(col(Deposit.id) == third).values(withdrawn=0)))
    job = crowd.apply(CANCEL, *people, choice="unpublish")["id"]
    assert [hidden for _, hidden in kept(crowd)] == [True, True, True, False]
    crowd.undo(job)
    assert [hidden for _, hidden in kept(crowd)] == [False, False, True, False]
    assert [crowd.state(one) for one in people] == ["active", "blocked"]


def test_deleting_gives_the_content_to_nobody_or_takes_it_along(crowd: Crowd) -> None:
    given, lost = crowd.add(2), crowd.add(2, first=3)
    notes(crowd, *given, *lost, crowd.id("prof"))
    crowd.apply(CANCEL, *given, choice="give", typed="2")
    crowd.apply(CANCEL, *lost, choice="delete", typed="2")
    assert kept(crowd) == [(None, False), (None, False), (crowd.id("prof"), False)]
    assert registered(crowd) == len(crowd.rows(Person)) == 3
    assert registered(Crowd(crowd.world, crowd.world.cinabre)) == 1  # as it was registered


def test_what_hangs_on_an_account_goes_with_it_and_the_journal_stays(crowd: Crowd) -> None:
    person, inside = crowd.id("eleve"), crowd.world.signed_in(crowd.school, "eleve")
    crowd.write(lambda db: db.add(Service(id=1, name="CDI", name_key="cdi")))
    crowd.write(lambda db: db.add(Attachment(service_id=1, person_id=person)))
    lines = len(crowd.told())
    crowd.apply(CANCEL, person, choice="delete", typed="eleve")
    assert not [row for row in crowd.rows(Membership) if row.person_id == person]
    assert crowd.rows(Attachment) == []
    assert not [row for row in crowd.rows(SignIn) if row.person_id == person]
    out = sessions.ended(crowd.world.installation, inside)
    assert out
    assert out.why == "deleted"
    assert len(crowd.told()) == lines + 1


def test_deleting_is_confirmed_by_typing_and_cannot_be_undone(crowd: Crowd) -> None:
    people = crowd.add(2)
    previewed = crowd.preview(CANCEL, *people, choice="delete")
    assert previewed["is_final"]
    for typed in ("", "x001", "3"):
        with pytest.raises(Invalid) as refusal:
            crowd.confirm(previewed, typed=typed)
        assert list(refusal.value.fields) == ["typed"]
    assert crowd.confirm(previewed, typed=" 2 ")["can_undo"] is False
    with pytest.raises(Refused):
        crowd.undo(previewed["job"])
    one = crowd.preview(CANCEL, crowd.id("eleve"), choice="give")
    with pytest.raises(Invalid):
        crowd.confirm(one, typed="1")
    assert tally(crowd.confirm(one, typed="Élève"))[2] == 1


def test_what_would_be_lost_is_counted_and_the_better_way_advised(crowd: Crowd) -> None:
    people = [*crowd.add(1), *crowd.add(1, "WEBMASTER", first=2)]
    notes(crowd, people[0], people[0], people[1])
    advice = {
        way: crowd.preview(CANCEL, *people, choice=way)["advice"] for way in ("keep", "unpublish", "give", "delete")
    }
    assert [len(advice[way]) for way in advice] == [2, 2, 2, 3]
    assert all("3 documents" in " ".join(said) for said in advice.values())
    assert crowd.preview(CANCEL, crowd.id("prof"))["advice"] == []


def test_the_links_of_a_family_that_would_be_lost_are_counted(crowd: Crowd) -> None:
    pupil, other, *guardians = [*crowd.add(2), *crowd.add(2, "GUARDIAN", first=3)]
    for student in (pupil, other):
        for guardian in guardians:
            crowd.link(student, guardian)
    lost = "Perdu également\u00a0: %s liens entre élèves et responsables."
    assert lost % 2 in crowd.preview(CANCEL, pupil, choice="give")["advice"]
    assert lost % 2 in crowd.preview(CANCEL, guardians[0], choice="delete")["advice"]
    assert lost % 3 in crowd.preview(CANCEL, pupil, guardians[0], choice="delete")["advice"], "theirs is one"
    assert crowd.preview(CANCEL, pupil)["advice"] == []
    crowd.apply(CANCEL, pupil, guardians[0], choice="delete", typed="2")
    assert [(link.student_id, link.guardian_id) for link in crowd.rows(GuardianLink)] == [(other, guardians[1])]


def test_what_is_lost_is_counted_by_as_many_statements_for_one_as_for_many(crowd: Crowd) -> None:
    many, (guardian,) = crowd.add(10_000), crowd.add(1, "GUARDIAN", first=10_001)
    document = deposited(crowd.world.installation, crowd.school.place, by=None, to=[])

    def give(db: Session) -> None:
        given = {"deposit_id": document, "delivered_at": now(), "seen": 0, "reminders": 0}
        db.connection().execute(insert(Delivery), [given | {"person_id": person} for person in many])
        link = {"guardian_id": guardian, "status": "legal", "has_access": True}
        db.connection().execute(insert(GuardianLink), [link | {"student_id": person} for person in many])

    crowd.write(give)
    crowd.preview(CANCEL, many[0])  # connections are made
    said = list[list[str]]()
    alone = counted(lambda: said.append(crowd.preview(CANCEL, many[0], choice="delete")["advice"]))
    began = time.monotonic()
    assert counted(lambda: said.append(crowd.preview(CANCEL, query=Query("x"), choice="delete")["advice"])) == alone
    assert time.monotonic() - began < PATIENCE
    assert [[int(re.sub(r"\D", "", each)) for each in advice[1:]] for advice in said] == [[1, 1], [10_000, 10_000]]


def test_nobody_cancels_themselves_nor_beyond_their_reach(crowd: Crowd) -> None:
    crowd.grant("TEACHER", [Permission.PEOPLE_READ, Permission.PEOPLE_CANCEL], ["STUDENT", "TEACHER", "WEBMASTER"])
    prof = Crowd(crowd.world, crowd.school, "prof")
    [editor] = crowd.add(1, "EDITOR")
    ids = {login: crowd.id(login) for login in ("admin", "prof", "eleve")}
    previewed = prof.preview(CANCEL, *ids.values(), editor, choice="delete")
    assert prof.reasons(previewed["job"]) == {
        ids["admin"]: "last", ids["prof"]: "oneself", ids["eleve"]: None, editor: "no-right",
    }  # fmt: skip


def test_those_who_came_later_stay(crowd: Crowd) -> None:
    crowd.add(3)
    previewed = crowd.preview(CANCEL, query=Query(q="x0"), choice="delete")
    later = crowd.add(1, first=9)
    assert tally(crowd.confirm(previewed, typed="3")) == ("done", 3, 3, 0, 0)
    assert crowd.state(later[0]) == "active"


def test_a_step_that_dies_deletes_nobody(crowd: Crowd) -> None:
    people = crowd.add(2)
    notes(crowd, *people)
    previewed = crowd.preview(CANCEL, *people, choice="delete")
    with crash_before("INSERT INTO journal"):
        crowd.confirm(previewed, typed="2")
    assert {crowd.state(one) for one in people} == {"active"}
    assert len(kept(crowd)) == 2


def test_a_stop_between_two_steps_leaves_the_rest_as_it_was(sqlite_world: World) -> None:
    crowd, step = Crowd(sqlite_world, sqlite_world.azurite), people_cancelling.CHUNK
    people = crowd.add(step + 10, first=step)  # in the order of their names
    previewed = crowd.preview(CANCEL, query=Query("x"), choice="delete")
    crowd.asked(people_bulk.confirm, previewed["job"], {"typed": str(len(people))})
    job = crowd.stopped(CANCEL, previewed["job"])
    assert tally(job) == ("cancelled", len(people), step, 0, 0)
    assert job["can_undo"] is False
    left = {row.id for row in crowd.rows(Person)}
    assert left.isdisjoint(people[:step])
    assert {crowd.state(one) for one in people[step:]} == {"active"}
    assert crowd.told() == [("people.cancelled", "Supprimer avec le contenu", step)]
    assert registered(crowd) == len(left)


def test_somebody_elses_people_are_nobody(crowd: Crowd) -> None:
    previewed = crowd.preview(CANCEL, 10_000, choice="delete")
    assert previewed["included"] == 0
    with pytest.raises(NotFound):
        crowd.confirm({**previewed, "job": previewed["job"] + 1}, typed="0")
