"""/sign-in: the people of establishments come in."""

import reflex as rx

from app.components.assets import establishment_box
from app.components.basics import LINK, link
from app.components.strangers import credentials_form, sentences
from app.locales.live import _
from app.pages.parts import stranger_page
from app.state.sign_in import SignInState

el = rx.el
ROUTE, TITLE, LOAD = "/sign-in", _("Sign-in"), SignInState.load


def page() -> rx.Component:
    """Establishment, username or e-mail, password."""
    return stranger_page(
        sentences(SignInState),
        credentials_form("/auth/sign-in", "login", _("Username or e-mail"), "username", establishment_box()),
        el.div(el.span(id="visit"), class_name="mt-3 text-[13px] has-[span:empty]:hidden"),
        el.div(
            link(_("Forgotten password"), "/forgot", LINK),
            link(_("Platform administration"), "/platform/sign-in", LINK),
            class_name="flex justify-between gap-3 flex-wrap mt-3 text-[13px]",
        ),
        title=TITLE,
    )
