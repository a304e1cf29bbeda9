"""How does a document leave? To keep, or to look at in place where that is harmless; noted as read (L5, T9, T12)."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from app.http import streams
from app.http.caller import Caller, caller_of
from app.http.guard import Asking
from app.http.ranges import is_fresh, span
from app.services import documents, file_names
from app.services.documents import Sent
from app.services.errors import NotFound
from app.services.lookup import LARGEST
from app.services.media_types import TEXT, UNKNOWN, is_shown
from app.services.scope import PersonActor, open_establishment
from app.services.zips import zipped

NOTHING_RUNS: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox; frame-ancestors "
LONGEST: Final = len(str(LARGEST))
LONGEST_LIST: Final = documents.MOST * (LONGEST + 1)
Streamed = tuple[Iterator[bytes], int, dict[str, str]]  # pieces, status, headers


async def document(request: Request, asking: Asking) -> Response:
    """One, or the part of it that is asked for; the version that is noted as read is the one that leaves."""
    leaving = await asking.do(partial(_leaving, request))
    if isinstance(leaving, Response):
        return leaving
    try:
        return await streams.streamed(*leaving)
    except FileNotFoundError:
        raise NotFound from None


async def several(request: Request, asking: Asking) -> Response:
    """Those of `ids`, as one zip, each noted as read."""
    chunks = await asking.do(partial(_zip, request))
    return await streams.attached(request, chunks, "application/zip", "documents.zip")


def _leaving(request: Request, actor: PersonActor) -> Response | Streamed:
    """All that is asked of the database and the disk, in one thread."""
    caller, is_asked_inline = caller_of(request), request.query_params.get("inline") == "1"
    sent = _found(caller, actor, request.path_params["deposit"], _version(request))
    is_inline = is_asked_inline and is_shown(sent.media_type)
    headers = _headers(sent, is_inline=is_inline)
    part = span(request, sent.size, headers["etag"])
    if part is None:
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{sent.size}"})
    if request.method == "GET" and documents.is_to_note(sent, is_kept=not is_inline):
        _note(caller, actor, sent, is_kept=not is_inline)
    if is_fresh(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    headers["content-length"] = str(len(part))
    if len(part) < sent.size:
        headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{sent.size}"
    return _body(request, _place(actor, sent), part, headers)


def _body(request: Request, name: str, part: range, headers: dict[str, str]) -> Response | Streamed:
    """By the server itself where that is possible; refuses with `NotFound` what has gone just now."""
    files, status = caller_of(request).installation.files, 206 if "content-range" in headers else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    path = files.path(name) if streams.may_send_paths(request) else None
    if path and "content-range" not in headers:
        if not path.is_file():
            raise NotFound
        return streams.Sent(path, headers)
    return files.chunks(name, part.start, part.stop), status, headers


def _headers(sent: Sent, *, is_inline: bool) -> dict[str, str]:
    """No page of anybody's runs it, or takes it in; only ours shows it, and only what is harmless."""
    kind = sent.media_type if is_inline else UNKNOWN
    return {
        "content-type": f"{kind}; charset=utf-8" if kind == TEXT else kind,
        "content-disposition": file_names.disposition(sent.name, is_shown=is_inline),
        "content-security-policy": NOTHING_RUNS + ("'self'" if is_inline else "'none'"),
        "x-frame-options": "SAMEORIGIN" if is_inline else "DENY",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, no-cache",
        "accept-ranges": "bytes",
        "etag": f'"{sent.sha256}"',
    }


def _found(caller: Caller, actor: PersonActor, deposit: int, version: int | None) -> Sent:
    with open_establishment(caller.installation, actor, writes=False) as scope:
        return documents.found(scope, deposit, version)


def _note(caller: Caller, actor: PersonActor, sent: Sent, *, is_kept: bool) -> None:
    with open_establishment(caller.installation, actor, writes=True) as scope:
        documents.note(scope, sent, is_kept=is_kept)


def _zip(request: Request, actor: PersonActor) -> Iterator[bytes]:
    wanted = _identities(request.query_params.get("ids", ""))
    if request.method != "GET":
        return iter(())
    installation = caller_of(request).installation
    with open_establishment(installation, actor, writes=True) as scope:
        found = documents.bundle(scope, wanted)
    files = installation.files
    return zipped((sent.name, files.chunks(_place(actor, sent), 0, sent.size)) for sent in found)


def _place(actor: PersonActor, sent: Sent) -> str:
    return f"{actor.place.number}/{sent.key}"


def _version(request: Request) -> int | None:
    said = request.query_params.get("version")
    return None if said is None else _number(said)


def _identities(said: str) -> list[int]:
    if len(said) > LONGEST_LIST:
        raise NotFound
    return [_number(each) for each in said.split(",")]


def _number(said: str) -> int:
    if not (said.isascii() and said.isdecimal() and len(said) <= LONGEST):
        raise NotFound
    return int(said)
