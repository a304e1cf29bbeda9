"""`casier demo`: how large a demonstration, and how far is it?"""

import sys
import time
from typing import Annotated, Final

import typer

from app.cli import terminal
from app.cli.opening import ready
from app.cli.terminal import say
from app.locales import msgn
from app.services import demo
from app.services.demo_schools import MOST

commands = terminal.commands()
MOST_PEOPLE: Final = 1_000_000


@commands.command(name="demo")
def load(
    establishments: Annotated[int, typer.Option(min=1, max=MOST, help="How many establishments.")] = 3,
    people: Annotated[
        int,
        typer.Option(min=0, max=MOST_PEOPLE, help="How many people in each; the six known accounts always are."),
    ] = 200,
    seed: Annotated[int, typer.Option(help="The same seed gives the same demonstration.")] = 1,
) -> None:
    """Fill an empty installation with a demonstration."""
    begun, total = time.monotonic(), 0

    def tell(so_far: int) -> None:
        nonlocal total
        total = so_far
        terminal.progress(so_far, establishments * max(people, len(demo.ACCOUNTS)))

    with ready() as installation:
        demo.load(installation, establishments, people, seed, tell)
        terminal.progress_over()
        took = round(time.monotonic() - begun, 1)
        say(
            msgn(
                "%(n)d establishment and %(people)s people were made in %(seconds)s s.",
                "%(n)d establishments and %(people)s people were made in %(seconds)s s.",
                establishments,
                people=total,
                seconds=took,
            )
        )
    sys.stdout.flush()
