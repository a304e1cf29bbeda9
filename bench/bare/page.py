"""What does Reflex itself cost? Fifty rows in memory, replaced by one event: no gate, no database, no address."""

from typing import TypedDict

import reflex as rx

el = rx.el
COLUMNS = ("name", "number", "locality", "zone", "contact", "people", "state")


class Row(TypedDict):
    """As wide as a row of the list of establishments."""

    id: int
    name: str
    number: int
    locality: str
    zone: str
    contact: str
    people: int
    state: str


def _page(page: int) -> list[Row]:
    return [
        Row(
            id=n,
            name=f"Collège Jean Moulin {n}",
            number=n,
            locality="94000 Créteil",
            zone="Créteil",
            contact=f"Anne Dupont {n}",
            people=n * 7,
            state="active",
        )
        for n in range(page * 50, page * 50 + 50)
    ]


class Bare(rx.State):
    """One page of rows."""

    page: int = 0
    rows: list[Row] = _page(0)

    @rx.event
    async def turn(self) -> None:
        """Show the next one."""
        self.page += 1
        self.rows = _page(self.page)


def index() -> rx.Component:
    """A table, a button, and a box that no script knows of."""
    cells = rx.foreach(Bare.rows, lambda row: el.tr(*(el.td(row[name]) for name in COLUMNS)))
    return el.main(
        el.button("Next", id="next", on_click=Bare.turn),
        el.input(type="checkbox", id="native"),
        el.table(el.tbody(cells)),
    )


app = rx.App(toaster=None)
app.add_page(index, route="/")
