"""What would a bare endpoint do? Starlette on Granian: bodies written to a file, files and a zip given out, no more.

`python bench/bare_files.py PORT FOLDER`.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

BATCH = 1 << 20


async def take(request: Request) -> Response:
    """As it arrives, in threads, a megabyte at a time."""
    path = Path(request.app.state.folder, os.urandom(8).hex())
    with await asyncio.to_thread(path.open, "wb") as file:
        batch = bytearray()
        async for chunk in request.stream():
            batch += chunk
            if len(batch) >= BATCH:
                await asyncio.to_thread(file.write, batch)
                batch = bytearray()
        await asyncio.to_thread(file.write, batch)
    return Response(status_code=201)


async def give(request: Request) -> Response:
    """The server reads it by itself."""
    return FileResponse(Path(request.app.state.folder, request.path_params["name"]))


async def healthz(_request: Request) -> Response:
    """It is there."""
    return PlainTextResponse("ok")


def app() -> Any:  # noqa: ANN401  Granian asks for no type
    """Three addresses."""
    routes = [Route("/files", take, methods=["PUT"]), Route("/{name}", give), Route("/-/healthz", healthz)]
    made = Starlette(routes=routes)
    made.state.folder = sys.argv[2]
    return made


if __name__ == "__main__":
    served = Server(
        "bare_files:app",
        factory=True,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        port=int(sys.argv[1]),
        log_level=LogLevels.warning,
    )
    served.serve()
