"""/roles/new: a role that the school lacks (R1)."""

from typing import Any

import reflex as rx

from app.components.basics import link_button, panel, spinner
from app.components.focus import at_first_fault
from app.components.forms import Draft, required_note
from app.components.role_fields import role_fields, save_row
from app.locales.live import _
from app.pages.parts import establishment_page
from app.state.roles import NewRoleState

el = rx.el
State: Any = NewRoleState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/roles/new", _("Add a role"), State.load


def page() -> rx.Component:
    """One form; the role's own page follows."""
    form = el.form(
        panel(
            required_note(),
            role_fields(State),
            Draft.create(name="new-role", of=State.made.to_string()),
            at_first_fault(State.errors_seq),
            save_row(_("Add the role")),
            class_name="flex flex-col gap-3.5 max-w-[640px]",
        ),
        on_submit=State.create,
        no_validate=True,
    )
    return establishment_page(
        rx.cond(State.made > 0, form, spinner()),
        title=TITLE,
        here="/roles",
        right="roles.manage",
        actions=(link_button(_("Back to the list"), "/roles"),),
    )
