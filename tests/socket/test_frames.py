"""What of frames that no page sends? They end the websocket, and do nothing else (T4, T34)."""

import json
from typing import Final

import pytest

from app.state.home import HomeState
from tests.support.socket import SAYING, Portal, event

pytestmark = pytest.mark.anyio

HOME: Final = f"{HomeState.get_full_name()}.load"
DEEP: Final = 10_000
EVENT: Final = {"name": HOME, "payload": {}, "router_data": {"pathname": "/"}}


def _saying(*said: object) -> str:
    return SAYING + json.dumps(said)


SENSELESS: Final = {
    "text": "hello",
    "nothing": "",
    "bytes": b"\x00\xff",
    "an unknown packet": "9",
    "an upgrade": "5",
    "a closing": "1",
    "an unknown Socket.IO packet": "49",
    "a connection error": "44/_event,{}",
    "an acknowledgement": "43/_event,1[]",
    "attachments that never come": '459999999-/_event,["event",{}]',
    "another namespace": "40/",
    "an administrator's namespace": "40/admin,",
    "half an event": f'{SAYING}["event",{{',
    "a number for an event": _saying(1, {}),
    "no event": _saying(),
    "an object for an event": f'{SAYING}{{"a":1}}',
    "an event without anything": _saying("event"),
    "a text for an event": _saying("event", json.dumps(EVENT)),
    "two events": _saying("event", EVENT, EVENT),
    "a method of the server": _saying("__class__"),
    "a connection": _saying("connect"),
    "a disconnection": _saying("disconnect"),
    "no name": event(None),  # type: ignore[arg-type]
    "a list for a name": event([1]),  # type: ignore[arg-type]
    "a list of arguments": event(HOME, [1]),
    "a number for the page": event(HOME, pathname=5),
    "a number for the address": event(HOME, asPath=5),
    "a list for the parameters": event(HOME, query=[1]),
    "a number for a parameter": event(HOME, query={"page": 1}),
    "a number without end": f'{SAYING}["event",{{"name":"{HOME}","payload":{{"a":{"9" * 5000}}}}}]',
    "a payload without end": f'{SAYING}["event",{{"name":"x","payload":{{"a":{"[" * DEEP}{"]" * DEEP}}}}}]',
    "half a character": event(HOME, asPath="/?q=\ud800"),
}  # fmt: skip


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("frame", SENSELESS.values(), ids=SENSELESS.keys())
async def test_a_senseless_frame_ends_the_websocket(portal: Portal, frame: str | bytes) -> None:
    said = len(portal.log())
    async with portal.page(portal.cookies["student"]) as page:
        await page.say(frame)
        assert await page.ended() == ""
        assert page.code == 1008
    assert portal.log()[said:] == ""
