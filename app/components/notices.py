"""Where do sentences of the product appear? At the foot of the page: what a gesture brought about, and what arrived."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as router_link

from app.locales.live import _

el = rx.el


def notices(notice: Any, arrival: Any = None) -> rx.Component:
    """Where the product says what happened: politely, or at once when something is wrong.

    What arrived by itself has a place of its own: what was said of a gesture stays.
    """
    said = _said(notice)
    arrived = [] if arrival is None else [el.div(_said(arrival, _way_to(arrival)), role="status")]
    return el.div(
        el.div(rx.cond(notice.kind == "alert", said), role="alert"),
        el.div(rx.cond(notice.kind == "status", said), role="status"),
        *arrived,
        class_name="notices fixed z-20 bottom-4 right-4 left-4 md:left-auto md:max-w-[520px] flex flex-col gap-2",
    )


def _said(notice: Any, *ways: rx.Component) -> Any:
    return rx.cond(
        notice.text != "",
        el.div(
            el.span(notice.text, class_name="min-w-0 break-words"),
            *ways,
            el.button(
                _("Close"),
                type="button",
                on_click=notice.hush,
                class_name="underline cursor-pointer min-h-[34px] text-bg bg-transparent",
            ),
            key=notice.seq.to_string(),
            class_name="notice rounded-panel bg-ink text-bg px-4 py-3 font-medium flex gap-4 items-center shadow-lift",
        ),
    )


def _way_to(arrival: Any) -> rx.Component:
    """Leads there, and has nothing to say once it did."""
    way = router_link(_("Open"), to=arrival.to, class_name="underline font-semibold text-bg py-2")
    return el.span(way, on_click=arrival.hush)
