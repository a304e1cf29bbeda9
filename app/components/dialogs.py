"""How is something confirmed? A native dialog, open as long as it is on the page."""

from typing import Any

import reflex as rx

from app.components.basics import PANEL, button
from app.components.browser import Modal, run
from app.components.focus import back
from app.locales.live import _

el = rx.el
REFUSAL = "text-bad font-medium mt-3 empty:hidden"


def dialog(name: str, title: Any, *children: Any, on_close: Any, refusal: Any = None) -> rx.Component:
    """A modal dialog, open as long as it is on the page; `on_close` must take it off.

    `refusal` is what the server has against it as a whole; the page behind cannot say it, for it is inert.
    """
    return Modal.create(
        el.h2(title, id=f"{name}-title", class_name="text-[17px] leading-snug font-semibold m-0 mb-3"),
        *children,
        rx.fragment() if refusal is None else el.p(refusal, role="alert", class_name=REFUSAL),
        id=name,
        class_name=f"{PANEL} m-auto p-5 w-[min(560px,calc(100vw-24px))] max-h-[88vh] overflow-auto text-ink [overflow-wrap:anywhere]",
        custom_attrs={"aria-labelledby": f"{name}-title"},
        on_leave=on_close,
        on_unmount=back(),
    )


def closes(name: str) -> Any:
    """Close a dialog from inside; focus goes back to where it was."""
    leave = "d.dispatchEvent(new Event('cancel')), d.close()"
    return run(f"() => {{const d = document.getElementById('{name}'); if (d) {leave}}}")


def confirm_row(name: str, confirm: Any, look: str = "primary", label: Any = None, **props: Any) -> rx.Component:
    """The two ways out of a dialog: *Annuler* and *Confirmer*."""
    deed = {"type": "submit"} if confirm is None else {"on_click": confirm}
    return el.div(
        button(_("Cancel"), on_click=closes(name)),
        button(_("Confirm") if label is None else label, look, **deed, **props),
        class_name="flex justify-end gap-2 mt-4 flex-wrap",
    )
