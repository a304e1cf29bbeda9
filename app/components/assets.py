"""Which pieces are written in JavaScript? Those that talk to the server by themselves."""

import reflex as rx

from app.components.basics import LINK
from app.components.forms import INPUT
from app.locales.live import _

LISTBOX = (
    "absolute z-20 inset-x-0 top-full mt-1 bg-panel border border-line rounded-panel shadow-lift m-0 p-1 list-none "
    "max-h-[320px] overflow-auto [&>li]:px-2.5 [&>li]:py-2 [&>li]:rounded-md [&>li]:cursor-pointer "
    "[&>li[aria-selected=true]]:bg-accent-soft"
)


class _EstablishmentBox(rx.Component):
    library = "$/public/combobox.jsx"
    tag = "EstablishmentBox"
    name: rx.Var[str]
    nothing: rx.Var[str]
    results: rx.Var[str]
    visit: rx.Var[str]
    input_class: rx.Var[str]
    list_class: rx.Var[str]
    link_class: rx.Var[str]


def establishment_box() -> rx.Component:
    """The combobox of the sign-in page; searches name, UAI and town. What has the id `visit` gets a link for visitors."""
    return rx.el.div(
        rx.el.label(
            _("Establishment"),
            html_for="establishment-box",
            id="establishment-box-label",
            class_name="text-[13px] font-semibold",
        ),
        _EstablishmentBox.create(
            id="establishment-box",
            name="establishment",
            nothing=_("No establishment has these words."),
            results=_("Results"),
            visit=_("Visit without signing in"),
            input_class=INPUT,
            list_class=LISTBOX,
            link_class=LINK,
        ),
        class_name="flex flex-col gap-1",
    )
