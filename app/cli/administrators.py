"""`casier admin`: who administers the platform, said from a terminal?"""

import getpass
import sys
from typing import Annotated

import typer

from app.cli import terminal
from app.cli.opening import at_work
from app.cli.terminal import say
from app.locales import msg
from app.services import admins
from app.services.passwords import LONGEST

commands = terminal.commands(help="Platform administrators.", no_args_is_help=True)


@commands.callback()
def _family() -> None:
    """Keep `create` a command of its own, though it is the only one."""


@commands.command()
def create(email: Annotated[str, typer.Option(help="The address to sign in with.")]) -> None:
    """Create a platform administrator; the password is read from standard input, one line."""
    password = _password()
    with at_work(writes=True) as scope:
        address = admins.create(scope, email, password)
    say(msg("%(email)s may now sign in to the platform.", email=address))


def _password() -> str:
    """Typed unseen at a terminal; else the first line of what is piped in."""
    if sys.stdin.isatty():
        return getpass.getpass()
    return sys.stdin.readline(LONGEST * 4 + 2).removesuffix("\n").removesuffix("\r")
