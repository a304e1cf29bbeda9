"""How do the figures of an establishment look? One panel each; what a picture shows is also there in words."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, ago, heading, link, muted, number, panel, size
from app.components.charts import days, shares, weight
from app.locales.live import _, _n

el = rx.el
HEAD = "flex justify-between items-baseline gap-x-2 flex-wrap"
BIG = "text-[26px] leading-tight font-bold tabular-nums"


def accounts_panel(accounts: Any) -> rx.Component:
    """How many there are, and of which state; each leads to its list."""
    states = [
        ("active", _n("%(n)d active", "%(n)d active", accounts["active"].to(int)), "bg-accent"),
        ("pending", _n("%(n)d to be activated", "%(n)d to be activated", accounts["pending"].to(int)), "bg-warn"),
        ("blocked", _n("%(n)d blocked", "%(n)d blocked", accounts["blocked"].to(int)), "bg-bad"),
    ]
    return panel(
        heading(_("Accounts")),
        el.p(link(number(accounts["people"]), "/people", f"{LINK} {BIG} !text-ink no-underline"), class_name="m-0 mt-1.5"),
        shares(accounts["people"], [(accounts[state], colour) for state, _words, colour in states]),
        el.ul(
            *(
                el.li(
                    el.span(class_name=f"inline-block size-2.5 rounded-sm {colour}", custom_attrs={"aria-hidden": "true"}),
                    link(words, f"/people?status={state}"),
                    class_name="inline-flex gap-1.5 items-center",
                )
                for state, words, colour in states
            ),
            class_name="list-none m-0 p-0 flex flex-wrap gap-x-4 gap-y-1 text-[13px]",
        ),
    )  # fmt: skip


def roles_panel(roles: Any, span: Any) -> rx.Component:
    """By the role that each account is of first of all; `span` are the columns that it takes."""
    most = rx.cond(roles.length() > 0, roles[0]["n"], 1)

    def role(row: Any) -> rx.Component:
        return el.div(
            el.dt(
                link(row["name"], "/people?role=" + row["id"].to_string()),
                class_name="min-w-0 [overflow-wrap:anywhere]",
            ),
            el.dd(number(row["n"]), class_name="m-0 tabular-nums text-right order-last"),
            el.dd(weight(row["n"], most, False), class_name="m-0", custom_attrs={"aria-hidden": "true"}),
            key=row["id"].to_string(),
            class_name="grid grid-cols-[2fr_2fr_48px] gap-3 items-center py-1 text-[13.5px] break-inside-avoid",
        )

    return panel(
        heading(_("Accounts by role")),
        el.dl(rx.foreach(roles, role), class_name="m-0 mt-2 columns-[300px] gap-8"),
        class_name=span,
    )


def sign_ins_panel(rows: Any) -> rx.Component:
    """Of fourteen days."""
    title = _("Sign-ins, 14 days")
    return panel(
        el.div(heading(title), muted(_today(rows)), class_name=HEAD),
        days(rows, title, _("Sign-ins")),
    )


def lockers_panel(rows: Any, kept: Any) -> rx.Component:
    """What was deposited in fourteen days, and what all documents weigh."""
    title = _("Deposits, 14 days")
    return panel(
        el.div(heading(title), muted(_today(rows)), class_name=HEAD),
        days(rows, title, _("Documents")),
        el.p(
            link(_("Storage used"), "/settings"),
            " ",
            el.b(size(kept["stored"].to(int)), class_name="tabular-nums"),
            " ",
            el.span(
                _n("for %(n)d document", "for %(n)d documents", kept["documents"].to(int)), class_name="text-muted"
            ),
            class_name="m-0 mt-2 text-[13px]",
        ),
    )


def changes_panel(changes: Any) -> rx.Component:
    """The newest lines of the journal."""

    def change(row: Any) -> rx.Component:
        return el.li(
            row["what"],
            rx.cond(row["label"] != "", el.span(" · ", row["label"], class_name="[overflow-wrap:anywhere]")),
            " ",
            el.span(row["actor"], ", ", ago(row["at"]), class_name="text-muted"),
            key=row["id"].to_string(),
            class_name="py-0.5",
        )

    nothing = muted(_("Nothing in the journal."))
    return panel(
        el.div(heading(_("Last changes")), link(_("Journal"), "/journal", f"{LINK} text-[13px]"), class_name=HEAD),
        rx.cond(
            changes.length() > 0,
            el.ul(rx.foreach(changes, change), class_name="list-none m-0 p-0 mt-2 text-[13px]"),
            nothing,
        ),
    )


def _today(rows: Any) -> Any:
    n = rows[-1]["n"].to(int)
    return _n("%(n)d today", "%(n)d today", rx.cond(rows.length() > 0, n, 0))
