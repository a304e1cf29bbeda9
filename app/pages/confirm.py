"""/confirm/<token>: a new e-mail address is its owner's, once they say so."""

import reflex as rx

from app.components.basics import LINK, button, link
from app.components.browser import NativeForm
from app.components.strangers import LAST_PART, from_address, sentences
from app.locales.live import _
from app.pages.parts import stranger_page
from app.state.sign_in import SignInState

el = rx.el
ROUTE, TITLE, LOAD = "/confirm/[id]", _("Confirm your e-mail address"), SignInState.load_link


def page() -> rx.Component:
    """A button, as programs that read mail follow links; then the way on."""
    form = NativeForm.create(
        el.p(_("This address replaces the one that your account has so far."), class_name="m-0"),
        from_address("token", LAST_PART),
        button(_("Confirm this address"), "primary", type="submit", class_name="w-full mt-2"),
        action="/auth/confirm",
        method="post",
        class_name="flex flex-col gap-3",
    )
    is_over = (SignInState.note != "") | (SignInState.code == "dead") | (SignInState.code == "taken")
    return stranger_page(
        sentences(SignInState), rx.cond(is_over, link(_("To my account"), "/account", LINK), form), title=TITLE
    )
