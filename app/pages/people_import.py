"""/people/import: a file of people becomes accounts (F1)."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from app.components.basics import LINK, facts, heading, link, link_button, muted, named, number, panel, tag
from app.components.forms import select
from app.components.imports import confirmation, lines, refusals, sending
from app.components.work import is_open, progress_panel
from app.locales.live import _, _n
from app.pages.parts import establishment_page
from app.services.people_columns import MAX_BYTES
from app.state.people_import import PeopleImportState

el = rx.el
State: Any = PeopleImportState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/people/import", _("Import people"), State.load
LIST = "/people"
# Those whom an import has added, the newest first, who have no password yet.
NEWEST = "/people?status=pending&source=CSV&sort=-created"
WAYS: dict[str, Any] = {
    "both": _("Add and update people"),
    "add": _("Only add those who are not there"),
    "update": _("Only update those who are there"),
}


def page() -> rx.Component:
    """Send, look, confirm, follow."""
    return establishment_page(
        sending(
            "/people/import/file",
            MAX_BYTES,
            _("Drop a CSV file of people here"),
            State.uploaded,
            _(
                "An export of Pronote, of an ENT or of a spreadsheet. Columns are found by their headings, in any order: last name, first name, e-mail, username, primary role, other roles, services, language."
            ),
            _way(),
        ),
        _rules(),
        progress_panel(State, "/jobs/", 250),
        _result(),
        rx.cond(State.preview["file"] != "", _preview()),
        title=TITLE,
        here=LIST,
        right="people.read people.add|people.edit",
        actions=(link_button(_("Back to the list"), LIST),),
    )


def _way() -> rx.Component:
    def option(way: Any) -> rx.Component:
        words: Any = rx.match(way, *WAYS.items(), "")
        return el.option(words, value=way)

    return select(
        "way",
        _("What the import may do"),
        rx.foreach(State.ways, option),
        value=State.way,
        on_change=State.choose,
        class_name="md:max-w-[340px] mb-3",
    )


def _rules() -> rx.Component:
    """What one may want to know before; open until there is a file."""
    said = (
        _("A person is recognised by the username, where the line has one, else by the e-mail address."),
        _(
            "An update changes the names, the e-mail address, the language and the primary role to what the file says, and adds roles and services. It takes nothing away: the former primary role is kept as another role, and an empty cell changes nothing."
        ),
        _("A new person without a username gets one made of the names, and without a role is a student."),
        _("New people have no password. Once imported, send them activation codes from the list of people."),
    )
    listed = el.ul(
        *(el.li(each) for each in said), class_name="m-0 mt-2 pl-5 list-disc flex flex-col gap-1 text-[14px]"
    )
    return panel(
        el.details(
            el.summary(_("What an import does"), class_name="cursor-pointer font-semibold"),
            listed,
            open=(State.preview["file"] == "") & (State.job["id"].to(int) == 0),
        ),
        class_name="mt-3",
    )


def _result() -> Any:
    """What came of it, once it is over."""
    job = State.job
    result = job["result"].to(dict[str, int])
    told = panel(
        heading(_("What the import did")),
        facts(
            (_("Added"), number(result["added"])),
            (_("Updated"), number(result["updated"])),
            (_("Already as in the file"), number(result["unchanged"])),
            class_name="max-w-[620px] w-full",
        ),
        rx.cond(
            result["added"] > 0,
            link(_("See those who were added, to send them activation codes"), NEWEST, LINK),
        ),
        class_name="mb-3 flex flex-col gap-3 items-start",
    )
    is_over = (job["id"].to(int) > 0) & ~is_open(job) & result.contains("added")
    return rx.cond(is_over, told)


def _preview() -> rx.Component:
    plan = State.preview
    to_do = plan["added"].to(int) + plan["updated"].to(int)
    return panel(
        heading(_("What the import will do")),
        facts(
            (_("Lines read"), number(plan["rows"])),
            (_("People to add"), number(plan["added"])),
            (_("People to update"), number(plan["updated"])),
            (_("Already as in the file"), number(plan["unchanged"])),
            (_("Left out"), number(_left_out(plan))),
            (_("Lines refused"), number(plan["refused_total"])),
            class_name="max-w-[620px]",
        ),
        _why_left_out(plan),
        _columns(),
        _first(),
        _updates(),
        refusals(State.refused, plan["refused_total"].to(int)),
        confirmation(_n("Import %(n)d person", "Import %(n)d people", to_do), to_do, State.confirm),
        class_name="mt-3 flex flex-col gap-3",
    )


def _left_out(plan: Any) -> Any:
    return plan["there"].to(int) + plan["unknown"].to(int) + plan["namesake"].to(int)


def _why_left_out(plan: Any) -> rx.Component:
    there, unknown, namesake = (plan[name].to(int) for name in ("there", "unknown", "namesake"))
    said = (
        (there, _n("%(n)d person is there already.", "%(n)d people are there already.", there)),
        (unknown, _n("%(n)d person is not there.", "%(n)d people are not there.", unknown)),
        (
            namesake,
            _n(
                "%(n)d line has only a name, that somebody has: give a username or an e-mail address.",
                "%(n)d lines have only a name, that somebody has: give a username or an e-mail address.",
                namesake,
            ),
        ),
    )
    return el.div(*(rx.cond(n > 0, muted(words)) for n, words in said), class_name="empty:hidden")


def _columns() -> rx.Component:
    """What each heading was recognised as."""

    def column(one: Any) -> rx.Component:
        return el.li(tag(one["heading"]), " → ", one["field"], class_name="whitespace-nowrap")

    return el.div(
        muted(_("Columns that were recognised:")),
        el.ul(
            rx.foreach(State.columns, column),
            class_name="list-none m-0 p-0 flex flex-wrap gap-x-4 gap-y-1 text-[14px]",
        ),
        rx.cond(
            State.preview["ignored"] != "",
            muted(named(_("Columns that are ignored"), State.preview["ignored"]), class_name="mt-1"),
        ),
    )


def _first() -> Any:
    heads = _("Line"), _("Person"), _("Username"), _("E-mail"), _("Roles"), _("Services")
    names = "line", "name", "username", "email", "roles", "services"
    return _some(_("The first people, as they will be read:"), heads, State.first, names)


def _updates() -> Any:
    heads = _("Line"), _("Person"), _("Change")
    return _some(_("The first updates:"), heads, State.updates, ("line", "name", "changes"))


def _some(label: Any, heads: Sequence[Any], rows: Any, names: Sequence[str]) -> Any:
    """Some lines under words that say which, where there are any."""
    shown = lines(label, heads, rows, lambda row: [row[name] for name in names])
    return rx.cond(rows.length() > 0, el.div(muted(label), shown))
