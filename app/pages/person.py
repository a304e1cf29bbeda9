"""/people/<id>: one person, what can be done to the account, and what happened to it (P5, P7, P10)."""

from typing import Any

import reflex as rx

from app.components.basics import absent, button, empty, heading, link_button, moment, muted, panel
from app.components.dialogs import confirm_row, dialog
from app.components.focus import at_first_fault, kept
from app.components.forms import Draft, check_box, stale_note
from app.components.guardian_panel import family
from app.components.journal import journal_table
from app.components.lists import Column, table
from app.components.looking import view_button, view_dialog
from app.components.person_fields import GRID, LEGEND, identity_fields, password_field, role_fields, service_fields
from app.components.person_panels import read_only, rights_panel, sessions_panel, state_panel, tabs
from app.locales.live import _
from app.pages.parts import establishment_page, right
from app.state.frame import FrameState
from app.state.guardians import FamilyState
from app.state.person import PersonJournalState, PersonSignInsState, PersonState
from app.state.view_as import ViewAsState

el = rx.el
State: Any = PersonState  # a class attribute is a Var here, which no type checker knows
SignIns: Any = PersonSignInsState
Deeds: Any = PersonJournalState
Frame: Any = FrameState
ViewAs: Any = ViewAsState
Family: Any = FamilyState
ROUTE, LOAD = "/people/[id]", State.load
TITLE = rx.cond(State.card["name"] != "", State.card["name"], _("Person"))
LIST = "/people"


def page() -> rx.Component:
    """What the tab shows on one side, the state on the other."""
    missing = absent(_("This person does not exist, or is no longer there."), _("Back to the list"), LIST)
    is_theirs = Family.card["id"] == State.card["id"]  # the family of the page before is not shown meanwhile
    found = el.div(
        el.div(
            tabs(_address(), State.tab, Frame.may),
            rx.match(
                State.tab,
                ("sign-ins", _sign_ins()),
                ("rights", rights_panel(State.rights, State.card["id"], right)),
                ("journal", _journal()),
                _data(),
            ),
            class_name="min-w-0",
        ),
        el.div(
            state_panel(State.card, Frame.may, State.ask),
            rx.cond((State.tab == "") & is_theirs, family(Family)),
            class_name="flex flex-col gap-4 min-w-0",
        ),
        class_name="grid lg:grid-cols-[3fr_2fr] gap-4 items-start",
    )
    return establishment_page(
        rx.cond(State.is_missing, missing, rx.cond(State.card["id"].to(int) > 0, found)),
        kept(State.form_key),
        _dialogs(),
        view_dialog(ViewAs, _whom(), State.card["name"], ViewAs.begin_as_person),
        title=TITLE,
        here=LIST,
        right="people.read",
        actions=(view_button(ViewAs, _whom(), State.card["may_view"]), link_button(_("Back to the list"), LIST)),
    )


def _whom() -> Any:
    return State.card["id"].to_string()


def _address() -> Any:
    return "/people/" + State.card["id"].to_string()


def _data() -> rx.Component:
    may_edit = Frame.may.contains("people.edit")
    near = State.card["is_reachable"].to(bool) | State.card["is_oneself"].to(bool)
    return rx.cond(may_edit & near, _form(), read_only(State.card, Frame.may))


def _form() -> rx.Component:
    return el.form(
        panel(
            heading(_("Data")),
            stale_note(State),
            identity_fields(State.errors, State.card),
            rx.cond(State.card["is_oneself"], rx.fragment(), _password()),
            role_fields(State.errors, State.roles, State.card["primary"]),
            service_fields(State.errors, State.services, State.card["is_unscoped"]),
            el.input(type="hidden", name="version", value=State.version.to_string()),
            Draft.create(name="person", of=_identity()),
            at_first_fault(State.errors_seq),
            el.div(button(_("Save"), "primary", type="submit", id="save"), class_name="flex gap-2"),
            class_name="flex flex-col gap-5",
        ),
        key=State.form_key.to_string() + "." + _identity(),
        on_submit=State.modify,
        no_validate=True,
    )


def _password() -> rx.Component:
    return el.fieldset(
        el.legend(_("New password"), class_name=LEGEND),
        el.div(
            password_field(State.errors, _("Password (optional)"), _("Left empty, the present one stays")),
            el.div(
                check_box("must_change", _("Ask for another one at the next sign-in"), default_checked=True),
                muted(_("A new password ends the sessions of this person.")),
                class_name="flex flex-col justify-center",
            ),
            class_name=GRID,
        ),
    )


def _identity() -> Any:
    """What the form shows: which person, as they were when the form was filled."""
    named = State.card["id"].to_string() + "." + State.filled.to_string()
    return rx.cond(State.card["id"].to(int) > 0, named, "")


def _sign_ins() -> rx.Component:
    columns = [
        Column(_("When"), lambda row: moment(row["at"]), "at"),
        Column(_("Browser"), lambda row: row["browser"]),
        Column(_("Address"), lambda row: row["address"]),
    ]
    hidden = panel(muted(_("You may not manage this account: its sign-ins are not shown.")))
    shown = el.div(
        sessions_panel(SignIns.opened),
        table(SignIns, columns, nothing=empty(_("No sign-in in the last twelve months.")), label=_("Sign-ins")),
    )
    return rx.cond(SignIns.is_hidden, hidden, shown)


def _journal() -> rx.Component:
    return journal_table(Deeds, _("Journal of this person"))


def _dialogs() -> Any:
    asked: dict[str, tuple[Any, Any]] = {
        "block": (_("Block this account"), _("Nobody can sign in with it any more, and whoever is inside is stopped at once.")),
        "unblock": (_("Unblock this account"), _("The person can sign in again.")),
        "require": (_("Ask for a new password"), _("The person can do nothing more before choosing another password.")),
        "activate": (_("Send an activation link"), _("A link to choose a password goes to %(email)s. A link sent before no longer works.", email=State.card["email"])),
        "sign-out": (_("Close all sessions"), _("Every session of this person ends, in every browser.")),
    }  # fmt: skip
    return rx.match(State.asking, *((name, _dialog(name, *words)) for name, words in asked.items()), rx.fragment())


def _dialog(name: str, title: Any, words: Any) -> rx.Component:
    look = "danger" if name in {"block", "sign-out"} else "primary"
    return dialog(
        name,
        title,
        el.p(words),
        confirm_row(name, State.confirm, look),
        on_close=State.dismiss,
        refusal=State.errors["form"],
    )
