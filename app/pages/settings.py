"""/settings: what an establishment decides about its lockers, and what they weigh (L3, L7, L11)."""

from typing import Any

import reflex as rx

from app.components.basics import button, facts, heading, link, link_button, muted, panel, size, spinner, tag
from app.components.charts import weight
from app.components.focus import at_first_fault
from app.components.forms import Draft, field, select
from app.locales.live import _, _n
from app.pages.parts import NOTIFICATIONS, establishment_page
from app.state.settings import SettingsState

el = rx.el
State: Any = SettingsState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/settings", _("Settings"), State.load
HEAD = "text-left text-[13px] text-muted font-semibold pr-4 py-1"


def page() -> rx.Component:
    """Decisions, then figures."""
    return establishment_page(
        rx.cond(State.is_loaded, el.div(_decisions(), _storage(), class_name="grid gap-3.5"), spinner()),
        title=TITLE,
        here=ROUTE,
        actions=(link_button(_("Categories"), "/locker/categories"),),
        right="locker.manage",
    )


def _decisions() -> rx.Component:
    def typed(name: str, label: Any, hint: Any) -> rx.Component:
        return field(
            name, label, State.errors[name], hint, default_value=State.decided[name], input_mode="numeric", max_length=9
        )

    usual = [el.option(label, value=value) for value, label in NOTIFICATIONS.items()]
    return el.form(
        panel(
            heading(_("Lockers")),
            el.div(
                typed("largest", _("Largest document, in MB"), _("Counts from the next document on.")),
                typed("quota", _("Room of each person, in MB"), _("For roles that say no quota of their own.")),
                typed("trash_days", _("Days in the trash"), _("A deleted document can be restored meanwhile.")),
                select(
                    "notification",
                    _("Mails about documents"),
                    *usual,
                    error=State.errors["notification"],
                    hint=_("For those who chose nothing themselves."),
                    default_value=State.decided["notification"],
                ),
                class_name="grid md:grid-cols-2 gap-3.5",
            ),
            el.div(button(_("Save"), "primary", type="submit")),
            Draft.create(name="settings", of=State.decided.to_string()),
            at_first_fault(State.errors_seq),
            class_name="flex flex-col gap-4",
        ),
        key=State.form_key.to_string(),
        on_submit=State.modify,
        no_validate=True,
    )


def _storage() -> rx.Component:
    whole = State.storage
    return panel(
        heading(_("Storage")),
        facts(
            (_("On the disk, each file once"), size(whole["stored"])),
            (_("Counted in quotas, versions and trash included"), size(whole["charged"])),
            class_name="max-w-[620px]",
        ),
        rx.cond(whole["tight_total"].to(int) > 0, _tight()),
        rx.cond(
            State.roles.length() > 0,
            el.div(
                _weights(_("By role"), State.roles, _("Role")),
                rx.cond(State.people.length() > 0, _weights(_("The largest lockers"), State.people, _("Person"), True)),
                class_name="grid lg:grid-cols-2 gap-6 items-start",
            ),
            muted(_("No document yet.")),
        ),
        class_name="flex flex-col gap-4",
    )


def _tight() -> rx.Component:
    n = State.storage["tight_total"].to(int)
    said = _n(
        "%(n)d person has used 80%% or more of their room:", "%(n)d people have used 80%% or more of their room:", n
    )
    named = rx.foreach(State.tight, lambda row: el.li(_who(row, True), " ", _of_quota(row), key=row["id"].to_string()))
    more = rx.cond(n > State.tight.length(), muted(_("and others")))
    return el.div(
        el.p(said, class_name="m-0 font-medium"),
        el.ul(named, class_name="m-0 pl-5 text-[14px]"),
        more,
        class_name="bg-warn-soft text-warn rounded-panel px-4 py-2",
    )


def _weights(title: Any, rows: Any, who: Any, is_person: bool = False) -> rx.Component:  # noqa: FBT001, FBT002  a fact
    def line(row: Any) -> rx.Component:
        return el.tr(
            el.th(
                _who(row, is_person),
                scope="row",
                class_name="text-left font-medium py-1.5 pr-4 min-w-[130px] [overflow-wrap:anywhere]",
            ),
            el.td(weight(row["used"], rows[0]["used"], row["is_tight"]), class_name="w-[40%] pr-4 max-md:hidden"),
            el.td(
                _share(row) if is_person else size(row["used"]),
                class_name="text-right md:whitespace-nowrap tabular-nums",
            ),
            key=row["id"].to_string(),
            class_name="border-t border-line",
        )

    heads = el.tr(
        el.th(who, scope="col", class_name=HEAD),
        el.td(class_name="max-md:hidden"),
        el.th(_("Used"), scope="col", class_name=f"{HEAD} text-right !pr-0"),
    )
    return el.div(
        el.h3(title, class_name="text-[14.5px] font-semibold m-0 mb-1"),
        el.table(el.thead(heads), el.tbody(rx.foreach(rows, line)), class_name="w-full border-collapse"),
        class_name="min-w-0",
    )


def _who(row: Any, is_person: bool) -> Any:  # noqa: FBT001  a fact
    return link(row["name"], "/people/" + row["id"].to_string(), "text-inherit underline") if is_person else row["name"]


def _of_quota(row: Any) -> Any:
    return _("%(used)s of %(quota)s", used=size(row["used"]), quota=size(row["quota"]))


def _share(row: Any) -> rx.Component:
    return el.span(_of_quota(row), rx.cond(row["is_tight"], el.span(" ", tag(_("nearly full"), "warn"))))
