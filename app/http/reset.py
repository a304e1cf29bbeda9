"""How is a link asked for and used, for a password or an address? Nobody learns who has an account (T22, T26)."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final
from urllib.parse import quote

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.http.addresses import PLATFORM_SIGN_IN, SIGN_IN, with_query
from app.http.caller import caller_of
from app.http.forms import form
from app.http.sign_in import LONGEST_PASSWORD
from app.http.threads import ASKING, HASHING, run_in
from app.services import email_change, faults, password_reset
from app.services.email_change import AddressTaken
from app.services.errors import Invalid, Refused
from app.services.links import LinkDead
from app.services.scope import Visit

STEP: Final = 0.25  # seconds; the answer comes at a multiple, so that neither a mail nor a wait shows
LONGEST_TOKEN: Final = 100


async def forgot(request: Request) -> Response:
    """Ask for a link; the answer is always the same."""
    began = time.monotonic()
    caller, said = caller_of(request), await form(request)
    if login := said.get("login", "").strip():
        with suppress(Refused):
            await run_in(ASKING, password_reset.ask, caller.visit(), said.get("establishment", ""), login)
    await asyncio.sleep(STEP - (time.monotonic() - began) % STEP)
    return RedirectResponse("/forgot?sent=1", 303)


async def choose(request: Request) -> Response:
    """Use a link: choose a new password."""
    return await _used(request, "/reset", password_reset.choose, "reset")


async def activate(request: Request) -> Response:
    """Use a link: choose a first password."""
    return await _used(request, "/activate", password_reset.activate, "activated")


async def confirm(request: Request) -> Response:
    """Use a link: an address is its owner's. A gesture, as programs that read mail follow links too."""
    caller, said = caller_of(request), await form(request)
    token = said.get("token", "")[:LONGEST_TOKEN]
    page = f"/confirm/{quote(token, safe='')}"
    try:
        if not token:
            raise LinkDead
        home = await run_in(ASKING, email_change.confirm, caller.visit(), token)
    except (Refused, SQLAlchemyError) as why:
        return RedirectResponse(with_query(page, error=_code(why)), 303)
    return RedirectResponse(with_query(page, done="email", e=str(home)), 303)


async def _used(request: Request, page: str, choose: Callable[[Visit, str, str], int | None], done: str) -> Response:
    caller, said = caller_of(request), await form(request)
    token, password = said.get("token", "")[:LONGEST_TOKEN], said.get("password", "")
    try:
        if not token:
            raise LinkDead
        home = await run_in(HASHING, choose, caller.visit(), token, password[:LONGEST_PASSWORD])
    except (Refused, SQLAlchemyError) as why:
        return RedirectResponse(with_query(f"{page}/{quote(token, safe='')}", error=_code(why)), 303)
    there, e = (PLATFORM_SIGN_IN, "") if home is None else (SIGN_IN, str(home))
    return RedirectResponse(with_query(there, done=done, e=e), 303)


def _code(why: Exception) -> str:
    match why:
        case LinkDead():
            return "dead"
        case AddressTaken():
            return "taken"
        case Invalid():
            return "policy"
        case Refused():
            return "updating"
        case _:
            return faults.code(why)
