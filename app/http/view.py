"""How does whoever sees the portal as somebody else come back (R8)? By a form, so that the page begins anew."""

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.http import answers
from app.http.caller import Caller, caller_of
from app.services import sessions
from app.services.errors import Refused
from app.services.scope import PersonActor


async def back(request: Request) -> Response:
    """To the page where the view began; it passes although whoever looks changes nothing."""
    try:
        return RedirectResponse(await asyncio.to_thread(end, caller_of(request)), 303)
    except Refused as refusal:
        return answers.refused(request, refusal)


def end(caller: Caller) -> str:
    """Look no more, and say so in the journal; gives the page where the view began. Nobody looks: the first page."""
    viewer = sessions.holder(caller.installation, caller.session)
    return sessions.end_view(caller.installation, viewer) if isinstance(viewer, PersonActor) else "/"
