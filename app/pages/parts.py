"""What do the pages share? The two navigations around their content."""

from typing import Any

import reflex as rx

from app.components.frame import bare, frame
from app.locales.live import _
from app.state.frame import FrameState, NoticeState
from app.state.switches import SwitchState


class _Frame:
    """What the frame shows and does, gathered from the states that have it."""

    who = FrameState.who
    speak = SwitchState.speak


class _Notice:
    text, kind, seq = NoticeState.text, NoticeState.kind, NoticeState.seq
    hush = SwitchState.hush


def platform_page(*children: Any, title: Any, here: str, actions: tuple[rx.Component, ...] = ()) -> rx.Component:
    """A page of the platform's administrators."""
    entries = [
        (_("Establishments"), "/platform/establishments"),
        (_("Zones"), "/platform/zones"),
        (_("Statistics"), "/platform/statistics"),
        (_("Mails"), "/platform/mail"),
        (_("Jobs"), "/platform/jobs"),
        (_("Journal"), "/platform/journal"),
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


def establishment_page(*children: Any, title: Any, here: str, actions: tuple[rx.Component, ...] = ()) -> rx.Component:
    """A page of the people of an establishment."""
    entries = [
        (_("Home"), "/"),
        (_("Roles"), "/roles"),
        (_("Permissions"), "/permissions"),
        (_("Services"), "/services"),
        (_("Journal"), "/journal"),
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
    )


def stranger_page(*children: Any, title: Any) -> rx.Component:
    """A page for those who are not signed in."""
    return bare(*children, title=title, frame=_Frame)
