"""How do figures look as a picture? Bars of the product's own, which the table beside says in words."""

from typing import Any

import reflex as rx

from app.components.basics import day, named, number, short_day
from app.components.browser import js
from app.locales.live import _

el = rx.el


def weight(n: Any, most: Any, is_warned: Any) -> rx.Component:
    """One bar of a table, whose row says the same in words; `most` is the longest."""
    share = js("({most} > 0 ? 100 * {n} / {most} : 0) + '%'", n=n, most=most).to(str)
    return el.div(
        el.div(
            class_name=rx.cond(is_warned, "h-3.5 rounded-sm bg-warn", "h-3.5 rounded-sm bg-accent"),
            style={"width": share, "minWidth": "2px"},
        ),
        custom_attrs={"aria-hidden": "true"},
    )


def bars(rows: Any, whole: str, most: Any, parts: list[tuple[str, Any, str]]) -> rx.Component:
    """One horizontal bar a row, in stacked parts of a `whole`; `most` is the longest.

    Hidden from screen readers: the table has it all.
    """
    legend = [
        el.span(
            el.span(class_name=f"inline-block size-3 rounded-sm {colour}"),
            label,
            class_name="inline-flex gap-1.5 items-center",
        )
        for _name, label, colour in parts
    ]

    def bar(row: Any) -> rx.Component:
        pieces = [
            el.div(
                class_name=f"h-3.5 {colour}",
                style={"width": js("(100 * {n} / {most}) + '%'", n=row[name], most=most).to(str)},
            )
            for name, _label, colour in parts
        ]
        return el.div(
            el.span(row["name"], class_name="truncate text-[13px]"),
            el.div(*pieces, class_name="flex rounded-sm overflow-hidden gap-px"),
            el.span(number(row[whole]), class_name="tabular-nums text-[13px] text-right"),
            key=row["id"].to_string(),
            class_name="grid grid-cols-[2fr_3fr_44px] gap-3 items-center py-0.5 break-inside-avoid",
        )

    return el.div(
        el.div(*legend, class_name="flex gap-4 text-[13px] text-muted my-2"),
        el.div(rx.foreach(rows, bar), class_name="lg:columns-2 gap-8"),
        custom_attrs={"aria-hidden": "true"},
    )


def shares(whole: Any, parts: list[tuple[Any, str]]) -> rx.Component:
    """One bar in parts of a whole, whose numbers stand beside."""
    width = "(100 * {n} / Math.max(1, {whole})) + '%'"
    return el.div(
        *(
            el.div(class_name=f"h-2 {colour}", style={"width": js(width, n=n, whole=whole).to(str)})
            for n, colour in parts
        ),
        custom_attrs={"aria-hidden": "true"},
        class_name="flex gap-px rounded-full overflow-hidden bg-line my-2",
    )


def days(rows: Any, label: Any, counted: Any) -> rx.Component:
    """A column for each day; a table that only screen readers find says the same. `counted` is what is counted."""
    most = js("Math.max(1, ...{rows}.map((row) => row.n))", rows=rows)
    first, last = (js(f"({{rows}}.at({place})?.day ?? '')", rows=rows) for place in (0, -1))
    picture = el.div(
        el.div(rx.foreach(rows, lambda row: _column(row, most)), class_name="flex items-end gap-1 h-[74px]"),
        el.div(
            el.span(short_day(first)),
            el.span(short_day(last)),
            class_name="flex justify-between text-[12.5px] text-muted border-t border-line pt-0.5",
        ),
        custom_attrs={"aria-hidden": "true"},
        class_name="mt-2.5",
    )
    table = el.table(
        el.caption(label),
        el.thead(el.tr(el.th(_("Day"), scope="col"), el.th(counted, scope="col"))),
        el.tbody(rx.foreach(rows, _line)),
        class_name="sr-only",
    )
    return el.div(picture, table, class_name="relative")


def _column(row: Any, most: Any) -> rx.Component:
    """Pointing at it says the day; a day without anything is a line at the foot."""
    return el.div(
        el.div(
            class_name=rx.cond(row["n"].to(int) > 0, "rounded-t-[3px] bg-accent/85", "bg-edge"),
            style={"height": js("(100 * {n} / {most}) + '%'", n=row["n"], most=most).to(str), "minHeight": "2px"},
        ),
        title=named(day(row["day"]), number(row["n"])),
        key=row["day"].to(str),
        class_name="flex-1 min-w-0 h-full flex flex-col justify-end",
    )


def _line(row: Any) -> rx.Component:
    return el.tr(
        el.th(day(row["day"]), scope="row"),
        el.td(number(row["n"])),
        key=row["day"].to(str),
    )
