"""Are as many people counted for each web space as one by one may enter it?"""

from datetime import timedelta

from sqlmodel import col, func, select

from app.models.establishment import BY_ROLE, GuardianLink, GuardianStatus, Person, SpaceCode
from app.models.types import now
from app.services.entrants import may_enter
from app.services.space_counts import Counts, counts
from tests.support.crowd import Crowd


def one_by_one(crowd: Crowd, space: SpaceCode) -> int:
    asked = select(func.count()).select_from(Person).where(may_enter(space))
    return crowd.read(lambda db: db.exec(asked).one())


def test_sets_count_what_each_person_would(crowd: Crowd) -> None:
    today, day = now().date(), timedelta(days=1)
    pupil, *others = crowd.add(6, "STUDENT")
    for person, role, dates in (
        (pupil, "TEACHER", {}),  # by another role
        (pupil, "SUPPORT_STAFF", {}),
        (others[0], "TEACHER", {"ends_on": today - day}),  # no longer
        (others[1], "TEACHER", {"begins_on": today + day}),  # not yet
        (others[2], "TEACHER", {"begins_on": today, "ends_on": today}),
        (others[3], "SCHOOL_LIFE", {}),  # two roles of one space
        (others[3], "COUNSELLOR", {}),
        (crowd.id("prof"), "EDITOR", {}),
        (crowd.id("admin"), "STAFF", {}),  # of the space that the first role enters
    ):
        crowd.hold(person, role, **dates)
    links = [(pupil, crowd.id("prof"), True), (others[0], crowd.id("prof"), False), (pupil, others[1], False)]
    legal = GuardianStatus.LEGAL
    crowd.write(
        lambda db: db.add_all(
            GuardianLink(student_id=student, guardian_id=guardian, status=legal, has_access=access)
            for student, guardian, access in links
        )
    )
    found: Counts = crowd.read(counts)
    assert found.entering == {space: one_by_one(crowd, space) for space in (*BY_ROLE, SpaceCode.GUARDIANS)}
    assert (found.entering[SpaceCode.GUARDIANS], found.guardians) == (1, 2)
    assert found.entering[SpaceCode.TEACHERS] == 3
    assert crowd.read(lambda db: db.exec(select(func.count(col(Person.id)))).one()) == 9


def test_nobody_is_zero(crowd: Crowd) -> None:
    found: Counts = crowd.read(counts)
    assert (found.entering[SpaceCode.INSPECTORS], found.entering[SpaceCode.GUARDIANS], found.guardians) == (0, 0, 0)
