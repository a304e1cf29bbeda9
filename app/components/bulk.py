"""How is something done to many rows? A bar while rows are ticked, a preview with what is left out, a confirmation."""

from typing import Any

import reflex as rx

from app.components.basics import CONTROL, button, number
from app.components.browser import Change, js
from app.components.dialogs import closes, confirm_row, dialog
from app.components.focus import at_first_fault
from app.components.selection import Selection
from app.locales.live import _, _n

el = rx.el


def bulk_bar(state: Any, selection: Selection, actions: list[tuple[str, Any]]) -> rx.Component:
    """Shown only while something is selected; counts without asking the server."""
    every = selection.every
    chosen = js("document.getElementById('bulk-action').value").to(str)
    return rx.cond(
        every | (selection.count > 0),
        el.section(
            el.b(
                rx.cond(
                    every,
                    _("All %(n)s results selected", n=number(state.total)),
                    _n("%(n)d selected", "%(n)d selected", selection.count),
                ),
                role="status",
            ),
            rx.cond(
                ~every & (state.total > state.rows.length()),
                el.button(
                    _("Select the %(n)s results", n=number(state.total)),
                    type="button",
                    on_click=selection.take_every(),
                    class_name="underline text-accent cursor-pointer min-h-[34px] bg-transparent",
                ),
            ),
            button(_("Select none"), "quiet", on_click=selection.clear()),
            el.div(
                el.label(
                    _("Action"),
                    el.select(
                        *(el.option(label, value=name) for name, label in actions),
                        id="bulk-action",
                        class_name=f"{CONTROL} border-edge bg-panel text-ink",
                    ),
                    class_name="inline-flex items-center gap-2 text-[13px]",
                ),
                button(
                    _("Apply to the selected items"),
                    "primary",
                    on_click=state.preview_bulk(chosen, selection.ids, every),
                ),
                class_name="flex gap-2 items-center flex-wrap md:ml-auto",
            ),
            custom_attrs={"aria-label": _("Actions")},
            class_name="flex gap-x-2.5 gap-y-1.5 items-center flex-wrap bg-accent-soft border border-accent rounded-panel px-3.5 py-2 my-3",
        ),
    )


def bulk_dialog(
    state: Any, selection: Selection, titles: dict[str, Any], fields: dict[str, list[rx.Component]], destroys: set[str]
) -> rx.Component:
    """What will be done to how many, who is left out and why; then the fields that the action needs."""
    preview = state.preview
    nothing = preview["included"].to(int) == 0
    form = el.form(
        rx.match(
            preview["action"],
            *((name, el.div(*parts, class_name="flex flex-col gap-3 mt-3")) for name, parts in fields.items()),
            rx.fragment(),
        ),
        at_first_fault(state.errors_seq),
        rx.match(
            preview["action"],
            *((name, confirm_row("bulk", None, "danger")) for name in sorted(destroys)),
            confirm_row("bulk", None),
        ),
        on_submit=state.confirm_bulk,
    )
    shown = dialog(
        "bulk",
        rx.match(preview["action"], *titles.items(), ""),
        el.p(
            rx.cond(
                nothing,
                _("No row can be taken."),
                _n(
                    "%(n)d establishment: %(examples)s",
                    "%(n)d establishments: %(examples)s",
                    preview["included"].to(int),
                    examples=preview["examples"],
                ),
            ),
        ),
        rx.foreach(state.excluded, _excluded),
        rx.cond(nothing, el.div(button(_("Close"), on_click=closes("bulk")), class_name="flex justify-end mt-4"), form),
        on_close=state.dismiss_bulk,
        refusal=state.errors["form"],
    )
    return rx.fragment(
        rx.cond(preview["job"].to(int) > 0, shown),
        Change.create(of=state.job["id"], on_change=selection.clear()),  # ticked until it is confirmed
    )


def _excluded(left_out: Any) -> rx.Component:
    return el.p(
        _n(
            "%(n)d left out: %(reason)s (%(examples)s)",
            "%(n)d left out: %(reason)s (%(examples)s)",
            left_out["n"].to(int),
            reason=left_out["reason"],
            examples=left_out["examples"],
        ),
        class_name="text-warn bg-warn-soft rounded-control px-3 py-1.5 mt-2",
    )
