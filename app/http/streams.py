"""How do bytes leave, whatever their number? Made in threads, a piece at a time, or sent by the server itself."""

from collections.abc import AsyncGenerator, Generator, Iterator, Mapping
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

PATHSEND: Final = "http.response.pathsend"


async def attached(request: Request, chunks: Iterator[bytes], kind: str, name: str) -> Response:
    """A file to keep. Its beginning is made before anything is sent, so that a refusal is still an answer."""
    headers = attachment(kind, name)
    if request.method == "HEAD":
        return Response(headers=headers)
    return await streamed(chunks, 200, headers)


def attachment(kind: str, name: str) -> dict[str, str]:
    """The headers of a file to keep."""
    return {"content-disposition": f'attachment; filename="{name}"', "content-type": kind}


async def streamed(chunks: Iterator[bytes], status: int, headers: Mapping[str, str]) -> Response:
    """An answer whose body is made as it goes."""
    first = await run_in_threadpool(next, chunks, b"")
    return StreamingResponse(_flowing(first, chunks), status, headers)


class Sent(Response):
    """A whole file of this machine, which the server reads by itself."""

    def __init__(self, path: Path, headers: Mapping[str, str]) -> None:
        super().__init__(headers=headers)
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  a response's
        """Say the headers, then which file."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": PATHSEND, "path": str(self._path)})


def may_send_paths(request: Request) -> bool:
    """Whether this server reads files by itself."""
    return PATHSEND in request.scope.get("extensions", {})


async def _flowing(first: bytes, chunks: Iterator[bytes]) -> AsyncGenerator[bytes]:
    """One chunk at a time, each made in a thread when the one before has gone."""
    try:
        yield first
        while chunk := await run_in_threadpool(next, chunks, b""):
            yield chunk
    finally:
        if isinstance(chunks, Generator):
            chunks.close()
