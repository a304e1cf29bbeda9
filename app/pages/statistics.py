"""/platform/statistics: how many accounts each establishment has, as bars, as a table, as a file (E8)."""

from typing import Any

import reflex as rx

from app.components.basics import BUTTON, LOOKS, empty, heading, link_button, moment, number, panel, size
from app.components.browser import NativeLink, js
from app.components.charts import bars
from app.components.filters import filter_bar
from app.components.lists import Column, table
from app.locales.live import Language, _
from app.pages.parts import platform_page
from app.state.statistics import StatisticsState

el = rx.el
State: Any = StatisticsState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/platform/statistics", _("Statistics"), State.load


def page() -> rx.Component:
    """The bars show the page of the table."""
    nothing = empty(
        _("Nothing has been counted yet."),
        _("Tick establishments in the list, then choose “Compute statistics”."),
        link_button(_("Establishments"), "/platform/establishments", "primary"),
    )
    return platform_page(
        filter_bar(State, []),
        rx.cond(State.total > 0, panel(heading(_("Accounts per establishment")), _chart(), class_name="mt-3")),
        table(State, _columns(), nothing=nothing, label=TITLE),
        title=TITLE,
        here=ROUTE,
        actions=(
            NativeLink.create(
                _("Download as CSV"), href=_address(), download="", class_name=f"{BUTTON} {LOOKS['plain']}"
            ),
        ),
    )


def _columns() -> list[Column]:
    figures = [
        ("people", _("Accounts")),
        ("active", _("Active")),
        ("pending", _("To be activated")),
        ("blocked", _("Blocked")),
        ("signed_in", _("Seen in 30 days")),
    ]
    return [
        Column(_("Establishment"), _name, "name"),
        *(Column(label, lambda row, f=field: number(row[f]), field, numeric=True) for field, label in figures),
        Column(_("Files"), lambda row: size(row["bytes"]), "bytes", numeric=True),
        Column(_("Counted"), lambda row: moment(row["computed_at"])),
    ]


def _name(row: Any) -> rx.Component:
    return el.div(el.b(row["name"]), el.div(row["uai"], class_name="text-[13px] text-muted"))


def _chart() -> rx.Component:
    parts = [
        ("active", _("Active"), "bg-accent"),
        ("pending", _("To be activated"), "bg-warn"),
        ("blocked", _("Blocked"), "bg-bad"),
    ]
    return bars(State.rows, "people", State.most, parts)


def _address() -> Any:
    return js(
        "'/platform/statistics.csv?lang=' + {language} + '&job=' + ({filters}.job || '') + '&q=' + encodeURIComponent({q})",
        language=Language.locale,
        filters=State.filters,
        q=State.q,
    ).to(str)
