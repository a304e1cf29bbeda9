"""How is something with several ways done, to one or to many? The way, and what it costs; then the confirmation (P6)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from app.components.basics import button, muted
from app.components.browser import Change, run
from app.components.focus import at_first_fault
from app.components.forms import field
from app.locales.live import _, _n

el = rx.el
TITLE = "text-[15px] font-semibold m-0"
# Each step begins where it asks something.
BEGIN = """() => {
  const there = ['#typed', '[name=way]:checked', '#whom'].map((place) => document.querySelector(place));
  there.find(Boolean)?.focus();
}"""


@dataclass(frozen=True, slots=True)
class Offer:
    """An action as a page offers it: `asked` names what is chosen first, of which a few `are_ways`.

    `typed` is what is typed again to confirm what is final, for one and for several; `fields` are filled in before.
    """

    name: str
    label: Any
    asked: Any = None
    are_ways: bool = False
    typed: tuple[Any, Any] | None = None
    is_grave: bool = False
    fields: Sequence[rx.Component] = ()


def in_steps(
    state: Any, offer: Offer, again: Callable[[Any], Any], title: Any, whom: Any, hindered: Any, leave: Any
) -> rx.Component:
    """First the ways, then the confirmation, from which *Annuler* leads back; it is left by `leave`.

    `title` is the element that says `whom` it is about; `hindered` says who is left out and why.
    """
    is_choice = state.step == "choice"
    first = rx.fragment(
        el.div(title(whom, class_name=TITLE), role="status"),
        _ways(state, offer.asked, again),
        hindered,
        advised(state),
        _row(leave, rx.cond(_nothing(state), rx.fragment(), button(_("Continue"), "primary", on_click=state.proceed))),
    )
    form = el.form(
        el.div(typed_again(state, offer), class_name="mt-3"),
        at_first_fault(state.errors_seq),
        _row(
            button(_("Cancel"), on_click=state.step_back),
            rx.cond(state.preview["is_final"], _confirm("danger"), _confirm("primary")),
        ),
        on_submit=state.confirm_bulk,
    )
    second = rx.fragment(
        title(whom, id="whom", tab_index=-1, class_name=TITLE),
        rx.foreach(state.choices, lambda each: rx.cond(each["value"] == state.preview["choice"], muted(each["label"]))),
        hindered,
        advised(state),
        form,
    )
    return rx.fragment(
        rx.cond(is_choice, first, second), Change.create(of=rx.cond(is_choice, 0, 1), on_change=run(BEGIN))
    )


def _nothing(state: Any) -> Any:
    return state.preview["included"].to(int) == 0


def _confirm(look: str) -> rx.Component:
    return button(_("Confirm"), look, type="submit")


def _row(back: Any, on: Any) -> rx.Component:
    return el.div(back, on, class_name="flex justify-end gap-2 mt-4 flex-wrap")


def _ways(state: Any, label: Any, again: Callable[[Any], Any]) -> rx.Component:
    """One of a few, all seen at once."""

    def way(each: Any) -> rx.Component:
        box = el.input(
            type="radio",
            name="way",
            value=each["value"],
            default_checked=each["value"] == state.preview["choice"],  # moves at once; the preview follows
            on_change=again(each["value"]),
            class_name="size-[17px] m-0 shrink-0",
        )
        return el.label(box, each["label"], class_name="flex items-center gap-2 min-h-[34px] max-md:min-h-[44px]")

    return el.fieldset(
        el.legend(label, class_name="text-[13px] font-semibold p-0"),
        rx.foreach(state.choices, way),
        class_name="border-0 p-0 m-0 my-3",
    )


def typed_again(state: Any, offer: Offer) -> Any:
    """What makes sure that the irreversible is meant."""
    if offer.typed is None:
        return rx.fragment()
    one, several = offer.typed
    label = rx.cond(state.preview["included"].to(int) == 1, one, several)
    asked = field("typed", label, state.errors["typed"], required=True, auto_complete="off")
    return rx.cond(state.preview["is_final"], asked)


def left_out(state: Any) -> rx.Component:
    """How many, and why."""
    return el.div(rx.foreach(state.excluded, _excluded))


def advised(state: Any) -> rx.Component:
    """What to think of before; read out, for it changes with the choice."""
    said = rx.foreach(state.advice, el.li)
    listed = el.ul(said, class_name="m-0 mt-2 pl-5 list-disc text-warn font-medium")
    return el.div(rx.cond(state.advice.length() > 0, listed), role="status")


def _excluded(left: Any) -> rx.Component:
    return el.p(
        _n(
            "%(n)d left out: %(reason)s (%(examples)s)",
            "%(n)d left out: %(reason)s (%(examples)s)",
            left["n"].to(int),
            reason=left["reason"],
            examples=left["examples"],
        ),
        class_name="text-warn bg-warn-soft rounded-control px-3 py-1.5 mt-2",
    )
