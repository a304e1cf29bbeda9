"""How is something turned on and off at once? A switch that says what it is, and whether it is on."""

from typing import Any

import reflex as rx

el = rx.el


def toggle(label: Any, is_on: Any, on_click: Any, on: Any, off: Any, **props: Any) -> rx.Component:
    """A switch; `label` is what a screen reader says of it, `on` and `off` the word beside it that everybody sees."""
    track = el.span(
        el.span(class_name="block size-[16px] rounded-full bg-panel in-aria-checked:translate-x-[16px]"),
        custom_attrs={"aria-hidden": "true"},
        class_name="w-[36px] p-[2px] rounded-full bg-edge in-aria-checked:bg-ok shrink-0",
    )
    return el.button(
        track,
        el.span(rx.cond(is_on, on, off), custom_attrs={"aria-hidden": "true"}, class_name="min-w-[3.4em]"),
        type="button",
        role="switch",
        on_click=on_click,
        custom_attrs={"aria-checked": rx.cond(is_on, "true", "false"), "aria-label": label},
        class_name="inline-flex items-center gap-2 min-h-[34px] max-md:min-h-[44px] cursor-pointer bg-transparent "
        "text-ink text-left text-[13px] font-semibold rounded-control shrink-0",
        **props,
    )
