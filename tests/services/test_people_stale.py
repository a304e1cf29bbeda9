"""Is whoever saves the form of a person told of whatever changed meanwhile that it shows, wherever that was (P5)?"""

from collections.abc import Callable

import pytest

from app.services import people_form, person, role_deletion, roles, services, sessions
from app.services.errors import Conflict
from app.services.role_form import RoleForm
from tests.support import hands
from tests.support.crowd import Crowd
from tests.support.hands import Hand
from tests.support.schooling import identity
from tests.support.world import World

PUPIL, CLUB = 3, "CLUB_PHOTO"
Elsewhere = Callable[[World, Hand, int], object]


def furnished(world: World) -> int:
    """The service that the pupil belongs to; they are in a club as well."""
    admin, crowd = Hand(world), Crowd(world, world.azurite)
    admin(roles.create, RoleForm(name="Club photo", code=CLUB, kind="other"))
    crowd.hold(PUPIL, CLUB)
    service = admin(services.create, "CDI")
    admin(services.attach, service, PUPIL)
    return service


def opened(world: World) -> dict[str, str]:
    """The form of the pupil as the page fills it now."""
    card = Hand(world)(person.card, PUPIL)
    form = {name: str(card[name]) for name in ("first_name", "email", "username", "language", "primary", "version")}
    return form | {"last_name": "Zola"}


def attach(_world: World, admin: Hand, _service: int) -> None:
    admin(services.attach, admin(services.create, "Intendance"), PUPIL)


def detach(_world: World, admin: Hand, service: int) -> None:
    admin(services.detach, service, PUPIL)


def delete_the_service(_world: World, admin: Hand, service: int) -> None:
    admin(services.delete, service)


def delete_the_role(world: World, admin: Hand, _service: int) -> None:
    admin(role_deletion.delete_roles, [identity(world, CLUB)])


def give_a_role_to_many(world: World, _admin: Hand, _service: int) -> None:
    crowd = Crowd(world, world.azurite)
    crowd.apply("people.give_role", PUPIL, choice=str(crowd.role("EDITOR")))


def take_a_role_from_many(world: World, _admin: Hand, _service: int) -> None:
    crowd = Crowd(world, world.azurite)
    crowd.apply("people.take_role", PUPIL, choice=str(crowd.role(CLUB)))


@pytest.mark.parametrize(
    "change",
    [attach, detach, delete_the_service, delete_the_role, give_a_role_to_many, take_a_role_from_many],
    ids=lambda change: change.__name__,
)
def test_what_was_changed_elsewhere_is_not_saved_over(world: World, change: Elsewhere) -> None:
    service, admin = furnished(world), Hand(world)
    form, before = opened(world), [hands.person(world, name).version for name in ("admin", "prof")]
    change(world, admin, service)
    refusal = admin.refusal(people_form.modify, PUPIL, form)
    assert isinstance(refusal, Conflict)
    assert refusal.message.text("en").startswith("admin changed this person just now.")
    assert [hands.person(world, name).version for name in ("admin", "prof")] == before, "nobody else's form is stale"
    admin(people_form.modify, PUPIL, opened(world))
    assert hands.person(world, "eleve").last_name == "Zola"


def test_what_was_taken_back_for_many_is_not_saved_over_either(world: World) -> None:
    furnished(world)
    crowd, admin = Crowd(world, world.azurite), Hand(world)
    job = crowd.apply("people.take_role", PUPIL, choice=str(crowd.role(CLUB)))
    form = opened(world)
    crowd.undo(job["id"])
    assert isinstance(admin.refusal(people_form.modify, PUPIL, form), Conflict)


def test_a_language_that_somebody_chose_is_not_saved_over(world: World) -> None:
    admin, form, session = Hand(world), opened(world), world.signed_in(world.azurite, "eleve")
    sessions.speak(world.installation, session, "fr")
    assert hands.person(world, "eleve").version == 1, "it is their language already"
    sessions.speak(world.installation, session, "en")
    refusal = admin.refusal(people_form.modify, PUPIL, form)
    assert refusal.message.text("en").startswith("eleve changed this person just now.")
    assert hands.person(world, "eleve").language == "en"


def test_whoever_belongs_to_it_already_is_left_alone(world: World) -> None:
    service, before = furnished(world), hands.person(world, "eleve").version
    Hand(world)(services.attach, service, PUPIL)
    assert hands.person(world, "eleve").version == before
