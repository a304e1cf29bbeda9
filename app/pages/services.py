"""/services: the services of the school, and the people of one of them (R7)."""

from typing import Any

import reflex as rx

from app.components.address import go
from app.components.basics import LINK, PANEL, button, empty, muted, panel, spinner, tag
from app.components.browser import Change, NativeLink, Return, run
from app.components.focus import kept
from app.components.forms import INPUT
from app.components.lists import Column, table
from app.components.names import add_form, name_dialogs
from app.locales.live import _, _n
from app.pages.parts import establishment_page, person_link
from app.state.services import ServicesState

el = rx.el
State: Any = ServicesState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/services", _("Services"), State.load
# Whoever opened a service goes on among its people; whoever came by its address begins at the top.
# After a person was attached, in the search for the next; after one was detached, at the top of those who stay.
MOVED = "() => document.getElementById(window.casierLast?.closest('td') ? 'people-title' : 'words')?.focus()"
ENTER = "() => { if (window.casierLast?.closest('#services')) document.getElementById('people-title')?.focus() }"


def page() -> rx.Component:
    """The services on one side, the people of the open one on the other."""
    nothing = panel(empty(_("No service yet."), _("Add the first one above.")), class_name="mt-3")
    rows = el.ul(rx.foreach(State.services, _row), id="services", class_name=f"{PANEL} list-none m-0 mt-3 p-0")
    choose = panel(empty(_("No service is chosen."), _("Choose one to see its people.")), class_name="max-lg:hidden")
    return establishment_page(
        el.div(
            el.div(
                add_form(State, State.create, _("Name of the new service"), _("Add the service")),
                rx.cond(State.is_loaded, rx.cond(State.services.length() > 0, rows, nothing), spinner()),
                class_name=rx.cond(State.open_id > 0, "min-w-0 max-lg:hidden", "min-w-0"),
            ),
            rx.cond(
                State.open_id > 0,
                _people(),
                rx.fragment(rx.cond(State.services.length() > 0, choose), Return.create(on_return=State.load)),
            ),
            class_name="grid lg:grid-cols-2 gap-4 items-start",
        ),
        Change.create(of=State.open_id, on_change=run(ENTER)),
        Change.create(of=State.moves, on_change=run(MOVED)),
        kept(State.form_key),
        name_dialogs(State, _("Rename the service"), _("Delete the service %(name)s", name=State.chosen_name), _loss()),
        title=TITLE,
        here=ROUTE,
        right="services.manage",
    )


def _row(service: Any) -> rx.Component:
    identity, name, n = service["id"].to(int), service["name"], service["people"].to(int)
    address = f"{ROUTE}?service=" + identity.to_string()
    return el.li(
        el.div(
            el.b(name, class_name="[overflow-wrap:anywhere]"),
            el.div(
                NativeLink.create(
                    _n("%(n)d person", "%(n)d people", n),
                    href=address,
                    on_click=[rx.prevent_default, *go(State, address)],
                    custom_attrs={
                        "aria-label": _("People of %(name)s: %(n)s", name=name, n=n.to_string()),
                        "aria-current": rx.cond(State.open_id == identity, "true", "false"),
                    },
                    class_name=f"{LINK} inline-block max-md:py-2",
                ),
                class_name="text-[13px]",
            ),
            class_name="flex-1 min-w-[140px]",
        ),
        el.div(
            button(_("Rename"), "quiet", on_click=State.ask("rename", identity, name, n)),
            button(_("Delete"), "quiet", on_click=State.ask("delete", identity, name, n)),
            class_name="flex gap-1 flex-wrap max-md:-ml-3",
        ),
        key=identity.to_string(),
        class_name="flex justify-between items-center gap-x-3 flex-wrap px-4 py-2 border-b border-line last:border-0 has-[[aria-current=true]]:bg-accent-soft",
    )


def _people() -> rx.Component:
    """Who is attached to the open service, and the search for who could be."""
    return el.section(
        panel(
            el.h2(
                _("People of %(name)s", name=State.open_name),
                id="people-title",
                tab_index=-1,
                class_name="text-[15px] font-semibold m-0 [overflow-wrap:anywhere]",
            ),
            NativeLink.create(
                _("All services"),
                href=ROUTE,
                on_click=[rx.prevent_default, *go(State, ROUTE)],
                class_name=f"{LINK} inline-block py-2 lg:hidden",
            ),
            _search(),
            rx.cond(
                State.found.length() > 0,
                el.ul(rx.foreach(State.found, _candidate), class_name="list-none m-0 mt-2 p-0"),
                rx.cond(State.wanted != "", muted(_("Nobody else has these words."), class_name="mt-2")),
            ),
        ),
        table(
            State,
            [
                Column(_("Last and first name"), _named, "name", least=130),
                Column(_("Username"), lambda row: row["username"], "username", least=146),
                Column(
                    _("Detach"),
                    lambda row: button(
                        _("Detach"),
                        "quiet",
                        on_click=State.detach(row["id"].to(int), row["name"]),
                        custom_attrs={"aria-label": _("Detach %(name)s", name=row["name"])},
                        class_name="max-md:-ml-3",
                    ),
                    bare=True,
                ),
            ],
            nothing=empty(_("Nobody is attached yet."), _("Look for somebody above.")),
            label=_("People of %(name)s", name=State.open_name),
        ),
        key=State.open_id.to_string(),
        custom_attrs={"aria-label": _("People of %(name)s", name=State.open_name)},
        class_name="min-w-0",
    )


def _named(row: Any) -> Any:
    """Beside the name, what makes somebody a validator or an editor here."""
    work = row["works_as"]
    return rx.fragment(person_link(row), " ", rx.cond(work != "", tag(work)))


def _search() -> rx.Component:
    box = el.input(
        id="words", type="search", value=State.wanted, auto_complete="off", on_change=State.look_for, class_name=INPUT
    )
    return el.div(
        el.label(
            _("Attach somebody: name, username or e-mail"), html_for="words", class_name="text-[13px] font-semibold"
        ),
        rx.debounce_input(box, debounce_timeout=250),
        class_name="flex flex-col gap-1 mt-2",
    )


def _candidate(person: Any) -> rx.Component:
    return el.li(
        el.span(
            person["name"],
            " ",
            el.span(person["username"], class_name="text-[13px] text-muted"),
            class_name="[overflow-wrap:anywhere]",
        ),
        button(
            _("Attach"),
            on_click=State.attach(person["id"].to(int), person["name"]),
            custom_attrs={"aria-label": _("Attach %(name)s", name=person["name"])},
        ),
        key=person["id"].to_string(),
        class_name="flex justify-between items-center gap-3 py-1.5 border-b border-line last:border-0",
    )


def _loss() -> Any:
    return rx.cond(
        State.chosen_people > 0,
        _n(
            "%(n)d person is attached to it; the account stays.",
            "%(n)d people are attached to it; their accounts stay.",
            State.chosen_people,
        ),
        _("Nobody is attached to it; nothing else changes."),
    )
