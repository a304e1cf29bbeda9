"""Is this process up, and can it work? For load balancers and the operator's monitor."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.http.caller import caller_of
from app.http.threads import run_in
from app.models.platform import Establishment
from app.storage.installation import Installation

log = logging.getLogger(__name__)
PATIENCE: Final = 2.0
PROBING: Final = ThreadPoolExecutor(2, "casier-health")


async def healthz(_request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def readyz(request: Request) -> Response:
    """The platform's database and the queue of work answer too."""
    installation = caller_of(request).installation
    database, queue = await asyncio.gather(_answers(_database, installation), _answers(_queue, installation))
    return JSONResponse({"database": database, "queue": queue}, 200 if database and queue else 503)


async def _answers(probe: Callable[[Installation], object], installation: Installation) -> bool:
    try:
        await asyncio.wait_for(run_in(PROBING, probe, installation), PATIENCE)
    except Exception as fault:  # noqa: BLE001  whatever it is, it is not ready
        log.warning("not ready: %s: %s", probe.__name__, type(fault).__name__)
        return False
    return True


def _database(installation: Installation) -> None:
    with installation.databases.platform_session(writes=False) as db:
        db.exec(select(col(Establishment.number)).limit(1)).first()


def _queue(installation: Installation) -> None:
    installation.queue.huey.pending_count()
