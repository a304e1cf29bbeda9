"""What does somebody find in a space of their own, and what of a space that is not theirs?"""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select, update

from app.models.establishment import (
    Attachment,
    Delivery,
    Deposit,
    GuardianLink,
    GuardianStatus,
    Person,
    Service,
    Space,
    SpaceCode,
)
from app.models.types import now
from app.services import own_space
from app.services.errors import NotFound
from tests.support.crowd import Crowd
from tests.support.lockers import deposited, filled
from tests.support.world import World

LEGAL, CONTACT = GuardianStatus.LEGAL, GuardianStatus.CONTACT


def of(crowd: Crowd, login: str) -> Crowd:
    return Crowd(crowd.world, crowd.school, login)


def follow(crowd: Crowd, student: int, guardian: int, status: GuardianStatus = LEGAL) -> None:
    link = GuardianLink(student_id=student, guardian_id=guardian, status=status, has_access=status is not CONTACT)
    crowd.write(lambda db: db.add(link))


def test_the_first_space_is_shown_unless_another_is_named(crowd: Crowd) -> None:
    prof = of(crowd, "prof")
    follow(crowd, crowd.id("eleve"), crowd.id("prof"))
    card = prof.asked(own_space.card)
    assert (card["space"], card["spaces"]) == ("TEACHERS", ["TEACHERS", "GUARDIANS"])
    assert prof.asked(own_space.card, "GUARDIANS")["space"] == "GUARDIANS"


def change(crowd: Crowd, deposit: int, **facts: object) -> None:
    """What somebody's locker says of it."""
    this = col(Delivery.deposit_id) == deposit
    crowd.write(lambda db: db.exec(update(Delivery).where(this).values(facts)))


@pytest.mark.parametrize("said", ["STUDENTS", "VISITORS", "GUARDIANS", "teachers", "NOTHING", "1", "'", "\ud800"])
def test_a_space_that_one_may_not_enter_reads_like_none(crowd: Crowd, said: str) -> None:
    with pytest.raises(NotFound):
        of(crowd, "prof").asked(own_space.card, said)


def test_a_stopped_space_is_no_ones(crowd: Crowd) -> None:
    follow(crowd, crowd.id("eleve"), crowd.id("prof"))
    stopped = update(Space).where(col(Space.code) == SpaceCode.GUARDIANS).values(is_published=False)
    crowd.write(lambda db: db.exec(stopped))
    with pytest.raises(NotFound):
        of(crowd, "prof").asked(own_space.card, "GUARDIANS")


def test_the_profile_is_the_persons_own(crowd: Crowd) -> None:
    prof = crowd.id("prof")
    crowd.hold(prof, "EDITOR")
    crowd.hold(prof, "VALIDATOR", ends_on=now().date() - timedelta(days=2))

    def attach(db: Session) -> None:
        service = Service(name="Intendance", name_key="intendance")
        db.add(service)
        db.flush()
        db.add(Attachment(service_id=service.id or 0, person_id=prof))

    crowd.write(attach)
    card = of(crowd, "prof").asked(own_space.card)
    assert card["name"] == "Dominique-Azurite Durand-Azurite"
    assert (card["first_name"], card["email"]) == ("Dominique-Azurite", "prof@azurite.test")
    assert (card["roles"], card["services"]) == (["Professeur", "Éditeur"], ["Intendance"])
    assert of(crowd, "eleve").asked(own_space.card)["services"] == []


def test_who_has_no_name_is_greeted_by_the_username(crowd: Crowd) -> None:
    crowd.write(lambda db: db.exec(update(Person).values(first_name="", last_name="")))
    assert of(crowd, "prof").asked(own_space.card)["first_name"] == "prof"


def test_guardians_see_the_students_and_students_the_guardians(crowd: Crowd) -> None:
    parent, other = crowd.add(2, "GUARDIAN", last_name="Martin", first_name="Alex")
    student, prof = crowd.id("eleve"), crowd.id("prof")
    follow(crowd, student, parent)
    follow(crowd, student, other, CONTACT)
    follow(crowd, student, prof)
    names = [(one["name"], one["status"]) for one in of(crowd, "eleve").asked(own_space.card)["relatives"]]
    assert names == [
        ("Dominique-Azurite Durand-Azurite", "legal"), ("Alex Martin", "legal"), ("Alex Martin", "contact"),
    ]  # fmt: skip
    followed = of(crowd, "prof").asked(own_space.card, "GUARDIANS")["relatives"]
    assert [one["id"] for one in followed] == [student]
    assert of(crowd, "prof").asked(own_space.card, "TEACHERS")["relatives"] == []


def test_the_five_newest_documents_to_read_are_shown(crowd: Crowd) -> None:
    prof, installation, place = of(crowd, "prof"), crowd.world.installation, crowd.school.place
    assert prof.asked(own_space.card)["documents"] == []
    numbers = [deposited(installation, place, name=f"{n}.pdf") for n in range(6)]
    anonymous = deposited(installation, place, by=None, name="Anonyme.pdf")
    change(crowd, numbers[5], seen=1)
    change(crowd, numbers[4], delivered_at=now() - timedelta(days=3))
    card = prof.asked(own_space.card)
    assert card["unread"] == 6
    assert [one["id"] for one in card["documents"]] == [anonymous, *reversed(numbers[:4])]
    assert [one["sender"] for one in card["documents"][:2]] == ["", "Petit-Azurite Camille-Azurite"]
    assert not any(one["is_update"] for one in card["documents"])


def test_a_document_that_changed_since_is_to_be_read_again(crowd: Crowd) -> None:
    number = deposited(crowd.world.installation, crowd.school.place)
    crowd.write(lambda db: db.exec(update(Delivery).values(seen=1)))
    assert of(crowd, "prof").asked(own_space.card)["documents"] == []
    crowd.write(lambda db: db.exec(update(Deposit).values(version=2)))
    (again,) = of(crowd, "prof").asked(own_space.card)["documents"]
    assert (again["id"], again["is_update"]) == (number, True)


def test_who_has_no_locker_has_nothing_to_read(crowd: Crowd) -> None:
    deposited(crowd.world.installation, crowd.school.place, to=["eleve"])
    card = of(crowd, "eleve").asked(own_space.card)
    assert (card["has_locker"], card["unread"], card["documents"]) == (False, 0, [])


def test_more_to_read_than_is_counted_still_shows_the_newest(world: World) -> None:
    filled(world, "prof", 130)
    card = of(Crowd(world, world.azurite), "prof").asked(own_space.card)
    assert card["unread"] == 100
    latest = select(Deposit.id).order_by(col(Deposit.id).desc()).limit(5)
    newest = Crowd(world, world.azurite).read(lambda db: db.exec(latest).all())
    assert [one["id"] for one in card["documents"]] == list(newest)
