"""/people: who is in the school, and what is done to many at once (P1, P2)."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, ago, button, empty, link_button, moment, tag
from app.components.browser import js
from app.components.bulk import bulk_bar, bulk_dialog
from app.components.bulk import people as counted
from app.components.filters import Filter, among, column_choice, filter_bar, options, unfilter
from app.components.lists import Column, row_link, table
from app.components.selection import Selection
from app.components.states import person_state
from app.components.work import progress_panel
from app.locales.live import _
from app.pages.bulk import offers
from app.pages.parts import AUDIENCES, IMPORTING, establishment_page, may
from app.services.people_bulk import LISTED
from app.state.people import PeopleState

el = rx.el
State: Any = PeopleState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/people", _("People"), State.load

MOST_NAMED = 500  # what the address of the form names
ALL = _("All")
COLUMNS: dict[str, Any] = {
    "username": _("Username"),
    "email": _("E-mail"),
    "roles": _("Roles"),
    "state": _("State"),
    "created": _("Member since"),
    "access": _("Last access"),
    "source": _("Data source"),
}


def page() -> rx.Component:
    """Filter, sort, tick, act."""
    selection = Selection("people", _box_label)
    actions = offers(LISTED)
    return establishment_page(
        filter_bar(State, _filters(), more=_more_filters(), tools=[column_choice(State, COLUMNS)]),
        progress_panel(State, "/jobs/", 250),
        bulk_bar(State, selection, actions, State.offered, _depositing(selection)),
        table(State, _columns(), nothing=_nothing(), label=TITLE, selection=selection),
        bulk_dialog(State, selection, actions, counted),
        title=TITLE,
        here=ROUTE,
        right="people.read",
        actions=(_importing(), _adding()),
    )


def _depositing(selection: Selection) -> Any:
    """To the form of a deposit, with those who are ticked one by one (L4)."""
    named = js("'/locker/deposit?to=' + {ids}.join(',')", ids=selection.ids).to(str)
    is_open = may("locker.deposit") & ~selection.every & (selection.count <= MOST_NAMED)
    return rx.cond(is_open, button(_("Deposit for them"), on_click=rx.redirect(named)))


def _adding() -> Any:
    return rx.cond(may("people.add"), link_button(_("Add a person"), "/people/new", "primary"))


def _importing() -> Any:
    return rx.cond(may(IMPORTING), link_button(_("Import"), "/people/import"))


def _columns() -> list[Column]:
    has_own = State.shown.contains("username")
    return [
        Column(_("Last and first name"), _name, "name", least=172, under=_username(~has_own)),
        _username(has_own, "break-all"),
        _column("email", _email, least=162),
        _column("roles", lambda row: _roles(row["roles"]), look="[&>*]:mr-1 [&>*]:my-px [&>*]:!w-auto"),
        _column("state", lambda row: person_state(row["state"]), "state"),
        _column("created", lambda row: moment(row["created_at"], with_time=False), "created"),
        _column("access", _last_access, "access"),
        _column("source", lambda row: row["data_source"]),
        Column(_("Actions"), _modify, bare=True),
    ]


def _column(name: str, cell: Any, sort: str = "", least: int = 0, look: str = "") -> Column:
    return Column(COLUMNS[name], cell, sort, least=least, look=look, shown=State.shown.contains(name))


def _username(shown: Any, look: str = "") -> Column:
    """Under the name, unless it has a column of its own; sorted by either way (P1)."""
    return Column(COLUMNS["username"], lambda row: row["username"], "username", look=look, shown=shown)


def _name(row: Any) -> rx.Component:
    """With the username under it, unless that has a column of its own."""
    return rx.fragment(
        row_link(row["name"], _address(row), f"{LINK} font-semibold"),
        rx.cond(
            State.shown.contains("username"),
            rx.fragment(),
            el.span(row["username"], class_name="block text-[13px] text-muted break-all"),
        ),
    )


def _email(row: Any) -> rx.Component:
    """Broken after the @ where it must be, elsewhere only if that is not enough."""
    before, after = (js("{email}.split(/(?<=@)/)[" + n + "]", email=row["email"]).to(str) for n in "01")
    return rx.fragment(before, el.span(after, class_name="inline-block"))


def _roles(names: Any) -> Any:
    """The primary one first, in the colour that says so."""
    return rx.foreach(names, lambda name, place: rx.cond(place == 0, tag(name, "accent"), tag(name)))


def _last_access(row: Any) -> Any:
    never = el.span(_("never"), class_name="text-muted")
    return rx.cond(row["last_access"] == "", never, ago(row["last_access"]))


def _modify(row: Any) -> rx.Component:
    look = "font-semibold text-ink no-underline py-1 hover:underline max-md:hidden"
    return row_link(_("Modify"), _address(row), look)


def _address(row: Any) -> Any:
    return "/people/" + row["id"].to_string()


def _box_label(row: Any) -> Any:
    return js("{verb} + ' ' + {name}", verb=_("Select"), name=row["name"]).to(str)


def _filters() -> list[Filter]:
    states = options(("", ALL), ("active", _("Active")), ("pending", _("To be activated")), ("blocked", _("Blocked")))
    return [
        Filter("status", _("State"), states),
        Filter("role", _("Role"), among(State.roles, everything=_("All roles"))),
        Filter("service", _("Service"), among(State.services)),
    ]


def _more_filters() -> list[Filter]:
    audiences = options(("", ALL), *AUDIENCES.items())
    return [
        Filter("kind", _("Audience"), audiences),
        Filter("never", _("Sign-ins"), options(("", _("All sign-ins")), ("1", _("Never signed in")))),
        Filter("source", _("Data source"), among(State.sources, everything=_("All sources"))),
        Filter("permission", _("Right held"), among(State.permissions)),
    ]


def _nothing() -> rx.Component:
    is_filtered = (State.q != "") | (State.filters.length() > 0)
    return rx.cond(
        is_filtered,
        empty(_("Nobody matches."), _("Fewer filters or fewer words find more people."), unfilter(State)),
        empty(_("Nobody yet."), _adding()),
    )
