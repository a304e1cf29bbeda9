"""/access: why does a person have a right, or not (R9)?"""

from typing import Any

import reflex as rx

from app.components.address import go
from app.components.basics import LINK, PANEL, button, day, empty, link, muted, panel, spinner
from app.components.browser import Return, js
from app.components.focus import kept
from app.components.forms import field, select
from app.components.steps import explanation, line
from app.locales.live import _
from app.pages.entry_steps import entry_explanation
from app.pages.parts import establishment_page, right_or_space, space_name
from app.services.access import DETAILS, FACTS, Step
from app.state.access import AccessState

el = rx.el
State: Any = AccessState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/access", _("Why does a person have a right, or not?"), State.load
# The person stays the one asked about as long as the words in the box are theirs.
ASKED = (
    "((() => {const f=new FormData(document.getElementById('ask')),u=new URLSearchParams();"
    "const q=String(f.get('q')).trim();if(q==={name}&&{id})u.set('person',{id});else if(q)u.set('q',q);"
    "u.set('right',f.get('right'));return '/access?'+u.toString()})())"
)


def page() -> rx.Component:
    """The question, then the answer and its facts."""
    asked = js(ASKED, name=State.said, id=_about()).to(str)
    form = el.form(
        field("q", _("Person"), default_value=State.said, class_name="flex-1 min-w-[220px]", auto_complete="off"),
        select(
            "right",
            _("Right"),
            rx.foreach(State.rights, lambda row: el.option(right_or_space(row), value=row["value"])),
            default_value=State.right,
            class_name="flex-1 min-w-[220px]",
        ),
        button(_("Check"), "primary", type="submit", id="check"),
        key=State.said + State.right,
        id="ask",
        on_submit=go(State, asked),
        class_name=f"{PANEL} p-4 flex gap-3 items-end flex-wrap",
    )
    return establishment_page(
        rx.cond(State.is_loaded, form, spinner()),  # what is typed before would be lost
        kept(State.asked),
        Return.create(on_return=State.load),
        el.div(rx.cond(State.is_loaded, _answer()), class_name="mt-3", custom_attrs={"aria-live": "polite"}),
        title=TITLE,
        here="/access",
        right="access.explain",
    )


def _about() -> Any:
    """Whom the answer is about."""
    return rx.cond(State.entry["person"].to(int) > 0, State.entry["person"], State.answer["person"])


def _answer() -> rx.Component:
    nobody = panel(empty(_("Nobody has these words in the name, the username or the e-mail.")))
    begin = panel(empty(_("Choose a person and a right."), _("The facts that grant or deny it are shown here.")))
    people = rx.cond(State.found.length() > 0, _candidates(), rx.cond(State.said != "", nobody, begin))
    missing = panel(empty(_("This person does not exist, or is no longer there.")))
    entry = entry_explanation(State, space_name(State.entry["space"]))
    return rx.cond(
        State.answer["person"].to(int) > 0,
        _explanation(),
        rx.cond(State.entry["person"].to(int) > 0, entry, rx.cond(State.is_missing, missing, people)),
    )


def _candidates() -> rx.Component:
    def line(row: Any) -> rx.Component:
        to = "/access?person=" + row["id"].to_string() + "&right=" + State.right
        return el.li(
            link(row["name"], to, LINK), " ", el.span(row["username"], class_name="text-muted"), class_name="py-1"
        )

    return panel(
        muted(_("Several people are meant. Choose one:")),
        el.ul(rx.foreach(State.found, line), class_name="list-none m-0 mt-2 p-0 [overflow-wrap:anywhere]"),
    )


def _explanation() -> rx.Component:
    answer = State.answer
    asked = right_or_space(answer["right"])
    yes = _("%(name)s has the right: %(right)s.", name=answer["name"], right=asked)
    no = _("%(name)s does not have the right: %(right)s.", name=answer["name"], right=asked)
    steps = rx.foreach(answer["steps"].to(list[Step]), lambda step: line(step["outcome"], _fact(step), _detail(step)))
    return explanation(answer["is_granted"], rx.cond(answer["is_granted"], yes, no), steps, answer["person"])


def _fact(step: Any) -> Any:
    said = [(name, _(message.msgid, role=step["roles"])) for name, message in FACTS.items()]
    return rx.match(step["fact"], *said, "")


def _detail(step: Any) -> Any:
    """Without words of its own, the roles themselves."""
    said = [(name, _(message.msgid, day=day(step["day"]))) for name, message in DETAILS.items()]
    return rx.match(step["detail"], *said, rx.cond(step["fact"] == "others", step["roles"], ""))
