"""How does one change how the portal looks to oneself, and leave it? Language, theme, the account menu."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as router_link

from app.components.basics import BUTTON, LOOKS, button, named
from app.components.browser import NativeForm, run
from app.locales.live import Language, _

el = rx.el
MENU = "account"


def language_switch(frame: Any) -> rx.Component:
    """Français or English, in one click."""

    def choice(code: str, label: str) -> rx.Component:
        return el.button(
            label,
            type="button",
            on_click=[frame.speak(code), run(f"() => {{document.documentElement.lang = '{code}'}}")],
            class_name="min-h-[34px] px-1.5 font-medium rounded cursor-pointer aria-pressed:text-accent aria-pressed:font-semibold text-ink bg-transparent",
            custom_attrs={"lang": code, "aria-pressed": rx.cond(Language.locale == code, "true", "false")},
        )

    return el.div(
        choice("fr", "Français"),
        el.span("·", class_name="text-muted", custom_attrs={"aria-hidden": "true"}),
        choice("en", "English"),
        role="group",
        custom_attrs={"aria-label": _("Language")},
        class_name="inline-flex items-center gap-1",
    )


def theme_switch() -> rx.Component:
    """Light or dark; the browser remembers."""
    return el.button(
        rx.color_mode_cond(_("Dark theme"), _("Light theme")),
        type="button",
        on_click=rx.toggle_color_mode,
        class_name="min-h-[34px] px-1.5 rounded cursor-pointer text-ink bg-transparent text-left",
    )


def account_menu(frame: Any) -> rx.Component:
    """Who is signed in, the switches, and the way out; Escape and a click elsewhere close it."""
    opener = el.button(
        el.span(frame.who, class_name="truncate max-md:hidden"),
        el.span("▾", custom_attrs={"aria-hidden": "true"}),
        type="button",
        class_name=f"{BUTTON} {LOOKS['quiet']} w-full !justify-between",
        custom_attrs={
            "popoverTarget": MENU,
            "aria-label": named(_("Account menu"), frame.who),
        },
    )
    menu = el.div(
        el.div(
            el.b(frame.who, class_name="md:hidden px-1.5"),
            rx.cond((frame.place != "") & (frame.viewed_kind != "role"), _account()),
            language_switch(frame),
            theme_switch(),
            _sign_out(_("Sign out"), "0"),
            _sign_out(_("Sign out everywhere"), "1"),
            class_name="flex flex-col gap-1 p-3 min-w-[206px]",
        ),
        id=MENU,
        class_name="m-0 p-0 inset-auto max-md:right-2 max-md:top-[calc(62px+var(--above,0px))] md:left-3 md:bottom-[58px] bg-panel text-ink border border-line rounded-panel shadow-lift",
        custom_attrs={"popover": "auto"},
    )
    return el.div(opener, menu, class_name="md:mt-auto max-md:ml-auto shrink-0")


def _account() -> rx.Component:
    """People have a page of their own; administrators of the platform have none."""
    look = f"{BUTTON} {LOOKS['quiet']} w-full !justify-start !px-1.5 whitespace-nowrap"
    return router_link(_("My account"), to="/account", class_name=look)


def _sign_out(label: Any, everywhere: str) -> rx.Component:
    return NativeForm.create(
        el.input(type="hidden", name="everywhere", value=everywhere),
        button(label, "quiet", type="submit", class_name="w-full !justify-start !px-1.5 whitespace-nowrap"),
        action="/auth/sign-out",
        method="post",
    )
