"""Which rows are ticked? Kept by the browser alone; "all that match" is a flag, never a list of identities."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData

from app.components.browser import js, run

LIBRARY: Final = "$/public/selection.jsx"
BOX: Final = "size-[17px] m-[3.5px] max-md:size-[24px]"


class Tick(rx.Component):
    """The box of one row; ticking it draws nothing else but the bar."""

    library = LIBRARY
    tag = "Tick"
    of: rx.Var[str]
    row: rx.Var[int]
    label: rx.Var[str]


class TickPage(rx.Component):
    """The box of all rows of the page."""

    library = LIBRARY
    tag = "TickPage"
    of: rx.Var[str]
    rows: rx.Var[list[dict[str, Any]]]
    label: rx.Var[str]


@dataclass(frozen=True, slots=True)
class Selection:
    """Ticked identities, and the flag, of one list; both survive sorting and paging, not leaving the portal.

    `name_of` is what a screen reader says of a row's box.
    """

    name: str
    name_of: Callable[[Any], Any]

    def box(self, row: Any) -> rx.Component:
        """The box of a row."""
        return Tick.create(of=self.name, row=row["id"], label=self.name_of(row), class_name=BOX)

    def page_box(self, rows: Any, label: Any) -> rx.Component:
        """The box of the page."""
        return TickPage.create(of=self.name, rows=rows, label=label, class_name=BOX)

    @property
    def every(self) -> Any:
        """Whether all that match are taken, seen or not."""
        return self._read("every").to(bool)

    @property
    def count(self) -> Any:
        """How many are ticked one by one."""
        return self._read("count").to(int)

    @property
    def said(self) -> Any:
        """The ticked identities as an address says them; whatever shows it follows them."""
        return js("Object.keys({ids}).join(',')", ids=self._read("ids")).to(str)

    @property
    def ids(self) -> Any:
        """The ticked identities, as they are when something is done."""
        return js("Object.keys({ticked}.now.ids).map(Number)", ticked=self._store()).to(list[int])

    def take_every(self) -> Any:
        """Take all that match the filter, seen or not."""
        return self._run("take({}, true)")

    def clear(self) -> Any:
        """Take nothing."""
        return self._run("take({})")

    def _read(self, what: str) -> rx.Var[Any]:
        """What the component that shows it follows."""
        hook = {f"const ticked_{self.name} = useTicked('{self.name}')": None}
        data = VarData.merge(_imported("useTicked"), VarData(hooks=hook))
        return rx.Var(_js_expr=f"ticked_{self.name}.{what}", _var_data=data)

    def _run(self, deed: str) -> Any:
        return run(f"() => {{ticked}}.{deed}", ticked=self._store())

    def _store(self) -> rx.Var[Any]:
        """Where the browser keeps it."""
        return rx.Var(f"ticked('{self.name}')", _var_data=_imported("ticked"))


def _imported(name: str) -> VarData:
    return VarData(imports={LIBRARY: [ImportVar(tag=name)]})
