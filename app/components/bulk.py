"""How is something done to many rows? A bar while rows are ticked, a preview with what is left out, a confirmation."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from app.components.basics import CONTROL, button, number
from app.components.browser import Change, js
from app.components.bulk_steps import Offer, advised, in_steps, left_out, typed_again
from app.components.dialogs import closes, confirm_row, dialog
from app.components.focus import at_first_fault
from app.components.forms import select
from app.components.lists import uncounted
from app.components.selection import Selection
from app.locales.live import _, _n

el = rx.el


def bulk_bar(
    state: Any, selection: Selection, offers: Sequence[Offer], offered: Any = None, more: Any = None
) -> rx.Component:
    """There while something is selected; counts without asking the server. `offered` are the names of some.

    `more` is what else can be done, without a preview.
    """
    every = selection.every
    chosen = js("document.getElementById('bulk-action').value").to(str)
    bar = el.section(
        el.b(
            rx.cond(
                every,
                rx.cond(
                    uncounted(state),
                    _("All results selected"),
                    _("All %(n)s results selected", n=number(state.total)),
                ),
                _n("%(n)d selected", "%(n)d selected", selection.count),
            ),
            role="status",
        ),
        rx.cond(
            ~every & (state.total > state.rows.length()),
            el.button(
                rx.cond(
                    uncounted(state),
                    _("Select all results"),
                    _("Select the %(n)s results", n=number(state.total)),
                ),
                type="button",
                on_click=selection.take_every(),
                class_name="underline text-accent cursor-pointer min-h-[34px] bg-transparent",
            ),
        ),
        button(_("Select none"), "quiet", on_click=selection.clear()),
        el.div(
            *([] if more is None else [more]),
            el.select(
                *(_option(offer, offered) for offer in offers),
                id="bulk-action",
                custom_attrs={"aria-label": _("Action")},
                class_name=f"{CONTROL} border-edge bg-panel text-ink md:max-w-[200px]",
            ),
            button(
                _("Apply"),
                "primary",
                custom_attrs={"aria-label": _("Apply to the selected items")},
                on_click=lambda: state.preview_bulk(chosen, selection.ids, every),
            ),
            class_name="flex gap-2 items-center flex-wrap md:ml-auto",
        ),
        custom_attrs={"aria-label": _("Actions")},
        class_name="flex gap-x-2.5 gap-y-1.5 items-center flex-wrap bg-accent-soft border border-accent rounded-panel px-3.5 py-2 w-full",
    )
    words = el.p(_("Tick rows to do something to them."), class_name="m-0 px-3.5 text-[13px] text-muted max-md:hidden")
    hint = rx.cond(state.total > 0, words, rx.fragment())
    # As high with the bar as without: rows do not move away under the pointer.
    is_asked = every | (selection.count > 0)
    look = "flex items-center my-3 md:min-h-[52px]"
    still = rx.cond(state.total == 0, "", look)  # nothing to tick: nothing to keep a place for
    return el.div(rx.cond(is_asked, bar, hint), class_name=rx.cond(is_asked, f"{look} stays", still))


def _option(offer: Offer, offered: Any) -> Any:
    option = el.option(offer.label, value=offer.name)
    return option if offered is None else rx.cond(offered.contains(offer.name), option)


def establishments(preview: Any) -> Any:
    """How many of them an action takes, and some of their names."""
    return _n(
        "%(n)d establishment: %(examples)s",
        "%(n)d establishments: %(examples)s",
        preview["included"].to(int),
        examples=preview["examples"],
    )


def people(preview: Any) -> Any:
    """How many of them an action takes, and some of their names."""
    return _n(
        "%(n)d person: %(examples)s",
        "%(n)d people: %(examples)s",
        preview["included"].to(int),
        examples=preview["examples"],
    )


def documents(preview: Any) -> Any:
    """How many of them an action takes, and some of their names."""
    return _n(
        "%(n)d document: %(examples)s",
        "%(n)d documents: %(examples)s",
        preview["included"].to(int),
        examples=preview["examples"],
    )


def bulk_dialog(
    state: Any, selection: Selection, offers: Sequence[Offer], counted: Callable[[Any], Any] = establishments
) -> rx.Component:
    """What will be done to how many, and who is left out and why; in two steps where there are ways to choose from."""
    preview = state.preview
    whom = rx.cond(preview["included"].to(int) == 0, _("No row can be taken."), counted(preview))
    again = _choose_again(state, selection)
    leave = button(_("Cancel"), on_click=closes("bulk"))
    steps = {
        offer.name: in_steps(state, offer, again, el.h3, whom, left_out(state), leave)
        for offer in offers
        if offer.are_ways
    }
    shown = dialog(
        "bulk",
        _of_action(preview, {offer.name: offer.label for offer in offers}, ""),
        _of_action(preview, steps, _at_once(state, offers, again, whom)),
        on_close=state.dismiss_bulk,
        refusal=state.errors["form"],
    )
    return rx.fragment(
        rx.cond(preview["job"].to(int) > 0, shown),
        Change.create(of=state.job["id"], on_change=selection.clear()),  # ticked until it is confirmed
    )


def _at_once(state: Any, offers: Sequence[Offer], again: Callable[[Any], Any], whom: Any) -> Any:
    """Seen and confirmed in one step, with what there is to choose, and what there is to fill in."""
    preview, plain = state.preview, [offer for offer in offers if not offer.are_ways]
    choosers = {offer.name: _choice_list(state, offer.asked, again) for offer in plain if offer.asked is not None}
    filled_in = {offer.name: _fields(state, offer) for offer in plain if offer.fields or offer.typed}
    confirm = rx.cond(preview["is_final"], confirm_row("bulk", None, "danger"), confirm_row("bulk", None))
    grave = {offer.name: confirm_row("bulk", None, "danger") for offer in plain if offer.is_grave}
    form = el.form(
        _of_action(preview, filled_in, rx.fragment()),
        at_first_fault(state.errors_seq),
        _of_action(preview, grave, confirm),
        on_submit=state.confirm_bulk,
    )
    close = el.div(button(_("Close"), on_click=closes("bulk")), class_name="flex justify-end mt-4")
    return rx.fragment(
        _of_action(preview, choosers, rx.fragment()),
        el.p(whom, role="status"),
        left_out(state),
        advised(state),
        rx.cond(preview["included"].to(int) == 0, close, form),
    )


def _fields(state: Any, offer: Offer) -> rx.Component:
    return el.div(*offer.fields, typed_again(state, offer), class_name="flex flex-col gap-3 mt-3")


def _choose_again(state: Any, selection: Selection) -> Callable[[Any], Any]:
    """Preview the same action on the same rows with another choice."""
    return lambda choice: state.preview_bulk(state.preview["action"], selection.ids, selection.every, choice)


def _of_action(preview: Any, pieces: dict[str, Any], otherwise: Any) -> Any:
    """The piece of the action that is previewed."""
    return rx.match(preview["action"], *pieces.items(), otherwise) if pieces else otherwise


def _choice_list(state: Any, label: Any, again: Callable[[Any], Any]) -> rx.Component:
    """One of what may be many, as the roles that one may give; another is previewed at once."""
    return el.div(
        select(
            "choice",
            label,
            rx.foreach(state.choices, lambda each: el.option(each["label"], value=each["value"])),
            default_value=state.preview["choice"],
            on_change=again,
        ),
        class_name="mb-3",
    )
