"""What restricts a list? Filters and a search that its address keeps, and the columns that somebody likes to see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from app.components.address import PATH, address_of_form, address_with, go
from app.components.basics import CONTROL, PANEL, button
from app.components.browser import js
from app.locales.live import _

el = rx.el


@dataclass(frozen=True, slots=True)
class Filter:
    """A select; its first option, with an empty value, means all. `shown` is a condition; without one, it always is."""

    name: str
    label: Any
    options: Callable[[], Sequence[rx.Component]]
    shown: Any = None


def unfilter(state: Any, look: str = "plain") -> rx.Component:
    """The way back to the whole list."""
    return button(_("Reset"), look, on_click=go(state, PATH))


def filter_bar(
    state: Any,
    filters: Sequence[Filter],
    *,
    search: bool = True,
    more: Sequence[Filter] = (),
    tools: Sequence[rx.Component] = (),
) -> rx.Component:
    """What restricts the list; the address follows at once, so that a link and the back button work.

    `more` are filters that are asked for; `tools` what else concerns the list, at the end of the row.
    """
    opener, further = _further(state, more)
    rest = [
        *(_select(state, f) for f in filters),
        el.div(
            button(_("Filter"), "primary", type="submit"),
            unfilter(state, "quiet"),
            class_name="flex gap-2",
        ),
        *opener,
        *tools,
        *further,
    ]
    return el.form(
        el.div(
            *([_search(state)] if search else []),
            *(_folded(state, rest) if filters else rest),
            class_name="flex gap-2 items-end flex-wrap",
        ),
        id="filters",
        role="search",
        on_submit=go(state, address_of_form("filters"), replace=True),
        class_name=f"{PANEL} p-4",
    )


def _folded(state: Any, rest: list[rx.Component]) -> list[rx.Component]:
    """On a phone behind one button, which tells how many are in use."""
    shown, used = rx._x.client_state("filtersShown", default=False), state.filters.length()
    opener = button(
        rx.cond(used > 0, _("Filters (%(n)s)", n=used), _("Filters")),
        on_click=shown.set_value(~shown.value.to(bool)),
        class_name="md:hidden",
        custom_attrs={"aria-expanded": rx.cond(shown.value, "true", "false"), "aria-controls": "folded"},
    )
    look = "flex gap-2 items-end flex-wrap md:contents"
    return [opener, el.div(*rest, id="folded", class_name=rx.cond(shown.value, look, f"{look} max-md:hidden"))]


def column_choice(state: Any, columns: dict[str, Any]) -> rx.Component:
    """A button that shows a box for each column by name; the head of a row always is there."""
    shown = rx._x.client_state("columnsShown", default=False)
    opener = button(
        _("Columns"),
        "quiet",
        on_click=shown.set_value(~shown.value.to(bool)),
        custom_attrs={
            "aria-expanded": rx.cond(shown.value, "true", "false"),
            "aria-controls": "columns",
        },
    )
    boxes = el.fieldset(
        el.legend(_("Columns shown"), class_name="sr-only"),
        *(_box(state, name, label) for name, label in columns.items()),
        id="columns",
        class_name=rx.cond(shown.value, "flex gap-x-4 flex-wrap basis-full border-0 p-0 m-0", "hidden"),
    )
    return el.div(opener, boxes, class_name="contents")


def _box(state: Any, name: str, label: Any) -> rx.Component:
    box = el.input(
        type="checkbox",
        checked=state.shown.contains(name),
        on_change=lambda is_shown: state.show_column(name, is_shown),
        class_name="size-[17px] m-0",
    )
    return el.label(box, label, class_name="inline-flex items-center gap-2 min-h-[34px] max-md:min-h-[40px]")


def _further(state: Any, more: Sequence[Filter]) -> tuple[list[rx.Component], list[rx.Component]]:
    """A button, and the filters behind it, which are open while one of them is in use."""
    if not more:
        return [], []
    used = js(f"{[f.name for f in more]}.some(name => name in {{said}})", said=state.filters).to(bool)
    shown = rx._x.client_state("moreFiltersShown", default=False)
    is_open = used | shown.value.to(bool)
    opener = button(
        _("More filters"),
        "quiet",
        on_click=shown.set_value(~shown.value.to(bool)),
        custom_attrs={"aria-expanded": rx.cond(is_open, "true", "false"), "aria-controls": "more-filters"},
    )
    look = "flex gap-2 items-end flex-wrap basis-full"
    folded = el.div(*(_select(state, f) for f in more), id="more-filters", class_name=rx.cond(is_open, look, "hidden"))
    return [opener], [folded]


def _search(state: Any) -> rx.Component:
    box = el.input(
        id="q",
        name="q",
        type="search",
        value=state.q,
        auto_complete="off",
        on_change=lambda v: go(state, address_with(q=v), replace=True),
        class_name=f"{CONTROL} border-edge bg-panel text-ink w-full",
    )
    return el.div(
        el.label(_("Search"), html_for="q", class_name="text-[13px] font-semibold"),
        rx.debounce_input(box, debounce_timeout=250),
        class_name="flex flex-col gap-1 flex-1 min-w-[180px] md:flex-none md:w-[220px]",
    )


def _select(state: Any, f: Filter) -> Any:
    drawn = el.div(
        el.label(f.label, html_for=f.name, class_name="text-[13px] font-semibold"),
        el.select(
            *f.options(),
            id=f.name,
            name=f.name,
            value=js(f"({{said}}.{f.name} ?? '')", said=state.filters).to(str),
            on_change=lambda v: go(state, address_with(**{f.name: v})),
            class_name=f"{CONTROL} border-edge bg-panel text-ink max-w-[180px] md:max-w-[160px]",
        ),
        class_name="flex flex-col gap-1",
    )
    return drawn if f.shown is None else rx.cond(f.shown, drawn)


def among(choices: Any, *first: tuple[str, Any], everything: Any = None) -> Callable[[], list[rx.Component]]:
    """The options of a filter: `everything`, some that are always there, and those that the state has."""

    def listed() -> list[rx.Component]:
        fixed = [
            el.option(label, value=value)
            for value, label in (("", _("All") if everything is None else everything), *first)
        ]
        return [*fixed, rx.foreach(choices, lambda choice: el.option(choice["label"], value=choice["value"]))]

    return listed


def options(*pairs: tuple[str, Any]) -> Callable[[], list[rx.Component]]:
    """The options of a filter, from values and their words."""
    return lambda: [el.option(label, value=value) for value, label in pairs]
