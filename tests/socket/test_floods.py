"""What if a page never stops? It is cut, and nobody else notices (T34)."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack, suppress
from statistics import quantiles
from time import perf_counter

import pytest
from aiohttp import ClientConnectionError, WSCloseCode, WSServerHandshakeError

from app.http import crowd, sockets
from app.state.journal import JournalState
from tests.support.socket import Portal, Tab

pytestmark = pytest.mark.anyio

JOURNAL = f"{JournalState.get_full_name()}.load"


async def _p95(page: Tab, gestures: int = 25) -> float:
    """How long somebody at work waits for the answer to a gesture."""
    waits = list[float]()
    for _ in range(gestures):
        began = perf_counter()
        await page.answer(JOURNAL)
        waits.append(perf_counter() - began)
    return quantiles(waits, n=20)[-1]


async def _flood(page: Tab, frames: int) -> bool:
    """As fast as can be, until cut; whether the line broke while one wrote, which forgets what was last said."""
    is_broken = True
    with suppress(ClientConnectionError):
        for _ in range(frames):
            await page.fire(JOURNAL)
            await asyncio.sleep(0)  # what comes is read, too
        is_broken = False
    await page.ended()
    return is_broken


async def test_a_flood_of_events_is_cut_and_nobody_else_waits(portal: Portal) -> None:
    async with portal.page(portal.cookies["admin of azurite"]) as other, portal.page(address="127.0.0.2") as page:
        flooding = asyncio.create_task(_flood(page, 3000))
        assert await _p95(other) < 1
        is_broken = await flooding
    assert page.code == 4429 or (is_broken and page.code == WSCloseCode.ABNORMAL_CLOSURE)


async def test_whoever_is_too_fast_is_told_so(portal: Portal) -> None:
    """They wait for an answer after each event beyond what may come at once, so that the last word is heard."""
    async with portal.page(address="127.0.0.2") as page:
        for _ in range(int(sockets.BURST)):
            await page.fire(JOURNAL)
        ending = asyncio.create_task(page.ended())
        with suppress(ClientConnectionError):  # it closes as the next one is written: the last word is there
            for _ in range(200):
                if not ending.done():
                    await page.fire(JOURNAL)
                    await asyncio.wait({ending}, timeout=0.01)
        await ending
    assert page.code == 4429


@pytest.mark.usefixtures("unharmed")
async def test_a_giant_frame_is_cut(portal: Portal) -> None:
    async with portal.page(portal.cookies["admin of azurite"]) as other, portal.page(address="127.0.0.2") as page:
        await page.say("4" + "x" * 1_000_000)
        await page.ended()
        assert await _p95(other, 5) < 1
    assert page.code == 1009


async def test_the_websockets_of_strangers_at_one_address_are_limited(portal: Portal) -> None:
    """Of three hundred; those who are signed in there have room still."""
    refusals, opened = Counter[int](), 0
    async with AsyncExitStack() as stack:
        for _ in range(300):
            try:
                await stack.enter_async_context(portal.page(address="127.0.0.3"))
            except WSServerHandshakeError as refused:
                refusals[refused.status] += 1
            else:
                opened += 1
        async with portal.page(portal.cookies["admin of azurite"], address="127.0.0.3") as page:
            assert await page.settled()
    assert opened == crowd.STRANGERS_OF_ADDRESS
    assert refusals == {403: 300 - opened}
