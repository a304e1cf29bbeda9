"""How do roles read? The words of their kinds, and what deleting some of them takes away."""

from typing import Any

import reflex as rx

from app.components.basics import muted
from app.components.browser import js
from app.components.dialogs import confirm_row, dialog
from app.locales.live import _, _n

el = rx.el

KINDS: dict[str, Any] = {
    "student": _("Student"),
    "teacher": _("Teacher"),
    "staff": _("Staff"),
    "guardian": _("Guardian"),
    "other": _("Other"),
}


def role_kind(kind: Any) -> Any:
    """The sort of person that a role is for."""
    return rx.match(kind, *((name, word) for name, word in KINDS.items()), KINDS["other"])


def listed(items: Any) -> Any:
    """Several words in one sentence."""
    return js("({items}).join(', ')", items=items).to(str)


def deletion(state: Any) -> rx.Component:
    """Who holds them, who becomes a student, what nobody may or reaches any more; then *Confirm*."""
    lost = state.impact
    return dialog(
        "delete-roles",
        _("Delete: %(names)s", names=listed(lost["names"])),
        el.ul(
            el.li(
                rx.cond(
                    lost["holders"].to(int) > 0,
                    _n("%(n)d person loses it", "%(n)d people lose it", lost["holders"].to(int)),
                    _("nobody holds it"),
                )
            ),
            _some(
                lost["primary"],
                lambda n: _n(
                    "of them, %(n)d had it as primary role and becomes a student",
                    "of them, %(n)d had it as primary role and become students",
                    n,
                ),
            ),
            _also(lost["permissions"], lambda words: _("rights lost: %(rights)s", rights=words)),
            _also(lost["accounts"], lambda words: _("accounts no longer managed by it: %(roles)s", roles=words)),
            _also(
                lost["unreachable"],
                lambda words: _("only administrators will still be able to: %(rights)s", rights=words),
            ),
            _also(lost["spaces"], lambda words: _("web spaces that it lets into: %(spaces)s", spaces=words)),
            _also(lost["closed"], lambda words: _("no other role lets into: %(spaces)s", spaces=words)),
            _some(
                lost["deposits"],
                lambda n: _n(
                    "%(n)d document meant for its later holders, too, will not reach them",
                    "%(n)d documents meant for its later holders, too, will not reach them",
                    n,
                ),
            ),
            class_name="list-disc pl-5 my-2 flex flex-col gap-1",
        ),
        muted(_("What is reserved for it stays, and is out of reach until it is given to another role.")),
        confirm_row("delete-roles", state.delete, "danger"),
        on_close=state.dismiss,
        refusal=state.errors["form"],
    )


def _some(n: Any, said: Any) -> rx.Component:
    return rx.cond(n.to(int) > 0, el.li(said(n.to(int))))


def _also(words: Any, said: Any) -> rx.Component:
    return rx.cond(words.to(list[str]).length() > 0, el.li(said(listed(words))))
