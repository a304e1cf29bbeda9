"""Who may open the websocket of events at all? Pages of this very portal (T6, T25)."""

import pytest
from aiohttp import WSServerHandshakeError

from tests.support.socket import Portal, shaken

pytestmark = pytest.mark.anyio

FOREIGN = [
    "", "null", "https://evil.example", "http://evil.example", "http://localhost", "https://{host}",
    "http://{host}.evil.example", "http://evil.example/{host}", "http://evil.example#{host}",
    "http://{host}@evil.example", "http://evil.{host}", "http://{host}1", "http://127.0.0.1:1", "http://localhost:80",
    "ws://{host}", "file://{host}", "{host}", "http://{host}/", "http://{host},http://{host}",
    "http://{host} http://evil.example",
]  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_page_opens_nothing(portal: Portal, origin: str) -> None:
    said = {"Origin": origin.format(host=portal.url.removeprefix("http://"))}
    with pytest.raises(WSServerHandshakeError) as refused:
        async with shaken(portal.url, cookie=portal.cookies["admin of the platform"], headers=said):
            pass
    assert refused.value.status == 403


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80", "a b", "169.254.1.1"])
async def test_a_page_under_another_name_opens_nothing(portal: Portal, host: str) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        async with shaken(portal.url, headers={"Host": host, "Origin": f"http://{host}"}):
            pass
    assert refused.value.status in {400, 403}  # a name that is none is no request at all


async def test_our_own_page_does(portal: Portal) -> None:
    async with portal.page() as page:
        assert page.heard[-1].startswith('40/_event,{"sid"')
