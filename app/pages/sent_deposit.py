"""/locker/sent/<id>: one deposit: who has and who has not opened it, and what can be done about it (L6)."""

from typing import Any

import reflex as rx

from app.components.basics import (
    absent,
    button,
    empty,
    facts,
    heading,
    link_button,
    moment,
    muted,
    panel,
    size,
    spinner,
    tag,
)
from app.components.browser import Change
from app.components.deposit_dialogs import dialogs
from app.components.filters import Filter, filter_bar, options, unfilter
from app.components.focus import to_title
from app.components.lists import Column, table
from app.components.lockers import category, opening, person, present, version_list
from app.locales.live import _, _n
from app.pages.parts import establishment_page
from app.pages.sent import opened
from app.state.arrivals import ArrivalState
from app.state.sent_deposit import SentDepositState

el = rx.el
State: Any = SentDepositState  # a class attribute is a Var here, which no type checker knows
Arrivals: Any = ArrivalState
ROUTE, LOAD = "/locker/sent/[deposit]", State.load
TITLE = rx.cond(State.card["name"] != "", State.card["name"], _("Document"))
LIST = "/locker/sent"


def page() -> rx.Component:
    """The recipients on one side, the document on the other."""
    missing = absent(_("This document does not exist, or is no longer there."), _("Back to the list"), LIST)
    found = el.div(
        el.div(_recipients(), class_name="min-w-0"),
        el.div(_facts(), _versions(), class_name="flex flex-col gap-4 min-w-0 max-lg:order-first"),
        class_name="grid lg:grid-cols-[2fr_1fr] gap-4 items-start",
    )
    return establishment_page(
        rx.cond(State.is_missing, missing, rx.cond(State.card["id"].to(int) > 0, found, spinner())),
        dialogs(State),
        Change.create(of=Arrivals.changes, on_change=State.read_again),
        title=TITLE,
        here="/locker",
        actions=(link_button(_("Back to the list"), LIST), rx.cond((State.waiting > 0) & ~State.is_missing, _remind())),
    )


def _facts() -> rx.Component:
    card = State.card
    return panel(
        el.div(
            heading(_("Document")),
            rx.cond(card["is_withdrawn"], tag(_("withdrawn"), "warn")),
            rx.cond(card["is_trashed"], tag(_("in the trash"), "warn")),
            class_name="flex gap-2 items-baseline flex-wrap",
        ),
        rx.cond(card["memo"] != "", el.p(card["memo"], class_name="whitespace-pre-wrap break-words my-2")),
        facts(
            (_("Sent by"), person(card["depositor"])),
            (_("Category"), category(card["category"])),
            (_("Size"), size(card["size"].to(int))),
            (_("Deposited"), moment(card["sent_at"])),
            (_("Version"), present(card)),
            (_("Opened"), opened(card)),
        ),
        el.div(
            link_button(_("Read"), "/locker/" + card["id"].to_string()),
            rx.cond(card["is_mine"], _deeds()),
            class_name="flex gap-2 flex-wrap mt-3",
        ),
    )


def _remind() -> rx.Component:
    return button(
        _n("Remind %(n)d person", "Remind %(n)d people", State.waiting),
        "primary",
        on_click=[to_title(), State.remind],  # with nobody left to remind it goes
        id="deed-remind",
    )


def _deeds() -> Any:
    """What its depositor can do with it, in the trash or not."""
    alive = rx.fragment(
        button(_("Modify"), on_click=State.ask("modify"), id="deed-modify"),
        button(_("Add recipients"), on_click=State.ask("add"), id="deed-add"),
        button(_("Replace the file"), on_click=State.ask("replace"), id="deed-replace"),
        button(_("Delete for everyone"), "danger", on_click=State.ask("trash"), id="deed-trash"),
    )
    return rx.cond(State.card["is_trashed"], button(_("Restore"), "primary", on_click=State.restore), alive)


def _versions() -> Any:
    shown = panel(heading(_("Versions")), version_list(State.versions, State.card["id"]))
    return rx.cond(State.versions.length() > 1, shown)


def _recipients() -> rx.Component:
    states = options(
        ("", _("All")),
        ("unopened", _("Not opened")),
        ("outdated", _("Earlier version")),
        ("read", _("Opened")),
    )
    is_filtered = (State.q != "") | (State.filters.length() > 0)
    nothing = rx.cond(
        is_filtered,
        empty(_("Nobody matches."), _("Fewer filters or fewer words find more people."), unfilter(State)),
        empty(_("Nobody has received it yet.")),
    )
    return el.div(
        filter_bar(State, [Filter("opening", _("State"), states)]),
        table(State, _columns(), nothing=nothing, label=_("Recipients")),
    )


def _columns() -> list[Column]:
    return [
        Column(_("Recipient"), _recipient, "name", least=172),
        Column(_("State"), lambda row: opening(row["opening"])),
        Column(_("Opened"), lambda row: moment(row["opened_at"]), "opened"),
        Column(_("Reminded"), _reminded),
    ]


def _recipient(row: Any) -> rx.Component:
    return rx.fragment(
        el.span(row["name"], class_name="font-semibold"),
        rx.cond(row["is_removed"], muted(_("removed it from their locker"))),
        rx.cond(row["has_locker"], rx.fragment(), muted(_("has no locker any more"))),
    )


def _reminded(row: Any) -> Any:
    n = row["reminders"].to(int)
    times = el.span(_n("%(n)d time", "%(n)d times", n), ", ", moment(row["reminded_at"], with_time=False))
    return rx.cond(n > 0, times, "–")
