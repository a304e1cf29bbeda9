"""/: what a person finds when they come in."""

from typing import Any

import reflex as rx

from app.components.basics import heading, link, link_button, muted, number, panel, spinner
from app.components.browser import js
from app.locales.live import _, _n
from app.pages.parts import establishment_page
from app.services.permissions import Permission
from app.state.frame import FrameState
from app.state.home import HomeState

el = rx.el
State: Any = HomeState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/", _("Home"), State.load


def page() -> rx.Component:
    """A welcome and the ways on for everybody; figures for whoever sees the people."""
    welcome = panel(
        heading(_("Welcome, %(name)s", name=FrameState.who)),
        muted(_("You are signed in to %(place)s.", place=FrameState.place), class_name="mt-1"),
        _ways(),
    )
    return establishment_page(
        rx.cond(
            State.is_loaded,
            el.div(welcome, rx.cond(State.card["has_figures"], _figures()), class_name="flex flex-col gap-4"),
            spinner(),
        ),
        title=TITLE,
        here=ROUTE,
    )


def _ways() -> rx.Component:
    """Where one may go on from here; an entry that is hidden would be refused anyway."""
    may: Any = FrameState.may  # a Var of the page
    ways = [
        (Permission.PEOPLE_ADD, _("Add a person"), "/people/new"),
        (Permission.PEOPLE_READ, _("People"), "/people"),
        (Permission.ROLES_MANAGE, _("Roles"), "/roles"),
        (Permission.SERVICES_MANAGE, _("Services"), "/services"),
        (Permission.JOURNAL_READ, _("Journal"), "/journal"),
    ]
    return el.div(
        link_button(_("My account"), "/account"),
        *(rx.cond(may.contains(right), link_button(label, to)) for right, label, to in ways),
        class_name="flex gap-2 flex-wrap mt-3",
    )


def _figures() -> rx.Component:
    card = State.card
    return el.div(
        panel(
            heading(_("Accounts")),
            el.p(
                link(el.b(number(card["people"]), class_name="text-[26px] tabular-nums"), "/people"), class_name="m-0"
            ),
            _shares(card),
            muted(
                link(_n("%(n)d active", "%(n)d active", card["active"].to(int)), "/people?status=active"),
                " · ",
                link(
                    _n("%(n)d to be activated", "%(n)d to be activated", card["pending"].to(int)),
                    "/people?status=pending",
                ),
                " · ",
                link(_n("%(n)d blocked", "%(n)d blocked", card["blocked"].to(int)), "/people?status=blocked"),
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
        el.dt(link(role["name"], "/people?role=" + role["id"].to_string())),
        el.dd(number(role["n"]), class_name="m-0 tabular-nums"),
        class_name="flex justify-between border-b border-line last:border-0 py-1.5",
    )
