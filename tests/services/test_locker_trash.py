"""Is what was deleted in the trash of its depositor alone, as long as it can be restored (L11)?"""

from datetime import timedelta
from typing import Any

from app.models.establishment import LockerSettings
from app.models.types import now
from app.services import deposits, documents, locker_trash, received, sent
from app.services.errors import NotFound
from app.services.listing import Query
from tests.support.hands import Hand
from tests.support.lockers import deposited
from tests.support.schooling import written
from tests.support.world import World
from tests.support.worlds import ALSO_ON_S3


def give(world: World, days: float | None, **said: Any) -> int:  # noqa: ANN401  what `deposited` takes
    at = None if days is None else now() - timedelta(days=days)
    return deposited(world.installation, world.azurite.place, **{"by": "admin", "trashed_at": at, **said})


def test_days_are_counted_down_and_end(world: World) -> None:
    fresh, old, last = give(world, 0.1), give(world, 20), give(world, 29.9)
    give(world, 30.1)
    give(world, None)
    give(world, 1, by="prof")
    give(world, 1, withdrawn=3)
    admin = Hand(world, "admin")
    rows = admin(locker_trash.page, Query())["rows"]
    assert [(row["id"], row["days_left"], row["recipients"]) for row in rows] == [
        (fresh, 30, 1),
        (old, 10, 1),
        (last, 1, 1),
    ]
    with written(world) as db:
        db.add(LockerSettings(trash_days=7))
        db.commit()
    assert [(row["id"], row["days_left"]) for row in admin(locker_trash.page, Query())["rows"]] == [(fresh, 7)]
    assert isinstance(admin.refusal(deposits.restore, old), NotFound)


@ALSO_ON_S3
def test_a_restored_document_is_where_it_was(world: World) -> None:
    document, admin, prof = give(world, None), Hand(world, "admin"), Hand(world, "prof")
    admin(deposits.trash, document)
    assert prof(received.page, Query())["rows"] == admin(sent.page, Query())["rows"] == []
    assert [row["id"] for row in admin(locker_trash.page, Query("compte"))["rows"]] == [document]
    assert prof(locker_trash.page, Query())["rows"] == []
    admin(deposits.restore, document)
    assert [row["id"] for row in prof(received.page, Query())["rows"]] == [document]
    name = f"{world.azurite.number}/{prof(documents.found, document).key}"
    assert b"".join(world.installation.files.chunks(name)) == b"%PDF-1.4"
    assert admin(locker_trash.page, Query())["rows"] == []
