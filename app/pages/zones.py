"""/platform/zones: the zones that establishments are filed under (E10)."""

from typing import Any

import reflex as rx

from app.components.basics import PANEL, empty, link, panel, spinner
from app.components.focus import kept
from app.components.names import add_form, name_dialogs, ordered_row
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
    n = zone["establishments"].to(int)
    used = link(
        _n("%(n)d establishment", "%(n)d establishments", n),
        "/platform/establishments?zone=" + zone["id"].to_string(),
    )
    return ordered_row(State, zone, at, used, lambda what: State.ask(what, zone["id"], zone["name"]), disabled=n > 0)
