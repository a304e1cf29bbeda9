"""How does what is beside the form of a person look? Their state, their sessions, their rights, and the tabs."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from app.components.basics import LINK, button, empty, facts, heading, link, link_button, moment, muted, panel, tag
from app.components.states import person_state
from app.locales.live import _

el = rx.el
TAB = "px-3 max-md:px-2 py-2 font-semibold no-underline text-ink border-b-[3px] border-transparent aria-[current=page]:border-accent aria-[current=page]:text-accent hover:bg-soft whitespace-nowrap"


def tabs(base: Any, here: Any, may: Any) -> rx.Component:
    """What there is of a person, each at an address of its own; one sees those that one may."""
    entries: Sequence[tuple[str, Any, str]] = (
        ("sign-ins", _("Sign-ins"), "people.secure"),
        ("rights", _("Rights"), "access.explain"),
        ("journal", _("Journal"), "journal.read"),
    )
    shown = [_tab(_("Data"), base, here == "")]
    shown += [
        rx.cond(may.contains(right), _tab(label, base + "?tab=" + name, here == name)) for name, label, right in entries
    ]
    return el.nav(
        *shown,
        custom_attrs={"aria-label": _("Parts of the page")},
        class_name="flex gap-1 border-b border-line mb-3.5 overflow-x-auto",
    )


def _tab(label: Any, to: Any, is_here: Any) -> rx.Component:
    return rx.cond(
        is_here,
        el.a(label, href=to, class_name=TAB, custom_attrs={"aria-current": "page"}),
        link(label, to, TAB),
    )


def state_panel(card: Any, may: Any, ask: Any) -> rx.Component:
    """Whether the account can be used, and the buttons that change it; the server asks for the right again."""
    is_mine = card["is_oneself"]
    near = card["is_reachable"] & ~is_mine

    def deed(label: Any, what: str, shown: Any, look: str = "plain") -> rx.Component:
        return rx.cond(shown, button(label, look, on_click=ask(what), id=f"deed-{what}"))

    blocks, secures = may.contains("people.block") & near, may.contains("people.secure")
    return panel(
        heading(_("State")),
        facts(
            (
                _("State"),
                el.span(
                    person_state(card["state"]),
                    " ",
                    rx.cond(card["must_change"], tag(_("New password asked for"), "warn")),
                ),
            ),
            (_("Member since"), moment(card["created_at"], with_time=False)),
            (_("Last access"), moment(card["last_access"])),
            (
                _("Last change"),
                el.span(
                    moment(card["changed_at"]), rx.cond(card["changed_by"] != "", el.span(" · ", card["changed_by"]))
                ),
            ),
            class_name="mt-2",
        ),
        rx.cond(
            card["data_source"] != "", facts((_("Data source"), card["data_source"]), class_name="border-t border-line")
        ),
        el.div(
            deed(_("Unblock"), "unblock", blocks & (card["state"] == "blocked")),
            deed(
                _("Send an activation link"),
                "activate",
                secures & near & (card["state"] == "pending") & (card["email"] != ""),
            ),
            deed(_("Ask for a new password"), "require", secures & near & card["has_password"] & ~card["must_change"]),
            deed(_("Close all sessions"), "sign-out", secures & (near | is_mine)),
            deed(_("Block"), "block", blocks & (card["state"] != "blocked"), "danger"),
            rx.cond(
                may.contains("people.cancel") & near,
                link_button(_("Cancel the account"), "/people/" + card["id"].to_string() + "/cancel", "danger"),
            ),
            class_name="flex gap-2 flex-wrap mt-3 empty:hidden",
        ),
        rx.cond(
            may.contains("access.explain"),
            el.div(
                link(_("Why does this person have a right, or not?"), "/access?person=" + card["id"].to_string(), LINK),
                class_name="mt-3",
            ),
        ),
    )


def read_only(card: Any, may: Any) -> rx.Component:
    """What one may see of somebody whom one may not change, and why not."""
    why = rx.cond(
        may.contains("people.edit"),
        _("You may not manage the accounts of these roles: %(roles)s.", roles=card["barrier"]),
        _("You may see this person, not modify them."),
    )
    return panel(
        heading(_("Data")),
        el.p(why, class_name="bg-soft rounded-control px-3 py-2 m-0"),
        facts(
            (_("Last name"), card["last_name"]),
            (_("First name"), card["first_name"]),
            (_("Username"), card["username"]),
            (_("E-mail"), card["email"]),
            (_("Language"), rx.cond(card["language"] == "en", "English", "Français")),
            (_("Roles"), card["held"]),
            (_("Services"), card["services"]),
        ),
        class_name="flex flex-col gap-3",
    )


def sessions_panel(opened: Any) -> rx.Component:
    """The browsers where somebody is signed in now."""

    def line(row: Any) -> rx.Component:
        return el.li(
            el.div(el.b(row["browser"]), " ", rx.cond(row["is_this"], tag(_("this browser"), "accent"))),
            el.div(
                _("Last used: "),
                moment(row["seen_at"]),
                " · ",
                _("since "),
                moment(row["began_at"]),
                " · ",
                row["address"],
                class_name="text-[13px] text-muted",
            ),
            class_name="py-2 border-b border-line last:border-0",
        )

    return panel(
        heading(_("Open sessions")),
        rx.cond(
            opened.length() > 0,
            el.ul(rx.foreach(opened, line), class_name="list-none m-0 p-0"),
            muted(_("Signed in nowhere at this moment.")),
        ),
    )


def rights_panel(rights: Any, person: Any, words: Callable[[Any], Any]) -> rx.Component:
    """Each right in its `words`, the roles that it comes from, and the way to the whole explanation."""

    def line(row: Any) -> rx.Component:
        why = "/access?person=" + person.to_string() + "&right=" + row["value"]
        return el.li(
            el.div(link(words(row), why), el.div(_("from "), row["sources"], class_name="text-[13px] text-muted")),
            class_name="py-1.5 border-b border-line only:border-0",
        )

    return panel(
        heading(_("Rights that the roles bring together")),
        rx.cond(
            rights.length() > 0,
            el.ul(rx.foreach(rights, line), class_name="list-none m-0 p-0 grid md:grid-cols-2 gap-x-5"),
            empty(_("No role of this person brings a right today.")),
        ),
    )
