"""/permissions: what each role may do, all at once (R6)."""

from typing import Any

import reflex as rx

from app.components.basics import button, empty, moment, spinner, tag
from app.components.dialogs import closes, confirm_row, dialog
from app.components.permission_matrix import permission_matrix
from app.locales.live import _, _n
from app.pages.parts import establishment_page
from app.services.permission_matrix import Change
from app.services.permissions import GROUPS, LABELS
from app.state.permissions import PermissionsState

el = rx.el
State: Any = PermissionsState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/permissions", _("Rights"), State.load
RIGHTS = {
    **{str(right): _(label.msgid) for right, label in LABELS.items()},
    **{name: _(label.msgid) for name, (label, _rights) in GROUPS.items()},
    "accounts": _("Manage the accounts"),
}


def page() -> rx.Component:
    """The matrix; a dialog lists what is about to change, another what was changed before."""
    grid = permission_matrix(
        State.columns, State.groups, RIGHTS, lambda changes: State.review(changes.to(list[Change]))
    )
    return establishment_page(
        rx.cond(State.version == "", spinner(), grid),
        rx.match(State.asking, ("save", _save()), ("history", _history()), rx.fragment()),
        title=TITLE,
        here=ROUTE,
        right="permissions.manage",
        actions=(button(_("History"), on_click=State.show_history),),
    )


def _save() -> rx.Component:
    return dialog(
        "save-rights",
        _n("Save %(n)d change of rights", "Save %(n)d changes of rights", State.differences.length()),
        rx.cond(
            State.differences.length() > 0,
            el.ul(rx.foreach(State.differences, _difference), class_name="list-none m-0 p-0"),
            el.p(_("Everything is already so.")),
        ),
        rx.cond(State.differences.length() > 0, confirm_row("save-rights", State.save), _close("save-rights")),
        on_close=State.dismiss,
        refusal=State.errors["form"],
    )


def _difference(change: Any) -> rx.Component:
    return el.li(
        _cell(change),
        el.span(
            _n("%(n)d person", "%(n)d people", change["people"].to(int)), class_name="text-muted text-[13px] shrink-0"
        ),
        class_name="flex justify-between gap-3 py-1.5 border-b border-line last:border-0",
    )


def _cell(change: Any) -> rx.Component:
    return el.span(
        rx.cond(change["gives"].to(bool), tag(_("gives"), "ok"), tag(_("takes"), "bad")),
        " ",
        el.b(change["role"]),
        " ",
        change["right"],
    )


def _history() -> rx.Component:
    return dialog(
        "history",
        _("History of the rights"),
        rx.cond(
            State.past.length() > 0,
            el.ol(rx.foreach(State.past, _past), class_name="list-none m-0 p-0"),
            empty(_("The rights are as they were at first.")),
        ),
        _close("history"),
        on_close=State.dismiss,
        refusal=State.errors["form"],
    )


def _close(name: str) -> rx.Component:
    return el.div(button(_("Close"), on_click=closes(name)), class_name="flex justify-end mt-4")


def _past(line: Any) -> rx.Component:
    changes = line["changes"].to(list[dict[str, Any]])
    return el.li(
        el.div(
            el.b(line["actor"]),
            " ",
            el.span(moment(line["at"]), class_name="text-muted"),
            el.ul(
                rx.foreach(changes, lambda change: el.li(_cell(change))),
                class_name="list-none m-0 mt-1 p-0 flex flex-col gap-1",
            ),
            class_name="min-w-0",
        ),
        button(_("Revert"), on_click=State.revert(line["id"].to(int))),
        class_name="flex justify-between items-start gap-3 py-2.5 border-b border-line last:border-0",
    )
