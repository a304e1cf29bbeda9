"""Is what a dead process left half done put right at start, and old things swept away?"""

from datetime import timedelta

import pytest

from app.models.platform import Establishment, EstablishmentState, Mail, MailState, PlatformJournal, ResetLink, Session
from app.models.types import now
from app.services import establishments, recovery
from app.services.establishment_creation import reserve
from app.services.establishment_form import checked
from app.services.listing import Query
from app.services.scope import open_platform
from app.storage import provisioning
from tests.support.world import World, form, uai

DEAD = "0" * 16


def half_made(world: World, owner: str | None) -> None:
    """Number 3 is reserved, and has a database; nobody opened it."""
    typed = form(world.installation, uai=uai(77))
    with open_platform(world.installation, world.admin, writes=True) as scope:
        row = reserve(scope, checked(scope.db, typed), 3)
        row.owner = owner
    provisioning.create(world.installation.databases, world.installation.cipher, row)


@pytest.mark.parametrize("owner", [DEAD, None, ""])
def test_a_creation_that_nobody_is_at_is_undone(world: World, owner: str | None) -> None:
    half_made(world, owner)
    recovery.recover(world.installation)
    assert [row.number for row in world.rows(Establishment)] == [1, 2]
    assert not world.installation.databases.folder(3).exists()


def test_a_creation_that_a_living_process_is_at_goes_on(world: World) -> None:
    half_made(world, world.installation.process.id)
    recovery.recover(world.installation)
    assert [row.number for row in world.rows(Establishment)] == [1, 2, 3]
    with world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Establishment, 3).changed_at -= timedelta(hours=2)
        db.commit()
    recovery.recover(world.installation)
    assert [row.number for row in world.rows(Establishment)] == [1, 2]


def test_one_that_resists_keeps_no_other_waiting(sqlite_world: World) -> None:
    half_made(sqlite_world, DEAD)
    folder = sqlite_world.installation.databases.folder(1)
    folder.rename(folder.with_name("kept"))
    folder.write_text("not a folder")
    with sqlite_world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Establishment, 1).sqlmodel_update({"state": EstablishmentState.DELETING, "owner": DEAD})
        db.commit()
    recovery.recover(sqlite_world.installation)
    assert [(row.number, str(row.state)) for row in sqlite_world.rows(Establishment)] == [
        (1, "deleting"),
        (2, "active"),
    ]


def test_recovering_twice_or_with_nothing_to_do_changes_nothing(world: World) -> None:
    before = [row.model_dump() for row in (*world.rows(Establishment), *world.rows(PlatformJournal))]
    for _ in range(2):
        recovery.recover(world.installation)
        world.work()
    assert [row.model_dump() for row in (*world.rows(Establishment), *world.rows(PlatformJournal))] == before


def test_mails_that_wait_leave_after_a_restart(sqlite_world: World) -> None:
    first = sqlite_world.rows(Mail)[0].id
    with sqlite_world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Mail, first).sqlmodel_update({"state": MailState.WAITING, "next_at": now()})
        db.commit()
    recovery.recover(sqlite_world.installation)
    sqlite_world.work()
    assert {mail.state for mail in sqlite_world.rows(Mail)} == {MailState.SENT}


def test_the_clock_forgets_what_had_its_time(world: World) -> None:
    assert (len(world.rows(Session)), len(world.rows(ResetLink))) == (2, 2)
    with world.installation.databases.platform_session(writes=True) as db:
        for session in world.rows(Session):
            db.merge(session).expires_at = now() - timedelta(days=2)
        db.commit()
    recovery.sweep(world.installation)
    assert (world.rows(Session), world.rows(ResetLink)) == ([], [])
    assert world.asked(establishments.page, Query())["total"] == 2
