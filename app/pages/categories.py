"""/locker/categories: what deposits are filed under (L3)."""

from typing import Any

import reflex as rx

from app.components.basics import PANEL, empty, link_button, muted, panel, spinner
from app.components.focus import kept
from app.components.names import add_form, name_dialogs, ordered_row
from app.locales.live import _, _n
from app.pages.parts import establishment_page
from app.state.categories import CategoriesState

el = rx.el
State: Any = CategoriesState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/locker/categories", _("Categories"), State.load
SETTINGS = "/settings"
LONGEST = 60  # characters of a name


def page() -> rx.Component:
    """Add, order, rename, delete."""
    rows = el.ul(rx.foreach(State.rows, _row), class_name=f"{PANEL} list-none m-0 mt-3 p-0")
    nothing = panel(
        empty(_("No category yet."), _("Add the first one above: recipients filter their locker by category.")),
        class_name="mt-3",
    )
    return establishment_page(
        add_form(State, State.create, _("Name of the new category"), _("Add the category"), LONGEST),
        rx.cond(State.is_loaded, rx.cond(State.rows.length() > 0, rows, nothing), spinner()),
        kept(State.form_key),
        name_dialogs(
            State,
            _("Rename the category"),
            _("Delete the category %(name)s", name=State.chosen_name),
            _loss(),
            LONGEST,
        ),
        title=TITLE,
        here=SETTINGS,
        actions=(link_button(_("Settings"), SETTINGS),),
        right="locker.manage",
    )


def _row(category: Any, at: Any) -> rx.Component:
    deposits = category["deposits"].to(int)
    used = muted(_n("%(n)d document", "%(n)d documents", deposits))
    return ordered_row(
        State, category, at, used, lambda what: State.ask(what, category["id"], category["name"], deposits)
    )


def _loss() -> Any:
    inside = _n(
        "%(n)d document is in it: it stays, uncategorised.",
        "%(n)d documents are in it: they stay, uncategorised.",
        State.chosen_deposits,
    )
    return rx.cond(State.chosen_deposits > 0, inside, _("No document is in it; nothing else changes."))
