"""/reset/<token>: a new password is chosen."""

import reflex as rx

from app.components.basics import LINK, button, link, muted
from app.components.browser import NativeForm
from app.components.forms import field
from app.components.strangers import from_address, sentences
from app.locales.live import _
from app.pages.parts import stranger_page
from app.state.sign_in import SignInState

el = rx.el
ROUTE, TITLE, LOAD = "/reset/[token]", _("Choose a new password"), SignInState.load


def page() -> rx.Component:
    """The rules are said before they are broken."""
    form = NativeForm.create(
        field(
            "password",
            _("New password"),
            type="password",
            required=True,
            auto_complete="new-password",
            min_length=12,
            max_length=200,
        ),
        muted(
            _(
                "At least 12 characters, of three kinds among: lower case, upper case, digits, other characters. Neither the username nor the e-mail address."
            )
        ),
        from_address("token", "location.pathname.split('/').filter(Boolean).pop() || ''"),
        button(_("Save"), "primary", type="submit", class_name="w-full mt-2"),
        action="/auth/reset",
        method="post",
        class_name="flex flex-col gap-3",
    )
    return stranger_page(
        sentences(SignInState),
        rx.cond(SignInState.code == "dead", link(_("Ask for a new link"), "/forgot", LINK), form),
        title=TITLE,
    )
