"""/platform/mail: what the portal writes to people, and what became of it."""

from typing import Any

import reflex as rx

from app.components.basics import button, empty, facts, moment
from app.components.dialogs import closes, dialog
from app.components.filters import Filter, filter_bar, options
from app.components.lists import Column, table
from app.components.states import mail_state
from app.locales.live import _
from app.pages.parts import platform_page
from app.state.mails import MailsState

el = rx.el
State: Any = MailsState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/platform/mail", _("Mails"), State.load
_states = options(("", _("All")), ("waiting", _("Waiting")), ("sent", _("Sent")), ("failed", _("Failed")))


def page() -> rx.Component:
    """The list, and the mail that is open."""
    return platform_page(
        filter_bar(State, [Filter("status", _("State"), _states)]),
        table(
            State,
            [
                Column(_("Subject"), _subject),
                Column(_("Recipient"), lambda row: el.span(row["recipient"], class_name="break-words"), "recipient"),
                Column(_("Written"), lambda row: moment(row["created_at"]), "created"),
                Column(_("State"), lambda row: mail_state(row["state"]), "state"),
            ],
            nothing=empty(_("No mail.")),
            label=TITLE,
        ),
        rx.cond(State.card["id"].to(int) > 0, _mail()),
        title=TITLE,
        here=ROUTE,
    )


def _subject(row: Any) -> rx.Component:
    return el.button(
        row["subject"],
        type="button",
        on_click=State.open(row["id"]),
        class_name="text-accent underline font-semibold cursor-pointer bg-transparent text-left min-h-[24px]",
    )


def _mail() -> rx.Component:
    card = State.card
    return dialog(
        "mail",
        card["subject"],
        facts(
            (_("Recipient"), el.span(card["recipient_name"], " <", card["recipient"], ">", class_name="break-words")),
            (_("Written"), moment(card["created_at"])),
            (_("Sent"), moment(card["sent_at"])),
            (_("State"), mail_state(card["state"])),
        ),
        rx.cond(
            card["error"] != "",
            el.p(_("Answer of the mail server: %(error)s", error=card["error"]), class_name="text-bad break-words"),
        ),
        el.pre(card["text"], class_name="whitespace-pre-wrap break-words font-sans bg-soft rounded-control p-3 my-3"),
        el.div(
            rx.cond(card["state"] != "sent", button(_("Send again now"), on_click=State.retry(card["id"]))),
            button(_("Close"), on_click=closes("mail")),
            class_name="flex justify-end gap-2",
        ),
        on_close=State.close,
    )
