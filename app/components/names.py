"""How are things kept that are little more than a name? One is added, renamed, deleted (zones, services)."""

from typing import Any

import reflex as rx

from app.components.basics import button, panel
from app.components.dialogs import confirm_row, dialog
from app.components.focus import at_first_fault
from app.components.forms import field
from app.locales.live import _

el = rx.el
LONGEST = 100  # characters of a name


def add_form(state: Any, on_submit: Any, label: Any, deed: Any) -> rx.Component:
    """One line above the list; its fault is another's while a dialog is open."""
    return el.form(
        panel(
            field(
                "name",
                label,
                rx.cond(state.asking == "", state.errors["name"], ""),
                class_name="flex-1 min-w-[200px]",
                max_length=LONGEST,
            ),
            button(deed, "primary", type="submit", id="add"),
            class_name="flex gap-3 items-end flex-wrap",
        ),
        rx.cond(state.asking == "", at_first_fault(state.errors_seq)),
        key=state.form_key.to_string(),
        on_submit=on_submit,
        no_validate=True,
    )


def name_dialogs(state: Any, rename: Any, delete: Any, loss: Any) -> Any:
    """Those that `state.asking` may ask for, about the chosen one: their titles, and what deleting it costs."""
    return rx.match(
        state.asking,
        ("rename", _rename(state, rename)),
        ("delete", _delete(state, delete, loss)),
        rx.fragment(),
    )


def _rename(state: Any, title: Any) -> rx.Component:
    return dialog(
        "rename",
        title,
        el.form(
            field("renamed", _("Name"), state.errors["name"], default_value=state.chosen_name, max_length=LONGEST),
            at_first_fault(state.errors_seq),
            confirm_row("rename", None, label=_("Save")),
            on_submit=state.rename,
            no_validate=True,
        ),
        on_close=state.dismiss,
        refusal=state.errors["form"],
    )


def _delete(state: Any, title: Any, loss: Any) -> rx.Component:
    return dialog(
        "delete",
        title,
        el.p(loss),
        confirm_row("delete", state.delete, "danger"),
        on_close=state.dismiss,
        refusal=state.errors["form"],
    )
