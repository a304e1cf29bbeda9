"""How does the import of a file look? Send it, see what it would do and which of its lines cannot be taken."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from app.components.basics import button, muted, named, panel
from app.components.lists import LABELLED
from app.components.uploader import uploader
from app.locales.live import _

el = rx.el
HEAD = "text-left text-[13px] text-muted font-semibold pr-4 py-1 whitespace-nowrap"
CELL = "pr-4 py-1 align-top [overflow-wrap:anywhere] max-md:p-0 max-md:empty:hidden" + LABELLED


def sending(address: str, most: int, drop: Any, on_done: Any, help_: Any, *before: rx.Component) -> rx.Component:
    """Where the file comes in: `most` bytes of it, with what it must be like in words under it."""
    place = uploader(address, most, drop=drop, accept=".csv,.txt", on_done=lambda files: on_done(files[0]["id"]))
    return panel(*before, place, muted(help_, class_name="mt-3"))


def lines(label: Any, heads: Sequence[Any], rows: Any, cells: Callable[[Any], Sequence[Any]]) -> rx.Component:
    """Some lines of the file."""

    def line(row: Any) -> rx.Component:
        drawn = (_cell(head, cell) for head, cell in zip(heads, cells(row), strict=True))
        return el.tr(*drawn, role="row", class_name="max-md:grid max-md:gap-y-0.5 max-md:py-2")

    return el.table(
        el.caption(label, class_name="sr-only"),
        el.thead(el.tr(*(el.th(head, scope="col", class_name=HEAD) for head in heads)), class_name="max-md:hidden"),
        el.tbody(rx.foreach(rows, line)),
        role="table",  # also where its rows are cards
        class_name="text-[14px] max-md:block [&>tbody]:max-md:block",
    )


def _cell(head: Any, cell: Any) -> rx.Component:
    return el.td(cell, role="cell", class_name=CELL, custom_attrs={"data-l": named(head, "")})


def refusals(rows: Any, n: Any) -> rx.Component:
    """The first lines that will not be imported, and why."""
    label = _("Lines that will not be imported")
    said = el.details(
        el.summary(label, class_name="cursor-pointer font-semibold text-warn py-1"),
        lines(label, (_("Line"), _("Why")), rows, lambda row: (row["line"], row["message"])),
        open=True,
    )
    return rx.cond(n > 0, said)


def confirmation(label: Any, to_do: Any, on_click: Any) -> rx.Component:
    """Import it, where there is anything to import."""
    return el.div(button(label, "primary", on_click=on_click, disabled=to_do == 0))
