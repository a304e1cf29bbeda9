"""/platform/zones: the zones that establishments are filed under (E10)."""

from typing import Any

import reflex as rx

from app.components.basics import PANEL, button, empty, link, panel, spinner
from app.components.focus import kept
from app.components.names import add_form, name_dialogs
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
        add_form(State, State.add, _("Name of the new zone"), _("Add the zone")),
        rx.cond(State.is_loaded, rx.cond(State.rows.length() > 0, rows, nothing), spinner()),
        kept(State.form_key),
        name_dialogs(
            State,
            _("Rename the zone"),
            _("Delete the zone %(name)s", name=State.chosen_name),
            _("No establishment is in it; nothing else changes."),
        ),
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
