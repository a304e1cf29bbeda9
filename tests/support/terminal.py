"""How does a test type a command? In this process, with the settings of an installation of its own."""

import json
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner

from app.cli import casier
from app.settings import Settings


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401  whatever was printed
        """Of a command with `--json`."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Terminal:
    """A terminal in an installation's folder."""

    settings: Settings

    def run(self, *words: str, typed: str = "", **changes: str) -> Said:
        """`casier` with these words; `typed` comes on standard input, `changes` are settings in capitals."""
        environment = self.settings.environment() | {f"CASIER_{name}": value for name, value in changes.items()}
        result = CliRunner().invoke(casier, words, input=typed, env=environment, catch_exceptions=False)
        return Said(result.exit_code, result.stdout, result.stderr)
