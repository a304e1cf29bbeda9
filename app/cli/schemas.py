"""`casier migrate`: which databases are behind this version, and bring them to it."""

from typing import Annotated

import typer

from app.cli import terminal
from app.cli.opening import opened
from app.cli.terminal import note, say
from app.locales import msg
from app.services import upkeep
from app.storage.installation import Installation

commands = terminal.commands()


@commands.command()
def migrate(
    *, check: Annotated[bool, typer.Option("--check", help="Change nothing; end with 1 if anything differs.")] = False
) -> None:
    """Bring every database to this version.

    A run that was interrupted is resumed by the next one.
    """
    with opened() as installation:
        found = _check(installation) if check else _migrate(installation)
    if found:
        raise typer.Exit(1)


def _migrate(installation: Installation) -> int:
    faults = upkeep.migrate(installation, terminal.progress)
    terminal.progress_over()
    for fault in faults:
        note(fault)
    if not faults:
        say(msg("Every database is at the schemas of this version."))
    return len(faults)


def _check(installation: Installation) -> int:
    differences = list(upkeep.differences(installation, terminal.progress))
    terminal.progress_over()
    for found in differences:
        note(msg("%(name)s (number %(number)s): %(what)s", name=found.name, number=found.number, what=found.what))
    if not differences:
        say(msg("Every database is at the schemas of this version."))
    return len(differences)
