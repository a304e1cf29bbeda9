"""/locker/trash: what one has deleted, and can still restore (L11)."""

from typing import Any

import reflex as rx

from app.components.basics import button, empty, moment, size
from app.components.browser import js
from app.components.bulk import bulk_bar, bulk_dialog, documents
from app.components.filters import filter_bar, unfilter
from app.components.focus import kept
from app.components.lists import Column, table
from app.components.lockers import FILED, NAMED, category, tabs
from app.components.selection import Selection
from app.components.work import progress_panel
from app.locales.live import _, _n
from app.pages.bulk import offers
from app.pages.parts import establishment_page, may, unread
from app.pages.received import box_label, depositing
from app.services.locker_bulk import OF_TRASH
from app.state.locker_trash import LockerTrashState

el = rx.el
State: Any = LockerTrashState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/locker/trash", _("Trash"), State.load


def page() -> rx.Component:
    """Tick, restore, delete for ever."""
    selection, actions = Selection("trash", box_label), offers(OF_TRASH)
    return establishment_page(
        tabs(ROUTE, unread(), may("locker.deposit"), may("locker.manage")),
        filter_bar(State, []),
        progress_panel(State, "/jobs/", 250),
        bulk_bar(State, selection, actions, State.offered),
        table(State, _columns(), nothing=_nothing(), label=_("Deleted documents"), selection=selection),
        bulk_dialog(State, selection, actions, documents),
        kept(State.total),
        title=TITLE,
        here="/locker",
        actions=(depositing(),),
    )


def _columns() -> list[Column]:
    return [
        Column(_("Document"), lambda row: el.strong(row["name"], class_name="font-semibold"), "name", least=NAMED),
        Column(_("Category"), lambda row: category(row["category"]), look=FILED),
        Column(_("Recipients"), lambda row: row["recipients"].to_string(), numeric=True),
        Column(_("Size"), lambda row: size(row["size"].to(int)), "size", numeric=True),
        Column(_("Deleted"), lambda row: moment(row["trashed_at"], with_time=False), "trashed"),
        Column(_("Left"), lambda row: _n("%(n)d day", "%(n)d days", row["days_left"].to(int))),
        Column(_("Actions"), _restore, bare=True),
    ]


def _restore(row: Any) -> rx.Component:
    label = js("{verb} + ' ' + {name}", verb=_("Restore"), name=row["name"]).to(str)
    return button(
        _("Restore"),
        "quiet",
        on_click=State.restore(row["id"], row["name"]),
        custom_attrs={"aria-label": label},
    )


def _nothing() -> rx.Component:
    return rx.cond(
        State.q != "",
        empty(_("No document matches."), _("Fewer words find more documents."), unfilter(State)),
        empty(_("The trash is empty."), _("What you delete can be restored from here for a while.")),
    )
