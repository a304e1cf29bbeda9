"""Which pieces are written in JavaScript? Those that talk to the server by themselves."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

from app.components.basics import BUTTON, LOOKS
from app.components.forms import INPUT
from app.locales.live import Language, _

LISTBOX = (
    "absolute z-20 inset-x-0 top-full mt-1 bg-panel border border-line rounded-panel shadow-lift m-0 p-1 list-none "
    "max-h-[320px] overflow-auto [&>li]:px-2.5 [&>li]:py-2 [&>li]:rounded-md [&>li]:cursor-pointer "
    "[&>li[aria-selected=true]]:bg-accent-soft"
)


class _EstablishmentBox(rx.Component):
    library = "$/public/combobox.jsx"
    tag = "EstablishmentBox"
    name: rx.Var[str]
    first: rx.Var[str]
    nothing: rx.Var[str]
    results: rx.Var[str]
    input_class: rx.Var[str]
    list_class: rx.Var[str]


class _Uploader(rx.Component):
    library = "$/public/uploader.jsx"
    tag = "Uploader"
    url: rx.Var[str]
    accept: rx.Var[str]
    max_bytes: rx.Var[int]
    language: rx.Var[str]
    words: rx.Var[dict[str, str]]
    button_class: rx.Var[str]
    on_done: rx.EventHandler[passthrough_event_spec(str)]


def establishment_box() -> rx.Component:
    """The combobox of the sign-in page; searches name, UAI and town."""
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
            input_class=INPUT,
            list_class=LISTBOX,
        ),
        class_name="flex flex-col gap-1",
    )


def uploader(url: str, accept: str, max_bytes: int, drop: Any, on_done: Any) -> rx.Component:
    """A place for one file: by button, by drag and drop, by keyboard."""
    words = {
        "drop": drop,
        "choose": _("Choose a file"),
        "stop": _("Stop"),
        "stopped": _("Sending was stopped."),
        "failed": _("The file could not be sent. Please try again."),
        "tooLarge": _("This file is too large: at most %(n)d MB.", n=max_bytes // 1_000_000),
    }
    return _Uploader.create(
        url=url,
        accept=accept,
        max_bytes=max_bytes,
        language=Language.locale,
        words=words,
        on_done=on_done,
        button_class=f"{BUTTON} {LOOKS['plain']} focus-within:outline-3 focus-within:outline-focus",
        class_name="border-2 border-dashed border-edge rounded-panel bg-soft p-6 flex flex-col gap-3 items-center text-center",
    )
