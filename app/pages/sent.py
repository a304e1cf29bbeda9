"""/locker/sent: what one has deposited, and who has opened it (L6)."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, empty, moment, size, tag
from app.components.browser import Change, js
from app.components.bulk import bulk_bar, bulk_dialog, documents
from app.components.filters import Filter, filter_bar, options, unfilter
from app.components.lists import Column, row_link, table
from app.components.lockers import FILED, NAMED, category, memo, person, tabs
from app.components.selection import Selection
from app.components.work import progress_panel
from app.locales.live import _
from app.pages.bulk import offers
from app.pages.parts import establishment_page, may, unread
from app.pages.received import box_label, depositing, filed
from app.services.locker_bulk import OF_SENT
from app.state.arrivals import ArrivalState
from app.state.sent import SentState

el = rx.el
State: Any = SentState  # a class attribute is a Var here, which no type checker knows
Arrivals: Any = ArrivalState
ROUTE, TITLE, LOAD = "/locker/sent", _("Distribution"), State.load


def page() -> rx.Component:
    """Filter, sort, tick, act."""
    selection = Selection("sent", box_label)
    actions = offers(OF_SENT)
    return establishment_page(
        tabs(ROUTE, unread(), may("locker.deposit"), may("locker.manage")),
        filter_bar(State, _filters()),
        progress_panel(State, "/jobs/", 250),
        bulk_bar(State, selection, actions, State.offered),
        table(State, _columns(), nothing=_nothing(), label=_("Documents deposited"), selection=selection),
        bulk_dialog(State, selection, actions, documents),
        Change.create(of=Arrivals.changes, on_change=State.read_again),
        title=TITLE,
        here="/locker",
        actions=(depositing(),),
    )


def opened(row: Any) -> rx.Component:
    """How many opened it, of how many: a bar and the figures."""
    n, of = row["opened"].to(int), row["recipients"].to(int)
    said = js("{n} + ' / ' + {of}", n=n, of=of).to(str)
    bar = el.progress(
        value=n,
        max=rx.cond(of > 0, of, 1),
        class_name="h-2 w-[72px]",
        custom_attrs={"aria-label": _("Opened by %(n)s of %(of)s", n=n, of=of)},
    )
    return el.span(
        bar, el.span(said, class_name="tabular-nums whitespace-nowrap"), class_name="inline-flex gap-2 items-center"
    )


def _columns() -> list[Column]:
    return [
        Column(_("Document"), _document, "name", least=NAMED),
        Column(_("Category"), lambda row: category(row["category"]), "category", look=FILED),
        Column(_("Recipients"), lambda row: row["recipients"].to_string(), numeric=True),
        Column(_("Opened"), opened),
        Column(_("Version"), lambda row: row["version"].to_string(), numeric=True),
        Column(_("Size"), lambda row: size(row["size"].to(int)), "size", numeric=True),
        Column(_("Deposited"), lambda row: moment(row["sent_at"], with_time=False), "sent"),
    ]


def _document(row: Any) -> rx.Component:
    others = State.filters["overseen"] == "1"
    return rx.fragment(
        row_link(row["name"], "/locker/sent/" + row["id"].to_string(), f"{LINK} font-semibold"),
        " ",
        rx.cond(row["is_withdrawn"], tag(_("withdrawn"), "warn")),
        rx.cond(others, el.div(person(row["depositor"]), class_name="text-[13px]")),
        memo(row["memo"]),
    )


def _filters() -> list[Filter]:
    progress = options(
        ("", _("All")), ("waiting", _("Not opened by everybody")), ("complete", _("Opened by everybody"))
    )
    return [filed(State.categories), Filter("status", _("Opened"), progress), _overseen()]


def _overseen() -> Filter:
    """What nobody sees to but who manages lockers."""
    whose = options(("", _("Mine")), ("1", _("Withdrawn, or Anonymous's")))
    return Filter("overseen", _("Whose"), whose, may("locker.manage"))


def _nothing() -> rx.Component:
    is_filtered = (State.q != "") | (State.filters.length() > 0)
    return rx.cond(
        is_filtered,
        empty(_("No document matches."), _("Fewer filters or fewer words find more documents."), unfilter(State)),
        empty(_("You have deposited nothing yet."), depositing()),
    )
