"""/announcements/new: something to tell the people of some web spaces."""

from typing import Any

import reflex as rx

from app.components.announcements import draft, fields, preview
from app.components.basics import link_button, panel, spinner
from app.components.focus import at_first_fault
from app.components.forms import required_note
from app.components.role_fields import save_row
from app.locales.live import _
from app.pages.announcements import SPACES
from app.pages.parts import establishment_page
from app.state.announcements import NewAnnouncementState

el = rx.el
State: Any = NewAnnouncementState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/announcements/new", _("Write an announcement"), State.load
LIST = "/announcements"


def page() -> rx.Component:
    """One form, with what people will read beside it; the announcement's own page follows."""
    form = el.form(
        panel(
            required_note(),
            fields(State, SPACES, begins_on=State.begins_on),
            draft("new-announcement", State.made.to_string()),
            at_first_fault(State.errors_seq),
            save_row(_("Publish the announcement")),
            class_name="flex flex-col gap-3.5",
        ),
        key=State.made.to_string(),
        on_submit=State.create,
        no_validate=True,
    )
    there = el.div(
        el.div(form, class_name="min-w-0"),
        preview(State.html),
        class_name="grid lg:grid-cols-[3fr_2fr] gap-4 items-start",
    )
    return establishment_page(
        rx.cond(State.made > 0, there, spinner()),
        title=TITLE,
        here=LIST,
        right="announcements.manage",
        actions=(link_button(_("Back to the list"), LIST),),
    )
