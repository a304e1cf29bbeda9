"""How is something typed? One way to make a field, its label, its help and its error."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from app.components.basics import CONTROL, button, muted
from app.components.browser import run
from app.locales.live import _

el = rx.el

INPUT = f"{CONTROL} w-full border-edge bg-panel text-ink aria-[invalid=true]:border-bad aria-[invalid=true]:border-2 [&[readonly]]:bg-soft"
TICK = "inline-flex items-center gap-2 min-h-[34px] [overflow-wrap:anywhere]"


def _labelled(name: str, label: Any, control: rx.Component, error: Any, hint: Any, class_name: str) -> rx.Component:
    return el.div(
        el.label(label, html_for=name, class_name="text-[13px] font-semibold"),
        control,
        el.p(hint, id=f"{name}-hint", class_name="text-[13px] text-muted m-0") if hint is not None else rx.fragment(),
        rx.cond(error, el.p(error, id=f"{name}-error", class_name="text-[13px] text-bad font-medium m-0")),
        class_name=f"flex flex-col gap-1 {class_name}",
    )


def _described(name: str, error: Any, hint: Any) -> dict[str, Any]:
    hinted = f"{name}-hint" if hint is not None else ""
    return {
        "aria-invalid": rx.cond(error, "true", "false"),
        "aria-describedby": rx.cond(error, f"{name}-error {hinted}".strip(), hinted),
    }


def field(name: str, label: Any, error: Any = "", hint: Any = None, class_name: str = "", **props: Any) -> rx.Component:
    """One line of text; `error` is the sentence that the server had against it."""
    control = el.input(id=name, name=name, class_name=INPUT, custom_attrs=_described(name, error, hint), **props)
    return _labelled(name, label, control, error, hint, class_name)


def new_password(name: str, error: Any = "", class_name: str = "") -> rx.Component:
    """A password to be chosen, under the rules that it will be judged by."""
    rules = muted(
        _(
            "At least 12 characters, of three kinds among: lower case, upper case, digits, other characters. Neither the username nor the e-mail address."
        )
    )
    typed = field(
        name,
        _("New password"),
        error,
        type="password",
        required=True,
        auto_complete="new-password",
        min_length=12,
        max_length=200,
    )
    return el.div(typed, rules, class_name=f"flex flex-col gap-3 {class_name}")


def text_area(
    name: str, label: Any, error: Any = "", hint: Any = None, class_name: str = "", **props: Any
) -> rx.Component:
    """Several lines of text."""
    control = el.textarea(id=name, name=name, class_name=INPUT, custom_attrs=_described(name, error, hint), **props)
    return _labelled(name, label, control, error, hint, class_name)


def select(
    name: str, label: Any, *options: rx.Component, error: Any = "", hint: Any = None, class_name: str = "", **props: Any
) -> rx.Component:
    """One of a few."""
    control = el.select(
        *options, id=name, name=name, class_name=INPUT, custom_attrs=_described(name, error, hint), **props
    )
    return _labelled(name, label, control, error, hint, class_name)


def check_box(name: str, label: Any, **props: Any) -> rx.Component:
    """Yes or no."""
    box = el.input(type="checkbox", id=name, name=name, class_name="size-[17px] m-0 shrink-0", **props)
    return el.label(box, label, html_for=name, class_name=TICK)


def check_boxes(name: str, legend: Any, boxes: Sequence[tuple[str, Any, Any]], error: Any = "") -> rx.Component:
    """Some of a few: the name, the label and whether it is ticked, of each; `name` is what the error is about."""
    described = {
        "aria-invalid": rx.cond(error, "true", "false"),
        "aria-describedby": rx.cond(error, f"{name}-error", ""),
    }
    ticks = (
        el.li(check_box(box, label, default_checked=is_ticked, custom_attrs=described))
        for box, label, is_ticked in boxes
    )
    return el.fieldset(
        el.legend(legend, class_name="text-[13px] font-semibold p-0"),
        el.ul(*ticks, class_name="list-none m-0 p-0 grid sm:grid-cols-2 gap-x-4"),
        rx.cond(error, el.p(error, id=f"{name}-error", class_name="text-[13px] text-bad font-medium m-0")),
        class_name="border-0 m-0 p-0 min-w-0",
    )


def stale_note(state: Any) -> Any:
    """Said over a form that somebody else saved first: what is typed stays, until one asks for theirs."""
    note = el.div(
        el.p(state.errors["form"], class_name="m-0 font-medium"),
        button(_("See their values"), on_click=state.reread, id="see-theirs"),
        on_mount=run("() => document.getElementById('see-theirs')?.focus()"),  # the form may be longer than the screen
        class_name="bg-warn-soft text-warn rounded-control px-3 py-2 flex gap-3 items-center justify-between flex-wrap",
    )
    return rx.cond(state.is_stale, note)


class Draft(rx.Component):
    """Inside a form: what is typed outlives a lost connection; `of` changes when it is saved, empty means not loaded."""

    library = "$/public/draft.jsx"
    tag = "Draft"
    name: rx.Var[str]
    of: rx.Var[str]


def required_note() -> rx.Component:
    """Said once above a form."""
    return el.p(_("Fields marked “optional” can be left empty."), class_name="text-[13px] text-muted m-0")
