"""/platform/zones: the zones that establishments are filed under (E10)."""

from typing import Any

import reflex as rx

from app.components.basics import PANEL, button, empty, link, panel, spinner
from app.components.dialogs import confirm_row, dialog
from app.components.focus import at_first_fault, kept
from app.components.forms import field
from app.locales.live import _, _n
from app.pages.parts import platform_page
from app.state.zones import ZonesState

el = rx.el
State: Any = ZonesState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/platform/zones", _("Zones"), State.load


def page() -> rx.Component:
    """Add, order, rename, delete."""
    rows = el.ul(rx.foreach(State.rows, _row), class_name=f"{PANEL} list-none m-0 mt-3 p-0")
    nothing = panel(
        empty(_("No zone yet."), _("Add the first one above: every establishment is filed under a zone.")),
        class_name="mt-3",
    )
    return platform_page(
        el.form(
            panel(
                field(
                    "name",
                    _("Name of the new zone"),
                    rx.cond(State.asking == "", State.errors["name"], ""),
                    class_name="flex-1 min-w-[220px]",
                    max_length=100,
                ),
                button(_("Add the zone"), "primary", type="submit", id="add"),
                class_name="flex gap-3 items-end flex-wrap",
            ),
            rx.cond(State.asking == "", at_first_fault(State.errors_seq)),
            key=State.form_key.to_string(),
            on_submit=State.add,
            no_validate=True,
        ),
        rx.cond(State.is_loaded, rx.cond(State.rows.length() > 0, rows, nothing), spinner()),
        kept(State.form_key),
        rx.match(State.asking, ("rename", _rename()), ("delete", _delete()), rx.fragment()),
        title=TITLE,
        here=ROUTE,
    )


def _row(zone: Any, at: Any) -> rx.Component:
    used = _n("%(n)d establishment", "%(n)d establishments", zone["establishments"].to(int))
    return el.li(
        el.div(
            el.b(zone["name"]),
            el.div(link(used, "/platform/establishments?zone=" + zone["id"].to_string()), class_name="text-[13px]"),
            class_name="flex-1 min-w-[180px]",
        ),
        el.div(
            _move("↑", _("Move %(name)s up", name=zone["name"]), zone, -1, at == 0),
            _move("↓", _("Move %(name)s down", name=zone["name"]), zone, 1, at == State.rows.length() - 1),
            button(_("Rename"), "quiet", on_click=State.ask("rename", zone["id"], zone["name"])),
            button(
                _("Delete"),
                "quiet",
                on_click=State.ask("delete", zone["id"], zone["name"]),
                disabled=zone["establishments"].to(int) > 0,
            ),
            class_name="flex gap-1 flex-wrap",
        ),
        key=zone["id"].to_string(),
        class_name="flex justify-between items-center gap-3 flex-wrap px-4 py-2 border-b border-line last:border-0",
    )


def _move(arrow: str, label: Any, zone: Any, by: int, disabled: Any) -> rx.Component:
    return button(
        arrow,
        "quiet",
        id=f"move{by}-" + zone["id"].to_string(),
        on_click=State.move(zone["id"], by),
        disabled=disabled,
        custom_attrs={"aria-label": label},
    )


def _rename() -> rx.Component:
    return dialog(
        "rename",
        _("Rename the zone"),
        el.form(
            field("renamed", _("Name"), State.errors["name"], default_value=State.chosen_name, max_length=100),
            at_first_fault(State.errors_seq),
            confirm_row("rename", None, label=_("Save")),
            on_submit=State.rename,
            no_validate=True,
        ),
        on_close=State.dismiss,
        refusal=State.errors["form"],
    )


def _delete() -> rx.Component:
    return dialog(
        "delete-zone",
        _("Delete the zone %(name)s", name=State.chosen_name),
        el.p(_("No establishment is in it; nothing else changes.")),
        confirm_row("delete-zone", State.delete, "danger"),
        on_close=State.dismiss,
        refusal=State.errors["form"],
    )
