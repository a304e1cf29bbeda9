"""What do the steps say that lead somebody into a web space, or keep them out? A part of /access."""

from typing import Any

import reflex as rx

from app.components.basics import button, link_button, moment
from app.components.steps import explanation, line
from app.locales.live import _, _n
from app.services.entry_explanation import DETAILS, FACTS, EntryStep

el = rx.el


def entry_explanation(state: Any, space: Any) -> rx.Component:
    """The answer, and the six steps, each with what mends it."""
    entry: Any = state.entry
    n = entry["refusals"].to(int)
    yes = _("%(name)s can enter the web space %(space)s.", name=entry["name"], space=space)
    no = rx.fragment(
        _("%(name)s cannot enter the web space %(space)s.", name=entry["name"], space=space),
        " ",
        el.span(_n("%(n)d step refuses.", "%(n)d steps refuse.", n), class_name="font-normal"),
    )
    anyway = el.p(
        _("Whoever publishes web spaces comes in whatever these steps say."),
        class_name="m-0 px-[18px] pt-3",
    )
    steps = rx.foreach(entry["steps"].to(list[EntryStep]), lambda step: _step(state, step))
    return explanation(
        entry["enters"], rx.cond(entry["enters"], yes, no), steps, entry["person"], rx.cond(entry["publishes"], anyway)
    )


def _step(state: Any, step: Any) -> rx.Component:
    facts = [(f"{name} {outcome}", _(message.msgid)) for (name, outcome), message in FACTS.items()]
    fact = rx.match(step["step"] + " " + step["outcome"], *facts, "")
    details = [(name, _(message.msgid, words=step["words"])) for name, message in DETAILS.items()]
    detail = rx.fragment(
        rx.match(step["detail"], *details, ""),
        rx.cond(step["at"] != "", rx.fragment(" ", moment(step["at"]))),
        rx.cond(step["by"] != "", " · " + step["by"].to(str), ""),
    )
    return line(step["outcome"], fact, detail, _deed(state, step))


def _deed(state: Any, step: Any) -> Any:
    person, space = state.entry["person"].to_string(), state.entry["space"]
    return rx.match(
        step["mend"],
        ("base", button(_("Publish the base"), on_click=state.mend("base"))),
        ("space", button(_("Publish the space"), on_click=state.mend("space"))),
        ("roles", link_button(_("Choose the roles"), "/spaces/" + space)),
        ("guardians", link_button(_("Open their page"), "/people/" + person)),
        ("person", link_button(_("Open their page"), "/people/" + person)),
        rx.fragment(),
    )
