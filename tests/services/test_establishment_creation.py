"""Does an establishment come to be whole, or not at all (E2, E3)?"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg.errors import ProgrammingError
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import col, select

from app.models.establishment import BUILT_IN, Membership, Person, Role
from app.models.platform import Establishment, EstablishmentState, Mail, PlatformJournal
from app.services import administrators, establishment_creation, establishments, sign_in, sign_in_names
from app.services.errors import Invalid, NotFound, Refused
from app.services.establishment_creation import Created
from app.services.establishment_form import checked
from app.services.listing import Query
from app.services.scope import open_platform
from app.storage.installation import Installation
from tests.support.crashes import crash_before
from tests.support.world import World, form, newest_mail, schools, uai, visit, zone


def create(world: World, **changes: str) -> Created:
    return world.asked(establishment_creation.create, form(world.installation, **changes))


def faults(world: World, **changes: str) -> dict[str, str]:
    """What is wrong with a form, field by field; that nothing was made of it is checked."""
    before = traces(world.installation)
    with pytest.raises(Invalid) as refused:
        create(world, **changes)
    assert traces(world.installation) == before
    return {field: message.text("en") for field, message in refused.value.fields.items()}


def traces(installation: Installation) -> tuple[object, ...]:
    """Everything that a creation could leave."""
    with installation.databases.platform_session(writes=False) as db:
        rows = {row.number: row.state for row in db.exec(select(Establishment))}
        counts = [len(db.exec(select(table)).all()) for table in (Mail, PlatformJournal)]
        made = list[str]()
        if installation.settings.is_postgresql:
            roles_and_schemas = r"""SELECT rolname FROM pg_roles WHERE rolname ~ '^casier_\d'
                UNION SELECT nspname FROM pg_namespace WHERE nspname ~ '^establishment_'"""
            made = sorted(db.connection().execute(text(roles_and_schemas)).scalars())
    folder = installation.settings.data_dir / "establishments"
    folders = sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []
    return rows, counts, made, folders


def test_an_establishment_begins_with_its_roles_and_its_first_administrator(world: World) -> None:
    created = create(world, uai=uai(77), number="77")
    row = world.row(Establishment, 77)
    assert row
    assert (row.state, row.uai, row.people, row.owner) == (EstablishmentState.ACTIVE, uai(77), 1, None)
    with world.installation.databases.session(row, writes=False) as db:
        assert set(db.exec(select(Role.code))) == set(BUILT_IN)
        held = (
            select(Person.username, Role.code).join(Membership, col(Membership.person_id) == col(Person.id)).join(Role)
        )
        assert list(db.exec(held)) == [("admin", "WEBMASTER")]
    assert (created["number"], created["name"]) == (77, "Collège Nouveau")


def test_the_credentials_of_the_mail_open_the_door_they_speak_of(world: World) -> None:
    object.__setattr__(
        world.installation,
        "settings",
        world.installation.settings.model_copy(update={"public_url": "https://ecoles.test/"}),
    )
    created = create(world, uai=uai(77))
    assert (created["username"], created["password"], created["recipient"]) == ("", "", "contact@nouveau.test")
    mail = newest_mail(world)
    assert (mail.recipient, mail.recipient_name) == ("contact@nouveau.test", "Camille-Nouveau Petit-Nouveau")
    assert re.findall(r"https?://\S+", mail.text) == [f"https://ecoles.test/sign-in?e={uai(77)}"]
    assert re.findall(r'href="([^"]+)"', mail.html) == [f"https://ecoles.test/sign-in?e={uai(77)}"]
    password = re.search(r"\w{5}(-\w{5}){3}", mail.text)
    assert password
    assert sign_in.enter(visit(world.installation), uai(77), "admin", password[0])


def test_without_a_mail_the_credentials_are_given_once_and_no_mail_is_written(sqlite_world: World) -> None:
    before = len(sqlite_world.rows(Mail))
    created = create(sqlite_world, send="")
    assert created["username"] == "admin"
    assert sign_in.enter(visit(sqlite_world.installation), str(created["number"]), "admin", created["password"])
    assert len(sqlite_world.rows(Mail)) == before
    assert created["password"] not in repr([*sqlite_world.rows(Establishment), *sqlite_world.rows(PlatformJournal)])


def test_the_contact_lends_a_name_and_is_no_administrator(sqlite_world: World) -> None:
    number = create(sqlite_world)["number"]
    [row] = sqlite_world.asked(administrators.rows, number)
    assert (row["username"], row["name"], row["email"]) == ("admin", "Camille-Nouveau Petit-Nouveau", "")
    with pytest.raises(Refused):
        sign_in.enter(visit(sqlite_world.installation), str(number), "contact@nouveau.test", "x")


def test_the_journal_says_who_created_what(sqlite_world: World) -> None:
    number = create(sqlite_world, uai=uai(77))["number"]
    line = sqlite_world.rows(PlatformJournal)[-1]
    assert (line.actor, line.action, line.subject) == ("alix@casier.test", "establishments.created", str(number))
    assert (line.label, line.after["uai"]) == ("Collège Nouveau", uai(77))


def test_numbers_follow_the_largest(sqlite_world: World) -> None:
    assert [
        create(sqlite_world)["number"],
        create(sqlite_world, number="50")["number"],
        create(sqlite_world)["number"],
    ] == [3, 50, 51]


def test_after_the_largest_number_gaps_are_filled(sqlite_world: World) -> None:
    schools(sqlite_world.installation, 1, first=999_999_999)
    assert [create(sqlite_world)["number"] for _ in range(2)] == [3, 4]


def test_a_number_or_uai_taken_is_refused_by_its_field(world: World) -> None:
    assert faults(world, number="1") == {"number": "This number is already taken. Leave it empty to get the next one."}
    assert faults(world, uai=f" {world.azurite.uai.lower()} ") == {
        "uai": "This UAI is already the one of Collège Azurite (number 1)."
    }


def test_every_fault_of_a_form_is_said_at_once(sqlite_world: World) -> None:
    typed = {"zone": "", "name": " ", "locality": "a\nb", "uai": "0951099E", "number": "0", "contact_email": "nobody"}
    assert faults(sqlite_world, contact_last_name="x" * 101, contact_first_name="", **typed) == {
        "zone": "Please choose a zone.",
        "name": "Please fill in this field.",
        "locality": "Line breaks and control characters cannot be used here.",
        "uai": "The check letter is wrong: 0951099 goes with D.",
        "number": "A number is a whole number from 1 to 999999999.",
        "contact_last_name": "At most 100 characters.",
        "contact_first_name": "Please fill in this field.",
        "contact_email": "This is not an e-mail address. Example: c.petit@college-jaures.fr",
    }


@pytest.mark.parametrize(
    "email", ["a@b.fr\nBcc: evil@e.fr", "a@b.fr\r\n\r\nHello", "a@b\u2028.fr", "a@b.fr, c@d.fr", "a\0@b.fr"]
)
def test_an_address_with_a_line_break_or_two_addresses_is_refused(sqlite_world: World, email: str) -> None:
    assert faults(sqlite_world, contact_email=email).keys() == {"contact_email"}


def test_names_of_ten_thousand_characters_are_refused(world: World) -> None:
    long = "é" * 10_000
    found = faults(
        world,
        name=long,
        locality=long,
        contact_last_name=long,
        contact_first_name=long,
        contact_email=long,
        uai=long,
        number=long,
        zone=long,
    )
    assert found.keys() == {
        "name",
        "locality",
        "contact_last_name",
        "contact_first_name",
        "contact_email",
        "uai",
        "number",
        "zone",
    }


def test_the_longest_names_that_are_allowed_fit_whatever_they_are_made_of(world: World) -> None:
    for unit in ("x", "ß", "\ufdfa", "👩"):
        created = create(
            world, name=unit * 200, locality=unit * 200, contact_last_name=unit * 100, contact_first_name=unit * 100
        )
        card = world.asked(establishments.card, created["number"])
        assert (card["name"], card["contact_last_name"]) == (unit * 200, unit * 100)


@pytest.mark.parametrize("said", ["9" * 9, "-1", "1 OR 1=1", "²", "\ud800", "0"])
def test_a_zone_that_is_not_there_is_refused(sqlite_world: World, said: str) -> None:
    assert faults(sqlite_world, zone=said) == {"zone": "Please choose a zone."}


def test_of_two_forms_with_the_same_uai_at_once_one_is_refused_with_a_sentence(world: World) -> None:
    zone(world.installation, "Zone Nouveau")

    def created(_: int) -> int | dict[str, str]:
        try:
            return create(world, uai=uai(77))["number"]
        except Invalid as refused:
            return {field: message.text("en") for field, message in refused.fields.items()}

    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(created, range(4)))
    assert [answer for answer in answers if isinstance(answer, int)] == [3]
    refusals = [answer for answer in answers if isinstance(answer, dict)]
    assert {*map(tuple, refusals)} == {("uai",)}
    assert [row.uai for row in world.rows(Establishment)].count(uai(77)) == 1


def test_of_many_forms_at_once_each_gets_a_number_of_its_own(world: World) -> None:
    zone(world.installation, "Zone Nouveau")
    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(lambda _: create(world)["number"], range(8))) == [*range(3, 11)]


def no_folder(installation: Installation) -> None:
    """Where databases would be, there is a file."""
    folder = installation.settings.data_dir / "establishments"
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("not a folder")


def schema_taken(installation: Installation) -> None:
    with installation.databases.platform_session(writes=True) as db:
        db.connection().execute(text("CREATE SCHEMA establishment_3"))
        db.commit()


def broken_template(installation: Installation) -> None:
    [template] = (installation.settings.data_dir / "templates").iterdir()
    template.write_bytes(b"not a database")


@pytest.mark.parametrize("obstacle", [no_folder, broken_template])
def test_a_file_that_cannot_be_made_leaves_nothing(
    sqlite_world: World, obstacle: Callable[[Installation], None]
) -> None:
    obstacle(sqlite_world.installation)
    leaves_nothing(sqlite_world)


@pytest.mark.parametrize("engine_kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_a_schema_that_cannot_be_made_leaves_nothing(world: World) -> None:
    schema_taken(world.installation)
    leaves_nothing(world)


def leaves_nothing(world: World) -> None:
    form(world.installation)
    before = traces(world.installation)
    with pytest.raises((OSError, DatabaseError, ProgrammingError)):
        create(world, uai=uai(77))
    assert traces(world.installation) == before


@pytest.mark.parametrize(
    "statement", ["UPDATE person", "UPDATE establishment", "INSERT INTO platformjournal", "INSERT INTO mail"]
)
def test_a_fault_at_any_later_step_leaves_nothing(world: World, statement: str) -> None:
    form(world.installation)
    before = traces(world.installation)
    with crash_before(statement):
        create(world, uai=uai(77))
    assert traces(world.installation) == before
    assert create(world, uai=uai(77), number="3")["number"] == 3


def test_an_establishment_that_is_being_made_is_nobodys_to_see(world: World) -> None:
    typed = form(world.installation, uai=uai(77))
    with open_platform(world.installation, world.admin, writes=True) as scope:
        establishment_creation.reserve(scope, checked(scope.db, typed), 3)
    for status in ("", "creating", "active"):
        assert world.asked(establishments.page, Query(filters={"status": status}))["total"] == 2
    with pytest.raises(NotFound):
        world.asked(establishments.card, 3)
    assert sign_in_names.chosen(visit(world.installation), "3") is None
    assert sign_in_names.search(visit(world.installation), "nouveau") == []
    assert faults(world, uai=uai(77)) == {
        "uai": "This UAI is being registered or removed at this moment. Please try again in a minute."
    }
