"""`casier doctor`: what is wrong with this installation, and what to do about it?"""

from typing import Annotated, Final

import typer

from app.cli import terminal
from app.cli.terminal import language, say, show
from app.services import doctor
from app.services.doctor import Finding
from app.settings import Settings

commands = terminal.commands()
SIGNS: Final = {"ok": "✓", "warn": "!", "fail": "✗"}


@commands.command(name="doctor")
def examine(*, json: Annotated[bool, typer.Option("--json", help="As one JSON list.")] = False) -> None:
    """Say what is wrong here, and what to do.

    Ends with 1 when something does not work.
    """
    findings = doctor.examine(Settings.load(), language())
    if json:
        show(findings)
    else:
        for finding in findings:
            _tell(finding)
    if any(finding["state"] == "fail" for finding in findings):
        raise typer.Exit(1)


def _tell(finding: Finding) -> None:
    say(f"{SIGNS[finding['state']]} {finding['check']}: {finding['message']}")
    if finding["advice"]:
        say(f"  → {finding['advice']}")
