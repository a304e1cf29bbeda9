"""What is around the whole application? Sentences of ours where Reflex has English ones."""

from collections.abc import Callable

import reflex as rx
from reflex.app import default_error_boundary

from app.locales.live import _

el = rx.el


def _broken() -> rx.Component:
    return el.main(
        el.h1(_("This page met a fault"), class_name="text-[22px] font-bold"),
        el.p(_("Reload the page; if it happens again, tell the administrator of the platform.")),
        role="alert",
        class_name="p-8",
    )


WRAPS: dict[tuple[int, str], Callable[[bool], rx.Component | None]] = {
    (55, "ErrorBoundary"): lambda _stateful: default_error_boundary(
        fallback_render=rx.Var.create(_broken()), on_error=rx.noop()
    )
}
