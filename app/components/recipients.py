"""How are recipients chosen? Chips with a combobox, in a page or in a dialog."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

from app.components.assets import LISTBOX
from app.components.basics import TONES
from app.locales.live import _

el = rx.el
CHIP = "inline-flex items-center gap-1 rounded-full pl-2.5 pr-1 py-px text-[12.5px] font-semibold max-w-full [overflow-wrap:anywhere]"
LOOKS = {
    "box": "flex flex-wrap gap-1.5 items-center min-h-[34px] max-md:min-h-[40px] rounded-control border border-edge "
    "bg-panel text-ink px-2.5 py-1 cursor-text focus-within:outline-3 focus-within:outline-focus "
    "data-[invalid=true]:border-bad data-[invalid=true]:border-2",
    "chip": f"{CHIP} {TONES['']}",
    "group": f"{CHIP} {TONES['accent']}",
    "lost": f"{CHIP} {TONES['bad']}",
    "remove": "cursor-pointer bg-transparent text-inherit rounded-full min-w-[24px] min-h-[24px] leading-none",
    "input": "flex-1 min-w-[160px] min-h-[26px] border-0 bg-transparent text-ink !outline-none text-[14.5px] placeholder:text-muted",
    "list": f"{LISTBOX} [&>li]:flex [&>li]:flex-wrap [&>li]:justify-between [&>li]:gap-x-4",
    "detail": "text-[13px] text-muted",
    "status": "text-[13px] text-muted empty:hidden mt-1",
}


class _RecipientBox(rx.Component):
    library = "$/public/recipients.jsx"
    tag = "RecipientBox"
    name: rx.Var[str]
    of: rx.Var[str]
    first: rx.Var[list[Any]]
    found: rx.Var[list[Any]]
    asked: rx.Var[str]
    lost: rx.Var[list[str]]
    words: rx.Var[dict[str, str]]
    invalid: rx.Var[bool]
    described_by: rx.Var[str]
    looks: rx.Var[dict[str, str]]
    on_ask: rx.EventHandler[passthrough_event_spec(str)]
    on_pick: rx.EventHandler[passthrough_event_spec(str)]


def recipient_box(state: Any, name: str = "recipients") -> rx.Component:
    """A field of a form whose state is a `PickerState`; the form has the choices under `name`, as JSON."""
    error = state.errors["recipients"]
    words = {
        "placeholder": _("Name, role, service…"),
        "results": _("Results"),
        "nothing": _("Nobody who has a locker has these words, nor a role, nor a service."),
        "remove": _("Remove %(name)s", name="{name}"),
        "added": _("%(name)s is added.", name="{name}"),
        "removed": _("%(name)s is removed.", name="{name}"),
        "lost": _("cannot be reached"),
    }
    box = _RecipientBox.create(
        id=name,
        name=name,
        of=state.picking,
        first=state.first,
        found=state.found,
        asked=state.asked,
        lost=state.lost,
        words=words,
        looks=LOOKS,
        invalid=rx.cond(error, True, False),
        described_by=rx.cond(error, f"{name}-error", ""),
        on_ask=state.look_for,
        on_pick=state.pick,
    )
    return el.div(
        el.label(_("Recipients"), html_for=name, class_name="text-[13px] font-semibold"),
        box,
        rx.cond(error, el.p(error, id=f"{name}-error", class_name="text-[13px] text-bad font-medium m-0")),
        class_name="flex flex-col gap-1",
    )
