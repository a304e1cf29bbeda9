"""/: what a person finds when they come in."""

from typing import Any

import reflex as rx

from app.components.basics import heading, muted, number, panel, spinner
from app.components.browser import js
from app.locales.live import _, _n
from app.pages.parts import establishment_page
from app.state.frame import FrameState
from app.state.home import HomeState

el = rx.el
State: Any = HomeState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/", _("Home"), State.load


def page() -> rx.Component:
    """Figures for administrators; a welcome for everybody else."""
    welcome = panel(
        heading(_("Welcome, %(name)s", name=FrameState.who)),
        muted(_("You are signed in to %(place)s.", place=FrameState.place), class_name="mt-1"),
    )
    return establishment_page(
        rx.cond(
            State.is_loaded,
            el.div(welcome, rx.cond(State.card["is_administrator"], _figures()), class_name="flex flex-col gap-4"),
            spinner(),
        ),
        title=TITLE,
        here=ROUTE,
    )


def _figures() -> rx.Component:
    card = State.card
    return el.div(
        panel(
            heading(_("Accounts")),
            el.p(el.b(number(card["people"]), class_name="text-[26px] tabular-nums"), class_name="m-0"),
            _shares(card),
            muted(
                _n("%(n)d active", "%(n)d active", card["active"].to(int)),
                " · ",
                _n("%(n)d to be activated", "%(n)d to be activated", card["pending"].to(int)),
                " · ",
                _n("%(n)d blocked", "%(n)d blocked", card["blocked"].to(int)),
            ),
        ),
        panel(heading(_("Accounts by role")), el.dl(rx.foreach(State.roles, _role), class_name="m-0 mt-2")),
        class_name="grid md:grid-cols-2 gap-4 items-start",
    )


def _shares(card: Any) -> rx.Component:
    """The same in a picture."""
    parts = [("active", "bg-accent"), ("pending", "bg-warn"), ("blocked", "bg-bad")]
    width = "(100 * {n} / Math.max(1, {people})) + '%'"
    return el.div(
        *(
            el.div(class_name=f"h-2 {colour}", style={"width": js(width, n=card[name], people=card["people"]).to(str)})
            for name, colour in parts
        ),
        custom_attrs={"aria-hidden": "true"},
        class_name="flex gap-px rounded-full overflow-hidden bg-line my-2",
    )


def _role(role: Any) -> rx.Component:
    return el.div(
        el.dt(role["name"]),
        el.dd(number(role["n"]), class_name="m-0 tabular-nums"),
        class_name="flex justify-between border-b border-line last:border-0 py-1.5",
    )
