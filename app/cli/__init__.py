"""Which commands does `casier` have? Each lies in a module of its own, loaded when it is asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

from app.cli.terminal import refusals

COMMANDS: Final = {
    "build": ("building", "Compile the front end, unless it is up to date."),
    "serve": ("serving", "Serve the portal until it is told to stop."),
    "worker": ("working", "Run background work outside the server."),
    "demo": ("demonstration", "Fill an empty installation with a demonstration."),
    "admin": ("administrators", "Platform administrators."),
    "establishment": ("establishments", "Establishments: list, create, block, unblock, delete."),
    "import-directory": ("directory", "Import schools from the national directory."),
    "migrate": ("schemas", "Bring every database to this version."),
    "doctor": ("health", "Say what is wrong here, and what to do."),
}


class _OnDemand(TyperGroup):
    """`casier --help` answers at once: nothing of the portal is imported for a command that nobody runs."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401  Typer's own types are private
        """Put the command itself where its summary was."""
        if args and args[0] in COMMANDS:
            module = import_module(f"app.cli.{COMMANDS[args[0]][0]}")
            self.commands[args[0]] = typer.main.get_command(module.commands)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  likewise
        """Run it; whatever it refuses is one sentence and exit code 1."""
        with refusals():
            return super().invoke(ctx)


def _summary(name: str, sentence: str) -> Callable[[], None]:
    def unloaded() -> None:
        raise NotImplementedError(name)

    return casier.command(name, help=sentence)(unloaded)


casier: Final = typer.Typer(
    name="casier",
    cls=_OnDemand,
    help="Casier, the administration portal of schools: one installation, many establishments.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for _name, (_module, _sentence) in COMMANDS.items():
    _summary(_name, _sentence)


def main() -> None:
    """What the console script runs."""
    casier()
