"""What does one type about a role (R1)? The same fields for a new one and for one that is there."""

from typing import Any

import reflex as rx

from app.components.basics import button
from app.components.forms import field, select, text_area
from app.components.roles import KINDS
from app.locales.live import _

el = rx.el


def role_fields(state: Any, card: Any = None) -> rx.Component:
    """`card` is the role that is there; a built-in one keeps its code."""
    errors = state.errors
    filled = (lambda name: {"default_value": card[name]}) if card is not None else lambda _name: {}
    is_builtin = card["is_builtin"].to(bool) if card is not None else False
    return el.div(
        field("name", _("Name"), errors["name"], max_length=50, **filled("name")),
        field(
            "code",
            _("Code"),
            errors["code"],
            rx.cond(
                is_builtin,
                _("A built-in role keeps its code."),
                _("Letters, digits and underscores; the category comes first: CAMPUS_EST, not EST_CAMPUS."),
            ),
            max_length=50,
            read_only=is_builtin,
            auto_complete="off",
            on_blur=state.advise,
            **filled("code"),
        ),
        rx.cond(is_builtin, rx.fragment(), _advice(state)),
        text_area(
            "description",
            _("Description (optional)"),
            errors["description"],
            _("Seen only by those who manage roles."),
            rows="3",
            max_length=1000,
            **filled("description"),
        ),
        select(
            "kind",
            _("Kind"),
            *(el.option(word, value=kind) for kind, word in KINDS.items()),
            error=errors["kind"],
            **({"default_value": card["kind"]} if card is not None else {"default_value": "other"}),
        ),
        field(
            "quota",
            _("Locker quota in megabytes (optional)"),
            errors["quota"],
            _("Left empty, the room of the settings. Of the roles of a person, the largest quota counts."),
            input_mode="decimal",
            **filled("quota_mb"),
        ),
        class_name="flex flex-col gap-3.5",
    )


def _advice(state: Any) -> rx.Component:
    """Always as high: a button that moves is not hit."""
    return el.p(
        rx.cond(state.advised != "", _("%(code)s would put it beside others.", code=state.advised), ""),
        role="status",
        class_name="text-[13px] text-warn m-0 -my-2.5 min-h-[20px]",
    )


def save_row(label: Any) -> rx.Component:
    """The button of such a form."""
    return el.div(button(label, "primary", type="submit", id="save"), class_name="flex gap-2")
