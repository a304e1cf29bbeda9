"""What is around every page? Navigation, the head with its actions, the place where sentences appear."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors
from reflex_components_core.react_router import link as router_link

from app.components.basics import named
from app.components.browser import NativeLink, run
from app.components.focus import at_title, in_sight
from app.components.looking import banner
from app.components.notices import notices
from app.components.switches import account_menu, language_switch, theme_switch
from app.locales.live import _

el = rx.el

NAV = "flex items-center justify-between whitespace-nowrap rounded-md px-2.5 py-2 font-medium text-ink no-underline hover:bg-soft"
BESIDE = "flex items-center pointer-events-none max-md:-ml-1 md:absolute md:right-2.5 md:inset-y-0"
NAV_HERE = " aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent aria-[current=page]:font-semibold"


def mark() -> rx.Component:
    """The sign of the product: a locker's door."""
    return el.img(src="/mark.svg", alt="", class_name="size-[30px] shrink-0")


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the navigation; `shown` is a condition, without one it always is. `shortcuts` lead further at once.

    `beside` is what stands at its other end.
    """

    label: Any
    to: str
    shown: Any = None
    shortcuts: "Sequence[Entry]" = ()
    beside: Any = None


def nav_link(entry: Entry, here: str) -> Any:
    """An entry of the navigation."""
    current = {"aria-current": "page"} if entry.to == here else {}
    late = {"on_mount": in_sight()} if current or entry.shown is not None else {}  # it moves those after it
    place = router_link(entry.label, to=entry.to, class_name=NAV + NAV_HERE + " flex-1", custom_attrs=current, **late)
    if not entry.shortcuts:
        return _if_shown(entry, el.li(place, *_beside(entry), class_name="list-none flex relative"))
    return _if_shown(entry, _with_shortcuts(entry, place))


def _beside(entry: Entry) -> list[rx.Component]:
    """Over the entry where there is room, else after it; no part of its name."""
    if entry.beside is None:
        return []
    return [el.span(entry.beside, class_name=BESIDE)]


def _if_shown(entry: Entry, drawn: rx.Component) -> Any:
    return drawn if entry.shown is None else rx.cond(entry.shown, drawn)


def _with_shortcuts(entry: Entry, place: rx.Component) -> rx.Component:
    """A menu beside the entry: shown to whoever points at it, and by a button; Escape and a click elsewhere close it."""
    menu = f"shortcuts{entry.to.replace('/', '-')}"
    beside = (
        f"const m=document.getElementById('{menu}'),r=m.parentElement.getBoundingClientRect();"
        "m.style.left=Math.min(r.right-2,innerWidth-236)+'px';m.style.top=(r.right+230>innerWidth?r.bottom:r.top)+'px'"
    )
    opener = el.button(
        el.span("▾", custom_attrs={"aria-hidden": "true"}),
        type="button",
        on_click=run(f"() => {{{beside}}}"),
        class_name="rounded-md min-w-[28px] min-h-[34px] cursor-pointer bg-transparent text-muted hover:bg-soft",
        custom_attrs={
            "popoverTarget": menu,
            "popoverTargetAction": "show",  # pointing at it has shown it already
            "aria-label": named(_("Shortcuts"), entry.label),
        },
    )
    ways = el.ul(
        *(nav_link(way, "") for way in entry.shortcuts),
        id=menu,
        on_click=run(f"() => document.getElementById('{menu}').hidePopover()"),
        custom_attrs={"popover": "auto"},
        class_name="m-0 p-2 inset-auto min-w-[220px] bg-panel text-ink border border-line rounded-panel shadow-lift",
    )
    pointed = "matchMedia('(hover: hover)').matches"
    return el.li(
        place,
        opener,
        ways,
        on_mouse_enter=run(f"() => {{if({pointed}){{{beside};m.showPopover()}}}}"),
        on_mouse_leave=run(f"() => {pointed} && document.getElementById('{menu}').hidePopover()"),
        class_name="list-none flex items-center",
    )


def connection_overlay() -> rx.Component:
    """Said when the server cannot be reached; goes away by itself."""
    return rx.cond(
        has_connection_errors,
        el.div(
            _("The connection is interrupted. What you typed is kept; this page goes on by itself once it is back."),
            role="alert",
            class_name="fixed z-30 top-0 inset-x-0 bg-warn-soft text-warn font-semibold px-4 py-2 text-center border-b border-warn",
        ),
    )


def frame(
    *children: Any,
    title: Any,
    crumb: Any,
    here: str,
    entries: Sequence[Entry],
    frame: Any,
    notice: Any,
    actions: tuple[rx.Component, ...] = (),
    arrival: Any = None,
) -> rx.Component:
    """A page of the portal: navigation at the side (on top of a phone), head with actions, content."""
    links = [nav_link(entry, here) for entry in entries]
    page = el.div(
        NativeLink.create(
            _("Skip to the content"),
            href="#main",
            on_click=[rx.prevent_default, run("() => document.getElementById('main').focus()")],
            class_name="sr-only focus:not-sr-only focus:absolute focus:p-3 focus:bg-panel focus:z-30",
        ),
        connection_overlay(),
        el.header(
            el.div(
                mark(),
                el.div(
                    el.b("Casier"),
                    el.div(crumb, class_name="text-[13px] text-muted truncate max-w-[160px]"),
                    class_name="max-md:hidden",
                ),
                class_name="flex gap-2.5 items-center px-2 md:pb-3.5",
            ),
            el.nav(
                el.ul(*links, class_name="flex md:flex-col gap-1 m-0 p-0"),
                custom_attrs={"aria-label": _("Main")},
                class_name="max-md:overflow-x-auto",
            ),
            account_menu(frame),
            class_name="bg-panel border-line max-md:items-center max-md:border-b md:border-r flex md:flex-col gap-1 p-2 md:px-3 md:py-4 md:sticky md:top-[var(--above,0px)] md:h-[calc(100vh-var(--above,0px))]",
        ),
        el.main(
            el.div(
                el.div(
                    el.div(crumb, class_name="text-[13px] text-muted mb-1"),
                    el.h1(
                        title,
                        tab_index=-1,
                        class_name="text-[22px] leading-tight font-bold tracking-tight text-balance [overflow-wrap:anywhere] m-0 outline-none",
                    ),
                    class_name="min-w-0",
                ),
                el.div(*actions, class_name="flex gap-2 items-center flex-wrap empty:hidden"),
                class_name="flex justify-between items-center gap-4 flex-wrap mb-[18px]",
            ),
            *children,
            id="main",
            tab_index=-1,
            on_mount=at_title(),
            # At the end of the page there is room below for what is said, which would cover a button.
            class_name="p-3.5 md:px-7 md:pt-5 pb-24 w-full max-w-[1320px] min-w-0",
        ),
        notices(notice, arrival),
        class_name="grid grid-cols-[minmax(0,1fr)] md:grid-cols-[232px_minmax(0,1fr)] max-md:grid-rows-[auto_1fr] min-h-[calc(100vh-var(--above,0px))] bg-bg text-ink",
    )
    return el.div(banner(frame), page)


def bare(*children: Any, title: Any, frame: Any) -> rx.Component:
    """A page for strangers: one card in the middle, and the switches under it."""
    page = el.div(
        connection_overlay(),
        el.main(
            el.div(
                mark(),
                el.b("Casier", class_name="text-[20px]"),
                class_name="flex gap-2.5 items-center justify-center mb-3.5",
            ),
            el.div(
                el.h1(
                    title,
                    tab_index=-1,
                    class_name="text-[21px] leading-tight font-bold tracking-tight m-0 mb-3 outline-none",
                ),
                *children,
                class_name="bg-panel border border-line rounded-panel shadow-lift p-[18px] w-[min(420px,calc(100vw-24px))]",
            ),
            el.div(
                language_switch(frame),
                theme_switch(),
                class_name="flex gap-4 justify-center items-center mt-3.5 text-[13px]",
            ),
            on_mount=at_title(),
        ),
        class_name="min-h-[calc(100vh-var(--above,0px))] grid place-items-center bg-bg text-ink",
    )
    return el.div(banner(frame), page)
