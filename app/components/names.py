"""How are things kept that are little more than a name? One is added, ordered, renamed, deleted (zones, services…)."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from app.components.basics import button, panel
from app.components.dialogs import confirm_row, dialog
from app.components.focus import at_first_fault
from app.components.forms import field
from app.locales.live import _

el = rx.el
LONGEST = 100  # characters of a name


def add_form(state: Any, on_submit: Any, label: Any, deed: Any, longest: int = LONGEST) -> rx.Component:
    """One line above the list; its fault is another's while a dialog is open."""
    return el.form(
        panel(
            field(
                "name",
                label,
                rx.cond(state.asking == "", state.errors["name"], ""),
                class_name="flex-1 min-w-[200px]",
                max_length=longest,
            ),
            button(deed, "primary", type="submit", id="add"),
            class_name="flex gap-3 items-end flex-wrap",
        ),
        rx.cond(state.asking == "", at_first_fault(state.errors_seq)),
        key=state.form_key.to_string(),
        on_submit=on_submit,
        no_validate=True,
    )


def ordered_row(state: Any, thing: Any, at: Any, used: Any, ask: Callable[[str], Any], **delete: Any) -> rx.Component:
    """One of a list that is ordered by hand: its name, what uses it, and what can be done; `delete` is of that button."""
    name = thing["name"]
    return el.li(
        el.div(
            el.b(name, class_name="[overflow-wrap:anywhere]"),
            el.div(used, class_name="text-[13px]"),
            class_name="flex-1 min-w-[180px]",
        ),
        el.div(
            _move(state, "↑", _("Move %(name)s up", name=name), thing, -1, at == 0),
            _move(state, "↓", _("Move %(name)s down", name=name), thing, 1, at == state.rows.length() - 1),
            _deed(_("Rename"), _("Rename %(name)s", name=name), ask("rename")),
            _deed(_("Delete"), _("Delete %(name)s", name=name), ask("delete"), **delete),
            class_name="flex gap-1 flex-wrap",
        ),
        key=thing["id"].to_string(),
        class_name="flex justify-between items-center gap-3 flex-wrap px-4 py-2 border-b border-line last:border-0",
    )


def _deed(word: Any, label: Any, on_click: Any, **props: Any) -> rx.Component:
    return button(word, "quiet", on_click=on_click, custom_attrs={"aria-label": label}, **props)


def _move(state: Any, arrow: str, label: Any, thing: Any, by: int, disabled: Any) -> rx.Component:
    move = state.move(thing["id"], by)
    return _deed(arrow, label, move, id=f"move{by}-" + thing["id"].to_string(), disabled=disabled)


def name_dialogs(state: Any, rename: Any, delete: Any, loss: Any, longest: int = LONGEST) -> Any:
    """Those that `state.asking` may ask for, about the chosen one: their titles, and what deleting it costs."""
    return rx.match(
        state.asking,
        ("rename", _rename(state, rename, longest)),
        ("delete", _delete(state, delete, loss)),
        rx.fragment(),
    )


def _rename(state: Any, title: Any, longest: int) -> rx.Component:
    return dialog(
        "rename",
        title,
        el.form(
            field("renamed", _("Name"), state.errors["name"], default_value=state.chosen_name, max_length=longest),
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
