"""How does one leave? By choice, or because the session has ended; always by a full page load, without the cookie."""

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.http import cookies, view
from app.http.addresses import PLATFORM_HOME, PLATFORM_SIGN_IN, SIGN_IN, with_query
from app.http.caller import Caller, caller_of
from app.http.forms import form
from app.http.sign_in import code
from app.models.platform import Ending
from app.services import sessions
from app.services.entry import KeptOut
from app.services.errors import SignedOut
from app.services.scope import PersonActor, PlatformActor


async def leave(request: Request) -> Response:
    """Sign out, here or everywhere; the pages that are open with these sessions are sent away too."""
    caller, said = caller_of(request), await form(request)
    return _outside(caller, await asyncio.to_thread(_leave, caller, is_everywhere=said.get("everywhere") == "1"))


async def bye(request: Request) -> Response:
    """Where the pages of an ended session go; nobody who is still signed in is signed out by coming here."""
    caller, said = caller_of(request), request.query_params
    who = await asyncio.to_thread(_standing, caller)
    if not isinstance(who, SignedOut):
        return RedirectResponse(PLATFORM_HOME if isinstance(who, PlatformActor) else "/", 303)
    if caller.session is None:  # another tab has left already: what this one was told must do
        e = code(said.get("e", ""))
        who = SignedOut(said["why"] if said.get("why") in set(Ending) else "", int(e) if e.isdecimal() else None)
    return _outside(caller, who)


def _leave(caller: Caller, *, is_everywhere: bool) -> SignedOut:
    who = _standing(caller)
    if isinstance(who, SignedOut) or caller.session is None:
        return SignedOut(Ending.SIGNED_OUT)
    seen = who.seen if isinstance(who, KeptOut) else who
    if isinstance(seen, PersonActor) and seen.viewer:
        view.end(caller)
    end = sessions.end_everywhere if is_everywhere else sessions.end
    end(caller.installation, caller.session)
    return SignedOut(Ending.SIGNED_OUT, _place(who), is_admin=isinstance(who, PlatformActor))


def _standing(caller: Caller) -> PlatformActor | PersonActor | SignedOut | KeptOut:
    try:
        return sessions.actor(caller.installation, caller.session)
    except (SignedOut, KeptOut) as out:
        return out


def _place(who: PlatformActor | PersonActor | KeptOut) -> int | None:
    if isinstance(who, KeptOut):
        return who.establishment
    return who.place.number if isinstance(who, PersonActor) else None


def _outside(caller: Caller, out: SignedOut) -> Response:
    page = PLATFORM_SIGN_IN if out.is_admin else SIGN_IN
    answer = RedirectResponse(with_query(page, why=out.why, e=str(out.establishment or "")), 303)
    answer.headers.append("set-cookie", cookies.cleared(cookies.SESSION, is_https=caller.is_https))
    return answer
