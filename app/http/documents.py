"""How does a document leave? To keep, or to look at in place where that is harmless; noted as read (L5, T9, T12)."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

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
ZIP: Final = "documents.zip"
LONGEST: Final = len(str(LARGEST))
LONGEST_LIST: Final = documents.MOST * (LONGEST + 1)


class Streamed(NamedTuple):
    """What leaves piece by piece; `note` is done once the first is there."""

    chunks: Iterator[bytes]
    status: int
    headers: dict[str, str]
    note: Callable[[], None] | None


async def document(request: Request, asking: Asking) -> Response:
    """One, or the part of it that is asked for; the version that is noted as read is the one that leaves."""
    leaving = await asking.do(partial(_leaving, request))
    return await _begun(leaving) if isinstance(leaving, Streamed) else leaving


async def several(request: Request, asking: Asking) -> Response:
    """Those of `ids`, as one zip, each noted as read."""
    leaving = await asking.do(partial(_zip, request))
    return await _begun(leaving) if isinstance(leaving, Streamed) else leaving


async def _begun(leaving: Streamed) -> Response:
    """An answer whose beginning is there: nobody has read what a store that is away did not give."""
    try:
        answer = await streams.streamed(leaving.chunks, leaving.status, leaving.headers)
    except FileNotFoundError:
        raise NotFound from None
    if leaving.note:
        await asyncio.to_thread(leaving.note)
    return answer


def _leaving(request: Request, actor: PersonActor) -> Response | Streamed:
    """All that is asked of the database and the disk, in one thread."""
    caller, is_asked_inline = caller_of(request), request.query_params.get("inline") == "1"
    sent = _found(caller, actor, request.path_params["deposit"], _version(request))
    is_inline = is_asked_inline and is_shown(sent.media_type)
    headers = _headers(sent, is_inline=is_inline)
    part = span(request, sent.size, headers["etag"])
    if part is None:
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{sent.size}"})
    is_noted = request.method == "GET" and documents.is_to_note(sent, is_kept=not is_inline)
    note = partial(_note, caller, actor, sent, is_kept=not is_inline) if is_noted else None
    if is_fresh(request, headers["etag"]):
        if note:
            note()
        return Response(status_code=304, headers=headers)
    headers["content-length"] = str(len(part))
    if len(part) < sent.size:
        headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{sent.size}"
    return _body(request, _place(actor, sent), part, headers, note)


def _body(
    request: Request, name: str, part: range, headers: dict[str, str], note: Callable[[], None] | None
) -> Response | Streamed:
    """By the server itself where that is possible; refuses with `NotFound` what has gone just now."""
    files, status = caller_of(request).installation.files, 206 if "content-range" in headers else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    path = files.path(name) if streams.may_send_paths(request) else None
    if path and "content-range" not in headers:
        if not path.is_file():
            raise NotFound
        if note:
            note()
        return streams.Sent(path, headers)
    return Streamed(files.chunks(name, part.start, part.stop), status, headers, note)


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


def _note(caller: Caller, actor: PersonActor, *opened: Sent, is_kept: bool) -> None:
    with open_establishment(caller.installation, actor, writes=True) as scope:
        documents.note(scope, *opened, is_kept=is_kept)


def _zip(request: Request, actor: PersonActor) -> Response | Streamed:
    wanted, headers = _identities(request.query_params.get("ids", "")), streams.attachment("application/zip", ZIP)
    if request.method != "GET":
        return Response(headers=headers)
    caller = caller_of(request)
    with open_establishment(caller.installation, actor, writes=False) as scope:
        found = documents.bundle(scope, wanted)
    files, names = caller.installation.files, [file_names.portable(file_names.cleaned(sent.name)) for sent in found]
    pieces = (files.chunks(_place(actor, sent), 0, sent.size) for sent in found)
    chunks = zipped(zip(file_names.apart(names), pieces, strict=True))
    return Streamed(chunks, 200, headers, partial(_note, caller, actor, *found, is_kept=True))


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
