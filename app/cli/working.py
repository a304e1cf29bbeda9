"""`casier worker`: how is work done outside the server? The queue's consumer, until a signal comes."""

import signal
import threading

from app.cli import terminal
from app.cli.opening import ready
from app.cli.terminal import note
from app.locales import msg
from app.services import recovery

commands = terminal.commands()


@commands.command()
def worker() -> None:
    """Run background work outside the server.

    It goes on until it is told to stop; what it was doing is then finished by the next one.
    """
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: told.set())
    with ready() as installation:
        recovery.recover(installation)
        installation.queue.start()
        note(msg("The worker is waiting for work; stop it with Ctrl+C."))
        told.wait()
