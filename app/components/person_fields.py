"""Which fields does the form of a person have? The same when adding and when modifying."""

from typing import Any

import reflex as rx

from app.components.basics import muted
from app.components.forms import INPUT, TICK, check_box, field, select
from app.locales.live import _

el = rx.el
GRID = "grid md:grid-cols-2 gap-3.5"
BOXES = "list-none m-0 p-0 grid grid-cols-[minmax(0,1fr)] md:grid-cols-2 gap-x-4"
LEGEND = "text-[15px] font-semibold mb-2"


def identity_fields(errors: Any, card: Any = None) -> rx.Component:
    """Who it is, where mails go, in which language."""

    def known(name: str) -> dict[str, Any]:
        return {} if card is None else {"default_value": card[name]}

    username_hint = _("Left empty, one is made of the names") if card is None else None
    return el.div(
        field("last_name", _("Last name"), errors["last_name"], **known("last_name")),
        field("first_name", _("First name (optional)"), errors["first_name"], **known("first_name")),
        field("email", _("E-mail (optional)"), errors["email"], input_mode="email", **known("email")),
        field(
            "username",
            _("Username (optional)") if card is None else _("Username"),
            errors["username"],
            username_hint,
            auto_complete="off",
            **known("username"),
        ),
        select(
            "language",
            _("Language"),
            el.option("Français", value="fr", custom_attrs={"lang": "fr"}),
            el.option("English", value="en", custom_attrs={"lang": "en"}),
            **known("language"),
        ),
        class_name=GRID,
    )


def password_field(errors: Any, label: Any, hint: Any = None) -> rx.Component:
    """A password that somebody else chose; it is read here, to be handed over."""
    policy = _("At least 12 characters, of three kinds: lower case, upper case, digits, others")
    return field(
        "password", label, errors["password"], policy if hint is None else hint, type="password",
        auto_complete="new-password",
    )  # fmt: skip


def role_fields(errors: Any, roles: Any, primary: Any) -> rx.Component:
    """One primary role, then the others, each with its dates when it is ticked."""

    def option(role: Any) -> rx.Component:
        return rx.cond(role["may_give"] | role["is_primary"], el.option(role["name"], value=role["id"]))

    return el.fieldset(
        el.legend(_("Roles"), class_name=LEGEND),
        select(
            "primary",
            _("Primary role"),
            rx.cond(primary == "", el.option(_("Choose a role"), value="")),
            rx.foreach(roles, option),
            error=errors["primary"],
            default_value=primary,
            class_name="md:max-w-[calc(50%-7px)]",
        ),
        el.div(
            el.div(_("Secondary roles"), class_name="text-[13px] font-semibold", id="secondary"),
            el.ul(
                rx.foreach(roles, lambda role: _box(errors, role)),
                class_name=BOXES,
                custom_attrs={"aria-labelledby": "secondary"},
            ),
            rx.cond(errors["roles"], el.p(errors["roles"], class_name="text-[13px] text-bad font-medium m-0")),
            class_name="mt-3",
        ),
        class_name="min-w-0",
    )


def _box(errors: Any, role: Any) -> rx.Component:
    """A role that is held and cannot be taken away stays, whatever the box says."""
    named, place = role["id"], "role_" + role["id"].to(str)
    tick = el.input(
        type="checkbox",
        id=place,
        name=place,
        default_checked=role["is_given"],
        class_name="size-[17px] m-0 shrink-0",
        custom_attrs={"aria-invalid": rx.cond(errors[place], "true", "false")},
    )
    fixed = el.span(
        el.input(type="hidden", name=place, value="on"),
        el.input(type="checkbox", checked=True, disabled=True, read_only=True, class_name="size-[17px] m-0"),
        class_name="inline-flex",
    )
    return el.li(
        el.label(
            rx.cond(role["is_fixed"] & role["is_given"], fixed, tick),
            role["name"],
            class_name=f"{TICK} max-md:min-h-[40px]",
        ),
        el.div(
            _date(errors, "begins_" + named, _("From"), role["begins"]),
            _date(errors, "ends_" + named, _("Until"), role["ends"]),
            class_name="hidden group-has-[input:checked]:flex gap-1 pl-[25px] pb-2 flex-wrap",
        ),
        rx.cond(errors[place], el.p(errors[place], class_name="text-[13px] text-bad font-medium m-0 pl-[25px]")),
        class_name="group",
        key=named,
    )


def _date(errors: Any, place: Any, label: Any, value: Any) -> rx.Component:
    return el.div(
        el.label(label, html_for=place, class_name="text-[13px]"),
        el.input(
            type="date",
            id=place,
            name=place,
            default_value=value,
            class_name=f"{INPUT} !px-1.5 !text-[13px]",
            custom_attrs={"aria-invalid": rx.cond(errors[place], "true", "false")},
        ),
        rx.cond(errors[place], el.p(errors[place], class_name="text-[13px] text-bad font-medium m-0")),
        class_name="flex flex-col flex-1 min-w-[112px] max-w-[150px]",
    )


def service_fields(errors: Any, services: Any, is_unscoped: Any = None) -> rx.Component:
    """The services that the person belongs to; said of whoever works in services alone, and has none."""

    def box(service: Any) -> rx.Component:
        return el.li(
            check_box("service_" + service["id"], service["name"], default_checked=service["is_attached"]),
            key=service["id"],
        )

    return el.fieldset(
        el.legend(_("Services"), class_name=LEGEND),
        muted(_("Validators and editors work in these services alone."), class_name="mb-1"),
        _unscoped(is_unscoped),
        rx.cond(
            services.length() > 0,
            el.ul(
                rx.foreach(services, box),
                class_name=BOXES,
            ),
            muted(_("This establishment has no service yet.")),
        ),
        rx.cond(errors["services"], el.p(errors["services"], class_name="text-[13px] text-bad font-medium m-0")),
        class_name="min-w-0",
    )


def _unscoped(is_unscoped: Any) -> Any:
    warning = _("This person validates or edits, but in no service: tick at least one.")
    look = "bg-warn-soft text-warn rounded-control px-3 py-2 m-0 mb-2 font-semibold"
    return rx.fragment() if is_unscoped is None else rx.cond(is_unscoped, el.p(warning, class_name=look))
