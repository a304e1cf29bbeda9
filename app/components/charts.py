"""How do figures look as a picture? Bars of the product's own, which the table beside says in words."""

from typing import Any

import reflex as rx

from app.components.basics import number
from app.components.browser import js

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
        for _, label, colour in parts
    ]

    def bar(row: Any) -> rx.Component:
        pieces = [
            el.div(
                class_name=f"h-3.5 {colour}",
                style={"width": js("(100 * {n} / {most}) + '%'", n=row[name], most=most).to(str)},
            )
            for name, _, colour in parts
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
