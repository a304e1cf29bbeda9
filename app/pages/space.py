"""/spaces/<code>: one web space, who may enter it, and when it opens and closes (S2, S3, S6)."""

from typing import Any

import reflex as rx

from app.components.basics import absent, button, heading, link_button, muted, panel, spinner
from app.components.browser import js
from app.components.focus import at_first_fault
from app.components.forms import Draft, check_box, field
from app.components.spaces import entering, planned, publication_switch, stop_dialog, why
from app.locales.live import _, _n
from app.pages.parts import establishment_page, space_name
from app.state.spaces import SpaceState

el = rx.el
State: Any = SpaceState  # a class attribute is a Var here, which no type checker knows
ROUTE, LOAD = "/spaces/[space]", State.load
TITLE = rx.cond(State.card["code"] != "", space_name(State.card["code"]), _("Web space"))
LIST = "/spaces"


def page() -> rx.Component:
    """Its publication and schedule on one side, who may enter on the other."""
    missing = absent(_("This web space does not exist."), _("Back to the list"), LIST)
    found = el.div(
        el.div(_publication(), _schedule(), class_name="flex flex-col gap-4 min-w-0"),
        el.div(_entering(), class_name="min-w-0"),
        class_name="grid lg:grid-cols-2 gap-4 items-start",
    )
    return establishment_page(
        rx.cond(State.is_missing, missing, rx.cond(State.card["code"] != "", found, spinner())),
        stop_dialog(State, space_name(State.card["code"])),
        title=TITLE,
        here=LIST,
        right="spaces.manage",
        actions=(link_button(_("Back to the list"), LIST),),
    )


def _publication() -> rx.Component:
    card = State.card
    stopped = muted(_("The base is stopped: nobody enters any space."), class_name="mt-1 !text-warn font-medium")
    return panel(
        el.div(
            heading(_("Publication")),
            publication_switch(
                State, card["code"], card["is_published"], _("%(name)s: published", name=space_name(card["code"]))
            ),
            class_name="flex justify-between items-center gap-3",
        ),
        rx.cond(State.base["is_published"], rx.fragment(), stopped),
        planned(card),
    )


def _schedule() -> rx.Component:
    def typed(name: str, label: Any) -> rx.Component:
        return field(name, label, State.errors[name], type="datetime-local", default_value=State.planned[name])

    return el.form(
        panel(
            heading(_("Opening and closing")),
            muted(
                _(
                    "The space opens and closes by itself then; times are those of Paris. Leave empty what is not planned."
                )
            ),
            el.div(
                typed("opens_at", _("Opens on")),
                typed("closes_at", _("Closes on")),
                class_name="grid sm:grid-cols-2 gap-3.5",
            ),
            el.div(button(_("Save the schedule"), "primary", type="submit")),
            Draft.create(name="space-schedule", of=State.card["code"].to(str) + State.planned.to_string()),
            at_first_fault(State.errors_seq),
            class_name="flex flex-col gap-3",
        ),
        key=State.form_key.to_string(),
        on_submit=State.plan,
        no_validate=True,
    )


def _entering() -> rx.Component:
    code = State.card["code"]
    guardians = el.div(
        el.p(
            _(
                "Guardians enter person by person: those who are legally responsible or in charge, unless access is taken from them; not mere contacts."
            ),
            class_name="m-0 mb-3",
        ),
        link_button(_("Choose among the guardians"), "/guardians", "primary"),
    )
    visitors = el.p(
        _("Everybody enters without signing in, and sees the announcements that are for visitors; nothing else."),
        class_name="m-0",
    )
    tally = rx.cond(code == "VISITORS", rx.fragment(), el.div(entering(State.tally), class_name="mb-4"))
    return panel(
        heading(_("Who may enter")),
        tally,
        rx.match(code, ("GUARDIANS", guardians), ("VISITORS", visitors), _roles()),
        rx.cond(code == "VISITORS", rx.fragment(), el.p(why(code), class_name="m-0 mt-4")),
    )


def _roles() -> rx.Component:
    def tick(role: Any) -> rx.Component:
        n = role["people"].to(int)
        return el.div(
            check_box("role-" + role["id"].to_string(), role["name"], default_checked=role["enters"]),
            muted(_n("%(n)d person", "%(n)d people", n), class_name="tabular-nums"),
            key=role["id"].to_string(),
            class_name="flex justify-between items-center gap-3 border-b border-line last:border-0",
        )

    saved = js("{roles}.filter((role) => role.enters).map((role) => role.id).join()", roles=State.roles).to(str)
    return el.form(
        el.fieldset(
            el.legend(_("Roles whose holders may enter"), class_name="text-[13px] text-muted mb-1"),
            rx.foreach(State.roles, tick),
            class_name="border-0 p-0 m-0",
        ),
        el.div(button(_("Save who may enter"), "primary", type="submit"), class_name="mt-3"),
        Draft.create(name="space-roles", of=State.card["code"].to(str) + " " + saved),
        key=State.card["code"].to_string() + State.form_key.to_string(),
        on_submit=State.let_in,
    )
