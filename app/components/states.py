"""How do states of things read? One word and one tone each."""

from typing import Any

import reflex as rx

from app.components.basics import tag
from app.locales.live import _


def establishment_state(state: Any) -> Any:
    """Active or blocked."""
    return rx.cond(state == "blocked", tag(_("Blocked"), "bad"), tag(_("Active"), "ok"))


def person_state(state: Any) -> Any:
    """Active, blocked, or not yet activated."""
    return rx.match(
        state,
        ("active", tag(_("Active"), "ok")),
        ("blocked", tag(_("Blocked"), "bad")),
        tag(_("To be activated"), "warn"),
    )


def mail_state(state: Any) -> Any:
    """Sent, waiting, or failed."""
    return rx.match(
        state, ("sent", tag(_("Sent"), "ok")), ("failed", tag(_("Failed"), "bad")), tag(_("Waiting"), "warn")
    )


def job_state(state: Any) -> Any:
    """How far a job is, in a word."""
    return rx.match(
        state,
        ("done", tag(_("Finished"), "ok")),
        ("failed", tag(_("Failed"), "bad")),
        ("cancelled", tag(_("Cancelled"), "warn")),
        ("running", tag(_("Running"), "accent")),
        tag(_("Waiting")),
    )


def outcome(state: Any) -> Any:
    """What became of one row of a job."""
    return rx.match(
        state,
        ("done", tag(_("Done"), "ok")),
        ("refused", tag(_("Refused"), "bad")),
        ("excluded", tag(_("Left out"), "warn")),
        tag(_("Waiting")),
    )
