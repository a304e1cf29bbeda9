"""How is the publication of web spaces shown? The base, a card a space, and the question before one is stopped."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, PANEL, heading, link, moment, muted
from app.components.dialogs import confirm_row, dialog
from app.components.toggle import toggle
from app.locales.live import _, _n

el = rx.el
BASE = "base"
CARD = f"{PANEL} p-4 md:px-[18px] flex flex-col gap-1 min-w-0"
HEAD = "flex justify-between items-center gap-3"


def base_card(state: Any, *more: Any) -> rx.Component:
    """The publication as a whole, with its switch; `more` is said after since when."""
    base = state.base
    is_on = base["is_published"]
    return el.section(
        el.div(
            el.div(
                heading(rx.cond(is_on, _("Base published"), _("Base stopped"))),
                muted(_since(base), *more),
                class_name="min-w-0",
            ),
            publication_switch(state, BASE, is_on, _("Base published"), is_base=True),
            class_name=HEAD,
        ),
        rx.cond(is_on, rx.fragment(), muted(_("Nobody enters but those who publish web spaces."))),
        class_name=CARD,
    )


def space_card(state: Any, row: Any, name: Any) -> rx.Component:
    """One space, with its switch."""
    return el.section(
        el.div(
            el.h2(
                link(name, "/spaces/" + row["code"], "text-inherit no-underline hover:underline"),
                class_name="text-[15px] font-semibold m-0 min-w-0 break-words",
            ),
            publication_switch(state, row["code"], row["is_published"], _("%(name)s: published", name=name)),
            class_name=HEAD,
        ),
        muted(people(row)),
        planned(row),
        class_name=CARD,
    )


def publication_switch(state: Any, what: Any, is_on: Any, label: Any, *, is_base: bool = False) -> rx.Component:
    """Publishes at once; asks before it stops."""
    return toggle(
        label,
        is_on,
        rx.cond(is_on, state.ask(what), state.publish(what)),
        _("Live") if is_base else _("Published"),
        _("Off") if is_base else _("Stopped"),
    )


def people(row: Any) -> Any:
    """How many may enter, and how many guardians may not."""
    n, without = row["people"].to(int), row["without"].to(int)
    counted = _n("%(n)d person", "%(n)d people", n)
    with_some = rx.fragment(counted, ", ", _n("%(n)d without access", "%(n)d without access", without))
    return rx.cond(row["code"] == "VISITORS", _("without signing in"), rx.cond(without > 0, with_some, counted))


def planned(row: Any) -> rx.Component:
    """What the clock will do."""
    return rx.fragment(
        rx.cond(row["opens_at"] != "", muted(_("Opens:"), " ", moment(row["opens_at"]))),
        rx.cond(row["closes_at"] != "", muted(_("Closes:"), " ", moment(row["closes_at"]))),
    )


def stop_dialog(state: Any, name: Any) -> Any:
    """What stopping means; `name` is that of the space asked about."""
    is_base = state.asking == BASE
    title = rx.cond(is_base, _("Stop the base"), _("Stop the web space %(name)s", name=name))
    base = _(
        "Nobody enters any more but those who publish web spaces; everybody else who is inside is led out at once."
    )
    space = _("Whoever is inside and may enter no other space is led out at once. Nothing is deleted.")
    asked = dialog(
        "stop",
        title,
        el.p(rx.cond(is_base, base, space), class_name="m-0"),
        confirm_row("stop", state.stop, "danger", _("Stop publishing")),
        on_close=state.dismiss,
    )
    return rx.cond(state.asking != "", asked)


def _since(base: Any) -> Any:
    return rx.cond(
        base["since"] != "",
        rx.fragment(_("Since"), " ", moment(base["since"]), " · ", base["by"]),
        _("Since the beginning"),
    )


def entering(tally: Any) -> rx.Component:
    """Of those who are let in, how far they come."""
    n, account, password = (tally[name].to(int) for name in ("entering", "account", "password"))
    return el.ul(
        el.li(_n("%(n)d can come in", "%(n)d can come in", n)),
        rx.cond(account > 0, el.li(_n("%(n)d has no active account", "%(n)d have no active account", account))),
        rx.cond(
            password > 0,
            el.li(_n("%(n)d must choose a password first", "%(n)d must choose a password first", password)),
        ),
        class_name="m-0 mt-2 pl-5",
    )


def why(code: Any) -> rx.Component:
    """To the page that explains it for one person."""
    return link(_("Why can somebody not get in?"), "/access?right=space-" + code, LINK)
