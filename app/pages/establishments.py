"""/platform/establishments: the list of schools (E1, E8)."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, empty, link_button, number
from app.components.browser import js
from app.components.bulk import bulk_bar, bulk_dialog
from app.components.filters import Filter, filter_bar, options, unfilter
from app.components.forms import field, text_area
from app.components.lists import Column, row_link, table
from app.components.selection import Selection
from app.components.states import establishment_state
from app.components.work import progress_panel
from app.locales.live import _
from app.pages.bulk import offers
from app.pages.parts import platform_page
from app.services.establishment_bulk import LISTED
from app.state.establishments import EstablishmentsState

el = rx.el
State: Any = EstablishmentsState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/platform/establishments", _("Management of establishments"), State.load


def page() -> rx.Component:
    """Filter, sort, tick, act."""
    selection, actions = Selection("establishments", _box_label), offers(LISTED, _fields())
    return platform_page(
        filter_bar(State, [Filter("zone", _("Geographic zone"), _zones), Filter("status", _("State"), _states)]),
        progress_panel(State),
        bulk_bar(State, selection, actions),
        table(State, _columns(), nothing=_nothing(), label=TITLE, selection=selection),
        bulk_dialog(State, selection, actions),
        title=TITLE,
        here=ROUTE,
        actions=(
            link_button(_("Import the directory"), "/platform/import"),
            link_button(_("Add an establishment"), "/platform/establishments/new", "primary"),
        ),
    )


def _columns() -> list[Column]:
    return [
        Column(_("Establishment"), _name, "name"),
        Column(_("Locality"), lambda row: row["locality"], "locality", least=150),
        Column(_("Zone"), lambda row: row["zone"], "zone", least=150),
        Column(_("Contact"), lambda row: row["contact"], "contact"),
        Column(_("Accounts"), lambda row: number(row["people"]), "people", numeric=True),
        Column(_("State"), lambda row: establishment_state(row["state"]), "state"),
        Column(
            _("Actions"),
            lambda row: row_link(
                _("Modify"),
                _address(row),
                "font-semibold text-ink no-underline px-2 py-1 hover:underline max-md:hidden",
            ),
            bare=True,
        ),
    ]


def _name(row: Any) -> rx.Component:
    return rx.fragment(
        row_link(row["name"], _address(row), f"{LINK} font-semibold"),
        el.div(
            rx.cond(row["uai"] != "", row["uai"] + " · ", ""),
            _("no. %(number)s", number=row["number"]),
            class_name="text-[13px] text-muted tabular-nums md:min-w-[240px]",
        ),
    )


def _address(row: Any) -> Any:
    return "/platform/establishments/" + row["number"].to_string()


def _box_label(row: Any) -> Any:
    return js("{verb} + ' ' + {name}", verb=_("Select"), name=row["name"]).to(str)


def _zones() -> list[rx.Component]:
    return [
        el.option(_("All zones"), value=""),
        rx.foreach(State.zones, lambda z: el.option(z["name"], value=z["id"])),
    ]


_states = options(("", _("All")), ("active", _("Active")), ("blocked", _("Blocked")))


def _nothing() -> rx.Component:
    is_filtered = (State.q != "") | (State.filters.length() > 0)
    return rx.cond(
        is_filtered,
        empty(_("No establishment matches."), unfilter(State)),
        empty(
            _("No establishment yet."),
            _("Add the first one, or import the ministry's directory."),
            link_button(_("Add an establishment"), "/platform/establishments/new", "primary"),
        ),
    )


def _fields() -> dict[str, list[rx.Component]]:
    errors = State.errors
    return {
        "establishments.write": [
            field("subject", _("Subject"), errors["subject"], required=True, max_length=200),
            text_area("words", _("Message"), errors["words"], required=True, rows="8", max_length=10_000),
        ],
        "establishments.block": [
            text_area(
                "reason",
                _("Reason, shown to those who are stopped"),
                errors["reason"],
                required=True,
                rows="3",
                max_length=500,
            ),
        ],
        "establishments.delete": [
            el.p(
                _("Everything of these establishments goes for ever: databases, files, mails, sessions."),
                class_name="text-bad font-medium m-0",
            ),
            field(
                "typed",
                _("Type the number of establishments to delete"),
                errors["typed"],
                required=True,
                auto_complete="off",
            ),
        ],
    }
