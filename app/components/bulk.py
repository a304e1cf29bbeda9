"""How is something done to many rows? A bar while rows are ticked, a preview with what is left out, a confirmation."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from app.components.basics import CONTROL, button, number
from app.components.browser import Change, js
from app.components.dialogs import closes, confirm_row, dialog
from app.components.focus import at_first_fault
from app.components.forms import field, select
from app.components.lists import uncounted
from app.components.selection import Selection
from app.locales.live import _, _n

el = rx.el


def bulk_bar(
    state: Any, selection: Selection, actions: list[tuple[str, Any]], offered: Any = None, more: Any = None
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
            el.label(
                _("Action"),
                el.select(
                    *(_option(name, label, offered) for name, label in actions),
                    id="bulk-action",
                    class_name=f"{CONTROL} border-edge bg-panel text-ink md:max-w-[190px]",
                ),
                class_name="inline-flex items-center gap-2 text-[13px]",
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
    return el.div(rx.cond(is_asked, bar, hint), class_name=rx.cond(is_asked, f"{look} stays", look))


def _option(name: str, label: Any, offered: Any) -> Any:
    option = el.option(label, value=name)
    return option if offered is None else rx.cond(offered.contains(name), option)


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


def choose_again(state: Any, selection: Selection) -> Callable[[Any], Any]:
    """Preview the same action on the same rows with another choice."""
    return lambda choice: state.preview_bulk(state.preview["action"], selection.ids, selection.every, choice)


def bulk_dialog(
    state: Any,
    selection: Selection,
    titles: dict[str, Any],
    fields: dict[str, list[rx.Component]],
    destroys: set[str],
    counted: Callable[[Any], Any] = establishments,
    choosers: dict[str, rx.Component] | None = None,
) -> rx.Component:
    """What will be done to how many, who is left out and why; then the fields that the action needs.

    `choosers` are, for each action that has choices, what they are made with: `choice_list` or `choice_ways`.
    """
    preview = state.preview
    nothing = preview["included"].to(int) == 0
    form = el.form(
        _of_action(
            preview,
            {name: el.div(*parts, class_name="flex flex-col gap-3 mt-3") for name, parts in fields.items()},
            rx.fragment(),
        ),
        at_first_fault(state.errors_seq),
        _of_action(
            preview,
            {name: confirm_row("bulk", None, "danger") for name in sorted(destroys)},
            rx.cond(preview["is_final"], confirm_row("bulk", None, "danger"), confirm_row("bulk", None)),
        ),
        on_submit=state.confirm_bulk,
    )
    shown = dialog(
        "bulk",
        rx.match(preview["action"], *titles.items(), ""),
        _of_action(preview, choosers or {}, rx.fragment()),
        el.p(rx.cond(nothing, _("No row can be taken."), counted(preview)), role="status"),
        left_out(state),
        advised(state),
        rx.cond(nothing, el.div(button(_("Close"), on_click=closes("bulk")), class_name="flex justify-end mt-4"), form),
        on_close=state.dismiss_bulk,
        refusal=state.errors["form"],
    )
    return rx.fragment(
        rx.cond(preview["job"].to(int) > 0, shown),
        Change.create(of=state.job["id"], on_change=selection.clear()),  # ticked until it is confirmed
    )


def _of_action(preview: Any, pieces: dict[str, Any], otherwise: Any) -> Any:
    """The piece of the action that is previewed."""
    return rx.match(preview["action"], *pieces.items(), otherwise) if pieces else otherwise


def choice_list(state: Any, label: Any, again: Callable[[Any], Any]) -> rx.Component:
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


def choice_ways(state: Any, label: Any, again: Callable[[Any], Any]) -> rx.Component:
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
        class_name="border-0 p-0 m-0 mb-3",
    )


def typed_again(state: Any) -> rx.Component:
    """What makes sure that the irreversible is meant: the username of the one, or how many they are."""
    label = rx.cond(
        state.preview["included"].to(int) == 1,
        _("Type the username of the account"),
        _("Type the number of accounts to delete"),
    )
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
