"""How do announcements look: to whoever reads them, and to whoever writes them?"""

from collections.abc import Sequence
from typing import Any, Final

import reflex as rx

from app.components.basics import PANEL, button, counter, day, muted, panel, tag
from app.components.browser import js
from app.components.dialogs import confirm_row, dialog
from app.components.forms import Draft, check_boxes, field, text_area
from app.locales.live import _, _n

el = rx.el

# The look of what the server made of somebody's Markdown; it has no class of its own.
WORDS: Final = (
    "[overflow-wrap:anywhere] [&>*]:my-2 [&>:first-child]:mt-0 [&>:last-child]:mb-0 [&_:is(h3,h4,h5,h6)]:font-semibold "
    "[&_a]:text-accent [&_a]:underline [&_a]:underline-offset-2 [&_ul]:list-disc [&_ol]:list-decimal [&_:is(ul,ol)]:pl-5 "
    "[&_blockquote]:border-l-4 [&_blockquote]:border-line [&_blockquote]:pl-3 [&_hr]:border-line "
    "[&_pre]:bg-soft [&_pre]:rounded-control [&_pre]:p-2 [&_pre]:whitespace-pre-wrap [&_code]:text-[13px]"
)
TITLE: Final = "text-[15px] font-semibold m-0 inline [overflow-wrap:anywhere]"


def words(html: Any) -> rx.Component:
    """What `markdown.rendered` made, and nothing else: it goes into the page as it is."""
    return rx.html(html, class_name=WORDS)


def unread_announcements(state: Any) -> rx.Component:
    """How many announcements of a space are still to be read, in a pill."""
    return counter(state.announced_unread, new_announcements(state.announced_unread))


def new_announcements(n: Any) -> Any:
    """How many are new, in words."""
    return _n("%(n)d new announcement", "%(n)d new announcements", n)


def announcement_list(state: Any) -> rx.Component:
    """What is announced to somebody, of a state with `Announcing`: opening one notes that it is read."""
    unread = state.announced_unread
    more = button(
        _("Show all %(n)s announcements", n=state.announced_in_all),
        on_click=state.show_all_announcements,
        class_name="mt-3",
    )
    nothing = muted(_("Nothing is announced for now."), class_name="mt-2")
    return panel(
        _headed(rx.cond(unread > 0, tag(new_announcements(unread), "accent"))),
        rx.cond(state.announced_in_all > 0, rx.fragment(), nothing),
        el.ul(
            rx.foreach(state.announced, lambda row: _folded(state, row)),
            class_name="list-none m-0 p-0 mt-2 empty:hidden",
        ),
        rx.cond(state.announced.length() < state.announced_in_all, more),
        custom_attrs={"role": "region", "aria-labelledby": "announcements"},
    )


def announcements_read(announced: Any) -> rx.Component:
    """The same to visitors, who are counted nowhere: everything is open."""
    return rx.cond(
        announced.length() > 0,
        el.div(
            _headed(),
            el.ul(rx.foreach(announced, _open), class_name="list-none m-0 p-0 mt-2"),
        ),
        muted(_("Nothing is announced for now.")),
    )


def _headed(*beside: Any) -> rx.Component:
    return el.div(
        el.h2(_("Announcements"), id="announcements", class_name="text-[15px] font-semibold m-0"),
        *beside,
        class_name="flex gap-2 items-center flex-wrap",
    )


def _folded(state: Any, row: Any) -> rx.Component:
    """Its title; what it says shows when it is opened."""
    is_read = row["is_read"].to(bool)
    return el.li(
        el.details(
            el.summary(
                el.h3(row["title"], class_name=TITLE),
                " ",
                rx.cond(is_read, rx.fragment(), tag(_("To read"), "accent")),
                _since(row),
                on_click=rx.cond(
                    is_read | ~state.announced_counts, rx.noop(), state.read_announcement(row["id"].to(int))
                ),
                class_name="cursor-pointer py-2 min-h-[34px]",
            ),
            el.div(words(row["html"]), class_name="pb-3 md:pl-4"),
        ),
        key=row["id"].to_string(),
        class_name="border-b border-line last:border-0",
    )


def _open(row: Any) -> rx.Component:
    return el.li(
        el.h3(row["title"], class_name=TITLE),
        _since(row),
        el.div(words(row["html"]), class_name="mt-2"),
        key=row["id"].to_string(),
        class_name="border-b border-line last:border-0 py-3",
    )


def _since(row: Any) -> rx.Component:
    return muted(_("Since %(day)s", day=day(row["begins_on"])))


def timing(code: Any) -> Any:
    """Whether it is before people today, in a word."""
    return rx.match(
        code,
        ("now", tag(_("Now"), "ok")),
        ("coming", tag(_("To come"), "accent")),
        tag(_("Over")),
    )


def fields(
    state: Any, spaces: Sequence[tuple[str, Any]], card: Any = None, ticked: Any = None, begins_on: Any = ""
) -> rx.Component:
    """What one types; `spaces` are codes with their names. `card` and its `ticked` spaces are of one that is there."""
    errors = state.errors
    filled = (lambda name: {"default_value": card[name]}) if card is not None else lambda _name: {}
    boxes = [(f"space_{code}", name, ticked.contains(code) if ticked is not None else False) for code, name in spaces]
    return el.div(
        field("title", _("Title"), errors["title"], max_length=120, auto_complete="off", **filled("title")),
        text_area(
            "text",
            _("Text"),
            errors["text"],
            _("**bold**, *italic*, - for a list, # for a heading; addresses of the web become links."),
            rows="10",
            max_length=10_000,
            on_change=state.preview.debounce(300),
            **filled("text"),
        ),
        check_boxes("spaces", _("For the people of"), boxes, errors["spaces"]),
        el.div(
            field("begins_on", _("From"), errors["begins_on"], type="date", **(filled("begins_on") or {"default_value": begins_on})),
            field("ends_on", _("Until (optional)"), errors["ends_on"], type="date", **filled("ends_on")),
            class_name="grid sm:grid-cols-2 gap-3.5",
        ),
        class_name="flex flex-col gap-3.5",
    )  # fmt: skip


def draft(name: str, of: Any) -> rx.Component:
    """Inside the form: what is typed outlives a lost connection."""
    return Draft.create(name=name, of=of)


def preview(html: Any) -> rx.Component:
    """The text beside the form, as it will be read."""
    return el.section(
        el.h2(_("Preview"), id="preview", class_name="text-[15px] font-semibold m-0 mb-2"),
        rx.cond(html != "", words(html), muted(_("What you write shows here as people will read it."))),
        custom_attrs={"aria-labelledby": "preview"},
        class_name=f"{PANEL} p-4 md:px-[18px]",
    )


def deletion(state: Any) -> rx.Component:
    """Which ones go, with what; then *Confirm*."""
    lost = state.losses
    titles = js("({titles}).join(', ')", titles=lost["titles"]).to(str)
    current, readers = lost["current"].to(int), lost["readers"].to(int)
    return dialog(
        "delete-announcements",
        _("Delete: %(names)s", names=titles),
        el.ul(
            rx.cond(current > 0, el.li(_n("%(n)d is before people today", "%(n)d are before people today", current))),
            el.li(_n("%(n)d reading is forgotten", "%(n)d readings are forgotten", readers)),
            class_name="list-disc pl-5 my-2 flex flex-col gap-1",
        ),
        muted(_("The journal keeps the title and the beginning of the text.")),
        confirm_row("delete-announcements", state.delete, "danger"),
        on_close=state.dismiss,
        refusal=state.errors["form"],
    )
