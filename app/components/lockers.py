"""How does a document in lockers look? The same tabs, tags, facts and preview on every screen of them."""

from typing import Any, Final

import reflex as rx

from app.components.basics import LINK, empty, link, moment, muted, panel, size, tag
from app.components.browser import NativeLink, js
from app.components.person_panels import TAB
from app.locales.live import _

el = rx.el
PLACES = {"/locker": _("Received"), "/locker/sent": _("Distribution"), "/locker/trash": _("Trash")}
NAMED: Final = 240  # pixels of the column of a document
FILED: Final = "md:[&>span]:max-w-[150px]"  # how the column of its category looks
BUTTON = "font-semibold text-ink no-underline md:px-2 py-1 hover:underline"


def tabs(here: str, unread: Any, may_deposit: Any, may_manage: Any) -> rx.Component:
    """The lists of lockers; what one has deposited is for those who may."""
    shown = {"/locker": None, "/locker/sent": may_deposit | may_manage, "/locker/trash": may_deposit}
    return el.nav(
        *(_tab(to, label, to == here, unread if to == "/locker" else None, shown[to]) for to, label in PLACES.items()),
        custom_attrs={"aria-label": _("Parts of the locker")},
        class_name="flex gap-1 border-b border-line mb-3.5 overflow-x-auto",
    )


def _tab(to: str, label: Any, is_here: bool, beside: Any, shown: Any) -> Any:  # noqa: FBT001  whether it is this one
    look = TAB + " inline-flex gap-1.5 items-center"
    words = [label] if beside is None else [label, beside]
    current = {"aria-current": "page"} if is_here else {}
    drawn = (
        rx.el.a(*words, href=to, class_name=look, custom_attrs=current)
        if is_here
        else link(rx.fragment(*words), to, look)
    )
    return drawn if shown is None else rx.cond(shown, drawn)


def reading(status: Any) -> Any:
    """Nothing of what has been read."""
    return rx.match(
        status,
        ("new", tag(_("new"), "accent")),
        ("updated", tag(_("modified since you read it"), "warn")),
        rx.fragment(),
    )


def opening(state: Any) -> Any:
    """Whether a recipient opened it."""
    return rx.match(
        state,
        ("read", tag(_("Opened"), "ok")),
        ("outdated", tag(_("Earlier version"), "warn")),
        tag(_("Not opened")),
    )


def person(name: Any) -> Any:
    """Who deposited it; nobody is Anonymous."""
    return rx.cond(name == "", el.span(_("Anonymous"), class_name="text-muted"), name)


def category(name: Any) -> Any:
    """What it is filed under."""
    return rx.cond(name == "", el.span(_("Uncategorised"), class_name="text-muted text-[13px]"), tag(name))


def memo(text: Any) -> Any:
    """What its depositor says of it, under its name; cut where it is long."""
    return rx.cond(text != "", muted(text, class_name="line-clamp-2 [overflow-wrap:anywhere]"))


def address(deposit: Any, query: str = "") -> Any:
    """Where its bytes are."""
    return "/documents/" + deposit.to_string() + query


def download(deposit: Any, name: Any, look: str = BUTTON, query: str = "") -> rx.Component:
    """The document, to keep."""
    return NativeLink.create(
        _("Download"),
        href=address(deposit, query),
        download="",
        class_name=look,
        custom_attrs={"aria-label": js("{verb} + ' ' + {name}", verb=_("Download"), name=name).to(str)},
    )


def preview(card: Any) -> Any:
    """The document in the page where a browser can show it, and nothing in it can run."""
    shown = address(card["id"], "?inline=1")
    look = "w-full h-[75vh] border border-line rounded-panel bg-panel"
    # No sandbox for a PDF: browsers show none in one. The answer's own policy lets nothing run.
    pdf = el.iframe(src=shown + "#navpanes=0&view=FitH", title=card["name"], class_name=look)
    text = el.iframe(src=shown, title=card["name"], sandbox="", class_name=look + " bg-white")
    image = el.img(src=shown, alt=card["name"], class_name="max-w-full h-auto border border-line rounded-panel")
    nothing = panel(empty(_("This kind of document cannot be shown here."), _("Download it to read it.")))
    closed = panel(empty(_("Documents are not opened while you see the portal as somebody else.")))
    shown_as = ("pdf", pdf), ("image", image), ("text", text), ("closed", closed)
    return rx.match(card["preview"], *shown_as, nothing)


def present(card: Any) -> rx.Component:
    """Which version it has now, and since when."""
    since = el.span(moment(card["updated_at"]), class_name="text-muted")
    return el.span(card["version"].to_string(), since, class_name="inline-flex flex-wrap gap-x-2")


def version_list(versions: Any, deposit: Any) -> rx.Component:
    """What the document was before, each to be downloaded."""

    def version(row: Any) -> rx.Component:
        number = row["number"].to_string()
        label = js("{word} + ' ' + {number}", word=_("Version"), number=number).to(str)
        return el.li(
            NativeLink.create(label, href=address(deposit, "?version=") + number, download="", class_name=LINK),
            el.span(row["name"], class_name="[overflow-wrap:anywhere]"),
            el.span(size(row["size"].to(int)), class_name="text-muted"),
            moment(row["at"]),
            class_name="flex gap-x-3 flex-wrap items-baseline py-1.5 border-b border-line last:border-0",
        )

    return el.ul(rx.foreach(versions, version), class_name="list-none m-0 p-0 text-[14px]")
