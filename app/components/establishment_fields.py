"""Which fields does an establishment's form have? The same when adding and when editing."""

from typing import Any

import reflex as rx

from app.components.forms import field, select
from app.locales.live import _

el = rx.el


def establishment_fields(errors: Any, zones: Any, card: Any = None) -> rx.Component:
    """Identity, then the contact; `card` fills them in."""

    def known(name: str) -> dict[str, Any]:
        return {} if card is None else {"default_value": card[name]}

    chosen = {} if card is None else {"default_value": card["zone_id"]}
    zone = select(
        "zone",
        _("Geographic zone"),
        el.option(_("Choose a zone"), value=""),
        rx.foreach(zones, lambda z: el.option(z["name"], value=z["id"])),
        error=errors["zone"],
        **chosen,
    )
    identity = [
        field("name", _("Name"), errors["name"], class_name="md:col-span-2", **known("name")),
        zone,
        field("locality", _("Locality"), errors["locality"], _("Postcode and town"), **known("locality")),
        field("uai", _("UAI (optional)"), errors["uai"], _("Seven digits and a letter"), **known("uai")),
    ]
    if card is None:
        identity.append(
            field(
                "number",
                _("Number (optional)"),
                errors["number"],
                _("Left empty, the next one is given"),
                input_mode="numeric",
            )
        )
    contact = [
        field(
            "contact_last_name",
            _("Last name of the contact"),
            errors["contact_last_name"],
            **known("contact_last_name"),
        ),
        field(
            "contact_first_name",
            _("First name of the contact"),
            errors["contact_first_name"],
            **known("contact_first_name"),
        ),
        field(
            "contact_email",
            _("E-mail of the contact"),
            errors["contact_email"],
            class_name="md:col-span-2",
            input_mode="email",
            **known("contact_email"),
        ),
    ]
    grid = "grid md:grid-cols-2 gap-3.5"
    return el.div(
        el.div(*identity, class_name=grid),
        el.fieldset(
            el.legend(_("Contact"), class_name="text-[15px] font-semibold mb-2"), el.div(*contact, class_name=grid)
        ),
        class_name="flex flex-col gap-5",
    )
