"""/activate/<token>: whoever has an account, and no password yet, chooses one."""

import reflex as rx

from app.components.basics import LINK, link, muted
from app.components.strangers import password_form, sentences
from app.locales.live import _
from app.pages.parts import stranger_page
from app.state.sign_in import SignInState

ROUTE, TITLE, LOAD = "/activate/[id]", _("Activate my account"), SignInState.load_link


def page() -> rx.Component:
    """Who has used the link already can sign in; who was too late asks the school."""
    over = rx.fragment(
        muted(_("If you have used it already, sign in. Otherwise ask your establishment for another one.")),
        rx.el.div(link(_("Back to sign-in"), "/sign-in", LINK), class_name="mt-3"),
    )
    return stranger_page(
        sentences(SignInState),
        rx.cond(SignInState.code == "dead", over, password_form("/auth/activate")),
        title=TITLE,
    )
