"""/locker/categories: what deposits are filed under (L3)."""

from typing import Any

import reflex as rx

from app.components.basics import PANEL, button, empty, link_button, panel, spinner
from app.components.dialogs import confirm_row, dialog
from app.components.focus import at_first_fault, kept
from app.components.forms import field
from app.locales.live import _, _n
from app.pages.parts import establishment_page
from app.state.categories import CategoriesState

el = rx.el
State: Any = CategoriesState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/locker/categories", _("Categories"), State.load
SETTINGS = "/settings"


def page() -> rx.Component:
    """Add, order, rename, delete."""
    rows = el.ul(rx.foreach(State.rows, _row), class_name=f"{PANEL} list-none m-0 mt-3 p-0")
    nothing = panel(
        empty(_("No category yet."), _("Add the first one above: recipients filter their locker by category.")),
        class_name="mt-3",
    )
    return establishment_page(
        el.form(
            panel(
                field(
                    "name",
                    _("Name of the new category"),
                    rx.cond(State.asking == "", State.errors["name"], ""),
                    class_name="flex-1 min-w-[220px]",
                    max_length=60,
                ),
                button(_("Add the category"), "primary", type="submit", id="add"),
                class_name="flex gap-3 items-end flex-wrap",
            ),
            rx.cond(State.asking == "", at_first_fault(State.errors_seq)),
            key=State.form_key.to_string(),
            on_submit=State.create,
            no_validate=True,
        ),
        rx.cond(State.is_loaded, rx.cond(State.rows.length() > 0, rows, nothing), spinner()),
        kept(State.form_key),
        rx.match(State.asking, ("rename", _rename()), ("delete", _delete()), rx.fragment()),
        title=TITLE,
        here=SETTINGS,
        actions=(link_button(_("Settings"), SETTINGS),),
    )


def _row(category: Any, at: Any) -> rx.Component:
    def ask(what: str) -> Any:
        return State.ask(what, category["id"], category["name"], category["deposits"])

    name = category["name"]
    return el.li(
        el.div(
            el.b(name, class_name="break-words"),
            el.div(_count(category["deposits"]), class_name="text-[13px] text-muted"),
            class_name="flex-1 min-w-[180px]",
        ),
        el.div(
            _move("↑", _("Move %(name)s up", name=name), category, -1, at == 0),
            _move("↓", _("Move %(name)s down", name=name), category, 1, at == State.rows.length() - 1),
            button(
                _("Rename"),
                "quiet",
                on_click=ask("rename"),
                custom_attrs={"aria-label": _("Rename %(name)s", name=name)},
            ),
            button(
                _("Delete"),
                "quiet",
                on_click=ask("delete"),
                custom_attrs={"aria-label": _("Delete %(name)s", name=name)},
            ),
            class_name="flex gap-1 flex-wrap",
        ),
        key=category["id"].to_string(),
        class_name="flex justify-between items-center gap-3 flex-wrap px-4 py-2 border-b border-line last:border-0",
    )


def _count(deposits: Any) -> Any:
    return _n("%(n)d document", "%(n)d documents", deposits.to(int))


def _move(arrow: str, label: Any, category: Any, by: int, disabled: Any) -> rx.Component:
    return button(
        arrow,
        "quiet",
        id=f"move{by}-" + category["id"].to_string(),
        on_click=State.move(category["id"], by),
        disabled=disabled,
        custom_attrs={"aria-label": label},
    )


def _rename() -> rx.Component:
    return dialog(
        "rename",
        _("Rename the category"),
        el.form(
            field("renamed", _("Name"), State.errors["name"], default_value=State.chosen_name, max_length=60),
            at_first_fault(State.errors_seq),
            confirm_row("rename", None, label=_("Save")),
            on_submit=State.rename,
            no_validate=True,
        ),
        on_close=State.dismiss,
        refusal=State.errors["form"],
    )


def _delete() -> rx.Component:
    inside = _n(
        "%(n)d document is in it: it stays, uncategorised.",
        "%(n)d documents are in it: they stay, uncategorised.",
        State.chosen_deposits,
    )
    return dialog(
        "delete-category",
        _("Delete the category %(name)s", name=State.chosen_name),
        el.p(rx.cond(State.chosen_deposits > 0, inside, _("No document is in it; nothing else changes."))),
        confirm_row("delete-category", State.delete, "danger"),
        on_close=State.dismiss,
        refusal=State.errors["form"],
    )
