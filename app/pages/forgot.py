"""/forgot: a link to choose a new password is asked for."""

import reflex as rx

from app.components.assets import establishment_box
from app.components.basics import LINK, button, link
from app.components.browser import NativeForm
from app.components.forms import field
from app.components.strangers import sentences
from app.locales.live import _
from app.pages.parts import stranger_page
from app.state.sign_in import SignInState

el = rx.el
ROUTE, TITLE, LOAD = "/forgot", _("Forgotten password"), SignInState.load


def page() -> rx.Component:
    """The answer is the same whether the account exists or not."""
    sent = el.p(
        _(
            "If an account with an e-mail address matches, a link has just been sent to it. It works for thirty minutes."
        ),
        role="status",
    )
    return stranger_page(
        sentences(SignInState),
        rx.cond(SignInState.is_sent, sent, _form()),
        el.div(link(_("Back to sign-in"), "/sign-in", LINK), class_name="mt-3 text-[13px]"),
        title=TITLE,
    )


def _form() -> rx.Component:
    who = rx.cond(SignInState.is_platform, rx.fragment(), establishment_box())
    label = rx.cond(SignInState.is_platform, _("E-mail"), _("Username or e-mail"))
    return NativeForm.create(
        who,
        field("login", label, required=True, auto_complete="username", max_length=254),
        button(_("Send the link"), "primary", type="submit", class_name="w-full mt-2"),
        action="/auth/forgot",
        method="post",
        class_name="flex flex-col gap-3",
    )
