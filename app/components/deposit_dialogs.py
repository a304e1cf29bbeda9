"""How is a deposit changed? A dialog for its words, for more recipients, for a better file, and for its end (L6)."""

from typing import Any

import reflex as rx

from app.components.basics import muted
from app.components.dialogs import confirm_row, dialog
from app.components.focus import at_first_fault
from app.components.forms import select, text_area
from app.components.recipients import recipient_box
from app.components.uploader import uploader
from app.locales.live import _, _n

el = rx.el


def dialogs(state: Any) -> Any:
    """The one that is asked for."""
    return rx.match(
        state.asking,
        ("modify", _modifying(state)),
        ("add", _adding(state)),
        ("replace", _replacing(state)),
        ("trash", _trashing(state)),
        rx.fragment(),
    )


def _modifying(state: Any) -> rx.Component:
    choices = rx.foreach(state.categories, lambda each: el.option(each["label"], value=each["value"]))
    form = el.form(
        select(
            "category",
            _("Category"),
            el.option(_("Uncategorised"), value="0"),
            choices,
            error=state.errors["category"],
            default_value=state.card["category_id"].to_string(),
        ),
        text_area(
            "memo",
            _("Memo (optional)"),
            state.errors["memo"],
            default_value=state.card["memo"],
            max_length=1000,
            rows="4",
            class_name="mt-3",
        ),
        at_first_fault(state.errors_seq),
        confirm_row("modify", None, label=_("Save")),
        on_submit=state.modify,
    )
    return _dialog(state, "modify", _("Modify the document"), form)


def _adding(state: Any) -> rx.Component:
    counted = _n("Add %(n)d person", "Add %(n)d people", state.people)
    form = el.form(
        el.div(
            recipient_box(state),
            muted(_("Those who have it already keep it as it is."), class_name="mt-2"),
            class_name="min-h-[320px]",  # room for what is found: a dialog cuts off what is over its edge
        ),
        at_first_fault(state.errors_seq),
        confirm_row("add", None, label=rx.cond(state.people > 0, counted, _("Add"))),
        on_submit=state.add,
        no_validate=True,
    )
    return _dialog(state, "add", _("Add recipients"), form)


def _replacing(state: Any) -> rx.Component:
    error = state.errors["files"]
    place = uploader(
        "/files",
        state.largest,
        drop=_("Drop the new file here"),
        field="files",
        invalid=rx.cond(error, True, False),
        described_by=rx.cond(error, "files-error", ""),
        on_remove=state.take_out,
    )
    form = el.form(
        place,
        rx.cond(error, el.p(error, id="files-error", class_name="text-[13px] text-bad font-medium m-0 mt-1")),
        muted(
            _("Recipients keep one entry, marked as modified; the versions before stay here for you."),
            class_name="mt-2",
        ),
        at_first_fault(state.errors_seq),
        confirm_row("replace", None, label=_("Replace")),
        on_submit=state.replace,
        no_validate=True,
    )
    return _dialog(state, "replace", _("Replace the file"), form)


def _trashing(state: Any) -> rx.Component:
    warning = el.p(
        _n(
            "%(n)d person will see this document no more. You can restore it from the trash.",
            "%(n)d people will see this document no more. You can restore it from the trash.",
            state.card["recipients"].to(int),
        )
    )
    return _dialog(state, "trash", _("Delete for everyone"), warning, confirm_row("trash", state.trash, "danger"))


def _dialog(state: Any, name: str, title: Any, *parts: rx.Component) -> rx.Component:
    return dialog(name, title, *parts, on_close=state.dismiss, refusal=state.errors["form"])
