"""/account: everybody's own account: names, e-mail, password, and where they are signed in."""

from typing import Any

import reflex as rx

from app.components.basics import absent, button, facts, heading, moment, muted, named, panel, spinner, tag
from app.components.browser import NativeForm
from app.components.focus import at_first_fault, kept
from app.components.forms import Draft, field, new_password, select
from app.components.switches import language_switch, theme_switch
from app.locales.live import _
from app.pages.parts import NOTIFICATIONS, establishment_page
from app.state.account import AccountState
from app.state.switches import SwitchState

el = rx.el
State: Any = AccountState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/account", _("My account"), State.load
FORM = "flex flex-col gap-3.5"


class _Switches:
    speak = SwitchState.speak


def page() -> rx.Component:
    """The password comes first for whoever must change it, and is all that there is then."""
    everything = el.div(
        el.div(_profile(), _email(), class_name="flex flex-col gap-4 min-w-0"),
        el.div(_password(), _display(), class_name="flex flex-col gap-4 min-w-0"),
        el.div(_sessions(), class_name="lg:col-span-2 min-w-0"),
        class_name="grid lg:grid-cols-2 gap-4 items-start",
    )
    forced = el.div(_why(), _password(), class_name="flex flex-col gap-4 max-w-[560px]")
    shown = rx.cond(State.is_loaded, rx.cond(State.card["must_change"], forced, everything), spinner())
    return establishment_page(
        rx.cond(State.is_nobody, absent(_("A role has no account of its own."), _("Home"), "/"), shown),
        at_first_fault(State.errors_seq),
        kept(State.form_key + State.email_key + State.password_key),
        title=TITLE,
        here=ROUTE,
    )


def _why() -> rx.Component:
    return el.p(
        _("You must choose a new password before you go on. Everything else is there again right after."),
        role="alert",
        class_name="bg-warn-soft text-warn font-medium rounded-control px-3 py-2 m-0",
    )


def _profile() -> rx.Component:
    card, identity = State.card, State.card["version"].to_string()
    return el.form(
        panel(
            heading(_("Identity")),
            facts(
                (_("Username"), card["username"]),
                (_("Roles"), el.span(rx.foreach(State.roles, lambda name: tag(name, "")), class_name="flex gap-1 flex-wrap")),
            ),
            field("first_name", _("First name (optional)"), State.errors["first_name"], default_value=card["first_name"],
                  auto_complete="given-name", max_length=100),
            field("last_name", _("Last name (optional)"), State.errors["last_name"], default_value=card["last_name"],
                  auto_complete="family-name", max_length=100),
            rx.cond(card["has_locker"], _notification(card)),
            el.input(type="hidden", name="version", value=identity),
            Draft.create(name="account", of=card["username"] + "." + identity),
            el.div(button(_("Save"), "primary", type="submit", id="save"), class_name="flex gap-2"),
            class_name=FORM,
        ),
        key=State.form_key.to_string() + "." + card["username"] + ".profile",
        on_submit=State.modify,
        no_validate=True,
    )  # fmt: skip


def _notification(card: Any) -> rx.Component:
    """When mails tell of the documents in one's locker."""
    usual = rx.match(
        card["usual"],
        *((when, _("%(when)s (as the establishment has chosen)", when=said)) for when, said in NOTIFICATIONS.items()),
        "",
    )
    return select(
        "notification",
        _("Tell me by e-mail of the documents in my locker"),
        el.option(usual, value=""),
        *(el.option(said, value=when) for when, said in NOTIFICATIONS.items()),
        error=State.errors["notification"],
        default_value=card["notification"],
    )


def _email() -> rx.Component:
    card = State.card
    waits = el.div(
        el.p(
            _(
                "%(address)s waits for its confirmation: open the link that was mailed there, within 24 hours.",
                address=card["waiting"],
            ),
            class_name="m-0",
        ),
        button(_("Give up this address"), "quiet", id="keep-email", on_click=State.keep_email),
        role="status",
        class_name="bg-accent-soft rounded-control px-3 py-2 flex gap-2 items-center flex-wrap justify-between",
    )
    return el.form(
        panel(
            heading(_("E-mail")),
            facts((_("Present address"), rx.cond(card["email"] != "", card["email"], "–"))),
            rx.cond(card["waiting"] != "", waits),
            field("email", _("New e-mail address"), State.errors["email"], input_mode="email", auto_complete="email",
                  max_length=254),
            _present("email_present"),
            muted(_("A link is sent to the new address; the present one stays until you open it.")),
            el.div(button(_("Send the link"), type="submit", id="send-link"), class_name="flex gap-2"),
            class_name=FORM,
        ),
        key=State.email_key.to_string() + "." + card["username"] + ".email",
        on_submit=State.change_email,
        no_validate=True,
    )  # fmt: skip


def _password() -> rx.Component:
    return el.form(
        panel(
            heading(_("Password")),
            # For programs that keep passwords: whose it is.
            el.input(type="hidden", name="username", value=State.card["username"], auto_complete="username"),
            _present("present"),
            new_password("new", State.errors["new"]),
            muted(_("Your other sessions end; this one goes on.")),
            el.div(button(_("Change the password"), "primary", type="submit", id="change"), class_name="flex gap-2"),
            class_name=FORM,
        ),
        key=State.password_key.to_string() + "." + State.card["username"] + ".password",
        on_submit=State.change_password,
        no_validate=True,
    )


def _present(name: str) -> rx.Component:
    return field(
        name,
        _("Present password"),
        State.errors[name],
        type="password",
        auto_complete="current-password",
        max_length=200,
    )


def _display() -> rx.Component:
    return panel(
        heading(_("Display")),
        el.div(language_switch(_Switches), theme_switch(), class_name="flex gap-4 items-center flex-wrap mt-2"),
        muted(_("Mails to you are written in this language too."), class_name="mt-1"),
    )


def _sessions() -> rx.Component:
    everywhere = NativeForm.create(
        el.input(type="hidden", name="everywhere", value="1"),
        button(_("Sign out everywhere"), type="submit"),
        action="/auth/sign-out",
        method="post",
    )
    return panel(
        el.div(heading(_("Open sessions")), everywhere, class_name="flex justify-between items-center gap-3 flex-wrap"),
        el.ul(rx.foreach(State.sessions, _session), class_name="list-none m-0 p-0 mt-2"),
    )


def _session(session: Any) -> rx.Component:
    name = rx.cond(session["browser"] != "", session["browser"], _("Unknown browser"))
    label = named(_("Close"), name)
    close = button(_("Close"), "quiet", on_click=State.close_session(session["id"]), custom_attrs={"aria-label": label})
    return el.li(
        el.div(
            el.b(name),
            el.div(
                _("Since"), " ", moment(session["began_at"]), " · ", _("last seen"), " ", moment(session["seen_at"]),
                rx.cond(session["address"] != "", el.span(" · ", session["address"])),
                class_name="text-[13px] text-muted",
            ),
            class_name="flex-1 min-w-[180px]",
        ),
        rx.cond(session["is_this"], tag(_("This session"), "accent"), close),
        key=session["id"],
        class_name="flex justify-between items-center gap-3 flex-wrap py-2 border-b border-line last:border-0",
    )  # fmt: skip
