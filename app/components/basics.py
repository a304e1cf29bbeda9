"""How do the small pieces look? Buttons, tags, panels, moments, numbers."""

from typing import Any, Final

import reflex as rx
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData
from reflex_components_core.react_router import link as router_link

from app.components.browser import js
from app.locales.live import Language, _

el = rx.el
FORMATS: Final = "$/public/formats.jsx"

CONTROL = "min-h-[34px] rounded-control border px-3 py-1 text-[14.5px] max-md:min-h-[40px]"
BUTTON = f"{CONTROL} font-semibold cursor-pointer inline-flex items-center justify-center gap-1.5 no-underline [overflow-wrap:normal] disabled:opacity-50 disabled:cursor-default"
LOOKS = {
    "plain": "border-line bg-panel text-ink hover:bg-soft",
    "primary": "border-accent bg-accent text-accent-ink hover:brightness-110",
    "danger": "border-bad bg-panel text-bad hover:bg-bad-soft",
    "quiet": "border-transparent bg-transparent text-ink hover:bg-soft",
}
PANEL = "bg-panel border border-line rounded-panel shadow-lift"
LINK = "text-accent underline underline-offset-2"
TONES = {
    "": "bg-soft text-ink",
    "ok": "bg-ok-soft text-ok",
    "bad": "bg-bad-soft text-bad",
    "warn": "bg-warn-soft text-warn",
    "accent": "bg-[var(--tag,var(--accent-soft))] text-accent",  # a ticked row, on the same ground, sets it
}


def button(label: Any, look: str = "plain", **props: Any) -> rx.Component:
    """A button: a verb, sentence case."""
    props.setdefault("type", "button")
    return el.button(label, class_name=f"{BUTTON} {LOOKS[look]} {props.pop('class_name', '')}", **props)


def link_button(label: Any, to: Any, look: str = "plain") -> rx.Component:
    """A link that looks like a button, for what is a place and not a deed."""
    return router_link(label, to=to, class_name=f"{BUTTON} {LOOKS[look]}")


def link(label: Any, to: Any, class_name: str = LINK) -> rx.Component:
    """A link to another page of the portal."""
    return router_link(label, to=to, class_name=class_name)


def tag(label: Any, tone: str = "") -> rx.Component:
    """A word in a pill; the word says it, the colour only helps."""
    return el.span(
        label,
        class_name=f"inline-block w-max max-w-[240px] break-words rounded-[12px] px-2.5 py-px text-[12.5px] font-semibold {TONES[tone]}",
    )


def named(label: Any, value: Any) -> Any:
    """What something is, and its value or whose it is: "Category: Council"; an empty value leaves the label alone."""
    return _("%(label)s: %(value)s", label=label, value=value)


def counter(n: Any, label: Any, most: int = 99) -> rx.Component:
    """How many wait, in a pill, where any do; `label` is what is read out."""
    seen = rx.cond(n > most, f"{most}+", n.to_string())
    return rx.cond(
        n > 0,
        el.span(
            el.span(seen, custom_attrs={"aria-hidden": "true"}),
            el.span(label, class_name="sr-only"),
            class_name="rounded-full bg-accent text-accent-ink px-[7px] text-[12.5px] leading-5 font-semibold tabular-nums",
        ),
    )


def panel(*children: Any, class_name: str = "", **props: Any) -> rx.Component:
    """White ground with a line around."""
    return el.div(*children, class_name=f"{PANEL} p-4 md:px-[18px] {class_name}", **props)


def heading(label: Any) -> rx.Component:
    """The title of a part of a page."""
    return el.h2(label, class_name="text-[15px] font-semibold m-0")


def muted(*children: Any, class_name: str = "") -> rx.Component:
    """Secondary text."""
    return el.p(*children, class_name=f"text-[13px] text-muted m-0 {class_name}")


def moment(iso: Any, *, with_time: bool = True) -> rx.Component:
    """A moment in the reader's language and time zone; a dash where there is none."""
    style = "{dateStyle:'medium',timeStyle:'short'}" if with_time else "{dateStyle:'medium'}"
    said = js("({written} || '–')", written=_written(iso, style)).to(str)
    return el.time(said, date_time=iso, class_name="tabular-nums whitespace-nowrap")


def day(iso: Any) -> Any:
    """A day in the reader's language, wherever they are."""
    return _written(iso, "{dateStyle:'long',timeZone:'UTC'}").to(str)


def short_day(iso: Any) -> Any:
    """The same without its year."""
    return _written(iso, "{day:'numeric',month:'short',timeZone:'UTC'}").to(str)


def _written(iso: Any, style: str) -> Any:
    return js(
        f"{{written}}({{iso}}, {{language}}, {style})", written=_format("written"), iso=iso, language=Language.locale
    )


def _format(name: str) -> rx.Var[Any]:
    """What formats by a formatter that is made once: fifty rows would each make theirs."""
    return rx.Var(name, _var_data=VarData(imports={FORMATS: [ImportVar(tag=name)]}))


class _Ago(rx.Component):
    library = FORMATS
    tag = "Ago"
    iso: rx.Var[str]
    language: rx.Var[str]


def ago(iso: Any) -> rx.Component:
    """How long ago a moment was where that is less than a week, else its day; pointing at it tells the whole."""
    return _Ago.create(iso=iso, language=Language.locale, class_name="tabular-nums whitespace-nowrap")


def number(n: Any) -> Any:
    """A number with the reader's thousands separators."""
    return js("({n}).toLocaleString({language})", n=n, language=Language.locale).to(str)


def size(n: Any) -> Any:
    """Bytes in the unit that reads best."""
    return js("{sized}({n}, {language})", sized=_format("sized"), n=n, language=Language.locale).to(str)


def empty(title: Any, *more: Any) -> rx.Component:
    """What a list shows when it has nothing, and what to do about it."""
    return el.div(
        el.p(title, class_name="font-semibold m-0"),
        *(el.div(item, class_name="text-muted") for item in more),
        class_name="flex flex-col items-center gap-2 py-12 px-4 text-center",
    )


def absent(said: Any, back: Any, to: str) -> rx.Component:
    """What a page shows in place of what is not there, or is another's; and the way back."""
    return panel(empty(said, link(back, to)))


def spinner() -> rx.Component:
    """What shows until the first answer comes."""
    return el.div(_("Loading…"), role="status", class_name="py-12 text-center text-muted")


def facts(*pairs: tuple[Any, Any], class_name: str = "") -> rx.Component:
    """Names and values, one above the other on a phone."""
    rows = [
        el.div(
            el.dt(name, class_name="text-muted text-[13px]"),
            el.dd(value, class_name="m-0 min-w-0 break-words [&_time]:whitespace-normal [&>span]:max-w-full"),
            class_name="grid gap-x-2 md:grid-cols-[minmax(0,5fr)_minmax(0,9fr)] items-baseline py-1.5 border-b border-line last:border-0",
        )
        for name, value in pairs
    ]
    return el.dl(*rows, class_name=f"m-0 {class_name}")
