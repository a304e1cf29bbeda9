"""/locker/<id>: one document, read in the page; where links in mails lead (L5)."""

from typing import Any

import reflex as rx

from app.components.basics import (
    BUTTON,
    LINK,
    LOOKS,
    absent,
    facts,
    heading,
    link,
    link_button,
    moment,
    panel,
    size,
    spinner,
)
from app.components.lockers import category, download, person, present, preview, reading, version_list
from app.locales.live import _
from app.pages.parts import establishment_page
from app.state.document import DocumentState

el = rx.el
State: Any = DocumentState  # a class attribute is a Var here, which no type checker knows
ROUTE, LOAD = "/locker/[document]", State.load
TITLE = rx.cond(State.card["name"] != "", State.card["name"], _("Document"))
LIST = "/locker"


def page() -> rx.Component:
    """The document beside what is to know of it; on a phone above."""
    missing = absent(_("This document does not exist, or is no longer there."), _("Back to the locker"), LIST)
    found = el.div(
        el.div(preview(State.card), class_name="min-w-0"),
        el.div(_facts(), _versions(), class_name="flex flex-col gap-4 min-w-0"),
        class_name="grid lg:grid-cols-[2fr_1fr] gap-4 items-start",
    )
    return establishment_page(
        rx.cond(State.is_missing, missing, rx.cond(State.card["id"].to(int) > 0, found, spinner())),
        title=TITLE,
        here=LIST,
        actions=(link_button(_("Back to the locker"), LIST), rx.cond(State.card["id"].to(int) > 0, _download())),
    )


def _download() -> rx.Component:
    return download(State.card["id"], State.card["name"], f"{BUTTON} {LOOKS['primary']}")


def _facts() -> rx.Component:
    card = State.card
    received = rx.cond(card["received_at"] != "", moment(card["received_at"]), "–")
    own = link(_("Who has opened it"), "/locker/sent/" + card["id"].to_string(), LINK)
    return panel(
        el.div(heading(_("Document")), reading(card["status"]), class_name="flex gap-2 items-baseline flex-wrap"),
        rx.cond(card["memo"] != "", el.p(card["memo"], class_name="whitespace-pre-wrap break-words my-2", id="memo")),
        facts(
            (_("Sent by"), person(card["sender"])),
            (_("Category"), category(card["category"])),
            (_("Size"), size(card["size"].to(int))),
            (_("Received on"), received),
            (_("Version"), present(card)),
        ),
        rx.cond(card["is_own"], el.p(own, class_name="mt-2 mb-0")),
    )


def _versions() -> Any:
    """For its depositor alone."""
    shown = panel(heading(_("Versions")), version_list(State.versions, State.card["id"]))
    return rx.cond(State.versions.length() > 1, shown)
