"""How are files sent? By button, drag and drop or keyboard, each with a bar that can be stopped."""

from typing import Any, TypedDict

import reflex as rx
from reflex.event import passthrough_event_spec

from app.components.basics import BUTTON, LOOKS
from app.locales.live import Language, _

CLASSES = {
    "list": "list-none m-0 p-0 w-full flex flex-col gap-2 text-left",
    "item": "flex flex-wrap items-center gap-x-3 gap-y-1 bg-panel border border-line rounded-panel px-3 py-2",
    "name": "flex-1 min-w-[160px] font-medium [overflow-wrap:anywhere]",
    "note": "text-[13px] text-muted whitespace-nowrap font-normal",
    "bar": "w-[140px] h-2 accent-accent",
    "fault": "basis-full text-bad font-medium",
    "over": "border-accent bg-accent-soft",
    "unseen": "sr-only",
}


class SentFile(TypedDict):
    """A file that is on the server."""

    id: str
    name: str
    size: int


class _Uploader(rx.Component):
    library = "$/public/uploader.jsx"
    tag = "Uploader"
    url: rx.Var[str]
    accept: rx.Var[str]
    max_bytes: rx.Var[int]
    several: rx.Var[bool]
    invalid: rx.Var[bool]
    described_by: rx.Var[str]
    field: rx.Var[str]
    staged: rx.Var[list[Any]]
    language: rx.Var[str]
    words: rx.Var[dict[str, str]]
    classes: rx.Var[dict[str, str]]
    button_class: rx.Var[str]
    on_done: rx.EventHandler[passthrough_event_spec(list[SentFile])]
    on_remove: rx.EventHandler[passthrough_event_spec(str)]


def uploader(
    url: str, max_bytes: Any, *, drop: Any, accept: str = "", several: bool = False, **props: Any
) -> rx.Component:
    """A place for files.

    `on_done` is given all that are there each time one has come or gone, as a list of `SentFile`s; `on_remove` the identity of one that somebody takes out; `staged` are those that were there before.
    `field` names what the form around it sends: their identities, separated by commas, "coming" for one on its way.
    """
    words = {
        "drop": drop,
        "choose": _("Choose files") if several else _("Choose a file"),
        "files": _("Files"),
        "waiting": _("Waiting"),
        "left": _("about %(n)s s left", n="{n}"),
        "there": _("Ready"),
        "allThere": _("The files are on the server.") if several else _("The file is on the server."),
        "stop": _("Stop"),
        "stopped": _("Sending was stopped."),
        "again": _("Send again"),
        "remove": _("Take out"),
        "failed": _("The file could not be sent. Please try again."),
        "tooLarge": _("This file is too large: at most %(n)d MB.", n=max_bytes // 1_000_000),
    }
    return _Uploader.create(
        url=url,
        accept=accept,
        max_bytes=max_bytes,
        several=several,
        language=Language.locale,
        words=words,
        classes=CLASSES,
        button_class=f"{BUTTON} {LOOKS['plain']} focus-within:outline-3 focus-within:outline-focus",
        class_name="border-2 border-dashed border-edge rounded-panel bg-soft p-6 flex flex-col gap-3 items-center text-center",
        **props,
    )
