"""/announcements/<id>: one announcement, how it reads, and who has read it."""

from typing import Any

import reflex as rx

from app.components.announcements import deletion, draft, fields, preview, timing
from app.components.basics import absent, button, empty, facts, heading, link_button, moment, number, panel, spinner
from app.components.filters import filter_bar, unfilter
from app.components.focus import at_first_fault, kept
from app.components.forms import required_note, stale_note
from app.components.lists import Column, table
from app.components.role_fields import save_row
from app.locales.live import _
from app.pages.announcements import SPACES
from app.pages.parts import establishment_page
from app.state.announcements import AnnouncementState

el = rx.el
State: Any = AnnouncementState  # a class attribute is a Var here, which no type checker knows
ROUTE, LOAD = "/announcements/[announcement]", State.load
TITLE = rx.cond(State.card["title"] != "", State.card["title"], _("Announcement"))
LIST = "/announcements"


def page() -> rx.Component:
    """The form on one side, how it reads and what became of it on the other; under both, its readers."""
    missing = absent(_("This announcement does not exist, or is no longer there."), _("Back to the list"), LIST)
    there = el.div(
        el.div(_form(), class_name="min-w-0"),
        el.div(preview(State.html), _facts(), class_name="flex flex-col gap-4 min-w-0"),
        class_name="grid lg:grid-cols-[3fr_2fr] gap-4 items-start",
    )
    found = rx.fragment(there, _readers())
    return establishment_page(
        rx.cond(State.is_missing, missing, rx.cond(State.card["id"].to(int) > 0, found, spinner())),
        kept(State.form_key),
        rx.cond(State.asking == "delete", deletion(State)),
        title=TITLE,
        here=LIST,
        right="announcements.manage",
        actions=(link_button(_("Back to the list"), LIST),),
    )


def _form() -> rx.Component:
    card = State.card
    named = card["id"].to_string() + "." + State.filled.to_string()
    identity = rx.cond(card["id"].to(int) > 0, named, "")
    return el.form(
        panel(
            heading(_("What is announced")),
            stale_note(State),
            required_note(),
            fields(State, SPACES, card, State.spaces),
            el.input(type="hidden", name="version", value=State.filled.to_string()),
            draft("announcement", identity),
            at_first_fault(State.errors_seq),
            save_row(_("Save")),
            class_name="flex flex-col gap-3.5",
        ),
        key=State.form_key.to_string() + "." + identity,
        on_submit=State.modify,
        no_validate=True,
    )


def _facts() -> rx.Component:
    card = State.card
    delete = button(_("Delete"), "danger", on_click=State.ask_delete([card["id"].to(int)]), class_name="mt-3")
    return panel(
        heading(_("Announcement")),
        facts(
            (_("State"), timing(card["timing"])),
            (_("Read by"), number(card["readers"])),
            (_("People who may read it"), number(card["people"])),
            (_("Changed by"), card["changed_by"]),
            (_("Changed"), moment(card["changed_at"])),
            class_name="mt-2",
        ),
        delete,
    )


def _readers() -> rx.Component:
    columns = [
        Column(_("Person"), lambda row: el.span(row["name"], class_name="font-semibold"), "name"),
        Column(_("Read on"), lambda row: moment(row["read_at"]), "read"),
    ]
    nothing = rx.cond(State.q != "", empty(_("Nobody matches."), unfilter(State)), empty(_("Nobody has read it yet.")))
    return el.section(
        el.h2(_("Who has read it"), id="readers", class_name="text-[17px] font-semibold m-0 mb-2"),
        filter_bar(State, []),
        table(State, columns, nothing=nothing, label=_("Who has read it")),
        custom_attrs={"aria-labelledby": "readers"},
        class_name="mt-6",
    )
