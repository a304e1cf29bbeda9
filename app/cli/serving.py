"""`casier serve`: what must be true before people come in, and which server lets them in?"""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from threading import Thread
from typing import Annotated, Any, Final

import typer
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from app import frontend, logs
from app.cli import terminal
from app.cli.building import build_front_end
from app.cli.opening import opened
from app.cli.terminal import note, say
from app.locales import msg
from app.services import demo, upkeep
from app.services.errors import Refused
from app.settings import Settings

commands = terminal.commands()
PATIENCE: Final = 15  # seconds that a worker has to stop before it is made to


@commands.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Where to listen; CASIER_HOST, or 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="CASIER_PORT, or 8000.")] = None,
    *,
    demo_if_empty: Annotated[bool, typer.Option(help="Fill the installation with the demonstration first.")] = False,
) -> None:
    """Serve the portal until it is told to stop."""
    given = {"host": host, "port": port}
    settings = Settings.load().model_copy(update={k: v for k, v in given.items() if v is not None})
    _check_workers(settings)
    _check_port(settings.host, settings.port)
    build_front_end()
    _prepare(settings, demo_if_empty=demo_if_empty)
    _hand_over(settings)


def _check_workers(settings: Settings) -> None:
    if settings.workers > 1 and not settings.redis_url.get_secret_value():
        raise Refused(
            msg("Several workers need Redis to speak with each other: set CASIER_REDIS_URL, or CASIER_WORKERS=1.")
        )


def _check_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise Refused(msg("Port %(port)s is already in use. Choose another one with --port.", port=port)) from fault
        why = fault.strerror or str(fault)
        raise Refused(
            msg("Cannot listen on %(host)s, port %(port)s: %(why)s.", host=host, port=port, why=why)
        ) from fault


def _prepare(settings: Settings, *, demo_if_empty: bool) -> None:
    with opened(settings) as installation:
        for fault in upkeep.migrate(installation):
            note(fault)
        wanted = demo_if_empty and demo.is_empty(installation)
        is_demo = wanted or demo.is_there(installation)
    if wanted:
        # In a process of its own: threads of the libraries it calls would not survive the server's forks.
        command = [sys.executable, "-m", "app.cli", "demo"]
        if subprocess.run(command, env={**os.environ, **settings.environment()}, check=False).returncode:
            raise typer.Exit(1)  # it said why itself
    _announce(settings, is_demo=is_demo)


def _announce(settings: Settings, *, is_demo: bool) -> None:
    say(f"Casier: {settings.address}")
    if is_demo:
        for line in demo.accounts(settings.address):
            say(line)
    sys.stdout.flush()


def _hand_over(settings: Settings) -> None:
    os.environ.update(frontend.environment() | settings.environment())
    os.chdir(frontend.ROOT)
    server = Server(
        "app.app:portal",
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        workers_kill_timeout=PATIENCE,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_dictconfig=logs.configuration(settings.log_format),
    )
    server.serve(target_loader=_portal, wrap_loader=False)


def _portal() -> Callable[..., Any]:
    """Load the portal, which knows Reflex and which this process must not; runs in each worker."""
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    sys.path.insert(0, str(frontend.ROOT))
    return import_module("app.app").portal()


def _end_with(server: int) -> None:
    """A worker whose server was killed would go on holding the port."""
    while os.getppid() == server:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)
