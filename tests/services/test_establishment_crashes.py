"""Is an establishment whole or nowhere, whenever the process was killed (G-R1)?"""

import random

from sqlalchemy import text
from sqlmodel import select

from app.models.establishment import Person, PersonState
from app.models.platform import SETTLED, Establishment, Mail
from app.services import establishment_creation, establishment_deletion, recovery
from app.storage.installation import Installation
from tests.support.killed import killed_amid
from tests.support.world import World, administrator, asked_by, form, uai, zone

ROUNDS = 20


def come_and_go(installation: Installation) -> None:
    """Create an establishment with a file and delete it again."""
    asked = asked_by(installation, administrator(installation, f"{random.random()}@casier.test"))
    number = asked(establishment_creation.create, form(installation, uai=uai(77)))["number"]
    installation.files.put(f"{number}/a file", b"content")
    asked(establishment_deletion.delete_one, number, str(number))


def test_an_establishment_is_whole_or_nowhere_after_a_kill(world: World) -> None:
    installation, chance = world.installation, random.Random(20261121)
    zone(installation, "Zone Nouveau")
    longest = 0.25 if installation.settings.is_postgresql else 0.06
    for _ in range(ROUNDS):
        killed_amid(come_and_go, installation.settings, chance, longest)
        recovery.recover(installation)
        there = settled(installation)
        assert {1, 2} <= set(there)
        assert whole(installation) == there
        assert not [number for number in range(3, 60) if number not in there and list(installation.files.names(number))]
        for number in set(there) - {1, 2}:
            world.asked(establishment_deletion.delete_one, number, str(number))
    number = world.asked(establishment_creation.create, form(installation, uai=uai(77)))["number"]
    assert number == 3
    assert {mail.establishment for mail in world.rows(Mail)} == {1, 2, 3}


def settled(installation: Installation) -> list[int]:
    """The establishments that there are; that nothing is half done is checked."""
    with installation.databases.platform_session(writes=False) as db:
        rows = list(db.exec(select(Establishment)))
    assert [row.state for row in rows if row.state not in SETTLED] == []
    for row in rows:
        with installation.databases.session(row, writes=False) as db:
            assert PersonState.ACTIVE in [person.state for person in db.exec(select(Person))]
    return sorted(row.number for row in rows)


def whole(installation: Installation) -> list[int]:
    """The establishments that something is kept of."""
    if not installation.settings.is_postgresql:
        return sorted(int(folder.name) for folder in (installation.settings.data_dir / "establishments").iterdir())
    with installation.databases.platform_session(writes=False) as db:
        names = db.connection().execute(
            text(r"SELECT rolname FROM pg_roles WHERE rolname ~ '^casier_\d' AND rolcanlogin")
        )
        owners = list(names.scalars())
        schemas = db.connection().execute(text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^establishment_'"))
        found = sorted(int(name.split("_")[1]) for name in schemas.scalars())
    assert sorted(int(name.split("_")[1]) for name in owners) == found
    return found
