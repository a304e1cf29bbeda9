"""May this request pass, and if not, what is it told? Host, method, origin, hidden addresses, then the session."""

import asyncio
import logging
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Scope

from app.http import addresses, origins
from app.http.caller import Caller
from app.locales import Message, msg
from app.services import sessions

log = logging.getLogger(__name__)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT"})
READING: Final = frozenset({"GET", "HEAD"})
WRONG_HOST: Final = msg("This portal has another address.")
FOREIGN: Final = msg("This request comes from another site.")
METHOD: Final = msg("This cannot be done here.")
NOTHING: Final = msg("This does not exist, or is no longer there.")


async def refusal(scope: Scope, caller: Caller) -> Response | None:
    """What to answer instead of passing the request on; None lets it through."""
    if fault := _fault(scope, caller):
        status, sentence = fault
        return PlainTextResponse(sentence.text(caller.language), status)
    path = scope["path"]
    if path.rstrip("/") == addresses.PLATFORM:
        return RedirectResponse(addresses.PLATFORM_HOME, 303)
    if scope["method"] in READING and not addresses.is_open(path):
        return await _sign_in_first(scope, caller)
    return None


def _fault(scope: Scope, caller: Caller) -> tuple[int, Message] | None:
    path, method, headers = scope["path"], scope["method"], Headers(scope=scope)
    host = origins.fault_of_host(headers, caller.installation.settings)
    checks = (
        (path not in addresses.HEALTH and host, host or 421, WRONG_HOST),
        (method not in METHODS, 405, METHOD),
        (method not in READING and not origins.may_change(headers, caller.origin), 403, FOREIGN),
        (addresses.is_hidden(path), 404, NOTHING),
    )
    return next(((status, sentence) for is_met, status, sentence in checks if is_met), None)


async def _sign_in_first(scope: Scope, caller: Caller) -> Response | None:
    if caller.session is None:
        return RedirectResponse(addresses.sign_in_first(scope, None), 303)
    if addresses.is_guarded(scope["path"]):
        return None
    try:
        out = await asyncio.to_thread(sessions.ended, caller.installation, caller.session)
    except SQLAlchemyError as fault:  # the page shows nothing of itself; what it asks for will say so
        log.warning("a session could not be read: %s", type(fault).__name__)
        return None
    return RedirectResponse(addresses.sign_in_first(scope, out), 303) if out else None
