"""/: what a person finds when they come in: the establishment, where they administer it, and a space of their own."""

from typing import Any

import reflex as rx

from app.components.announcements import announcement_list
from app.components.basics import absent, heading, muted, spinner
from app.components.browser import Change
from app.components.figures import accounts_panel, changes_panel, lockers_panel, roles_panel, sign_ins_panel
from app.components.own_space import documents_panel, profile_panel, relatives_panel, space_tabs
from app.locales.live import _, _n
from app.pages.parts import depositing, establishment_page, may, space_name
from app.pages.spaces import publication
from app.services.home import PARTS
from app.services.permissions import Permission
from app.state.arrivals import ArrivalState
from app.state.frame import FrameState
from app.state.home import HomeState
from app.state.spaces import SpacesState

el = rx.el
State: Any = HomeState  # a class attribute is a Var here, which no type checker knows
Spaces: Any = SpacesState
Arrivals: Any = ArrivalState
ROUTE, TITLE, LOAD = "/", _("Home"), State.load
TWO, ALL = "md:col-span-2", "md:col-span-2 xl:col-span-3"  # columns, so that no row has a gap
STACK = "flex flex-col gap-4 min-w-0"


def page() -> rx.Component:
    """Administration first, the person's own space under it; a tab each where there are several spaces."""
    is_overview = State.parts.length() > 0
    found = el.div(
        rx.cond(
            State.spaces.length() > 1,
            space_tabs(State.spaces, State.own["space"], space_name, _administers(), is_overview),
        ),
        rx.cond(is_overview, _establishment()),
        _own(),
    )
    # All parts show at once: what came late would push the others down.
    is_there = State.is_loaded & (Spaces.is_loaded | ~State.parts.contains(str(Permission.SPACES_MANAGE)))
    missing = absent(_("This space does not exist, or is not open to you."), _("Back to the home page"), "/")
    return establishment_page(
        rx.cond(is_there, rx.cond(State.is_missing, missing, found), spinner()),
        Change.create(of=Arrivals.changes, on_change=State.read_again),
        title=TITLE,
        here=ROUTE,
    )


def _administers() -> Any:
    """Whether there is anything of the establishment that they may see."""
    first, *others = (may(str(right)) for right in PARTS)
    for other in others:
        first |= other
    return first


def _establishment() -> rx.Component:
    """Each part for whoever holds its right."""
    spaces, people, lockers, journal = (State.parts.contains(str(right)) for right in PARTS)
    connected = _n("%(n)d person connected", "%(n)d people connected", State.connected)
    return el.section(
        rx.cond(spaces, publication(" · ", connected)),
        el.div(
            rx.cond(people, sign_ins_panel(State.sign_ins)),
            rx.cond(people, accounts_panel(State.accounts)),
            rx.cond(journal, changes_panel(State.changes)),
            rx.cond(people, roles_panel(State.roles, rx.cond(lockers, TWO, rx.cond(journal, ALL, "")))),
            rx.cond(lockers, lockers_panel(State.deposits, State.kept)),
            class_name="grid md:grid-cols-2 xl:grid-cols-3 gap-4 empty:hidden",
        ),
        custom_attrs={"aria-label": _("The establishment")},
        class_name="flex flex-col gap-4 mb-6",
    )


def _own() -> rx.Component:
    """What is for the person: announcements and documents beside their profile."""
    space = State.own["space"]
    greeting = el.div(
        heading(_("Hello, %(name)s", name=State.own["first_name"])),
        muted(
            rx.cond(
                space != "",
                _("Your space: %(space)s, %(place)s", space=space_name(space), place=FrameState.place),
                FrameState.place,
            )
        ),
        class_name="mb-3",
    )
    return el.section(
        greeting,
        el.div(
            el.div(
                rx.cond(space != "", announcement_list(State)),
                rx.cond(
                    State.own["has_locker"],
                    documents_panel(State.documents, State.own["unread"].to(int), depositing()),
                ),
                class_name=f"{STACK} lg:col-span-2 empty:hidden",
            ),
            el.div(
                relatives_panel(State.relatives, space),
                profile_panel(State.own, State.held, State.services),
                class_name=STACK,
            ),
            class_name="grid lg:grid-cols-3 gap-4 items-start",
        ),
        custom_attrs={"aria-label": _("My space")},
    )
