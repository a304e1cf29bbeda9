"""What do hostile pages leave in the log? Short lines, one for each event, without secrets (T31)."""

import re
from time import perf_counter
from typing import Final

import pytest

from app.services.sessions import hash_of
from app.state.switches import SwitchState
from app.state.zones import ZonesState
from tests.support.socket import Portal

pytestmark = pytest.mark.anyio

LINE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 [A-Z]+ [\w.]+ .*")
SECRET: Final = "Hunter2-Hunter2"
HUSH: Final = f"{SwitchState.get_full_name()}.hush"
ADD: Final = f"{ZonesState.get_full_name()}.add"


async def _logged(portal: Portal, name: str, payload: object, who: str = "stranger") -> list[str]:
    """The lines that an event leaves; the page is answered soon, so that no search of the log holds it up."""
    said = len(portal.log())
    async with portal.page(portal.cookies[who], token="planted-token") as page:
        began = perf_counter()
        await page.answer(name, payload)
        assert perf_counter() - began < 2
    return portal.log()[said:].splitlines()


FORGED: Final = "\r\n2026-01-01T00:00:00.000+00:00 INFO casier.door forged\r\n\x1b[2J\x1b]0;x\x07\u2028\u0085\0"


UNKNOWN: Final = (f"nothing{FORGED}", f"{ADD}{FORGED}", FORGED, "{}%s%(x)s", "x" * 100_000)
MALFORMED: Final = (
    {FORGED: FORGED}, {"form": {FORGED: 1}}, {"form": {"name": [FORGED]}}, {"form": FORGED},
    {"form": {"x" * 100_000: 1}},
)  # fmt: skip
LONG: Final = {"tokens": "token" * 150_000, "parameters": "[parameters: " * 60_000, "quotes": "password='" * 80_000}


@pytest.mark.parametrize("name", UNKNOWN, ids=range(len(UNKNOWN)))
async def test_an_unknown_event_leaves_one_line(portal: Portal, name: str) -> None:
    said = len(portal.log())
    lines = await _logged(portal, name, {"a": 1})
    assert len(lines) == 1
    assert LINE.fullmatch(lines[0])
    assert len(lines[0]) < 100_000
    assert lines[0].isprintable()
    assert "\x1b" not in portal.log()[said:]


@pytest.mark.parametrize("payload", MALFORMED, ids=range(len(MALFORMED)))
async def test_a_malformed_payload_leaves_one_short_line(portal: Portal, payload: object) -> None:
    lines = await _logged(portal, ADD, payload, "admin of the platform")
    assert len(lines) == 1
    assert LINE.fullmatch(lines[0])
    assert len(lines[0]) < 1000
    assert lines[0].isprintable()


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
async def test_no_text_keeps_the_log_busy(portal: Portal, text: str) -> None:
    """Looking for secrets in what strangers send takes no longer than reading it."""
    lines = await _logged(portal, "nothing", {"a": text})
    assert sum(map(len, lines)) < 100_000


async def test_no_secret_is_in_the_log(portal: Portal) -> None:
    said, cookie = len(portal.log()), portal.cookies["admin of azurite"]
    planted = {"password": SECRET, "token": SECRET, "form": {"password": SECRET, "new_password": SECRET}}
    for name in ("nothing", HUSH, ADD, f"{ZonesState.get_full_name()}.setvar"):
        await _logged(portal, name, planted, "admin of azurite")
    written = portal.log()[said:]
    assert written
    assert not [secret for secret in (SECRET, cookie, hash_of(cookie), "planted-token") if secret in written]
