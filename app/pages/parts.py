"""What do the pages share? The two navigations around their content."""

from functools import reduce
from operator import and_, or_
from typing import Any

import reflex as rx

from app.components.basics import absent, counter, link_button
from app.components.frame import Entry, bare, frame
from app.components.lists import row_link
from app.locales.live import _, _n
from app.services.permissions import LABELS
from app.services.spaces import NAMES
from app.state.arrivals import ArrivalState
from app.state.frame import FrameState, NoticeState
from app.state.switches import SwitchState

IMPORTING = "people.add|people.edit"  # whoever may add people, or change them, may do so by a file
AUDIENCES: dict[str, Any] = {
    "student": _("Students"),
    "teacher": _("Teachers"),
    "staff": _("Staff"),
    "guardian": _("Guardians"),
    "other": _("Others"),
}
NOTIFICATIONS: dict[str, Any] = {
    "each": _("For each document"),
    "daily": _("Once a day, at 7 a.m."),
    "none": _("Never"),
}


class _Frame:
    """What the frame shows and does, gathered from the states that have it."""

    who, place = FrameState.who, FrameState.place
    viewed, viewed_role, viewed_kind = FrameState.viewed, FrameState.viewed_role, FrameState.viewed_kind
    speak = SwitchState.speak


class _Notice:
    text, kind, seq = NoticeState.text, NoticeState.kind, NoticeState.seq
    hush = SwitchState.hush


class _Arrival:
    text, to, seq = ArrivalState.text, ArrivalState.to, ArrivalState.seq
    hush = ArrivalState.hush


def platform_page(*children: Any, title: Any, here: str, actions: tuple[rx.Component, ...] = ()) -> rx.Component:
    """A page of the platform's administrators."""
    entries = [
        Entry(_("Establishments"), "/platform/establishments"),
        Entry(_("Zones"), "/platform/zones"),
        Entry(_("Statistics"), "/platform/statistics"),
        Entry(_("Mails"), "/platform/mail"),
        Entry(_("Jobs"), "/platform/jobs"),
        Entry(_("Journal"), "/platform/journal"),
    ]
    return frame(
        *children,
        title=title,
        crumb=_("Platform"),
        here=here,
        entries=entries,
        frame=_Frame,
        notice=_Notice,
        actions=actions,
    )


def establishment_page(
    *children: Any, title: Any, here: str, actions: tuple[rx.Component, ...] = (), right: str = ""
) -> rx.Component:
    """A page of the people of an establishment; one that is about a `right`, or several, says so to whoever lacks it."""
    if right:
        children, actions = (_held(right, *children),), tuple(rx.cond(may(right), action) for action in actions)
    entries = [
        Entry(_("Home"), "/"),
        Entry(_("People"), "/people", may("people.read"), _shortcuts()),
        Entry(_("Roles"), "/roles", may("roles.manage")),
        Entry(_("Rights"), "/permissions", may("permissions.manage")),
        Entry(_("Services"), "/services", may("services.manage")),
        Entry(_("Web spaces"), "/spaces", may("spaces.manage")),
        Entry(_("Locker"), "/locker", _has_to_do_with_lockers(), beside=unread()),
        Entry(_("Announcements"), "/announcements", may("announcements.manage")),
        Entry(_("Access"), "/access", may("access.explain")),
        Entry(_("Jobs"), "/jobs"),
        Entry(_("Journal"), "/journal", may("journal.read")),
        Entry(_("Settings"), "/settings", may("locker.manage")),
    ]
    return frame(
        *children,
        title=title,
        crumb=FrameState.place,
        here=here,
        entries=entries,
        frame=_Frame,
        notice=_Notice,
        actions=actions,
        arrival=_Arrival,
    )


def _held(right: str, *children: Any) -> Any:
    """The page, or that it is for others: its use cases refuse, and it would wait for their answer for ever."""
    who: Any = FrameState.who  # a Var here; empty until it is known who looks
    others = absent(_("You do not have the right to open this page."), _("Back to the home page"), "/")
    return rx.cond((who == "") | may(right), rx.fragment(*children), others)


def _has_to_do_with_lockers() -> Any:
    """Has one, or may deposit or look into others' without having one."""
    has_locker: Any = ArrivalState.has_locker  # a Var here
    return has_locker | may("locker.deposit") | may("locker.manage")


def unread() -> rx.Component:
    """How many documents in one's locker are still to be read."""
    n: Any = ArrivalState.unread  # a Var here
    return counter(n, _n("%(n)d document to read", "%(n)d documents to read", n))


def depositing() -> Any:
    """The way to deposit, for those who may."""
    return rx.cond(may("locker.deposit"), link_button(_("Deposit a document"), "/locker/deposit", "primary"))


def may(right: str) -> Any:
    """Whether they hold a right, or each of several, with blanks between them; of those with a bar between, any.

    Hiding what somebody may not do spares them a refusal; the use cases protect it.
    """
    held: Any = FrameState.may  # a Var here
    return reduce(and_, (reduce(or_, map(held.contains, any_of.split("|"))) for any_of in right.split()))


def person_link(row: Any) -> Any:
    """The name of the person of a row, which leads to their page whoever may open it."""
    return rx.cond(may("people.read"), row_link(row["name"], "/people/" + row["id"].to_string()), row["name"])


def _shortcuts() -> list[Entry]:
    """To add somebody, to import, and to each audience (P8)."""
    audiences = [Entry(label, f"/people?kind={kind}") for kind, label in AUDIENCES.items()]
    return [
        Entry(_("Add a person"), "/people/new", may("people.add")),
        Entry(_("Import people"), "/people/import", may(IMPORTING)),
        *audiences,
    ]


def space_name(code: Any) -> Any:
    """The name of a web space."""
    words: Any = rx.match(code, *((str(space), _(name.msgid)) for space, name in NAMES.items()), "")
    return words.to(str)


def right(row: Any) -> Any:
    """The words of a right: a permission's, or those of the accounts of a role."""
    named = [(str(permission), _(label.msgid)) for permission, label in LABELS.items()]
    words: Any = rx.match(row["value"], *named, _("Manage the accounts of “%(role)s”", role=row["role"]))
    return words.to(str)


def right_or_space(row: Any) -> Any:
    """The same; or to enter a web space."""
    spaces = [(f"space-{code}", _("Enter the web space: %(name)s", name=_(name.msgid))) for code, name in NAMES.items()]
    words: Any = rx.match(row["value"], *spaces, right(row))
    return words.to(str)


def stranger_page(*children: Any, title: Any) -> rx.Component:
    """A page for those who are not signed in."""
    return bare(*children, title=title, frame=_Frame)
