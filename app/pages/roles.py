"""/roles: every role of the school, in alphabetical order (R1–R5)."""

from typing import Any

import reflex as rx

from app.components.basics import button, empty, link_button, number, size, tag
from app.components.browser import Change, js
from app.components.filters import Filter, filter_bar, options, unfilter
from app.components.lists import Column, row_link, table
from app.components.roles import KINDS, deletion, role_kind
from app.components.selection import Selection
from app.locales.live import _, _n
from app.pages.parts import establishment_page
from app.state.roles import RolesState

el = rx.el
State: Any = RolesState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/roles", _("Roles"), State.load


class Deletable(Selection):
    """Roles that may be deleted; the others have no box (R4)."""

    def box(self, row: Any) -> rx.Component:
        """The box of a row that has one."""
        return rx.cond(row["may_delete"].to(bool), Selection.box(self, row), rx.fragment())

    def page_box(self, rows: Any, label: Any) -> rx.Component:
        """The box of all that have one."""
        return Selection.page_box(self, js("({rows}).filter(row => row.may_delete)", rows=rows), label)


TICKED = Deletable("roles", lambda row: _("Select %(name)s", name=row["name"]))


def page() -> rx.Component:
    """The list; what is ticked can be deleted."""
    columns = [
        Column(_("Name"), lambda row: row_link(row["name"], "/roles/" + row["code"].to(str)), "name", least=130),
        Column(_("Code"), lambda row: el.code(row["code"], class_name="text-[13px]"), "code", least=166),
        Column(_("Kind"), lambda row: role_kind(row["kind"]), "kind"),
        Column(_("Holders"), lambda row: number(row["holders"]), numeric=True),
        Column(_("As primary"), lambda row: number(row["primary"]), numeric=True),
        Column(
            _("Locker quota"),
            lambda row: rx.cond(row["quota"].to(int) < 0, "–", size(row["quota"])),
            numeric=True,
        ),
        Column(
            _("Built in"), lambda row: rx.cond(row["is_builtin"].to(bool), tag(_("Built in")), rx.fragment()), bare=True
        ),
    ]
    return establishment_page(
        filter_bar(State, [Filter("kind", _("Kind"), options(("", _("All")), *KINDS.items()))]),
        _bar(),
        table(
            State,
            columns,
            nothing=empty(_("No role has these words."), unfilter(State)),
            label=TITLE,
            selection=TICKED,
        ),
        rx.cond(State.asking == "delete", deletion(State)),
        Change.create(of=State.deleted, on_change=TICKED.clear()),
        title=TITLE,
        here=ROUTE,
        right="roles.manage",
        actions=(link_button(_("Add a role"), "/roles/new", "primary"),),
    )


def _bar() -> rx.Component:
    return rx.cond(
        TICKED.count > 0,
        el.section(
            el.b(_n("%(n)d selected", "%(n)d selected", TICKED.count), role="status"),
            button(_("Select none"), "quiet", on_click=TICKED.clear()),
            button(_("Delete"), "danger", on_click=State.ask_delete(TICKED.ids)),
            custom_attrs={"aria-label": _("Actions")},
            class_name="stays flex gap-2.5 items-center flex-wrap bg-accent-soft border border-accent rounded-panel px-3.5 py-2 my-3",
        ),
    )
