"""/platform/establishments/new: a school is registered (E2, E3)."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, button, facts, heading, link, link_button, panel, spinner
from app.components.establishment_fields import establishment_fields
from app.components.focus import at_first_fault
from app.components.forms import Draft, check_box, required_note
from app.locales.live import _
from app.pages.parts import platform_page
from app.state.establishment import NewEstablishmentState

el = rx.el
State: Any = NewEstablishmentState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/platform/establishments/new", _("Add an establishment"), State.load
LIST = "/platform/establishments"


def page() -> rx.Component:
    """The form, then the credentials when nobody is mailed them."""
    return platform_page(
        rx.cond(State.created["number"].to(int) > 0, _credentials(), rx.cond(State.made > 0, _form(), spinner())),
        title=TITLE,
        here=LIST,
    )


def _form() -> rx.Component:
    warning = el.p(
        _(
            "Without this message the first administrator's password is shown once, on the next screen, and cannot be recovered."
        ),
        role="alert",
        class_name="text-warn bg-warn-soft rounded-control px-3 py-2 m-0",
    )
    return el.form(
        panel(
            required_note(),
            establishment_fields(State.errors, State.zones),
            check_box(
                "send",
                _("Send the contact the address and the first administrator's credentials"),
                default_checked=True,
                on_change=State.choose_sending,
            ),
            rx.cond(State.sends, rx.fragment(), warning),
            Draft.create(name="establishment-new", of=State.made.to_string()),
            at_first_fault(State.errors_seq),
            class_name="flex flex-col gap-3.5 max-w-[820px]",
        ),
        el.div(
            button(_("Add the establishment"), "primary", type="submit"),
            link_button(_("Cancel"), LIST),
            class_name="flex gap-2 mt-3.5",
        ),
        on_submit=State.create,
        no_validate=True,
    )


def _credentials() -> rx.Component:
    created = State.created
    return panel(
        heading(_("Credentials of the first administrator")),
        el.p(_("Copy them now: they are shown this once."), class_name="text-warn font-medium"),
        facts(
            (_("Establishment"), created["name"]),
            (_("Username"), el.code(created["username"])),
            (_("Password"), el.code(created["password"], class_name="select-all")),
        ),
        link(_("To the establishment's page"), LIST + "/" + created["number"].to_string(), LINK),
        class_name="flex flex-col gap-2 max-w-[620px]",
    )
