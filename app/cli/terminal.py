"""How does a terminal speak with the portal? Sentences in the installation's language, refusals as exit code 1."""

import json
import os
import sys
import time
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final, NoReturn

import typer
from pydantic import ValidationError
from typer.exceptions import TyperException

from app.frontend import ROOT, BuildError
from app.locales import Message, known, msg
from app.logs import on_one_line, without_secrets
from app.services.errors import Invalid, Refused
from app.settings import Settings

REDRAWN: Final = 0.1  # seconds
_drawn: Final = [0.0]


def say(message: Message | str) -> None:
    """A line on standard output."""
    typer.echo(_text(message))


def show(data: object) -> None:
    """Data for another program, on standard output."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def note(message: Message | str) -> None:
    """A line on standard error: progress and warnings, never data."""
    typer.echo(on_one_line(_text(message)), err=True)


def fail(message: Message | str) -> NoReturn:
    """Say why not, in one sentence, and end with exit code 1."""
    note(message)
    raise typer.Exit(1)


@contextmanager
def refusals() -> Generator[None]:
    """Turn what stops a command into its sentence; nobody at a terminal is shown a traceback."""
    try:
        yield
    except (typer.Exit, typer.Abort, TyperException, EOFError, BrokenPipeError):
        raise  # Typer's own ways to end
    except Invalid as refusal:
        fail(" ".join(f"{name}: {_text(message)}" for name, message in refusal.fields.items()))
    except Refused as refusal:
        fail(refusal.message)
    except ValidationError as fault:
        fail(msg("These settings cannot be used: %(faults)s", faults=_settings_faults(fault)))
    except BuildError as fault:
        typer.echo(str(fault), err=True)  # the compiler's own words
        fail(msg("The front end could not be built; what the compiler said is above."))
    except OSError as fault:
        fail(msg("The system refuses: %(reason)s.", reason=_reason(fault)))
    except Exception as fault:  # noqa: BLE001  the last resort of every command
        fail(msg("An unexpected fault: %(fault)s (%(where)s).", fault=_reason(fault), where=_where(fault)))


def commands(**options: Any) -> typer.Typer:  # noqa: ANN401  whatever Typer takes
    """A command, or a family of them, that looks as all of ours do."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, **options)


def language() -> str:
    """That of the installation, also when its other settings cannot be read."""
    try:
        return Settings.load().language
    except ValidationError:
        return known(os.environ.get("CASIER_LANGUAGE"))


def progress(done: int, total: int) -> None:
    """Rewrite one line of standard error, where a person looks at it."""
    if sys.stderr.isatty() and (done >= total or time.monotonic() - _drawn[0] > REDRAWN):
        _drawn[0] = time.monotonic()
        typer.echo(f"\r{done} / {total}", err=True, nl=False)


def progress_over() -> None:
    """Clear that line."""
    if sys.stderr.isatty():
        typer.echo("\r\x1b[K", err=True, nl=False)


def _text(message: Message | str) -> str:
    return message.text(language()) if isinstance(message, Message) else message


def _settings_faults(fault: ValidationError) -> str:
    return "; ".join(f"CASIER_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in fault.errors())


def _reason(fault: Exception) -> str:
    if isinstance(fault, OSError) and fault.strerror:
        return f"{fault.strerror} ({fault.filename})" if fault.filename else fault.strerror
    return without_secrets(f"{type(fault).__name__}: {fault}".partition("\n")[0])


def _where(fault: Exception) -> str:
    ours = [
        frame for frame in traceback.extract_tb(fault.__traceback__) if frame.filename.startswith(str(ROOT / "app"))
    ]
    return f"{os.path.relpath(ours[-1].filename, ROOT)}:{ours[-1].lineno}" if ours else "?"
