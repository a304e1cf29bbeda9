"""How do the pages for strangers look? Sentences, and the native form of credentials."""

from typing import Any

import reflex as rx

from app.components.basics import button
from app.components.browser import NativeForm, run
from app.components.forms import field, new_password
from app.locales.live import _

el = rx.el

# What was typed comes back after a wrong password: kept by this tab alone, never in an address.
RESTORE = "() => {{const i=document.getElementById('{name}'); if (i && !i.value) i.value=sessionStorage.getItem('login')||''; (i?.value ? document.getElementById('password') : null)?.focus()}}"
KEEP = "() => {{sessionStorage.setItem('login', document.getElementById('{name}').value)}}"


def sentences(state: Any) -> rx.Component:
    """What was wrong, or what happened."""
    reason = rx.cond(state.reason != "", el.div(_("Reason: %(reason)s", reason=state.reason), class_name="mt-1"))
    box = "rounded-control px-3 py-2 mb-3 "
    return rx.fragment(
        el.div(
            rx.cond(
                state.fault != "", el.div(state.fault, reason, class_name=box + "text-bad font-medium bg-bad-soft")
            ),
            role="alert",
        ),
        el.div(rx.cond(state.note != "", el.div(state.note, reason, class_name=box + "bg-accent-soft")), role="status"),
    )


def from_address(name: str, expression: str) -> rx.Component:
    """A hidden field that the page's own address fills: whoever types fast need not wait for the server."""
    fill = f"() => {{ document.querySelector('input[name={name}]').value = {expression} }}"
    return el.input(type="hidden", name=name, on_mount=run(fill))


def credentials_form(action: str, name: str, label: Any, auto_complete: str, *before: rx.Component) -> rx.Component:
    """Who, and the password; the browser posts it and follows the answer."""
    return NativeForm.create(
        *before,
        field(
            name, label, required=True, auto_complete=auto_complete, max_length=254, on_blur=run(KEEP.format(name=name))
        ),
        field("password", _("Password"), type="password", required=True, auto_complete="current-password"),
        from_address("next", "new URLSearchParams(location.search).get('next') || ''"),
        button(_("Sign in"), "primary", type="submit", class_name="w-full mt-2"),
        action=action,
        method="post",
        on_mount=run(RESTORE.format(name=name)),
        class_name="flex flex-col gap-3",
    )


LAST_PART = "location.pathname.split('/').filter(Boolean).pop() || ''"


def password_form(action: str) -> rx.Component:
    """A password is chosen, by the link whose token is in the address."""
    return NativeForm.create(
        new_password("password"),
        from_address("token", LAST_PART),
        button(_("Save"), "primary", type="submit", class_name="w-full mt-2"),
        action=action,
        method="post",
        class_name="flex flex-col gap-3",
    )
