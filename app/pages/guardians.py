"""/guardians: whose guardians there are, and who of them may enter the guardians' space (S3)."""

from typing import Any

import reflex as rx

from app.components.basics import empty, link_button, named
from app.components.browser import js
from app.components.bulk import bulk_bar, bulk_dialog
from app.components.bulk import people as counted
from app.components.filters import Filter, filter_bar, options, unfilter
from app.components.guardian_panel import STATUSES, status
from app.components.lists import Column, table
from app.components.selection import Selection
from app.components.states import person_state
from app.components.toggle import toggle
from app.components.work import progress_panel
from app.locales.live import _
from app.pages.bulk import offers
from app.pages.parts import establishment_page, person_link
from app.services.guardian_bulk import LISTED
from app.services.guardians import ChildRow
from app.state.guardians import GuardiansState

el = rx.el
State: Any = GuardiansState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/guardians", _("Guardians"), State.load
SPACES = "/spaces/GUARDIANS"
ALL = _("All")


def page() -> rx.Component:
    """Filter, switch one by one, tick, act."""
    selection = Selection(
        "guardians", lambda row: js("{verb} + ' ' + {name}", verb=_("Select"), name=row["name"]).to(str)
    )
    actions = offers(LISTED)
    return establishment_page(
        filter_bar(State, _filters()),
        progress_panel(State, "/jobs/", 250),
        bulk_bar(State, selection, actions),
        table(State, _columns(), nothing=_nothing(), label=TITLE, selection=selection),
        bulk_dialog(State, selection, actions, counted),
        title=TITLE,
        here="/spaces",
        right="spaces.manage",
        actions=(link_button(_("Back to the space"), SPACES),),
    )  # fmt: skip


def _filters() -> list[Filter]:
    links = options(("", ALL), *STATUSES.items(), ("none", _("Without a child")))
    accesses = options(("", ALL), ("on", _("Allowed")), ("off", _("Not allowed")))
    states = options(("", ALL), ("active", _("Active")), ("pending", _("To be activated")), ("blocked", _("Blocked")))
    return [
        Filter("link", _("Status"), links),
        Filter("access", _("Access"), accesses),
        Filter("status", _("Account"), states),
    ]


def _columns() -> list[Column]:
    return [
        Column(_("Last and first name"), _name, "name", least=172),
        Column(_("Children"), lambda row: _children(row["children"].to(list[ChildRow]))),
        Column(_("Household"), lambda row: row["household"]),
        Column(_("Account"), lambda row: person_state(row["state"])),
        Column(_("Access"), _access),
    ]


def _name(row: Any) -> rx.Component:
    """The username is under the name."""
    return rx.fragment(
        el.div(person_link(row), class_name="font-semibold md:min-w-[140px]"),
        el.div(row["username"], class_name="text-[13px] text-muted break-all"),
    )


def _children(children: Any) -> rx.Component:
    def child(one: Any) -> rx.Component:
        return el.li(one["name"], " ", el.span(status(one["status"]), class_name="text-[13px] text-muted"))

    return el.ul(rx.foreach(children, child), class_name="list-none m-0 p-0")


def _access(row: Any) -> Any:
    label = named(_("Access"), row["name"])
    switch = toggle(
        label, row["has_access"], State.switch(row["id"], ~row["has_access"].to(bool)), _("Allowed"), _("Not allowed")
    )
    nobody = el.span(_("No child: add one on their page"), class_name="text-[13px] text-muted")
    return rx.cond(row["children"].to(list[ChildRow]).length() > 0, switch, nobody)


def _nothing() -> rx.Component:
    is_filtered = (State.q != "") | (State.filters.length() > 0)
    return rx.cond(
        is_filtered,
        empty(_("Nobody matches."), _("Fewer filters or fewer words find more people."), unfilter(State)),
        empty(_("No guardian yet."), _("Whoever holds a role of guardians is shown here.")),
    )
