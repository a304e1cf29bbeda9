"""/reset/<token>: a new password is chosen."""

import reflex as rx

from app.components.basics import LINK, link
from app.components.strangers import password_form, sentences
from app.locales.live import _
from app.pages.parts import stranger_page
from app.state.sign_in import SignInState

ROUTE, TITLE, LOAD = "/reset/[id]", _("Choose a new password"), SignInState.load_link


def page() -> rx.Component:
    """The rules are said before they are broken."""
    form = password_form("/auth/reset")
    return stranger_page(
        sentences(SignInState),
        rx.cond(SignInState.code == "dead", link(_("Ask for a new link"), "/forgot", LINK), form),
        title=TITLE,
    )
