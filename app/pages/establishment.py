"""/platform/establishments/<number>: one school, its administrators, and what can be done to it (E4–E7)."""

from typing import Any

import reflex as rx

from app.components.basics import (
    absent,
    button,
    facts,
    heading,
    link_button,
    moment,
    muted,
    number,
    panel,
)
from app.components.establishment_dialogs import establishment_dialogs
from app.components.establishment_fields import establishment_fields
from app.components.focus import at_first_fault, kept
from app.components.forms import Draft
from app.components.states import establishment_state, person_state
from app.locales.live import _
from app.pages.parts import platform_page
from app.state.establishment import EstablishmentState

el = rx.el
State: Any = EstablishmentState  # a class attribute is a Var here, which no type checker knows
ROUTE, LOAD = "/platform/establishments/[id]", State.load
TITLE = rx.cond(State.card["name"] != "", State.card["name"], _("Establishment"))
LIST = "/platform/establishments"


def page() -> rx.Component:
    """The form on one side, the rest on the other."""
    missing = absent(_("This establishment does not exist, or is no longer there."), _("Back to the list"), LIST)
    found = el.div(
        el.div(_form(), class_name="min-w-0"),
        el.div(_state(), _administrators(), class_name="flex flex-col gap-4 min-w-0"),
        class_name="grid lg:grid-cols-[3fr_2fr] gap-4 items-start",
    )
    return platform_page(
        rx.cond(State.is_missing, missing, found),
        kept(State.form_key),
        establishment_dialogs(State),
        title=TITLE,
        here=LIST,
        actions=(link_button(_("Back to the list"), LIST),),
    )


def _form() -> rx.Component:
    card = State.card
    return el.form(
        panel(
            heading(_("Data of the establishment")),
            establishment_fields(State.errors, State.zones, card),
            el.input(type="hidden", name="version", value=State.version.to_string()),
            Draft.create(name="establishment", of=_identity()),
            at_first_fault(State.errors_seq),
            muted(_("Changing the contact changes no administrator.")),
            el.div(button(_("Save"), "primary", type="submit", id="save"), class_name="flex gap-2"),
            class_name="flex flex-col gap-3.5",
        ),
        key=State.form_key.to_string() + "." + _identity(),
        on_submit=State.modify,
        no_validate=True,
    )


def _identity() -> Any:
    """What the form shows: which establishment, as it was when the form was filled."""
    named = State.card["number"].to_string() + "." + State.filled.to_string()
    return rx.cond(State.card["number"].to(int) > 0, named, "")


def _state() -> rx.Component:
    card = State.card
    is_blocked = card["state"] == "blocked"
    return panel(
        heading(_("State")),
        facts(
            (_("Number"), card["number"]),
            (_("State"), establishment_state(card["state"])),
            (_("Accounts"), number(card["people"])),
            (_("Registered"), moment(card["created_at"])),
            class_name="mt-2",
        ),
        rx.cond(
            is_blocked,
            facts(
                (_("Blocked since"), moment(card["blocked_at"])),
                (_("Reason"), card["blocked_reason"]),
                class_name="border-t border-line",
            ),
        ),
        el.div(
            rx.cond(
                is_blocked,
                button(_("Unblock"), on_click=State.ask("unblock"), id="block-or-not"),
                button(_("Block"), "danger", on_click=State.ask("block"), id="block-or-not"),
            ),
            button(_("Delete"), "danger", on_click=State.ask("delete")),
            class_name="flex gap-2 flex-wrap mt-3",
        ),
    )


def _administrators() -> rx.Component:
    def line(row):  # noqa: ANN001, ANN202
        return el.li(
            el.div(
                el.b(row["username"]),
                " ",
                person_state(row["state"]),
                el.div(
                    row["name"],
                    rx.cond(row["email"] != "", el.span(" · ", row["email"])),
                    class_name="text-[13px] text-muted break-words",
                ),
                el.div(_("Last access: "), moment(row["last_access"]), class_name="text-[13px] text-muted"),
                class_name="min-w-0",
            ),
            button(_("Reset the password"), on_click=State.ask_reset(row["id"], row["username"])),
            class_name="flex justify-between items-center gap-3 flex-wrap py-2 border-b border-line last:border-0",
        )

    return panel(
        heading(_("Administrators")),
        el.ul(rx.foreach(State.administrators, line), class_name="list-none m-0 p-0"),
        muted(
            _(
                "New credentials go to the contact. An administrator with an e-mail address can also reset alone, from the sign-in page."
            )
        ),
    )
