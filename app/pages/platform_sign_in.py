"""/platform/sign-in: the platform's administrators come in."""

import reflex as rx

from app.components.basics import LINK, link
from app.components.strangers import credentials_form, sentences
from app.locales.live import _
from app.pages.parts import stranger_page
from app.state.sign_in import SignInState

el = rx.el
ROUTE, TITLE, LOAD = "/platform/sign-in", _("Platform administration"), SignInState.load


def page() -> rx.Component:
    """E-mail address and password."""
    return stranger_page(
        sentences(SignInState),
        credentials_form("/auth/platform/sign-in", "email", _("E-mail"), "email"),
        el.div(
            link(_("Forgotten password"), "/forgot?platform=1", LINK),
            link(_("Sign in to an establishment"), "/sign-in", LINK),
            class_name="flex justify-between gap-3 flex-wrap mt-3 text-[13px]",
        ),
        title=TITLE,
    )
