"""How does the family of a person look? Their guardians, the students they follow, and what changes either."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, button, heading, link, muted, panel, tag
from app.components.dialogs import confirm_row, dialog
from app.components.focus import at_first_fault
from app.components.forms import field, select
from app.locales.live import _

el = rx.el
STATUSES: dict[str, Any] = {
    "legal": _("Legal guardian"),
    "in-charge": _("In charge"),
    "contact": _("Contact"),
}


def status(said: Any) -> Any:
    """What a guardian is to a student."""
    return rx.match(said, *STATUSES.items(), "")


def family(state: Any) -> rx.Component:
    """A panel for each side that the person has; nothing for who is neither guardian nor student."""
    card = state.card
    return rx.fragment(
        rx.cond(card["is_student"], _side(state, "guardians", _("Guardians"), _("Add a guardian"), _("No guardian yet."))),
        rx.cond(
            card["is_guardian"],
            _side(state, "students", _("Students followed"), _("Add a student"), _("Follows no student yet."), _household(state)),
        ),
        rx.match(state.asking, ("add", _adding(state)), ("unlink", _removing(state)), rx.fragment()),
    )  # fmt: skip


def _side(state: Any, side: str, title: Any, add: Any, nothing: Any, more: Any = None) -> rx.Component:
    rows: Any = getattr(state, side)
    return panel(
        el.div(
            heading(title),
            rx.cond(
                state.card["may_change"],
                button(add, on_click=state.ask("add", side, 0, ""), id=f"add-{side}"),
            ),
            class_name="flex gap-2 items-center justify-between flex-wrap",
        ),
        rx.cond(
            rows.length() > 0,
            el.ul(rx.foreach(rows, lambda row: _row(state, side, row)), class_name="list-none m-0 mt-2 p-0"),
            muted(nothing),
        ),
        *([] if more is None else [more]),
    )


def _row(state: Any, side: str, row: Any) -> rx.Component:
    """Who, what they are to one another, and whether it lets the guardian in."""
    choice = el.select(
        *(el.option(label, value=value) for value, label in STATUSES.items()),
        value=row["status"],
        on_change=lambda said: state.change_status(side, row["id"], said),
        class_name="min-h-[34px] max-md:min-h-[44px] rounded-control border border-edge bg-panel text-ink px-2",
        custom_attrs={"aria-label": _("Status: %(name)s", name=row["name"])},
    )
    remove = button(
        _("Remove"),
        "quiet",
        on_click=state.ask("unlink", side, row["id"], row["name"]),
        custom_attrs={"aria-label": _("Remove %(name)s", name=row["name"])},
    )
    changed = el.div(choice, remove, class_name="flex gap-2 items-center flex-wrap")
    return el.li(
        el.div(
            link(row["name"], "/people/" + row["id"].to_string(), f"{LINK} font-semibold"),
            rx.cond(row["has_access"], tag(_("access on"), "ok"), tag(_("access off"))),
            class_name="flex gap-2 items-center flex-wrap",
        ),
        rx.cond(row["household"] != "", muted(row["household"]) if side == "guardians" else rx.fragment()),
        rx.cond(row["may_change"], changed, muted(status(row["status"]))),
        class_name="py-2 border-b border-line last:border-0 flex flex-col gap-1",
    )


def _household(state: Any) -> rx.Component:
    """The words, to be changed by who may."""
    form = el.form(
        field(
            "household",
            _("Household (optional)"),
            state.errors["household"],
            _("An address or a name; guardians with the same one live together."),
            default_value=state.card["household"],
            max_length=200,
            auto_complete="off",
            class_name="flex-1",
        ),
        el.div(button(_("Save the household"), type="submit", id="settle"), class_name="mt-2"),
        at_first_fault(state.errors_seq),
        key=state.card["id"].to_string() + "." + state.card["household"],
        on_submit=state.settle,
        no_validate=True,
        class_name="mt-3",
    )
    said = rx.cond(state.card["household"] != "", muted(_("Household: %(place)s", place=state.card["household"])))
    return rx.cond(state.card["may_change"], form, said)


def _adding(state: Any) -> rx.Component:
    """Look for somebody by name, choose one, say what they are."""
    is_guardian = state.chosen_side == "guardians"
    searched = el.div(
        el.label(_("Name, username or e-mail"), html_for="family-q", class_name="text-[13px] font-semibold"),
        el.input(
            id="family-q",
            type="search",
            auto_complete="off",
            on_change=state.look_for.debounce(250),
            class_name="min-h-[34px] max-md:min-h-[44px] rounded-control border border-edge bg-panel text-ink px-3 w-full",
        ),
        class_name="flex flex-col gap-1",
    )
    fault = el.p(state.errors["person"], id="person-error", role="alert", class_name="text-[13px] text-bad font-medium m-0 empty:hidden")  # fmt: skip
    nobody = rx.cond(state.asked != "", muted(_("Nobody who can be added has these words.")))
    return dialog(
        "family",
        rx.cond(is_guardian, _("Add a guardian"), _("Add a student")),
        el.form(
            searched,
            el.div(rx.cond(state.found.length() > 0, _choices(state), nobody), role="status"),
            fault,
            select(
                "status",
                _("Status"),
                *(el.option(label, value=value) for value, label in STATUSES.items()),
                error=state.errors["status"],
                hint=_(
                    "Access to the guardians' space is on for legal guardians and those in charge, off for contacts."
                ),
            ),
            confirm_row("family", None, label=_("Add")),
            on_submit=state.link,
            class_name="flex flex-col gap-3",
        ),
        on_close=state.dismiss,
        refusal=state.errors["form"],
    )


def _choices(state: Any) -> rx.Component:
    def choice(one: Any) -> rx.Component:
        box = el.input(type="radio", name="person", value=one["id"].to_string(), class_name="size-[17px] m-0 shrink-0")
        words = el.span(one["name"], " ", el.span(one["username"], class_name="text-muted"))
        return el.label(box, words, class_name="flex items-center gap-2 min-h-[34px] max-md:min-h-[44px]")

    return el.fieldset(
        el.legend(_("Who"), class_name="text-[13px] font-semibold p-0"),
        rx.foreach(state.found, choice),
        class_name="border-0 p-0 m-0",
    )


def _removing(state: Any) -> rx.Component:
    return dialog(
        "family",
        _("Remove the link with %(name)s", name=state.chosen_name),
        el.p(_("The account stays; it opens the guardians' space no more by this link."), class_name="m-0"),
        confirm_row("family", state.unlink, "danger", _("Remove")),
        on_close=state.dismiss,
        refusal=state.errors["form"],
    )
