"""/people/<id>/cancel: the four ways to end an account, what each would cost, and the confirmation (P6)."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, absent, heading, link, link_button, panel, spinner
from app.components.browser import js
from app.components.bulk_steps import in_steps
from app.components.focus import kept
from app.components.work import progress_panel
from app.locales.live import _
from app.pages.bulk import offer
from app.pages.parts import establishment_page
from app.services.people_cancelling import CANCEL
from app.state.person_cancel import PersonCancelState

el = rx.el
State: Any = PersonCancelState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/people/[id]/cancel", _("Cancel the account"), State.load
LIST = "/people"


def page() -> rx.Component:
    """One step after the other, as for many; then what came of it."""
    missing = absent(_("This account does not exist, or is no longer there."), _("Back to the list"), LIST)
    asked = panel(rx.cond(State.is_refused, _refused(), _steps()), class_name="max-w-[640px]")
    return establishment_page(
        progress_panel(State, "/jobs/", 250),
        rx.cond(
            State.job["id"].to(int) > 0,
            link(_("Back to the list"), LIST, LINK),
            rx.cond(State.is_missing, missing, rx.cond(State.preview["job"].to(int) > 0, asked, spinner())),
        ),
        kept(State.job["id"].to(int)),
        title=TITLE,
        here=LIST,
        right="people.read people.cancel",
    )


def _steps() -> rx.Component:
    only = js("[{person}]", person=State.person).to(list[int])
    nothing = State.preview["included"].to(int) == 0
    return in_steps(
        State,
        offer(CANCEL),
        lambda way: State.preview_bulk(CANCEL.name, only, False, way),
        el.h2,
        rx.cond(nothing, _excluded(), State.preview["examples"]),
        _hindrances(),
        link_button(_("Cancel"), _home()),
    )


def _refused() -> rx.Component:
    return rx.fragment(
        heading(_excluded()),
        el.p(_("This account cannot be cancelled."), class_name="m-0 mt-1"),
        _hindrances(),
        el.div(link_button(_("To the page of this person"), _home()), class_name="flex justify-end mt-4"),
    )


def _home() -> Any:
    return "/people/" + State.person.to_string()


def _excluded() -> Any:
    return rx.foreach(State.excluded, lambda left: left["examples"])


def _hindrances() -> Any:
    """Why not; of one person there is one reason at the most."""

    def hindrance(left: Any) -> rx.Component:
        return el.p(
            _("Not possible: %(reason)s.", reason=left["reason"]),
            role="status",
            class_name="text-warn bg-warn-soft rounded-control px-3 py-1.5 m-0 mt-2",
        )

    return rx.foreach(State.excluded, hindrance)
