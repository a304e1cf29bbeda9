"""Does every database reach this version, from wherever an interruption left it, and is no other one served (G-R10)?"""

import pytest
from sqlalchemy import text, update
from sqlmodel import col

from app.models.establishment import EstablishmentTable
from app.models.platform import Establishment
from app.services import sessions, sign_in, upkeep
from app.services.errors import Refused
from app.storage import engines, migrations
from tests.support.crashes import crash_before
from tests.support.world import PASSWORD, School, World, visit

UPDATED = "This establishment is being updated. Please come back in a few minutes."


def emptied(world: World, school: School) -> None:
    """Take an establishment back to before its first revision."""
    engine = world.installation.databases.establishment(school.place).engine
    with engines.restructuring(engine) as connection:
        for index in ("person_words", "person_starts", "deposit_words", "deposit_starts"):
            connection.execute(text(f"DROP TABLE IF EXISTS {index}"))
        EstablishmentTable.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    noted(world, school, "")


def noted(world: World, school: School, revision: str) -> None:
    with world.installation.databases.platform_session(writes=True) as db:
        of_school = col(Establishment.number) == school.number
        db.exec(update(Establishment).where(of_school).values(schema_revision=revision))
        db.commit()


def differing(world: World) -> list[int]:
    return [difference.number for difference in upkeep.differences(world.installation)]


def test_new_establishments_are_at_this_version(world: World) -> None:
    assert list(upkeep.outdated(world.installation)) == []
    assert differing(world) == []
    assert upkeep.migrate(world.installation) == []


def test_an_earlier_one_is_brought_on_and_the_others_are_left_alone(world: World) -> None:
    emptied(world, world.azurite)
    assert world.azurite.number in differing(world)
    assert world.cinabre.number not in differing(world)
    assert upkeep.migrate(world.installation) == []
    assert differing(world) == []
    assert set(world.people(world.cinabre)) == {"admin", "prof", "eleve"}


def test_an_interruption_is_resumed(world: World) -> None:
    for school in (world.azurite, world.cinabre):
        emptied(world, school)
    with crash_before("CREATE TABLE membership"):
        upkeep.migrate(world.installation)
    assert len(upkeep.outdated(world.installation)) == 2
    with crash_before("UPDATE establishment"):
        upkeep.migrate(world.installation)
    assert len(upkeep.outdated(world.installation)) == 2
    assert upkeep.migrate(world.installation) == []
    assert differing(world) == []


def test_one_that_cannot_be_brought_on_does_not_keep_the_others(world: World) -> None:
    emptied(world, world.cinabre)
    noted(world, world.azurite, "")
    engine = world.installation.databases.establishment(world.azurite.place).engine
    with engines.restructuring(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    (fault,) = upkeep.migrate(world.installation)
    assert fault.text("en").startswith("Collège Azurite (number 1) could not be updated: This database is of a later")
    assert [home.number for home in upkeep.outdated(world.installation)] == [world.azurite.number]


def test_drift_is_named(world: World) -> None:
    engine = world.installation.databases.establishment(world.cinabre.place).engine
    with engines.restructuring(engine) as connection:
        connection.execute(text("ALTER TABLE person ADD COLUMN shoe_size INTEGER"))
    (difference,) = upkeep.differences(world.installation)
    assert (difference.number, difference.name) == (2, "Collège Cinabre")
    assert "shoe_size" in difference.what.text("en")


def test_nobody_enters_an_establishment_of_another_version(world: World) -> None:
    inside = world.signed_in(world.azurite)
    noted(world, world.azurite, "0000")
    with pytest.raises(Refused, match=UPDATED):
        sign_in.enter(visit(world.installation), world.azurite.uai, "prof", PASSWORD)
    with pytest.raises(Refused, match=UPDATED):
        sessions.actor(world.installation, inside)
    assert sign_in.enter(visit(world.installation), world.cinabre.uai, "prof", PASSWORD)
    upkeep.migrate(world.installation)
    assert sessions.actor(world.installation, inside)


def test_a_platform_of_an_earlier_version_is_refused_rather_than_changed_unasked(world: World) -> None:
    upkeep.require_current(world.installation)
    known = migrations.head("platform")
    with engines.restructuring(world.installation.databases.platform.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refused, match="later version"):
        upkeep.require_current(world.installation)
    with pytest.raises(Refused, match="later version"):
        upkeep.migrate(world.installation)
    assert known != "9999"
