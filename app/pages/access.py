"""/access: why does a person have a right, or not (R9)?"""

from typing import Any

import reflex as rx

from app.components.basics import LINK, PANEL, button, day, empty, link, muted, panel, spinner
from app.components.browser import Return, js
from app.components.focus import kept
from app.components.forms import field, select
from app.components.lists import go
from app.locales.live import _
from app.pages.parts import establishment_page, right
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
    asked = js(ASKED, name=State.answer["name"], id=State.answer["person"]).to(str)
    form = el.form(
        field("q", _("Person"), default_value=State.said, class_name="flex-1 min-w-[220px]", auto_complete="off"),
        select(
            "right",
            _("Right"),
            rx.foreach(State.rights, lambda row: el.option(right(row), value=row["value"])),
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
    )


def _answer() -> rx.Component:
    nobody = panel(empty(_("Nobody has these words in the name, the username or the e-mail.")))
    begin = panel(empty(_("Choose a person and a right."), _("The facts that grant or deny it are shown here.")))
    return rx.cond(
        State.answer["person"].to(int) > 0,
        _explanation(),
        rx.cond(
            State.is_missing,
            panel(empty(_("This person does not exist, or is no longer there."))),
            rx.cond(State.found.length() > 0, _candidates(), rx.cond(State.said != "", nobody, begin)),
        ),
    )


def _candidates() -> rx.Component:
    def line(row: Any) -> rx.Component:
        to = "/access?person=" + row["id"].to_string() + "&right=" + State.right
        return el.li(
            link(row["name"], to, LINK), " ", el.span(row["username"], class_name="text-muted"), class_name="py-1"
        )

    return panel(
        muted(_("Several people are meant. Choose one:")),
        el.ul(rx.foreach(State.found, line), class_name="list-none m-0 mt-2 p-0"),
    )


def _explanation() -> rx.Component:
    answer = State.answer
    asked = right(answer["right"])
    yes = _("%(name)s has the right: %(right)s.", name=answer["name"], right=asked)
    no = _("%(name)s does not have the right: %(right)s.", name=answer["name"], right=asked)
    return el.div(
        el.div(
            rx.cond(answer["is_granted"], yes, no),
            class_name=rx.cond(
                answer["is_granted"],
                "bg-ok-soft font-semibold px-[18px] py-4 rounded-t-panel",
                "bg-bad-soft font-semibold px-[18px] py-4 rounded-t-panel",
            ),
        ),
        el.ol(rx.foreach(answer["steps"].to(list[Step]), _step), class_name="list-none m-0 p-0"),
        el.div(
            link(_("To the page of this person"), "/people/" + answer["person"].to_string(), LINK),
            class_name="px-[18px] py-3",
        ),
        class_name=PANEL,
    )


def _step(step: Any) -> rx.Component:
    round_one = "inline-flex items-center justify-center size-6 rounded-full shrink-0 text-[13px] font-bold "
    sign = rx.match(
        step["outcome"],
        (
            "yes",
            el.span(
                "✓", class_name=round_one + "bg-ok-soft text-ok", role="img", custom_attrs={"aria-label": _("for")}
            ),
        ),
        (
            "no",
            el.span(
                "✗",
                class_name=round_one + "bg-bad-soft text-bad",
                role="img",
                custom_attrs={"aria-label": _("against")},
            ),
        ),
        el.span("·", class_name=round_one + "bg-soft text-muted", custom_attrs={"aria-hidden": "true"}),
    )
    return el.li(
        sign,
        el.div(
            el.div(_fact(step), class_name="font-semibold"),
            el.div(_detail(step), class_name="text-[13px] text-muted empty:hidden"),
        ),
        class_name="flex gap-4 items-center px-4 py-2.5 border-b border-line",
    )


def _fact(step: Any) -> Any:
    said = [(name, _(message.msgid, role=step["roles"])) for name, message in FACTS.items()]
    return rx.match(step["fact"], *said, "")


def _detail(step: Any) -> Any:
    """Without words of its own, the roles themselves."""
    said = [(name, _(message.msgid, day=day(step["day"]))) for name, message in DETAILS.items()]
    return rx.match(step["detail"], *said, rx.cond(step["fact"] == "others", step["roles"], ""))
