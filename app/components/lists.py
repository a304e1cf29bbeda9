"""How does a list look and work? *The* list of the product: screens declare columns, filters and actions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from app.components.address import HERE, Address, address_with, go, turns
from app.components.basics import CONTROL, LINK, PANEL, button, named, number, spinner
from app.components.browser import NativeLink, Rows, js
from app.components.selection import Selection
from app.locales.live import _

el = rx.el

CELL = "px-2.5 py-[7px] text-left align-middle border-b border-line max-md:border-0 max-md:p-0 max-md:empty:hidden"
LABELLED = " max-md:before:content-[attr(data-l)] max-md:before:text-muted max-md:before:text-[13px]"
HEAD = "border-b border-line max-md:border-0 max-md:p-0"
SIZES = ("20", "50", "100")


@dataclass(frozen=True, slots=True)
class Column:
    """`cell` draws a row's value; `sort` names the order that the header asks for; the first column is the row's head.

    The label of a `bare` column is for screen readers alone: what is in it speaks for itself. `least` is the pixels
    that it takes at least, beside others; a longer word than that is broken. `look` is how its cells look. `shown` is a
    condition; without one, the column always is. What is `under` its values, in the same cells, may have a header and
    an order of its own. Each element counts fifty times: a cell has no more of them than it needs.
    """

    label: Any
    cell: Callable[[Any], Any]
    sort: str = ""
    numeric: bool = False
    bare: bool = False
    least: int = 0
    look: str = ""
    shown: Any = None
    under: "Column | None" = None


def row_link(label: Any, to: Any, class_name: str = LINK) -> rx.Component:
    """A link from a row to another page of the portal."""
    return NativeLink.create(label, href=to, class_name=class_name)


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
            el.thead(_heads(heads, columns, selection), class_name="max-md:block"),
            Rows.create(body, class_name="[&>tr:last-child>*]:border-b-0"),
            role="table",  # also where its rows are cards
            class_name="w-full border-collapse max-md:block [&>tbody]:max-md:block",
        ),
        _foot(state),
        class_name=f"{PANEL} relative overflow-x-auto mt-3",  # what is for screen readers alone scrolls with it
    )
    empty = el.div(nothing, class_name=f"{PANEL} mt-3")
    return rx.fragment(
        Address.create(of=state.at, on_return=state.turn(HERE) if turns(state) else state.load),
        rx.cond(state.total < 0, spinner(), rx.cond(state.total == 0, empty, whole)),
    )


def _heads(heads: Sequence[Any], columns: Sequence[Column], selection: Selection | None) -> rx.Component:
    """On a phone, whose rows are cards, they tick and sort those."""
    look, is_sorted = "max-md:flex flex-wrap items-center gap-x-3 max-md:px-3 max-md:py-1", any(c.sort for c in columns)
    sorts = f"{LABELLED} max-md:before:order-1" if is_sorted else ""
    shown = f"{look} max-md:border-b border-line{sorts}" if is_sorted or selection else "max-md:hidden"
    return el.tr(*heads, role="row", class_name=shown, custom_attrs={"data-l": named(_("Sort by"), "")})


def uncounted(state: Any) -> Any:
    """Whether more rows match than `services.listing` counts."""
    return state.total > 10_000


def _if_shown(column: Column, cell: rx.Component) -> Any:
    return cell if column.shown is None else rx.cond(column.shown, cell)


def _head(state: Any, column: Column) -> rx.Component:
    look = f"{HEAD} max-md:order-1 px-2.5 py-[9px] text-[13px] font-semibold text-muted whitespace-nowrap"
    align = " text-right" if column.numeric else " text-left"
    if not column.sort:
        label = el.span(column.label, class_name="sr-only") if column.bare else column.label
        return el.th(label, scope="col", role="columnheader", class_name=f"{look}{align} max-md:hidden")
    order, sorters = _order(state, column), [_sorter(state, column)]
    if under := column.under:
        order = rx.cond((order == "none") & under.shown, _order(state, under), order)
        sorters = [el.div(*sorters, _if_shown(under, _sorter(state, under)), class_name="flex flex-wrap gap-x-3")]
    mark = "shadow-[inset_0_-3px_0_var(--accent)]"
    active = f" md:aria-[sort=ascending]:{mark} md:aria-[sort=descending]:{mark}"
    facts = {"aria-sort": order}
    return el.th(*sorters, scope="col", role="columnheader", class_name=look + align + active, custom_attrs=facts)


def _order(state: Any, column: Column) -> Any:
    up, down = column.sort, "-" + column.sort
    return rx.cond(state.sort == up, "ascending", rx.cond(state.sort == down, "descending", "none"))


def _sorter(state: Any, column: Column) -> rx.Component:
    """Sorts by the column, then the other way round; of two in one header, it says which one is in use."""
    up, order = column.sort, _order(state, column)
    arrow = rx.match(order, ("ascending", "↑"), ("descending", "↓"), "")
    return el.button(
        column.label,
        el.span(arrow, custom_attrs={"aria-hidden": "true"}),
        type="button",
        on_click=go(state, address_with(sort=rx.cond(state.sort == up, "-" + up, up))),
        class_name="inline-flex gap-1 min-h-[24px] max-md:min-h-[40px] items-center cursor-pointer bg-transparent font-semibold text-muted aria-[current=true]:text-accent",
        custom_attrs={"aria-current": rx.cond(order == "none", "false", "true")},
    )


def _row(row: Any, columns: Sequence[Column], selection: Selection | None) -> rx.Component:
    first, *others = columns
    look = "hover:bg-soft max-md:grid max-md:gap-y-0.5 max-md:p-3 max-md:border-b max-md:border-line"
    head = f"{CELL} font-normal{_own(first)}"
    cells: list[Any] = [el.th(first.cell(row), scope="row", role="rowheader", class_name=head)]
    cells += [_if_shown(column, _cell(row, column)) for column in others]
    if selection:
        cells.insert(0, _tick(row, selection))
        look += (
            " max-md:grid-cols-[32px_minmax(0,1fr)] max-md:gap-x-2 max-md:[&>*]:col-start-2"
            " data-[ticked]:bg-accent-soft data-[ticked]:[--tag:var(--panel)]"
        )
    return el.tr(*cells, role="row", class_name=look)


def _cell(row: Any, column: Column) -> rx.Component:
    label = "" if column.bare else named(column.label, "")
    align = " md:text-right tabular-nums" if column.numeric else ""
    look = CELL + ("" if column.bare else LABELLED) + align + _own(column)
    return el.td(column.cell(row), role="cell", class_name=look, custom_attrs={"data-l": label})


def _own(column: Column) -> str:
    least = f" md:min-w-[{column.least}px] [overflow-wrap:anywhere]" if column.least else ""
    return least + (f" {column.look}" if column.look else "")


def _tick(row: Any, selection: Selection) -> rx.Component:
    return el.td(
        selection.box(row),
        role="cell",
        class_name="px-[7px] py-[3px] w-[40px] border-b border-line max-md:border-0 max-md:p-0 max-md:!col-start-1 max-md:row-start-1 max-md:row-span-6",
    )


def _select_page(state: Any, selection: Selection) -> rx.Component:
    every = _("Select all on the page")
    look = (
        "max-md:flex items-center gap-2 max-md:min-h-[40px]"
        " max-md:after:content-[attr(data-l)] after:text-muted after:text-[13px]"
    )
    box = el.label(selection.page_box(state.rows, every), class_name=look, custom_attrs={"data-l": every})
    look = f"{HEAD} px-[7px] w-[40px] max-md:basis-full text-left"
    return el.th(box, scope="col", role="columnheader", class_name=look)


def _foot(state: Any) -> rx.Component:
    first = (state.page - 1) * state.size + 1
    last = rx.cond(state.page * state.size < state.total, state.page * state.size, state.total)
    pages = js("Math.max(1, Math.ceil({t} / {s}))", t=state.total, s=state.size).to(int)
    counted = rx.cond(
        uncounted(state),
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
