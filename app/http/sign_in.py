"""How does one come in? Native forms, answered by a redirection: no script ever sees a password or a cookie."""

from collections.abc import Callable
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.http import cookies
from app.http.addresses import PLATFORM_HOME, PLATFORM_SIGN_IN, SIGN_IN, safe, with_query
from app.http.caller import Caller, caller_of
from app.http.forms import form
from app.http.threads import ASKING, HASHING, run_in
from app.services import faults, sessions, sign_in, sign_in_names, visitors
from app.services.entry import KeptOut
from app.services.errors import Refused
from app.services.sign_in import AccountBlocked, Entered, EstablishmentBlocked, WrongCredentials
from app.services.throttling import TooMany

LONGEST_PASSWORD: Final = 4096
LONGEST_CODE: Final = 12


async def enter(request: Request) -> Response:
    """A person of an establishment."""
    caller, said = caller_of(request), await form(request)
    home, login, password = (said.get(name, "") for name in ("establishment", "login", "password"))
    back = {"e": code(home), "next": safe(said.get("next", ""), "")}
    if not (home.strip() and login.strip() and _is_password(password)):
        return _again(SIGN_IN, back, error="form")
    return await _tried(
        caller, lambda: sign_in.enter(caller.visit(), home, login, password), page=SIGN_IN, back=back, home="/"
    )


async def enter_platform(request: Request) -> Response:
    """An administrator of the platform."""
    caller, said = caller_of(request), await form(request)
    email, password = said.get("email", ""), said.get("password", "")
    back = {"next": safe(said.get("next", ""), "")}
    if not (email.strip() and _is_password(password)):
        return _again(PLATFORM_SIGN_IN, back, error="form")
    return await _tried(
        caller,
        lambda: sign_in.enter_platform(caller.visit(), email, password),
        page=PLATFORM_SIGN_IN,
        back=back,
        home=PLATFORM_HOME,
    )


async def establishments(request: Request) -> Response:
    """Up to ten that match `q`, or the one that `e` names; what the sign-in page asks as one types."""
    visit, said = caller_of(request).visit(), request.query_params
    if "e" in said:
        return JSONResponse(await run_in(ASKING, visitors.choice, visit, said["e"].replace("\0", "")))
    return JSONResponse(await run_in(ASKING, sign_in_names.search, visit, said.get("q", "").replace("\0", "")))


def code(said: str) -> str:
    """A UAI or a number, to go in an address; nothing else does, as people type passwords in any field."""
    clean = said.strip()
    return clean if clean.isascii() and clean.isalnum() and len(clean) <= LONGEST_CODE else ""


async def _tried(
    caller: Caller, enter: Callable[[], Entered], *, page: str, back: dict[str, str], home: str
) -> Response:
    try:
        entered = await run_in(HASHING, _entered, caller, enter)
    except (Refused, SQLAlchemyError) as why:
        return _again(page, back, **_fault(why))
    answer = RedirectResponse(back["next"] or home, 303)
    kept = caller.installation.settings.session_hours * 3600
    cookie = cookies.written(cookies.SESSION, entered.token, is_https=caller.is_https, seconds=kept)
    answer.headers.append("set-cookie", cookie)
    return answer


def _entered(caller: Caller, enter: Callable[[], Entered]) -> Entered:
    """The session that this browser had before ends, whoever's it was."""
    entered = enter()
    if caller.session and sessions.ended(caller.installation, caller.session) is None:
        sessions.end(caller.installation, caller.session)
    return entered


def _is_password(said: str) -> bool:
    return 0 < len(said.encode()) <= LONGEST_PASSWORD


def _again(page: str, back: dict[str, str], **fault: str) -> Response:
    return RedirectResponse(with_query(page, **{**back, **fault}), 303)


def _fault(why: Exception) -> dict[str, str]:
    """The code of a refusal, for the page to put in words."""
    match why:
        case TooMany():
            return {"error": "wait", "seconds": str(why.seconds)}
        case WrongCredentials():
            return {"error": "wrong", "left": str(why.left)}
        case EstablishmentBlocked():
            return {"error": "blocked", "e": str(why.number)}
        case AccountBlocked():
            return {"error": "account"}
        case KeptOut():
            return {"error": "closed", "step": why.step, "e": str(why.establishment)}
        case _:
            return {"error": "updating" if isinstance(why, Refused) else faults.code(why)}
