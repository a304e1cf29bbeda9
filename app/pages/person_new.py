"""/people/new: somebody gets an account (P3)."""

from typing import Any

import reflex as rx

from app.components.basics import button, link_button, panel, spinner
from app.components.focus import at_first_fault
from app.components.forms import Draft, check_box, required_note, select
from app.components.person_fields import GRID, LEGEND, identity_fields, password_field, role_fields, service_fields
from app.locales.live import _
from app.pages.parts import establishment_page
from app.state.person_new import NewPersonState

el = rx.el
State: Any = NewPersonState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/people/new", _("Add a person"), State.load
LIST = "/people"


def page() -> rx.Component:
    """One form."""
    form = el.form(
        panel(
            required_note(),
            identity_fields(State.errors),
            _entry(),
            role_fields(State.errors, State.roles, State.primary),
            service_fields(State.errors, State.services),
            Draft.create(name="person-new", of=State.made.to_string()),
            at_first_fault(State.errors_seq),
            class_name="flex flex-col gap-5 max-w-[820px]",
        ),
        el.div(
            button(_("Add the person"), "primary", type="submit"),
            link_button(_("Cancel"), LIST),
            class_name="flex gap-2 mt-3.5",
        ),
        key=State.primary,
        on_submit=State.add,
        no_validate=True,
    )
    return establishment_page(
        rx.cond(State.made > 0, form, spinner()), title=TITLE, here=LIST, right="people.read people.add"
    )


def _entry() -> rx.Component:
    typed = el.div(
        password_field(State.errors, _("Password")),
        el.div(
            check_box("must_change", _("Ask for another one at the first sign-in"), default_checked=True),
            check_box("notify", _("Tell the person by e-mail, without the password")),
            class_name="flex flex-col",
        ),
        class_name=GRID,
    )
    mailed = el.p(
        _("A link to choose a password is sent to the e-mail address. It works for 14 days."), class_name="m-0"
    )
    return el.fieldset(
        el.legend(_("First sign-in"), class_name=LEGEND),
        select(
            "entry",
            _("The person signs in"),
            el.option(_("with a password typed here"), value="password"),
            el.option(_("with an activation link sent by e-mail"), value="link"),
            value=State.entry,
            on_change=State.choose_entry,
            class_name="md:max-w-[calc(50%-7px)] mb-3",
        ),
        rx.cond(State.entry == "link", mailed, typed),
    )
