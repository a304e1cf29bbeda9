"""What is answered to what may not be, is not, or cannot be now?"""

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from app.http import addresses
from app.http.caller import Caller, caller_of
from app.locales import Message
from app.services import faults
from app.services.entry import KeptOut
from app.services.errors import Forbidden, NotFound, OnlyLooking, Refused, SignedOut

NOWHERE: Final = "/nowhere"
UNANSWERED: Final = {"full": 507, "busy": 503}
KEPT: Final = ("type", "asgi", "http_version", "method", "scheme", "client", "server", "headers", "extensions", "state")


class Nowhere(Response):
    """The very page that an unknown address gets, so that nobody learns what is there but not for them."""

    def __init__(self, caller: Caller) -> None:
        super().__init__(status_code=404)
        self._behind = caller.behind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask what is behind the gate, as if for an address where there is nothing."""
        plain = {name: scope[name] for name in KEPT if name in scope}
        await self._behind(
            {**plain, "path": NOWHERE, "raw_path": NOWHERE.encode(), "query_string": b"", "root_path": ""},
            receive,
            send,
        )


def refused(request: Request, refusal: Refused) -> Response:
    """A refusal as a page's navigation, or an upload's script, expects it."""
    is_script = request.method == "PUT"
    if isinstance(refusal, SignedOut):
        if is_script:
            return fault(request, 401, "signed-out", refusal.message)
        return RedirectResponse(addresses.sign_in_first(request.scope, refusal), 303)
    if isinstance(refusal, KeptOut):
        if is_script:
            return fault(request, 403, "kept-out", refusal.message)
        return RedirectResponse(refusal.address, 303)
    if isinstance(refusal, NotFound):
        return Nowhere(caller_of(request))
    is_forbidden = isinstance(refusal, Forbidden | OnlyLooking)
    status, code = (403, "forbidden") if is_forbidden else (409, "refused")
    return fault(request, status, code, refusal.message)


def unanswered(request: Request, why: Exception) -> Response:
    """A database, or the store of the files, did not do its part."""
    code = faults.code(why)
    return fault(request, UNANSWERED[code], code, faults.unanswered(why))


def fault(request: Request, status: int, code: str, message: Message) -> Response:
    """A sentence, with a code for a script that sent a file, whose connection ends: its body may not have been read."""
    text = message.text(caller_of(request).language)
    if request.method == "PUT":
        return JSONResponse({"error": code, "message": text}, status, headers={"connection": "close"})
    return PlainTextResponse(text, status)
