"""How does one see the portal as somebody else does, and know it? The button, its dialog, and the banner (R8)."""

from typing import Any

import reflex as rx

from app.components.basics import button
from app.components.browser import Change, NativeForm, run
from app.components.dialogs import confirm_row, dialog
from app.components.focus import at_first_fault
from app.components.forms import text_area
from app.locales.live import _

el = rx.el
DIALOG = "view-as"


def view_button(state: Any, whom: Any, may: Any) -> Any:
    """For those who may; `whom` is the identity of a person, or the code of a role."""
    return rx.cond(may, button(_("View the portal as…"), on_click=state.ask(whom), id="deed-view"))


def view_dialog(state: Any, whom: Any, name: Any, begin: Any) -> rx.Component:
    """What will be seen, for how long, and why one looks."""
    # Loaded anew, the portal has a state of its own (`http/events.py`). Whoever comes back here begins nothing.
    asks = run("() => { window.beginsToLook = true; }")
    begun = Change.create(of=state.begun, on_change=run("() => window.beginsToLook && location.assign('/')"))
    asked = dialog(
        DIALOG,
        _("View the portal as %(name)s", name=name),
        el.p(
            _(
                "You will see the portal as it is for them, without being able to change anything or to open their documents. The journal will say so. This ends when you return to your account, and after 30 minutes at most."
            )
        ),
        el.form(
            el.input(type="hidden", name="whom", value=whom),
            text_area(
                "reason", _("Reason (optional), for the journal"), state.errors["reason"], rows="2", max_length=500
            ),
            at_first_fault(state.errors_seq),
            confirm_row(DIALOG, None, label=_("View"), on_click=asks),
            on_submit=begin,
            class_name="mt-3",
        ),
        on_close=state.dismiss,
        refusal=state.errors["form"],
    )
    return rx.fragment(rx.cond((state.asking != "") & (state.asking == whom), asked), begun)


def banner(frame: Any) -> Any:
    """As whom the portal is seen, on top of every page, and the way back."""
    person = rx.cond(
        frame.viewed_role != "",
        _("You see the portal as %(name)s (%(role)s) – read only", name=frame.viewed, role=frame.viewed_role),
        _("You see the portal as %(name)s – read only", name=frame.viewed),
    )
    role = _("You see the portal as the role “%(name)s” – read only", name=frame.viewed)
    back = NativeForm.create(
        button(_("Back to my account"), type="submit", class_name="!border-warn !text-warn whitespace-nowrap"),
        action="/auth/view-end",
        method="post",
        class_name="shrink-0",
    )
    return rx.cond(
        frame.viewed_kind != "",
        el.div(
            el.p(
                rx.cond(frame.viewed_kind == "role", role, person), role="status", class_name="m-0 min-w-0 break-words"
            ),
            back,
            role="region",
            custom_attrs={"aria-label": _("View as somebody else")},
            class_name="looking bg-warn-soft text-warn font-semibold border-b border-warn px-3.5 md:px-7 py-1.5 flex gap-x-4 gap-y-1.5 items-center justify-between flex-wrap",
        ),
    )
