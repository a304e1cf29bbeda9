"""`casier build`: is the browser's half compiled from these sources? If not, compile it."""

from app import frontend
from app.cli import terminal
from app.cli.terminal import note
from app.locales import msg

commands = terminal.commands()


@commands.command()
def build() -> None:
    """Compile the front end, unless it is up to date."""
    build_front_end()


def build_front_end() -> None:
    """Say so first, for it takes some seconds."""
    if not frontend.is_built():
        note(msg("Building the front end; this takes a few seconds…"))
        frontend.build()
