"""/roles/<code>: one role, what it brings, and what can be done to it (R1–R4)."""

from typing import Any

import reflex as rx

from app.components.basics import absent, button, facts, heading, link, link_button, muted, number, panel
from app.components.focus import at_first_fault, kept
from app.components.forms import Draft, required_note
from app.components.looking import view_button, view_dialog
from app.components.role_fields import role_fields, save_row
from app.components.roles import deletion, listed, role_kind
from app.locales.live import _
from app.pages.parts import establishment_page
from app.state.roles import RoleState
from app.state.view_as import ViewAsState

el = rx.el
State: Any = RoleState  # a class attribute is a Var here, which no type checker knows
ViewAs: Any = ViewAsState
ROUTE, LOAD = "/roles/[id]", State.load
TITLE = rx.cond(State.card["name"] != "", State.card["name"], _("Role"))
LIST = "/roles"


def page() -> rx.Component:
    """The form on one side, what it brings on the other."""
    missing = absent(_("This role does not exist, or is no longer there."), _("Back to the list"), LIST)
    there = el.div(
        el.div(_form(), class_name="min-w-0"),
        el.div(_holders(), _rights(), class_name="flex flex-col gap-4 min-w-0"),
        class_name="grid lg:grid-cols-[3fr_2fr] gap-4 items-start",
    )
    return establishment_page(
        rx.cond(State.is_missing, missing, there),
        kept(State.form_key),
        rx.cond(State.asking == "delete", deletion(State)),
        view_dialog(ViewAs, State.card["code"], State.card["name"], ViewAs.begin_as_role),
        title=TITLE,
        here=LIST,
        right="roles.manage",
        actions=(
            view_button(ViewAs, State.card["code"], State.card["may_view"]),
            link_button(_("Back to the list"), LIST),
        ),
    )


def _form() -> rx.Component:
    card = State.card
    named = card["id"].to_string() + "." + card["version"].to_string()
    identity = rx.cond(card["id"].to(int) > 0, named, "")
    return el.form(
        panel(
            heading(_("Data of the role")),
            required_note(),
            role_fields(State, card),
            el.input(type="hidden", name="version", value=card["version"].to_string()),
            Draft.create(name="role", of=identity),
            at_first_fault(State.errors_seq),
            el.p(State.errors["form"], role="alert", class_name="text-bad font-medium m-0 empty:hidden"),
            rx.cond(
                card["may_alter"].to(bool),
                save_row(_("Save")),
                muted(
                    _(
                        "This role is out of your reach: it brings rights that you do not hold, or you do not manage its accounts."
                    )
                ),
            ),
            class_name="flex flex-col gap-3.5",
        ),
        key=State.form_key.to_string() + "." + identity,
        on_submit=State.modify,
        no_validate=True,
    )


def _holders() -> rx.Component:
    card = State.card
    return panel(
        heading(_("Holders")),
        facts(
            (_("Kind"), role_kind(card["kind"])),
            (_("Holders"), link(number(card["holders"]), "/people?role=" + card["id"].to_string())),
            (_("As primary"), number(card["primary"])),
            class_name="mt-2",
        ),
        rx.cond(
            card["may_delete"].to(bool),
            button(_("Delete"), "danger", on_click=State.ask_delete([card["id"].to(int)]), class_name="mt-3"),
            rx.cond(
                card["is_builtin"].to(bool),
                muted(_("A built-in role can be renamed, never deleted."), class_name="mt-3"),
            ),
        ),
    )


def _rights() -> rx.Component:
    card = State.card
    brought, managed = card["permissions"].to(list[str]), card["manages"].to(list[str])
    return panel(
        heading(_("What it brings")),
        rx.cond(brought.length() + managed.length() == 0, muted(_("No right."), class_name="mt-2")),
        el.ul(
            rx.foreach(brought, el.li),
            rx.cond(managed.length() > 0, el.li(_("Manage the accounts: %(role)s", role=listed(managed)))),
            class_name="list-disc pl-5 my-2",
        ),
        link(_("Change its rights"), "/permissions"),
    )
