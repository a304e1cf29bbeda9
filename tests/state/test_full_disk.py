"""What does somebody hear when there is no room left, and is nothing lost, nor half done (G-R2)?"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import reflex as rx
from sqlmodel import func, select

from app.locales.live import Language
from app.models.establishment import Delivery, Deposit, Upload
from app.state import door
from app.state.deposit import DepositState
from app.state.frame import NoticeState
from tests.support.depositing import uploaded
from tests.support.disks import filled, full
from tests.support.postgresql import Server
from tests.support.schooling import read
from tests.support.world import World
from tests.support.worlds import on_small_disk

Cramped = tuple[World, Callable[[], AbstractContextManager[None]]]
pytestmark = pytest.mark.anyio
FRENCH = (
    "Il n’y a plus de place sur le serveur. Rien n’a été modifié et rien n’est perdu\N{NO-BREAK SPACE}; prévenez les "
    "personnes qui gèrent ce portail."
)
ENGLISH = (
    "The server has no room left. Nothing was changed, and nothing is lost; please tell those who run this portal."
)


class Tab:
    """A teacher's, at the form of a deposit."""

    def __init__(self, world: World, language: str) -> None:
        self.root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
        session = world.signed_in(world.azurite, "prof")
        self.root.router_data = {"headers": {"authorization": f"session {session}"}}
        self.state(Language).locale = language

    def state(self, of: type[Any]) -> Any:  # noqa: ANN401  a state
        return self.root.get_substate(of.get_full_name().split("."))

    async def deposit(self, form: dict[str, str]) -> DepositState:
        state = self.state(DepositState)
        await DepositState.event_handlers["deposit"].fn(state, form=form)
        return state


def there(world: World) -> list[int]:
    """How many deposits, deliveries and files that wait."""
    with read(world) as db:
        return [db.exec(select(func.count()).select_from(table)).one() for table in (Deposit, Delivery, Upload)]


@pytest.fixture
def cramped(world: World) -> Cramped:
    """Schools, and what leaves no room to their database: in SQLite."""
    return world, partial(full, world.installation.databases.establishment(world.azurite.place))


@pytest.fixture
def cramped_postgresql(postgres: Server, prepared_database: str, tmp_path: Path, world: World) -> Iterator[Cramped]:
    """The same in PostgreSQL, whose disk is really full."""
    with on_small_disk(postgres, prepared_database, tmp_path / "postgresql") as (there, disk):
        door.install(there.installation)
        yield there, partial(filled, disk)
        door.install(world.installation)


@pytest.mark.parametrize(("language", "sentence"), [("fr", FRENCH), ("en", ENGLISH)])
async def test_a_deposit_that_finds_no_room_is_told_so_and_goes_through_once_there_is_some(
    cramped: Cramped, language: str, sentence: str
) -> None:
    await finds_no_room(*cramped, language, sentence)


@pytest.mark.postgresql
async def test_it_is_so_in_postgresql(cramped_postgresql: Cramped) -> None:
    await finds_no_room(*cramped_postgresql, "fr", FRENCH)


async def finds_no_room(
    world: World, no_room: Callable[[], AbstractContextManager[None]], language: str, sentence: str
) -> None:
    files = [uploaded(world, name=f"{n}.pdf", content=b"%d" % n) for n in range(9)]  # more than a page of rows
    everybody = '[{"kind": "everyone", "ref": 0, "is_dynamic": false}]'
    form = {"files": ",".join(files), "recipients": everybody, "memo": "À lire " * 140}
    tab = Tab(world, language)
    with no_room():
        state = await tab.deposit(form)
        notice = tab.state(NoticeState)
        assert (notice.kind, notice.text) == ("alert", sentence)
        assert state.errors == {"form": sentence}
        assert (state.made, state.sent) == (0, 0)  # the form stays as it is typed
        assert there(world) == [0, 0, 9]
    state = await tab.deposit(form)
    assert (state.errors, state.made, state.sent) == ({}, 1, 9)
    assert there(world) == [9, 9, 0]
