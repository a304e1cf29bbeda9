"""How do states of things read? One word and one tone each."""

from typing import Any

import reflex as rx

from app.components.basics import TONES, tag
from app.locales.live import _


def establishment_state(state: Any) -> Any:
    """Active or blocked."""
    return _told(state, (_("Active"), "ok"), blocked=(_("Blocked"), "bad"))


def person_state(state: Any) -> Any:
    """Active, blocked, or not yet activated."""
    return _told(state, (_("To be activated"), "warn"), active=(_("Active"), "ok"), blocked=(_("Blocked"), "bad"))


def mail_state(state: Any) -> Any:
    """Sent, waiting, or failed."""
    return _told(state, (_("Waiting"), "warn"), sent=(_("Sent"), "ok"), failed=(_("Failed"), "bad"))


def job_state(state: Any) -> Any:
    """How far a job is, in a word."""
    return _told(
        state,
        (_("Waiting"), ""),
        done=(_("Finished"), "ok"),
        failed=(_("Failed"), "bad"),
        cancelled=(_("Cancelled"), "warn"),
        running=(_("Running"), "accent"),
    )


def outcome(state: Any) -> Any:
    """What became of one row of a job."""
    return _told(
        state,
        (_("Waiting"), ""),
        done=(_("Done"), "ok"),
        refused=(_("Refused"), "bad"),
        excluded=(_("Left out"), "warn"),
    )


def _told(state: Any, other: tuple[Any, str], **known: tuple[Any, str]) -> rx.Component:
    """The word and the tone of a state, `other` for any that is not known.

    Both change within one element: fifty rows that each put another in its place take longer to draw.
    """
    words = [(name, word) for name, (word, _tone) in known.items()]
    looks = [(name, TONES[tone]) for name, (_word, tone) in known.items()]
    look: Any = rx.match(state, *looks, TONES[other[1]])
    return tag(rx.match(state, *words, other[0]), look)
