"""`casier import-directory`: what would a file of the national directory change, and then, change it?"""

import shutil
import threading
import time
from pathlib import Path
from typing import Annotated, Final

import typer

from app.cli import terminal
from app.cli.opening import actor, ready
from app.cli.terminal import fail, note, say, show
from app.locales import msg
from app.models.jobs import OPEN
from app.services import directory_import, directory_plan, job_runs, jobs, staging
from app.services.directory_plan import Plan
from app.services.scope import open_platform
from app.storage.installation import Installation

commands = terminal.commands()
FOLLOWED: Final = 0.2  # seconds


@commands.command()
def import_directory(
    file: Annotated[Path, typer.Argument(help="A CSV of schools: UAI, name, postcode, town, and more.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Import schools from the national directory.

    Ends with 0 when the file could be read, refused lines or not; with 1 when it was refused as a whole.
    """
    with ready() as installation:
        with open_platform(installation, actor(installation), writes=False) as scope:
            planned = directory_plan.plan(scope, file)
        if not dry_run:
            _run(installation, file)
    if json:
        show(planned)
    else:
        _tell(planned)


def _run(installation: Installation, file: Path) -> None:
    """Here, unless a server that is running takes the job first: then only its progress is followed."""
    name = staging.new_name()
    shutil.copyfile(file, staging.folder(installation) / f"{name}.csv")
    with open_platform(installation, actor(installation), writes=True) as scope:
        job = directory_import.confirm(scope, name)
    worker = threading.Thread(target=job_runs.run, args=(installation, job["id"]))
    worker.start()
    try:
        while job["state"] in OPEN:
            time.sleep(FOLLOWED)
            with open_platform(installation, actor(installation), writes=False) as scope:
                job = jobs.card(scope, job["id"])
            terminal.progress(job["done"] + job["refused"], job["total"])
    finally:
        installation.queue.stop()  # interrupted: the step under way ends; the next start goes on from there
        worker.join()
        terminal.progress_over()
    if job["error"]:
        fail(job["error"])


def _tell(planned: Plan) -> None:
    for refused in planned["refused"]:
        note(msg("Line %(line)s: %(message)s", **refused))
    say(
        msg(
            "%(rows)s lines: %(create)s to add, %(update)s to change, %(unchanged)s as they were, %(refused)s refused.",
            **{**planned, "refused": len(planned["refused"])},
        )
    )
