"""Which files are handed out? Statistics and reports as CSV, exports as zip; streamed, whatever their size."""

import csv
import io
from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.http.caller import Caller, caller_of
from app.http.guard import Asking
from app.http.streams import attached
from app.locales import LANGUAGES, Message, msg
from app.services import exports, people_import, statistics
from app.services.csv_cells import harmless
from app.services.errors import NotFound
from app.services.listing import Query
from app.services.lookup import LARGEST
from app.services.scope import PersonActor, PlatformActor, open_establishment, open_platform

BYTE_ORDER_MARK: Final = "\ufeff"  # else spreadsheet programs read UTF-8 as something else
LINES: Final = 500
CSV: Final = "text/csv; charset=utf-8"
STATISTICS: Final[dict[str, Message]] = {
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
REPORT: Final[dict[str, Message]] = {
    "line": msg("Line"),
    "name": msg("Person"),
    "username": msg("Username"),
    "email": msg("E-mail"),
    "result": msg("Result"),
    "why": msg("Why"),
}


async def statistics_csv(request: Request, actor: PlatformActor) -> Response:
    """What the statistics page shows with the same parameters, whole."""
    caller, said = caller_of(request), {k: v.replace("\0", "") for k, v in request.query_params.items()}
    language = said["lang"] if said.get("lang") in LANGUAGES else actor.language

    def lines() -> Generator[bytes]:
        with open_platform(caller.installation, actor, writes=False) as scope:
            yield from _lines(STATISTICS, statistics.every(scope, Query.read(said)), language)

    return await attached(request, lines(), CSV, "statistics.csv")


async def people_csv(request: Request, asking: Asking) -> Response:
    """What became of each line of a file of people; never a password."""
    job, caller = int(request.path_params["job"]), caller_of(request)

    def lines(actor: PersonActor) -> Generator[bytes]:
        with open_establishment(caller.installation, actor, writes=False) as scope:
            yield from _lines(REPORT, people_import.report(scope, job), actor.language)

    return await attached(request, await asking.do(lines), CSV, f"import-{job}.csv")


async def export_zip(request: Request, actor: PlatformActor) -> Response:
    """The zip of a finished export."""
    job = int(request.path_params["job"])
    if job > LARGEST:
        raise NotFound
    chunks = await run_in_threadpool(_export, caller_of(request), actor, job)
    return await attached(request, chunks, "application/zip", f"export-{job}.zip")


def _export(caller: Caller, actor: PlatformActor, job: int) -> Iterator[bytes]:
    with open_platform(caller.installation, actor, writes=False) as scope:
        return exports.stream(scope, job)


def _lines(columns: Mapping[str, Message], rows: Iterable[Any], language: str) -> Generator[bytes]:
    """A sheet that spreadsheet programs open as it is: each row is one of a mapping of its columns."""
    page = io.StringIO()
    page.write(BYTE_ORDER_MARK)
    writer = csv.writer(page, delimiter=";")
    writer.writerow(heading.text(language) for heading in columns.values())
    for line, row in enumerate(rows, 1):
        writer.writerow(harmless(value) if isinstance(value, str) else value for value in map(row.get, columns))
        if line % LINES == 0:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()
