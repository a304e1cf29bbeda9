"""Which files does the platform hand out? Statistics as CSV, exports as zip; streamed, whatever their size."""

import csv
import io
from collections.abc import Generator, Iterator
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.http.caller import Caller, caller_of
from app.http.streams import attached
from app.locales import LANGUAGES, Message, msg
from app.services import exports, statistics
from app.services.errors import NotFound
from app.services.listing import Query
from app.services.scope import PlatformActor, open_platform
from app.services.statistics import StatisticRow

BYTE_ORDER_MARK: Final = "\ufeff"  # else spreadsheet programs read UTF-8 as something else
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
LINES: Final = 500
LARGEST_ID: Final = 2**31 - 1
COLUMNS: Final[dict[str, Message]] = {
    "id": msg("Number"),
    "name": msg("Name"),
    "uai": msg("UAI"),
    "people": msg("Accounts"),
    "active": msg("Active"),
    "pending": msg("To be activated"),
    "blocked": msg("Blocked"),
    "administrators": msg("Administrators"),
    "signed_in": msg("Seen in 30 days"),
    "bytes": msg("Stored bytes"),
    "computed_at": msg("Counted"),
}


async def statistics_csv(request: Request, actor: PlatformActor) -> Response:
    """What the statistics page shows with the same parameters, whole."""
    caller, said = caller_of(request), {k: v.replace("\0", "") for k, v in request.query_params.items()}
    language = said["lang"] if said.get("lang") in LANGUAGES else actor.language
    lines = _lines(caller, actor, Query.read(said), language)
    return await attached(request, lines, "text/csv; charset=utf-8", "statistics.csv")


async def export_zip(request: Request, actor: PlatformActor) -> Response:
    """The zip of a finished export."""
    job = int(request.path_params["job"])
    if job > LARGEST_ID:
        raise NotFound
    chunks = await run_in_threadpool(_export, caller_of(request), actor, job)
    return await attached(request, chunks, "application/zip", f"export-{job}.zip")


def _export(caller: Caller, actor: PlatformActor, job: int) -> Iterator[bytes]:
    with open_platform(caller.installation, actor, writes=False) as scope:
        return exports.stream(scope, job)


def _lines(caller: Caller, actor: PlatformActor, query: Query, language: str) -> Generator[bytes]:
    with open_platform(caller.installation, actor, writes=False) as scope:
        page = io.StringIO()
        page.write(BYTE_ORDER_MARK)
        writer = csv.writer(page, delimiter=";")
        writer.writerow(heading.text(language) for heading in COLUMNS.values())
        for line, row in enumerate(statistics.every(scope, query), 1):
            writer.writerow(_cells(row))
            if line % LINES == 0:
                yield page.getvalue().encode()
                page.seek(0)
                page.truncate()
        yield page.getvalue().encode()


def _cells(row: StatisticRow) -> list[str | int]:
    values = dict[str, object](row)
    return [_harmless(value) if isinstance(value, str) else int(str(value)) for value in map(values.get, COLUMNS)]


def _harmless(text: str) -> str:
    """No cell of text is a formula to a spreadsheet program (T16)."""
    return f"'{text}" if text.startswith(FORMULA) else text
