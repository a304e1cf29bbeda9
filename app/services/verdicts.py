"""What can a check say? That all is well, that it will not stay so, or that something does not work."""

from dataclasses import dataclass
from typing import Literal

from app.locales import Message

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`advice` is what to do about it."""

    state: State
    message: Message
    advice: Message | None = None


def well(message: Message) -> Verdict:
    """All is well."""
    return Verdict("ok", message)


def warned(message: Message, advice: Message | None = None) -> Verdict:
    """It works, but it should not stay so."""
    return Verdict("warn", message, advice)


def failed(message: Message, advice: Message | None = None) -> Verdict:
    """Something does not work."""
    return Verdict("fail", message, advice)
