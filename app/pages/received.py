"""/locker: the documents that one has received (L5)."""

from typing import Any

import reflex as rx

from app.components.basics import BUTTON, LINK, LOOKS, empty, moment, size
from app.components.browser import Change, NativeLink, js
from app.components.bulk import bulk_bar, bulk_dialog, documents
from app.components.filters import Filter, among, filter_bar, options, unfilter
from app.components.lists import Column, row_link, table
from app.components.lockers import FILED, NAMED, category, download, memo, person, reading, tabs
from app.components.selection import Selection
from app.components.work import progress_panel
from app.locales.live import _
from app.pages.bulk import offers
from app.pages.parts import depositing, establishment_page, may, unread
from app.services.locker_bulk import OF_RECEIVED
from app.state.arrivals import ArrivalState
from app.state.received import ReceivedState

el = rx.el
State: Any = ReceivedState  # a class attribute is a Var here, which no type checker knows
Arrivals: Any = ArrivalState
ROUTE, TITLE, LOAD = "/locker", _("Locker"), State.load


def page() -> rx.Component:
    """Filter, sort, tick, act; what arrives meanwhile appears."""
    selection, actions = Selection("received", box_label), offers(OF_RECEIVED)
    listed = el.div(
        filter_bar(State, _filters()),
        progress_panel(State, "/jobs/", 250),
        bulk_bar(State, selection, actions, State.offered, _as_zip(selection)),
        table(State, _columns(), nothing=_nothing(), label=_("Documents received"), selection=selection),
        bulk_dialog(State, selection, actions, documents),
        Change.create(of=Arrivals.changes, on_change=State.read_again),
    )
    none = empty(_("You have no locker."), _("Teachers and staff have one, as long as they hold such a role."))
    return establishment_page(
        tabs(ROUTE, unread(), may("locker.deposit"), may("locker.manage")),
        rx.cond(State.has_none, none, listed),
        title=TITLE,
        here=ROUTE,
        actions=(depositing(),),
    )


def box_label(row: Any) -> Any:
    """What a screen reader says of a row's box."""
    return js("{verb} + ' ' + {name}", verb=_("Select"), name=row["name"]).to(str)


def filed(choices: Any) -> Filter:
    """By category, or by having none."""
    uncategorised = "0", _("Uncategorised")
    return Filter("category", _("Category"), among(choices, uncategorised, everything=_("All categories")))


def _columns() -> list[Column]:
    return [
        Column(_("Document"), _document, "name", least=NAMED),
        Column(_("Sent by"), lambda row: person(row["sender"]), "sender", least=130),
        Column(_("Category"), lambda row: category(row["category"]), "category", look=FILED),
        Column(_("Size"), lambda row: size(row["size"].to(int)), "size", numeric=True),
        Column(_("Received on"), lambda row: moment(row["received_at"], with_time=False), "received"),
        Column(_("Actions"), lambda row: download(row["id"], row["name"]), bare=True),
    ]


def _document(row: Any) -> rx.Component:
    return rx.fragment(
        row_link(row["name"], "/locker/" + row["id"].to_string(), f"{LINK} font-semibold"),
        " ",
        reading(row["status"]),
        memo(row["memo"]),
    )


def _filters() -> list[Filter]:
    states = options(
        ("", _("All")),
        ("new", _("New")),
        ("updated", _("Modified since you read it")),
        ("read", _("Already read")),
    )
    return [
        filed(State.categories),
        Filter("status", _("State"), states),
        Filter("sender", _("Sent by"), among(State.senders, ("0", _("Anonymous")))),
    ]


def _as_zip(selection: Selection) -> Any:
    """The ticked ones, by a link that the browser follows by itself."""
    zip_link = NativeLink.create(
        _("Download as zip"),
        href="/documents.zip?ids=" + selection.said,
        download="",
        class_name=f"{BUTTON} {LOOKS['plain']}",
    )
    return rx.cond(selection.every | (selection.count == 0), rx.fragment(), zip_link)


def _nothing() -> rx.Component:
    is_filtered = (State.q != "") | (State.filters.length() > 0)
    return rx.cond(
        is_filtered,
        empty(_("No document matches."), _("Fewer filters or fewer words find more documents."), unfilter(State)),
        empty(_("Nothing in your locker yet."), _("What colleagues deposit for you appears here by itself.")),
    )
