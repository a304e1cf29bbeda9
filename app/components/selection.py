"""Which rows are ticked? Kept by the browser alone; "all that match" is a flag, never a list of identities."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from app.components.browser import js


@dataclass(frozen=True, slots=True)
class Selection:
    """Ticked identities as an object, and the flag; both survive sorting and paging, not leaving the list."""

    ticked: Any
    every: Any
    name_of: Callable[[Any], Any]

    @classmethod
    def of(cls, list_name: str, name_of: Callable[[Any], Any]) -> "Selection":
        """The selection of one list; `name_of` is what a screen reader says of a row's box."""
        state = rx._x.client_state
        return cls(state(f"{list_name}Ticked", default={}), state(f"{list_name}Every", default=False), name_of)

    def holds(self, identity: Any) -> Any:
        """Whether a row is ticked."""
        return js("!!({every}||{ticked}[{id}])", every=self.every.value, ticked=self.ticked.value, id=identity).to(bool)

    def holds_all(self, rows: Any) -> Any:
        """Whether every row of the page is."""
        test = "!!({every}||({rows}.length>0&&{rows}.every(r=>{ticked}[r.id])))"
        return js(test, every=self.every.value, ticked=self.ticked.value, rows=rows).to(bool)

    @property
    def count(self) -> Any:
        """How many are ticked one by one."""
        return js("Object.keys({ticked}).length", ticked=self.ticked.value).to(int)

    @property
    def ids(self) -> Any:
        """The ticked identities."""
        return js("Object.keys({ticked}).map(Number)", ticked=self.ticked.value).to(list[int])

    def toggle(self, identity: Any) -> list[Any]:
        """Tick or untick a row."""
        flipped = "((() => {const o={...{ticked}}; o[{id}]?delete o[{id}]:o[{id}]=true; return o})())"
        return [
            self.every.set_value(False),
            self.ticked.set_value(js(flipped, ticked=self.ticked.value, id=identity).to(dict)),
        ]

    def take_page(self, rows: Any, wanted: Any) -> list[Any]:
        """Tick or untick the rows of the page."""
        taken = (
            "((() => {const o={...{ticked}}; for (const r of {rows}) {wanted} ? o[r.id]=true : delete o[r.id];"
            " return o})())"
        )
        return [
            self.every.set_value(False),
            self.ticked.set_value(js(taken, ticked=self.ticked.value, rows=rows, wanted=wanted).to(dict)),
        ]

    def take_every(self) -> list[Any]:
        """Take all that match the filter, seen or not."""
        return [self.every.set_value(True), self.ticked.set_value({})]

    def clear(self) -> list[Any]:
        """Take nothing."""
        return [self.every.set_value(False), self.ticked.set_value({})]
