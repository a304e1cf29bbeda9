"""How does a space of one's own look? Whom one is, those one answers for, what there is to read."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, ago, counter, facts, heading, link, muted, panel, tag
from app.components.lockers import person
from app.components.person_panels import TAB
from app.locales.live import _, _n

el = rx.el

STATUSES: dict[str, Any] = {
    "legal": _("Legally responsible"),
    "in-charge": _("In charge"),
    "contact": _("Contact"),
}


def space_tabs(spaces: Any, here: Any, named: Any, administers: Any, is_overview: Any) -> rx.Component:
    """The home of whoever may enter several spaces: one tab each, `named`, after that of the establishment."""

    def tab(code: Any) -> Any:
        name = named(code)
        return rx.cond((code == here) & ~is_overview, _here(name), link(name, "/?space=" + code, TAB))

    whole = _("Administration")
    first = rx.cond(is_overview, _here(whole), link(whole, "/", TAB))
    return el.nav(
        rx.cond(administers, first),
        rx.foreach(spaces, tab),
        custom_attrs={"aria-label": _("My spaces")},
        class_name="flex gap-1 border-b border-line mb-4 overflow-x-auto",
    )


def _here(name: Any) -> rx.Component:
    return el.span(name, class_name=TAB, custom_attrs={"aria-current": "page"})


def documents_panel(documents: Any, unread: Any, deposit: Any) -> rx.Component:
    """The newest that one has to read, and the way to the others."""

    def document(row: Any) -> rx.Component:
        return el.li(
            link(row["name"], "/locker/" + row["id"].to_string(), f"{LINK} font-semibold [overflow-wrap:anywhere]"),
            rx.cond(row["is_update"], el.span(" ", tag(_("modified since you read it"), "warn"))),
            el.div(person(row["sender"]), " · ", ago(row["at"]), class_name="text-[13px] text-muted"),
            key=row["id"].to_string(),
            class_name="py-2 border-b border-line last:border-0",
        )

    nothing = muted(_("You have read everything. What is deposited for you appears here by itself."), class_name="mt-2")
    to_read = _n("%(n)d document to read", "%(n)d documents to read", unread)
    return panel(
        el.div(heading(_("Documents to read")), counter(unread, to_read), class_name="flex gap-2 items-center"),
        rx.cond(
            documents.length() > 0,
            el.ul(rx.foreach(documents, document), class_name="list-none m-0 p-0 mt-1"),
            nothing,
        ),
        el.div(
            link(_("Open my locker"), "/locker"),
            deposit,
            class_name="flex gap-3 flex-wrap items-center justify-between mt-3",
        ),
    )


def profile_panel(own: Any, roles: Any, services: Any) -> rx.Component:
    """Who one is here, and the way to change it."""
    return panel(
        heading(_("My profile")),
        facts(
            (_("First and last name"), own["name"]),
            (_("E-mail"), rx.cond(own["email"] != "", own["email"], _("None yet"))),
            (_("Roles"), _tags(roles)),
            class_name="mt-1",
        ),
        rx.cond(services.length() > 0, facts((_("Services"), _tags(services)), class_name="border-t border-line")),
        el.p(link(_("My account"), "/account"), class_name="m-0 mt-2"),
    )


def relatives_panel(relatives: Any, space: Any) -> Any:
    """The students whom a guardian follows; the guardians of a student; nothing elsewhere."""
    students = _people(
        _("Students you follow"),
        relatives,
        _("The school has not noted yet which students you follow. Its office can do it."),
        lambda row: rx.match(row["status"], *((code, tag(said)) for code, said in STATUSES.items()), rx.fragment()),
    )
    guardians = _people(
        _("My guardians"),
        relatives,
        _("The school has not noted your guardians yet. Its office can do it."),
        lambda _row: rx.fragment(),
    )
    return rx.match(space, ("GUARDIANS", students), ("STUDENTS", guardians), rx.fragment())


def _people(title: Any, rows: Any, nothing: Any, beside: Any) -> rx.Component:
    def one(row: Any) -> rx.Component:
        return el.li(
            el.span(row["name"], class_name="[overflow-wrap:anywhere]"),
            beside(row),
            key=row["id"].to_string(),
            class_name="flex gap-2 flex-wrap justify-between items-center py-1.5 border-b border-line last:border-0",
        )

    return panel(
        heading(title),
        rx.cond(
            rows.length() > 0,
            el.ul(rx.foreach(rows, one), class_name="list-none m-0 p-0 mt-1"),
            muted(nothing, class_name="mt-2"),
        ),
    )


def _tags(names: Any) -> rx.Component:
    return el.span(rx.foreach(names, lambda name: tag(name, "")), class_name="flex gap-1 flex-wrap")
