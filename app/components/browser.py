"""What does Reflex lack that a browser has? Native forms and links, modal dialogs, and expressions run on the spot."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec
from reflex_base.vars import VarData
from reflex_components_core.el.elements.base import BaseHTML


class NativeForm(BaseHTML):
    """A form that the browser itself posts; Reflex's own always prevents that."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


class NativeLink(BaseHTML):
    """A link that asks the server; Reflex's own would look for a page of the portal."""

    tag = "a"
    href: rx.Var[str]
    download: rx.Var[str]


class Modal(rx.Component):
    """A modal dialog, open as long as it is on the page; `on_leave` must take it off."""

    library = "$/public/effects.jsx"
    tag = "Modal"
    on_leave: rx.EventHandler[no_args_event_spec]


class Ticker(rx.Component):
    """Fires `on_tick` every so many milliseconds while it is on the page."""

    library = "$/public/effects.jsx"
    tag = "Ticker"
    every: rx.Var[int]
    on_tick: rx.EventHandler[no_args_event_spec]


class Change(rx.Component):
    """Fires `on_change` whenever `of` is another than it was; not when it appears, as `on_mount` does."""

    library = "$/public/effects.jsx"
    tag = "Change"
    of: rx.Var[int]
    on_change: rx.EventHandler[no_args_event_spec]


class Return(rx.Component):
    """Fires `on_return` when the back or the forward button changes what the address says of the same page."""

    library = "$/public/effects.jsx"
    tag = "Return"
    on_return: rx.EventHandler[no_args_event_spec]


class Rows(rx.Component):
    """The body of a table, which follows the plain links of its rows: a router's own would cost more than their rows."""

    library = "$/public/effects.jsx"
    tag = "Rows"


def js(expression: str, **values: Any) -> Any:
    """A JavaScript expression with `{name}` standing for values of the state, which it follows."""
    data = None
    for name, value in values.items():
        var = value if isinstance(value, rx.Var) else rx.Var.create(value)
        expression = expression.replace("{" + name + "}", str(var))
        data = VarData.merge(data, var._get_all_var_data())
    return rx.Var(_js_expr=expression, _var_data=data)


def run(function: str, **values: Any) -> Any:
    """Run a JavaScript function in the browser when an event happens; compiled, so the content policy allows it."""
    return rx.call_function(js(f"({function})", **values))
