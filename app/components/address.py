"""What does the address of a list say, and who writes it? The browser, once the rows that it asks for are there."""

from typing import Any, Final

import reflex as rx
from reflex.event import no_args_event_spec
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData

from app.components.browser import js, run

LIBRARY: Final = "$/public/address.jsx"
PATH: Final = js("window.location.pathname").to(str)


class Address(rx.Component):
    """Beside a list: writes the address asked for when `of` is that of the rows; fires `on_return` on back and forward."""

    library = LIBRARY
    tag = "Address"
    of: rx.Var[str]
    on_return: rx.EventHandler[no_args_event_spec]


def _imported(name: str) -> rx.Var[Any]:
    return rx.Var(name, _var_data=VarData(imports={LIBRARY: [ImportVar(tag=name)]}))


HERE: Final = js("{here}()", here=_imported("here")).to(str)


def address_with(**changes: Any) -> Any:
    """The address of this page with some parameters changed; the first page again unless `page` is among them."""
    sets = "".join(f"{{const v=String({{{name}}});v===''?u.delete('{name}'):u.set('{name}',v);}}" for name in changes)
    first = "" if "page" in changes else "u.delete('page');"
    return _changed(f"{first}{sets}", **changes)


def address_of_form(identity: str) -> Any:
    """The same with what a form says; empty fields say nothing."""
    return _changed(
        f"u.delete('page');for(const [k,v] of new FormData(document.getElementById('{identity}')))"
        "v?u.set(k,v):u.delete(k);"
    )


def _changed(sets: str, **values: Any) -> Any:
    return js(
        f"((() => {{const [p,q]={{here}}().split('?'),u=new URLSearchParams(q);{sets}"
        "const s=u.toString();return p+(s?'?'+s:'')})())",
        here=_imported("here"),
        **values,
    ).to(str)


def go(state: Any, address: Any, *, replace: bool = False) -> list[Any]:
    """Ask for the rows of an address, and have it written in the browser's history.

    Reflex's router is spared: it would draw the page anew, and ask a second time. Of a list that can `turn`, the
    address is written when its rows are there.
    """
    if turns(state):
        asks = run(f"() => {{ask}}({{to}}, {str(replace).lower()})", ask=_imported("ask"), to=address)
        return [state.turn(address), asks]
    how = "replaceState" if replace else "pushState"
    top = "" if replace else ";scrollTo(0,0)"
    return [run(f"() => {{history.{how}(history.state,'',{{to}}){top}}}", to=address), state.load]


def turns(state: Any) -> bool:
    """Whether a list shows another page without asking for everything anew."""
    return hasattr(state, "turn")
