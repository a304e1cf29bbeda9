"""Who holds a websocket, whose state does it reach, how much may it say, and when is it cut?"""

import asyncio
import json
from collections import Counter
from contextlib import ExitStack
from time import perf_counter
from urllib.parse import parse_qs

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from app.http import crowd
from app.http.sockets import Socket
from app.services import establishments, sessions
from app.services.scope import open_platform
from tests.support import http
from tests.support.http import World

ORIGIN = {"origin": http.HERE}


def _opened(client: TestClient, tab: str = "t") -> WebSocketTestSession:
    return http.websocket(client, f"/_event/?EIO=4&transport=websocket&token={tab}", ORIGIN)


def _bound(world: World, client: TestClient, tab: str = "t") -> str:
    """The token that Reflex sees for the one that the browser chose."""
    with _opened(client, tab):
        said = parse_qs(world.behind.query())
    assert said.keys() == {"EIO", "transport", "token"}
    return said["token"][0]


def _last_words(socket: WebSocketTestSession) -> tuple[str, int]:
    """Where a page is sent, and the code with which its websocket is then closed."""
    kind, update = json.loads(socket.receive_text().removeprefix("42/_event,"))
    assert kind == "event"
    with pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_text()
    assert update["events"][0]["name"] == "_redirect"
    return update["events"][0]["payload"]["path"], closed.value.code


def test_a_chosen_token_is_good_for_one_session_alone(world: World) -> None:
    """T5: whoever knows another's token reaches a state of their own."""
    anne, bob, stranger = world.person("anne"), world.person("bob"), world.portal.client()
    of_anne = _bound(world, anne)
    assert _bound(world, anne) == of_anne
    assert _bound(world, anne, "u") != of_anne
    assert len({of_anne, _bound(world, bob), _bound(world, stranger)}) == 3
    http.entered(anne, world.school, "anne")
    assert _bound(world, anne) != of_anne


def test_strangers_share_no_state_either(world: World) -> None:
    """With a visitor's mark it survives a reconnection; without one each connection is its own."""
    client = world.portal.client()
    assert _bound(world, client) != _bound(world, client)
    client.get("/sign-in")
    assert _bound(world, client) == _bound(world, client)
    other = world.portal.client()
    other.get("/sign-in")
    assert _bound(world, client) != _bound(world, other)


def test_a_dead_session_reaches_no_state_of_its_own(world: World) -> None:
    """Its hash is still told, as the door of events then says why it ended; its state is out of reach."""
    client = world.person()
    alive = _bound(world, client)
    sessions.end(world.installation, http.session_of(client))
    assert _bound(world, client) != alive
    assert world.behind.headers()["authorization"] == f"session {http.session_of(client)}"


def test_no_event_has_an_identity_without_the_cookie(world: World) -> None:
    """T5."""
    forged = {"authorization": "session " + "0" * 64, "x-casier-address": "1.2.3.4"}
    with http.websocket(world.portal.client(), "/_event/?token=t", {**ORIGIN, **forged}):
        assert "authorization" not in world.behind.headers()


def test_blocking_an_establishment_sends_its_open_pages_away(world: World) -> None:
    """E7, T20: within two seconds, with the reason, while others stay."""
    client = world.portal.client()
    with client, ExitStack() as stack:
        http.entered(client, world.school, "anne")
        pages = [stack.enter_context(_opened(client)) for _ in range(3)]
        sign_in = stack.enter_context(_opened(world.portal.client()))
        with open_platform(world.installation, http.TERMINAL, writes=True) as scope:
            establishments.block(scope, world.school, "Unpaid")
        began = perf_counter()
        for page in pages:
            assert _last_words(page) == (f"/bye?why=blocked&e={world.school}", 4401)
        assert perf_counter() - began < 2
        sign_in.send_text("3")
        assert sign_in.receive_text() == "3"
    assert world.behind.left == 4


def test_signing_out_sends_the_other_tabs_away(browser: TestClient, world: World) -> None:
    http.entered(browser, world.school, "anne")
    with _opened(browser) as tab:
        browser.post("/auth/sign-out")
        assert _last_words(tab) == (f"/bye?why=signed-out&e={world.school}", 4401)


def test_nothing_reaches_reflex_once_cut(browser: TestClient, world: World) -> None:
    http.entered(browser, world.school, "anne")
    with _opened(browser) as tab:
        sessions.end(world.installation, http.session_of(browser))
        _last_words(tab)
        tab.send_text("late")
    assert world.behind.frames == 0
    assert world.behind.left == 1


async def _cut_while_waiting() -> list[str]:
    waiting, free, said = asyncio.Event(), asyncio.Event(), list[str]()

    async def receive() -> Message:
        waiting.set()
        try:
            return await asyncio.get_running_loop().create_future()
        finally:
            free.set()

    async def send(message: Message) -> None:
        if message["type"] == "websocket.close":
            await free.wait()
        said.append(message["type"])

    async def behind(_scope: Scope, receive: Receive, _send: Send) -> None:
        said.append((await receive())["type"])

    socket = Socket(receive, send)
    served = asyncio.ensure_future(socket.run(behind, {}))
    await waiting.wait()
    await socket.cut(4401, "/bye")
    await served
    return said


def test_a_server_that_closes_only_when_nobody_waits_for_a_frame_closes() -> None:
    """Granian 2.8 does so."""
    said = asyncio.run(_cut_while_waiting())
    assert said[0] == "websocket.send"
    assert sorted(said[1:]) == ["websocket.close", "websocket.disconnect"]


def _listen(socket: WebSocketTestSession) -> None:
    while True:
        socket.receive_text()


def test_a_flood_of_frames_is_cut_and_typing_is_not(browser: TestClient, world: World) -> None:
    """T34: twenty a second, a hundred at once."""
    with _opened(browser) as socket:
        for _ in range(100):
            socket.send_text("3")
        assert [socket.receive_text() for _ in range(100)] == ["3"] * 100
        for _ in range(200):
            socket.send_text("3")
        with pytest.raises(WebSocketDisconnect) as closed:
            _listen(socket)
    assert closed.value.code == 4429
    assert 100 <= world.behind.frames < 150


def test_a_giant_frame_is_cut(browser: TestClient, world: World) -> None:
    with _opened(browser) as socket:
        socket.send_text("x" * 1_000_001)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert closed.value.code == 1009
    assert world.behind.frames == 0


def _fill(stack: ExitStack, client: TestClient, room: int) -> None:
    for _ in range(room):
        stack.enter_context(_opened(client))
    with pytest.raises(WebSocketDisconnect) as refused, _opened(client):
        pass
    assert refused.value.code == 4429


def test_strangers_of_one_address_have_room_for_a_class(browser: TestClient, world: World) -> None:
    with ExitStack() as stack:
        _fill(stack, browser, crowd.STRANGERS_OF_ADDRESS)
        http.entered(browser, world.school, "anne")
        stack.enter_context(_opened(browser))
    for _ in range(3):
        with _opened(world.portal.client()):
            pass


def test_one_session_has_room_for_many_tabs(browser: TestClient, world: World) -> None:
    http.entered(browser, world.school, "anne")
    with ExitStack() as stack:
        _fill(stack, browser, crowd.TABS_OF_SESSION)
        http.entered(browser, world.school, "bob")
        stack.enter_context(_opened(browser))


def test_opening_and_closing_without_end_is_slowed_down(browser: TestClient) -> None:
    """Each new websocket costs a state that is kept for an hour."""

    def knock() -> int:
        try:
            with _opened(browser):
                return 0
        except WebSocketDisconnect as refused:
            return refused.code

    codes = Counter(knock() for _ in range(300))
    assert codes.keys() == {0, 4429}
    assert 100 <= codes[0] < 200
