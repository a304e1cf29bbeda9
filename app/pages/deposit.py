"""/locker/deposit: documents are put before people (L4)."""

from typing import Any

import reflex as rx

from app.components.basics import button, link, link_button, panel, size, spinner
from app.components.browser import Change
from app.components.focus import at_first_fault, to_title
from app.components.forms import Draft, check_box, select, text_area
from app.components.recipients import recipient_box
from app.components.uploader import uploader
from app.locales.live import _, _n
from app.pages.parts import establishment_page
from app.state.deposit import DepositState

el = rx.el
State: Any = DepositState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/locker/deposit", _("Deposit a document"), State.load
LOCKER, SENT = "/locker", "/locker/sent"


def page() -> rx.Component:
    """Files, recipients, words; one button that says for how many."""
    return establishment_page(
        Change.create(of=State.made, on_change=to_title()),
        _done(),
        _tight(),
        rx.cond(State.picking != "", _form(), spinner()),
        title=TITLE,
        here=LOCKER,
        right="locker.deposit",
    )


def _form() -> rx.Component:
    return el.form(
        panel(
            _files(),
            recipient_box(State),
            el.div(
                _category(),
                text_area("memo", _("Memo (optional)"), State.errors["memo"], rows="2", max_length=1000),
                class_name="grid md:grid-cols-2 gap-4",
            ),
            el.div(
                check_box("sends_mail", _("Tell them by e-mail"), default_checked=True),
                el.div(
                    link_button(_("Cancel"), LOCKER),
                    button(_deed(), "primary", type="submit"),
                    class_name="flex gap-2 flex-wrap",
                ),
                class_name="flex justify-between items-center gap-3 flex-wrap",
            ),
            Draft.create(name="deposit", of=State.picking),
            at_first_fault(State.errors_seq),
            class_name="flex flex-col gap-4",
        ),
        key=State.made.to_string(),
        on_submit=State.deposit,
        no_validate=True,
    )


def _files() -> rx.Component:
    error, room = State.errors["files"], State.room
    limits = _(
        "At most %(most)s a document · %(left)s are left to you", most=size(room["largest"]), left=size(room["left"])
    )
    place = uploader(
        "/files",
        room["largest"].to(int),
        drop=_("Drop files here"),
        several=True,
        field="files",
        staged=State.staged,
        invalid=rx.cond(error, True, False),
        described_by=rx.cond(error, "files-error files-limits", "files-limits"),
        on_done=lambda _files: State.weigh(),
        on_remove=State.take_out,
    )
    return el.div(
        place,
        el.p(
            rx.cond(room["quota"].to(int) > 0, limits, ""), id="files-limits", class_name="text-[13px] text-muted m-0"
        ),
        rx.cond(error, el.p(error, id="files-error", class_name="text-[13px] text-bad font-medium m-0")),
        class_name="flex flex-col gap-1",
    )


def _deed() -> Any:
    counted = _n("Deposit for %(n)d person", "Deposit for %(n)d people", State.people)
    return rx.cond(State.people > 0, counted, _("Deposit"))


def _category() -> rx.Component:
    each = rx.foreach(State.categories, lambda category: el.option(category["name"], value=category["id"]))
    return select(
        "category", _("Category"), el.option(_("Uncategorised"), value=""), each, error=State.errors["category"]
    )


def _done() -> rx.Component:
    said = _n("%(n)d document is deposited.", "%(n)d documents are deposited.", State.sent)
    seen = link(_("See the distribution"), SENT)
    return rx.cond(State.sent > 0, panel(said, " ", seen, class_name="mb-3.5"))


def _tight() -> rx.Component:
    """From four fifths of a quota on."""
    words = _(
        "Your locker is nearly full: %(left)s are left of %(quota)s. Delete documents of your distribution for good, or ask an administrator for more room.",
        left=size(State.room["left"]),
        quota=size(State.room["quota"]),
    )
    warning = el.p(
        words, role="note", class_name="bg-warn-soft text-warn font-medium rounded-panel px-4 py-2 m-0 mb-3.5"
    )
    return rx.cond((State.room["quota"].to(int) > 0) & State.room["is_tight"], warning)
