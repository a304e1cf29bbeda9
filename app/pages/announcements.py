"""/announcements: everything that is announced in the web spaces, today, later and formerly."""

from typing import Any

import reflex as rx

from app.components.announcements import deletion, timing
from app.components.basics import button, day, empty, link_button, number
from app.components.browser import Change
from app.components.filters import Filter, filter_bar, options, unfilter
from app.components.lists import Column, row_link, table
from app.components.selection import Selection
from app.locales.live import _, _n
from app.pages.parts import establishment_page, space_name
from app.services.spaces import NAMES
from app.state.announcements import AnnouncementsState

el = rx.el
State: Any = AnnouncementsState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/announcements", _("Announcements"), State.load
TICKED = Selection("announcements", lambda row: _("Select %(name)s", name=row["title"]))
SPACES: list[tuple[str, Any]] = [(str(code), _(name.msgid)) for code, name in NAMES.items()]


def page() -> rx.Component:
    """The list; what is ticked can be deleted."""
    return establishment_page(
        filter_bar(State, _filters()),
        _bar(),
        table(State, _columns(), nothing=_nothing(), label=TITLE, selection=TICKED),
        rx.cond(State.asking == "delete", deletion(State)),
        Change.create(of=State.deleted, on_change=TICKED.clear()),
        title=TITLE,
        here=ROUTE,
        right="announcements.manage",
        actions=(link_button(_("Write an announcement"), "/announcements/new", "primary"),),
    )


def _filters() -> list[Filter]:
    timings = options(("", _("All")), ("now", _("Now")), ("coming", _("To come")), ("over", _("Over")))
    return [
        Filter("space", _("Space"), options(("", _("All")), *SPACES)),
        Filter("status", _("State"), timings),
    ]


def _columns() -> list[Column]:
    return [
        Column(_("Title"), lambda row: row_link(row["title"], "/announcements/" + row["id"].to_string()), "title"),
        Column(_("Spaces"), _spaces),
        Column(_("From"), lambda row: day(row["begins_on"]), "begins"),
        Column(_("Until"), lambda row: rx.cond(row["ends_on"] != "", day(row["ends_on"]), "–"), "ends"),
        Column(_("State"), lambda row: timing(row["timing"])),
        Column(_("Read by"), lambda row: number(row["readers"]), numeric=True),
    ]


def _spaces(row: Any) -> rx.Component:
    names: Any = row["spaces"].to(list[str])
    return el.span(rx.foreach(names, lambda code, place: el.span(rx.cond(place > 0, ", ", ""), space_name(code))))


def _nothing() -> rx.Component:
    is_filtered = (State.q != "") | (State.filters.length() > 0)
    none = _("The people of a web space find on their home page what you announce to them.")
    return rx.cond(
        is_filtered,
        empty(_("No announcement matches."), unfilter(State)),
        empty(_("Nothing is announced yet."), none, link_button(_("Write an announcement"), "/announcements/new")),
    )


def _bar() -> rx.Component:
    return rx.cond(
        TICKED.count > 0,
        el.section(
            el.b(_n("%(n)d selected", "%(n)d selected", TICKED.count), role="status"),
            button(_("Select none"), "quiet", on_click=TICKED.clear()),
            button(_("Delete"), "danger", on_click=State.ask_delete(TICKED.ids)),
            custom_attrs={"aria-label": _("Actions")},
            class_name="stays flex gap-2.5 items-center flex-wrap bg-accent-soft border border-accent rounded-panel px-3.5 py-2 my-3",
        ),
    )
