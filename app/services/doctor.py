"""What is wrong with this installation, and what should its operator do? Looked at, never changed (X7)."""

from collections.abc import Callable, Iterator
from threading import Thread
from typing import Final, TypedDict, TypeVar

from app.locales import Message, msg
from app.logs import without_secrets
from app.services import doctor_places, doctor_settings
from app.services.verdicts import State, Verdict, failed
from app.settings import Settings
from app.storage.installation import Installation

PATIENCE: Final = 10.0  # seconds that each check may take: what hangs is as good as broken
Subject = TypeVar("Subject")


class Finding(TypedDict):
    """What one check found: `state` is `ok`, `warn` (it works, for now) or `fail` (something does not work)."""

    check: str
    state: State
    message: str
    advice: str


def examine(settings: Settings, language: str, patience: float = PATIENCE) -> list[Finding]:
    """Every check there is, each in its own time limit; one that breaks is itself a finding."""
    return [_finding(name, verdict, language) for name, verdict in _verdicts(settings, patience)]


def _verdicts(settings: Settings, patience: float) -> Iterator[tuple[str, Verdict]]:
    yield from ((name, _within_time(check, settings, patience)) for name, check in doctor_settings.CHECKS.items())
    if not doctor_settings.is_founded(settings):
        yield "installation", failed(msg("Nothing is installed here yet."), msg("Start the portal: make run"))
        return
    try:
        installation = Installation.open(settings)
    except Exception as fault:  # noqa: BLE001  whatever it is, it is the finding
        yield "installation", _broken(fault)
        return
    try:
        yield from ((name, _within_time(check, installation, patience)) for name, check in doctor_places.CHECKS.items())
    finally:
        installation.close()


def _within_time(check: Callable[[Subject], Verdict], subject: Subject, patience: float) -> Verdict:
    answers = list[Verdict]()

    def ask() -> None:
        try:
            answers.append(check(subject))
        except Exception as fault:  # noqa: BLE001  likewise
            answers.append(_broken(fault))

    asking = Thread(target=ask, daemon=True)  # one that hangs must not keep the program
    asking.start()
    asking.join(patience)
    return answers[0] if answers else failed(msg("No answer within %(n)s seconds.", n=int(patience)))


def _broken(fault: Exception) -> Verdict:
    line = without_secrets(f"{type(fault).__name__}: {fault}").partition("\n")[0]
    return failed(Message("%(fault)s", {"fault": line}))


def _finding(name: str, verdict: Verdict, language: str) -> Finding:
    advice = verdict.advice.text(language) if verdict.advice else ""
    return Finding(check=name, state=verdict.state, message=verdict.message.text(language), advice=advice)
