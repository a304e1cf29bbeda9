"""How does a list look and work? *The* list of the product: screens declare columns, filters and actions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from app.components.basics import CONTROL, LINK, PANEL, button, number, spinner
from app.components.browser import NativeLink, Return, Rows, address_with, js, run
from app.components.selection import Selection
from app.locales.live import _

el = rx.el

CELL = "px-2.5 py-[7px] text-left align-middle border-b border-line max-md:border-0 max-md:p-0 max-md:empty:hidden"
LABELLED = " max-md:before:content-[attr(data-l)] max-md:before:text-muted max-md:before:text-[13px]"
SIZES = ("20", "50", "100")
HERE = js("window.location.pathname + window.location.search").to(str)


@dataclass(frozen=True, slots=True)
class Column:
    """`cell` draws a row's value; `sort` names the order that the header asks for; the first column is the row's head.

    The label of a `bare` column is for screen readers alone: what is in it speaks for itself. `least` is the pixels
    that it takes at least, beside others. `shown` is a condition; without one, the column always is.
    """

    label: Any
    cell: Callable[[Any], Any]
    sort: str = ""
    numeric: bool = False
    bare: bool = False
    least: int = 0
    shown: Any = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A select; its first option, with an empty value, means all. `shown` is a condition; without one, it always is."""

    name: str
    label: Any
    options: Callable[[], Sequence[rx.Component]]
    shown: Any = None


def go(state: Any, address: Any, *, replace: bool = False) -> list[Any]:
    """Write an address in the browser's history, and ask for its rows.

    Reflex's router is spared: it would draw the page anew, and ask a second time. A list that can `turn` is told where
    to, and the history is written while it answers.
    """
    move = (
        "history.replaceState(history.state,'',{to})"
        if replace
        else "history.pushState(history.state,'',{to});scrollTo(0,0)"
    )
    written = run(f"() => {{{move}}}", to=address)
    return [state.turn(address), written] if hasattr(state, "turn") else [written, state.load]


def unfilter(state: Any, look: str = "plain") -> rx.Component:
    """The way back to the whole list."""
    return button(_("Reset"), look, on_click=go(state, js("window.location.pathname").to(str)))


def row_link(label: Any, to: Any, class_name: str = LINK) -> rx.Component:
    """A link from a row to another page of the portal."""
    return NativeLink.create(label, href=to, class_name=class_name)


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
    submitted = (
        "((() => {const f=new FormData(document.getElementById('filters')),u=new URLSearchParams(window.location.search);"
        "u.delete('page');for(const [k,v] of f)v?u.set(k,v):u.delete(k);"
        "const s=u.toString();return window.location.pathname+(s?'?'+s:'')})())"
    )
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
        on_submit=go(state, js(submitted).to(str), replace=True),
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
        class_name="flex flex-col gap-1 flex-1 min-w-[180px] md:flex-none md:w-[240px]",
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
            class_name=f"{CONTROL} border-edge bg-panel text-ink max-w-[180px]",
        ),
        class_name="flex flex-col gap-1",
    )
    return drawn if f.shown is None else rx.cond(f.shown, drawn)


def table(
    state: Any, columns: Sequence[Column], *, nothing: rx.Component, label: Any, selection: Selection | None = None
) -> rx.Component:
    """The rows of one page, with sortable headers and the way to other pages."""
    heads = [_select_page(state, selection)] if selection else []
    heads += [_if_shown(column, _head(state, column)) for column in columns]
    body = rx.foreach(state.rows, lambda row: _row(row, columns, selection))
    whole = el.div(
        el.table(
            el.caption(label, class_name="sr-only"),
            el.thead(el.tr(*heads), class_name="max-md:hidden"),
            Rows.create(body, class_name="[&>tr:last-child>*]:border-b-0"),
            role="table",  # also where its rows are cards
            class_name="w-full border-collapse max-md:block [&>tbody]:max-md:block",
        ),
        _foot(state),
        Return.create(on_return=state.turn(HERE) if hasattr(state, "turn") else state.load),
        class_name=f"{PANEL} overflow-x-auto mt-3",
    )
    return rx.cond(
        state.total < 0, spinner(), rx.cond(state.total == 0, el.div(nothing, class_name=f"{PANEL} mt-3"), whole)
    )


def _if_shown(column: Column, cell: rx.Component) -> Any:
    return cell if column.shown is None else rx.cond(column.shown, cell)


def _head(state: Any, column: Column) -> rx.Component:
    look = "px-2.5 py-[9px] text-[13px] font-semibold text-muted whitespace-nowrap border-b border-line"
    align = " text-right" if column.numeric else " text-left"
    if not column.sort:
        label = el.span(column.label, class_name="sr-only") if column.bare else column.label
        return el.th(label, scope="col", class_name=look + align)
    up, down = column.sort, "-" + column.sort
    order = rx.cond(state.sort == up, "ascending", rx.cond(state.sort == down, "descending", "none"))
    arrow = rx.cond(state.sort == up, "↑", rx.cond(state.sort == down, "↓", ""))
    active = " aria-[sort=ascending]:text-accent aria-[sort=descending]:text-accent aria-[sort=ascending]:shadow-[inset_0_-3px_0_var(--accent)] aria-[sort=descending]:shadow-[inset_0_-3px_0_var(--accent)]"
    return el.th(
        el.button(
            column.label,
            el.span(arrow, custom_attrs={"aria-hidden": "true"}),
            type="button",
            on_click=go(state, address_with(sort=rx.cond(state.sort == up, down, up))),
            class_name="inline-flex gap-1 min-h-[24px] items-center cursor-pointer bg-transparent font-semibold text-inherit",
        ),
        scope="col",
        class_name=look + align + active,
        custom_attrs={"aria-sort": order},
    )


def _row(row: Any, columns: Sequence[Column], selection: Selection | None) -> rx.Component:
    first, *others = columns
    look = "hover:bg-soft max-md:grid max-md:gap-y-0.5 max-md:p-3 max-md:border-b max-md:border-line"
    cells: list[Any] = [el.th(first.cell(row), scope="row", role="rowheader", class_name=CELL + " font-normal")]
    cells += [_if_shown(column, _cell(row, column)) for column in others]
    if selection:
        cells.insert(0, _tick(row, selection))
        look += (
            " max-md:grid-cols-[32px_1fr] max-md:gap-x-2 max-md:[&>*]:col-start-2 has-[input:checked]:bg-accent-soft"
        )
    return el.tr(*cells, role="row", class_name=look)


def _cell(row: Any, column: Column) -> rx.Component:
    label = "" if column.bare else js("{label} + ' : '", label=column.label).to(str)
    align = " md:text-right tabular-nums" if column.numeric else ""
    least = f" md:min-w-[{column.least}px]" if column.least else ""
    look = CELL + ("" if column.bare else LABELLED) + align + least
    return el.td(column.cell(row), role="cell", class_name=look, custom_attrs={"data-l": label})


def _tick(row: Any, selection: Selection) -> rx.Component:
    return el.td(
        selection.box(row),
        role="cell",
        class_name="px-[7px] py-[3px] w-[40px] border-b border-line max-md:border-0 max-md:p-0 max-md:!col-start-1 max-md:row-start-1 max-md:row-span-6",
    )


def _select_page(state: Any, selection: Selection) -> rx.Component:
    return el.th(
        selection.page_box(state.rows, _("Select all on the page")),
        scope="col",
        class_name="px-[7px] w-[40px] border-b border-line text-left",
    )


def _foot(state: Any) -> rx.Component:
    first = (state.page - 1) * state.size + 1
    last = rx.cond(state.page * state.size < state.total, state.page * state.size, state.total)
    pages = js("Math.max(1, Math.ceil({t} / {s}))", t=state.total, s=state.size).to(int)
    counted = rx.cond(
        state.total > 10_000,
        _("%(first)s to %(last)s of more than 10,000", first=number(first), last=number(last)),
        _("%(first)s to %(last)s of %(total)s", first=number(first), last=number(last), total=number(state.total)),
    )
    return el.div(
        el.span(counted, role="status"),
        el.nav(
            button(
                _("Previous"), "quiet", disabled=state.page <= 1, on_click=go(state, address_with(page=state.page - 1))
            ),
            el.span(
                _("Page %(page)s of %(pages)s", page=number(state.page), pages=number(pages)), class_name="tabular-nums"
            ),
            button(
                _("Next"), "quiet", disabled=last >= state.total, on_click=go(state, address_with(page=state.page + 1))
            ),
            custom_attrs={"aria-label": _("Pages")},
            class_name="flex gap-2 items-center",
        ),
        el.label(
            el.select(
                *(el.option(size, value=size) for size in SIZES),
                value=state.size.to_string(),
                on_change=lambda v: [*go(state, address_with(size=v)), *_kept(state, v)],
                class_name=f"{CONTROL} border-edge bg-panel text-ink",
            ),
            _("per page"),
            class_name="inline-flex items-center gap-2",
        ),
        class_name="flex justify-between items-center flex-wrap gap-2 px-3.5 py-2.5 text-[13px] text-muted",
    )


def _kept(state: Any, size: Any) -> list[Any]:
    """Lists that remember how many rows somebody likes are told."""
    return [state.keep_size(size)] if hasattr(state, "keep_size") else []


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
