"""How is something done to an establishment confirmed? Blocking, unblocking, deleting, resetting a password (E5–E7)."""

from typing import Any

import reflex as rx

from app.components.basics import size
from app.components.dialogs import confirm_row, dialog
from app.components.focus import at_first_fault
from app.components.forms import field, text_area
from app.locales.live import _, _n

el = rx.el


def establishment_dialogs(state: Any) -> Any:
    """The one that `state.asking` names."""
    return rx.match(
        state.asking,
        ("block", _block(state)),
        ("unblock", _unblock(state)),
        ("delete", _delete(state)),
        ("reset", _reset(state)),
        rx.fragment(),
    )


def _block(state: Any) -> rx.Component:
    return dialog(
        "block",
        _("Block this establishment"),
        el.p(
            _("Nobody of it will be able to sign in, and those inside are stopped at their next gesture."),
        ),
        el.form(
            text_area(
                "reason", _("Reason, shown to those who are stopped"), state.errors["reason"], rows="3", max_length=500
            ),
            at_first_fault(state.errors_seq),
            confirm_row("block", None, "danger"),
            on_submit=state.block,
            class_name="mt-3",
        ),
        on_close=state.dismiss,
        refusal=state.errors["form"],
    )


def _unblock(state: Any) -> rx.Component:
    return dialog(
        "unblock",
        _("Unblock this establishment"),
        el.p(_("Its people will be able to sign in again.")),
        confirm_row("unblock", state.unblock),
        on_close=state.dismiss,
        refusal=state.errors["form"],
    )


def _delete(state: Any) -> rx.Component:
    lost = state.losses
    return dialog(
        "delete",
        _("Delete this establishment for ever"),
        el.p(_("What will be lost, and cannot be brought back:")),
        el.ul(
            el.li(_n("%(n)d account", "%(n)d accounts", lost["people"].to(int))),
            el.li(_("its database, its roles and its journal")),
            el.li(_("%(size)s of files", size=size(lost["bytes"]))),
            el.li(_n("%(n)d mail", "%(n)d mails", lost["mails"].to(int))),
            class_name="list-disc pl-5 my-2",
        ),
        el.form(
            field(
                "typed",
                _("Type the number %(number)s to confirm", number=state.card["number"]),
                state.errors["typed"],
                auto_complete="off",
            ),
            at_first_fault(state.errors_seq),
            confirm_row("delete", None, "danger"),
            on_submit=state.delete,
            class_name="mt-3",
        ),
        on_close=state.dismiss,
        refusal=state.errors["form"],
    )


def _reset(state: Any) -> rx.Component:
    return dialog(
        "reset",
        _("Reset the password of %(username)s", username=state.chosen_name),
        el.p(
            _(
                "The present password stops working. The new credentials go to %(email)s.",
                email=state.card["contact_email"],
            ),
        ),
        confirm_row("reset", state.reset_password),
        on_close=state.dismiss,
        refusal=state.errors["form"],
    )
