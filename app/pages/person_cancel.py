"""/people/<id>/cancel: the four ways to end an account, what each would cost, and the confirmation (P6)."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, absent, button, heading, link, link_button, muted, panel, spinner
from app.components.browser import Change, run
from app.components.bulk import advised, choice_ways, typed_again
from app.components.focus import at_first_fault, kept
from app.components.work import progress_panel
from app.locales.live import _
from app.pages.parts import establishment_page
from app.state.person_cancel import PersonCancelState

el = rx.el
State: Any = PersonCancelState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/people/[id]/cancel", _("Cancel the account"), State.load
LIST = "/people"
# Each step begins where it asks something.
BEGIN = """() => {
  const there = ['#typed', '[name=way]:checked', '#whom'].map((place) => document.querySelector(place));
  there.find(Boolean)?.focus();
}"""


def page() -> rx.Component:
    """One step after the other; then what came of it."""
    missing = absent(_("This account does not exist, or is no longer there."), _("Back to the list"), LIST)
    step = rx.cond(State.step == "choice", _choice(), _confirmation())
    return establishment_page(
        progress_panel(State, "/jobs/", 250),
        rx.cond(
            State.job["id"].to(int) > 0,
            link(_("Back to the list"), LIST, LINK),
            rx.cond(State.is_missing, missing, rx.cond(State.preview["job"].to(int) > 0, step, spinner())),
        ),
        Change.create(of=rx.cond(State.step == "choice", 0, 1), on_change=run(BEGIN)),
        kept(State.job["id"].to(int)),
        title=TITLE,
        here=LIST,
    )


def _choice() -> rx.Component:
    nothing = State.preview["included"].to(int) == 0
    ways = el.div(choice_ways(State, _("What becomes of the account"), State.choose), class_name="mt-3")
    home = "/people/" + State.person.to_string()
    back = rx.cond(State.is_refused, link_button(_("To the page of this person"), home), link_button(_("Cancel"), home))
    return panel(
        heading(rx.cond(nothing, rx.foreach(State.excluded, lambda left: left["examples"]), State.preview["examples"])),
        rx.cond(State.is_refused, el.p(_("This account cannot be cancelled."), class_name="m-0 mt-1"), ways),
        rx.foreach(State.excluded, _hindrance),
        rx.cond(State.is_refused, rx.fragment(), advised(State)),
        _ways_on(back, rx.cond(nothing, rx.fragment(), button(_("Continue"), "primary", on_click=State.proceed))),
        class_name="max-w-[640px]",
    )


def _hindrance(left: Any) -> rx.Component:
    """Why not; of one person there is one reason at the most."""
    return el.p(
        _("Not possible: %(reason)s.", reason=left["reason"]),
        role="status",
        class_name="text-warn bg-warn-soft rounded-control px-3 py-1.5 m-0 mt-2",
    )


def _confirmation() -> rx.Component:
    chosen = rx.foreach(
        State.choices, lambda each: rx.cond(each["value"] == State.preview["choice"], muted(each["label"]))
    )
    confirm = rx.cond(
        State.preview["is_final"],
        button(_("Confirm"), "danger", type="submit"),
        button(_("Confirm"), "primary", type="submit"),
    )
    whom = el.h2(State.preview["examples"], id="whom", tab_index=-1, class_name="text-[15px] font-semibold m-0")
    return panel(
        whom,
        chosen,
        advised(State),
        el.form(
            el.div(typed_again(State), class_name="mt-3"),
            at_first_fault(State.errors_seq),
            _ways_on(button(_("Cancel"), on_click=State.step_back), confirm),
            on_submit=State.confirm_bulk,
        ),
        class_name="max-w-[640px]",
    )


def _ways_on(back: rx.Component, on: Any) -> rx.Component:
    return el.div(back, on, class_name="flex justify-end gap-2 mt-4 flex-wrap")
