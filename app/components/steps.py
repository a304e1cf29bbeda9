"""How is a chain of facts shown? The answer, then a line a fact, with a tick or a cross."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, PANEL, link
from app.locales.live import _

el = rx.el
ROUND = "inline-flex items-center justify-center size-6 rounded-full shrink-0 text-[13px] font-bold "
HEAD = "font-semibold px-[18px] py-4 rounded-t-panel "


def explanation(is_yes: Any, said: Any, lines: Any, person: Any, *more: Any) -> rx.Component:
    """The answer on top, in words and colour; the way to the person under it, and `more`."""
    return el.div(
        el.div(said, class_name=rx.cond(is_yes, HEAD + "bg-ok-soft", HEAD + "bg-bad-soft")),
        el.ol(lines, class_name="list-none m-0 p-0"),
        *more,
        el.div(
            link(_("To the page of this person"), "/people/" + person.to_string(), LINK), class_name="px-[18px] py-3"
        ),
        class_name=f"{PANEL} [overflow-wrap:anywhere]",
    )


def line(outcome: Any, fact: Any, detail: Any, *deeds: Any) -> rx.Component:
    """One fact; `outcome` is "yes", "no" or neither, `deeds` what can be done about it."""
    sign = rx.match(
        outcome,
        ("yes", _sign("✓", "bg-ok-soft text-ok", _("for"))),
        ("no", _sign("✗", "bg-bad-soft text-bad", _("against"))),
        el.span("·", class_name=ROUND + "bg-soft text-muted", custom_attrs={"aria-hidden": "true"}),
    )
    return el.li(
        sign,
        el.div(
            el.div(fact, class_name="font-semibold"),
            el.div(detail, class_name="text-[13px] text-muted empty:hidden"),
            class_name="flex-1 min-w-[60%] md:min-w-0",
        ),
        *deeds,
        class_name="flex gap-4 items-center flex-wrap px-4 py-2.5 border-b border-line",
    )


def _sign(shown: str, colours: str, label: Any) -> rx.Component:
    return el.span(shown, class_name=ROUND + colours, role="img", custom_attrs={"aria-label": label})
