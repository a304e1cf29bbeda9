"""What did the browser post? A small form, read with limits."""

import asyncio
from typing import Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from app.http.caller import caller_of
from app.locales import msg

LARGEST: Final = 16 * 1024
MOST_FIELDS: Final = 20
SLOWEST: Final = 10.0
TOO_LARGE: Final = msg("This form is too large.")
TOO_SLOW: Final = msg("This form took too long to arrive.")


async def form(request: Request) -> dict[str, str]:
    """The fields of a form posted natively; none when it cannot be read. Refuses with 413 and 408."""
    language = caller_of(request).language
    try:
        body = await asyncio.wait_for(_body(request, TOO_LARGE.text(language)), SLOWEST)
        said = dict(
            parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        )
    except TimeoutError:
        raise HTTPException(408, TOO_SLOW.text(language)) from None
    except (ValueError, ClientDisconnect):
        return {}
    return {} if "\0" in "".join(said.values()) else said


async def _body(request: Request, too_large: str) -> bytes:
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced[:9]) > LARGEST:
        raise HTTPException(413, too_large)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise HTTPException(413, too_large)
    return body
