"""/spaces: which web spaces are published (S1, S2)."""

from typing import Any

import reflex as rx

from app.components.basics import link_button, spinner
from app.components.browser import Return
from app.components.spaces import base_card, space_card, stop_dialog
from app.locales.live import _
from app.pages.parts import establishment_page, may, space_name
from app.state.spaces import SpacesState

el = rx.el
State: Any = SpacesState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/spaces", _("Web spaces"), State.load
GRID = "grid sm:grid-cols-2 xl:grid-cols-3 gap-4"


def page() -> rx.Component:
    """The base, then each space."""
    return establishment_page(
        rx.cond(State.is_loaded, publication(), spinner()),
        Return.create(on_return=State.load),
        title=TITLE,
        here=ROUTE,
        right="spaces.manage",
        actions=(rx.cond(may("announcements.manage"), link_button(_("Announcements"), "/announcements")),),
    )


def publication(*more: Any) -> rx.Component:
    """The base and the spaces with their switches; the home page shows them, too."""
    cards = rx.foreach(State.rows, lambda row: space_card(State, row, space_name(row["code"])))
    return el.div(
        base_card(State, *more),
        el.div(cards, class_name=GRID),
        stop_dialog(State, space_name(State.asking)),
        class_name="flex flex-col gap-4",
    )
