"""Does everything of an establishment go, and nothing of another (E6)?"""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from app.models.establishment import Person
from app.models.platform import (
    Establishment,
    EstablishmentState,
    Job,
    Mail,
    PlatformJournal,
    ResetLink,
    Session,
    Statistic,
)
from app.models.types import now
from app.services import (
    establishment_bulk,
    establishment_creation,
    establishment_deletion,
    establishments,
    job_runs,
    recovery,
    sessions,
    sign_in_names,
)
from app.services.bulk import Selection
from app.services.errors import Invalid, NotFound, Refused
from app.services.listing import Query
from app.services.scope import open_platform
from app.storage.databases import Address
from app.storage.installation import Installation
from tests.support.crashes import crash_before
from tests.support.world import World, form, schools, visit


def delete(world: World, number: int, typed: str | None = None) -> None:
    world.asked(establishment_deletion.delete_one, number, str(number) if typed is None else typed)


def bulk_done(world: World, action: str, *numbers: int, **fields: str) -> int:
    """Preview, confirm and do; gives the job's identity."""
    previewed = world.asked(establishment_bulk.preview, action, Selection(ids=list(numbers), all=False), Query())
    world.asked(establishment_bulk.confirm, previewed["job"], fields)
    world.work()
    return previewed["job"]


def has_database(world: World, home: Address) -> bool:
    try:
        with world.installation.databases.session(home, writes=False) as db:
            return bool(db.exec(select(Person)).first())
    except Exception:  # noqa: BLE001  each engine has its own way of not being there
        return False


def traces(world: World, canary: str) -> list[str]:
    """Where a word is still found: in the platform's tables, and in files of the data folder."""
    tables = (Establishment, Mail, Session, ResetLink, Statistic)
    found = [table.__name__ for table in tables if canary in repr([row.model_dump() for row in world.rows(table)])]
    folder = world.installation.settings.data_dir
    return found + [
        str(file) for file in holding(folder, canary) if file.name not in {"platform.db", "platform.db-wal"}
    ]


def holding(folder: Path, word: str) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and word.encode() in file.read_bytes()]


def filled(world: World) -> None:
    """Give both schools statistics, and an export."""
    bulk_done(world, "establishments.count", 1, 2)
    bulk_done(world, "establishments.export", 1, 2)


def test_nothing_of_a_deleted_school_remains_but_a_line_of_the_journal(world: World) -> None:
    filled(world)
    token_hash = world.signed_in(world.azurite)
    delete(world, world.azurite.number)
    assert traces(world, "zurite") == []
    assert not has_database(world, world.azurite.place)
    assert list(world.installation.files.names(world.azurite.number)) == []
    assert list((world.installation.settings.data_dir / "exports").glob("*/1[-.]*")) == []
    assert world.row(Session, token_hash) is None
    [line] = [line for line in world.rows(PlatformJournal) if line.action == "establishments.deleted"]
    assert (line.actor, line.subject, line.label, line.before) == (
        "alix@casier.test", "1", "Collège Azurite", {"uai": world.azurite.uai},
    )  # fmt: skip


def test_nothing_of_the_other_school_changes(sqlite_world: World) -> None:
    filled(sqlite_world)
    token_hash = sqlite_world.signed_in(sqlite_world.cinabre)
    delete(sqlite_world, sqlite_world.azurite.number)
    assert len(traces(sqlite_world, "inabre")) >= 4
    assert has_database(sqlite_world, sqlite_world.cinabre.place)
    assert [name for name, _ in sqlite_world.installation.files.names(sqlite_world.cinabre.number)] == ["2/Cinabre.txt"]
    assert len(list((sqlite_world.installation.settings.data_dir / "exports").glob("*/2-*.zip"))) == 1
    assert sessions.ended(sqlite_world.installation, token_hash) is None


def test_the_number_must_be_typed(sqlite_world: World) -> None:
    for typed in ("", "2", "11", "Collège Azurite", "1 2"):
        with pytest.raises(Invalid) as refused:
            delete(sqlite_world, 1, typed)
        assert refused.value.fields["typed"].text("en") == "Type the number 1 to confirm."
    assert has_database(sqlite_world, sqlite_world.azurite.place)
    delete(sqlite_world, 1, " 1 ")
    assert not has_database(sqlite_world, sqlite_world.azurite.place)


def test_the_confirmation_says_what_will_be_lost(world: World) -> None:
    assert world.asked(establishment_deletion.losses, 1) == {"people": 3, "bytes": len("Bulletin Azurite"), "mails": 1}


def test_a_school_that_is_not_there_is_not_found(world: World) -> None:
    for number in (0, -1, 99, 2**31, 2**63, 10**30):
        for use_case in (establishment_deletion.losses, establishments.card):
            with pytest.raises(NotFound):
                world.asked(use_case, number)
        with pytest.raises(NotFound):
            delete(world, number)


def test_deleting_twice_is_not_found(sqlite_world: World) -> None:
    delete(sqlite_world, 1)
    with pytest.raises(NotFound):
        delete(sqlite_world, 1)


def test_a_blocked_school_can_be_deleted(sqlite_world: World) -> None:
    sqlite_world.asked(establishments.block, 1, "Travaux")
    delete(sqlite_world, 1)
    assert sqlite_world.row(Establishment, 1) is None


def test_a_number_given_again_begins_empty(world: World) -> None:
    delete(world, 1)
    world.asked(establishment_creation.create, form(world.installation, number="1"))
    row = world.row(Establishment, 1)
    assert row
    with world.installation.databases.session(row, writes=False) as db:
        assert [person.username for person in db.exec(select(Person))] == ["admin"]
    assert [mail.establishment for mail in world.rows(Mail)] == [2, 1]
    assert traces(world, "zurite") == []


@pytest.mark.parametrize("statement", ["DELETE FROM mail", "DELETE FROM session", "DELETE FROM establishment"])
def test_a_deletion_that_was_cut_short_is_finished_by_the_next_process(world: World, statement: str) -> None:
    with crash_before(statement):
        delete(world, 1)
    assert sign_in_names.chosen(visit(world.installation), "1") is None
    recovery.recover(world.installation)
    assert is_half_gone(world), "it was taken from a living process"
    orphan(world.installation)
    recovery.recover(world.installation)
    assert world.row(Establishment, 1) is None
    assert list(world.installation.files.names(1)) == []
    assert (has_database(world, world.azurite.place), has_database(world, world.cinabre.place)) == (False, True)
    assert {mail.establishment for mail in world.rows(Mail)} == {2}


def test_a_deletion_can_begin_anywhere(world: World) -> None:
    with open_platform(world.installation, world.admin, writes=True) as scope:
        establishment_deletion.close(scope, 1)
    orphan(world.installation)
    recovery.recover(world.installation)
    recovery.recover(world.installation)
    assert world.row(Establishment, 1) is None
    actions = [line.action for line in world.rows(PlatformJournal)]
    assert actions.count("establishments.deleted") == 1


def test_what_cannot_be_taken_away_now_is_taken_away_later(sqlite_world: World) -> None:
    home = sqlite_world.installation.databases.folder(1)
    obstacle, kept = home.with_name("1"), home.rename(home.with_name("kept"))
    obstacle.write_text("not a folder")
    with pytest.raises(Refused) as refused:
        delete(sqlite_world, 1)
    assert refused.value.message.text("en") == (
        "Collège Azurite is closed, but not all of it could be deleted yet. This goes on by itself."
    )
    assert sign_in_names.chosen(visit(sqlite_world.installation), "1") is None
    obstacle.unlink()
    kept.rename(home)
    recovery.sweep(sqlite_world.installation)
    assert is_half_gone(sqlite_world), "somebody may still be at it"
    long_ago(sqlite_world.installation)
    recovery.sweep(sqlite_world.installation)
    assert traces(sqlite_world, "zurite") == []


def is_half_gone(world: World) -> bool:
    row = world.row(Establishment, 1)
    return row is not None and row.state is EstablishmentState.DELETING


def orphan(installation: Installation) -> None:
    """The process that was at it has died."""
    _change(installation, owner="0" * 16)


def long_ago(installation: Installation) -> None:
    """Nobody has been at it for hours."""
    _change(installation, changed_at=now() - timedelta(hours=2))


def _change(installation: Installation, **fields: object) -> None:
    with installation.databases.platform_session(writes=True) as db:
        db.get_one(Establishment, 1).sqlmodel_update(fields)
        db.commit()


def test_many_are_deleted_at_once_and_the_others_stay(world: World) -> None:
    kept = schools(world.installation, 2)
    job = bulk_done(world, "establishments.delete", 1, 2, typed="2")
    done = world.row(Job, job)
    assert done
    assert (done.state, done.total, done.done, done.refused) == ("done", 2, 2, 0)
    assert [row.number for row in world.rows(Establishment)] == kept
    assert not has_database(world, world.azurite.place)
    assert not has_database(world, world.cinabre.place)
    assert [line.subject for line in world.rows(PlatformJournal) if line.action == "establishments.deleted"] == [
        "1",
        "2",
    ]


@pytest.mark.parametrize("statement", ["DELETE FROM mail", "DELETE FROM establishment", "UPDATE jobrow"])
def test_a_bulk_deletion_that_was_cut_short_goes_on(world: World, statement: str) -> None:
    previewed = world.asked(
        establishment_bulk.preview, "establishments.delete", Selection(ids=[1, 2], all=False), Query()
    )
    world.asked(establishment_bulk.confirm, previewed["job"], {"typed": "2"})
    with crash_before(statement):
        job_runs.run(world.installation, previewed["job"])
    with world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Job, previewed["job"]).owner = "0" * 16
        for row in db.exec(select(Establishment)):
            row.owner = "0" * 16
        db.commit()
    recovery.recover(world.installation)
    world.work()
    done = world.row(Job, previewed["job"])
    assert done
    assert (done.state, done.done, done.refused) == ("done", 2, 0)
    assert world.rows(Establishment) == []
