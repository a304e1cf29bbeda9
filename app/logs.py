"""How does a program of ours write its log? One line an event on standard error, whole, and without secrets."""

import json
import logging
import logging.config
import re
from datetime import UTC, datetime
from typing import Any, Final, Literal

Format = Literal["text", "json"]

LONGEST: Final = 20_000  # of what is logged at once; strangers have a say in it
KEPT: Final = "\u00a0\u202f"  # French typography, and harmless to a terminal
SECRETS: Final = (
    (re.compile(r"://[^\s/@]+@"), "://…@"),
    (re.compile(r"/(reset|activate)/[\w-]+"), r"/\1/…"),
    (re.compile(r"\[parameters: .*"), "[parameters: …]"),  # what SQLAlchemy's faults quote
    (
        re.compile(
            r"""(?ix) ( (?:password|token|secret|cookie|authorization)\w{0,20}+ ["']?\s*+[:=]\s*+ )"""
            r"""(?: "[^"]*" | '[^']*' | (?:bearer\s|session\s)? [^\s,;&})\]]+ )"""
        ),
        r"\1…",
    ),
)


def set_up(form: Format) -> None:
    """Write what this process logs in that form."""
    logging.config.dictConfig(configuration(form))
    logging.captureWarnings(capture=True)


def configuration(form: Format) -> dict[str, Any]:
    """The same, for a server that sets up its own processes."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Line, "form": form}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "app": {"level": "INFO"},
            "casier": {"level": "INFO"},
            # With a level of their own, these add no handler that would write past the formatter.
            "engineio.server": {"level": "ERROR"},
            "socketio.server": {"level": "ERROR"},
            "reflex_base.event.processor.base_state_processor": {"level": "ERROR"},  # warns with what was typed
        },
    }


class Line(logging.Formatter):
    """Text with every control character escaped, or an object of JSON."""

    def __init__(self, form: Format = "text") -> None:
        """Write in that form."""
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        """The event as one line, a fault with its traceback in it."""
        event = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": without_secrets(record.getMessage()),
        }
        if record.exc_info:
            event["fault"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(event) if self._form == "json" else " ".join(map(on_one_line, event.values()))


def without_secrets(text: str) -> str:
    """A text that may be kept, and read by whoever reads logs."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}…"
    for secret, shown in SECRETS:
        text = secret.sub(shown, text)
    return text


def on_one_line(text: str) -> str:
    """Nothing in a text can begin another line, nor act on the terminal that shows it."""
    return "".join(c if c.isprintable() or c in KEPT else c.encode("unicode_escape").decode() for c in text)
