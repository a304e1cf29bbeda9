"""/platform/import: the ministry's directory becomes establishments (E11)."""

from typing import Any

import reflex as rx

from app.components.basics import button, facts, heading, muted, number, panel
from app.components.uploader import uploader
from app.components.work import progress_panel
from app.locales.live import _, _n
from app.pages.parts import platform_page
from app.state.directory_import import ImportState

el = rx.el
State: Any = ImportState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/platform/import", _("Import the directory"), State.load
MOST_BYTES = 100 * 1024 * 1024


def page() -> rx.Component:
    """Send, look, confirm, follow."""
    return platform_page(
        panel(
            uploader(
                "/platform/import/file",
                MOST_BYTES,
                drop=_("Drop the directory's CSV file here"),
                accept=".csv,.txt",
                on_done=lambda files: State.uploaded(files[0]["id"]),
            ),
            muted(
                _(
                    "The national directory as the ministry publishes it, of any year: the columns UAI, name, postcode and town are found by their headings, in any order."
                ),
                class_name="mt-3",
            ),
        ),
        progress_panel(State),
        rx.cond(State.preview["file"] != "", _preview()),
        title=TITLE,
        here="/platform/establishments",
    )


def _preview() -> rx.Component:
    plan = State.preview
    to_do = plan["create"].to(int) + plan["update"].to(int)
    return panel(
        heading(_("What the import will do")),
        facts(
            (_("Lines read"), number(plan["rows"])),
            (_("Establishments to add"), number(plan["create"])),
            (_("Establishments to update"), number(plan["update"])),
            (_("Already as in the file"), number(plan["unchanged"])),
            (_("Lines refused"), number(plan["refused_total"])),
            class_name="max-w-[620px]",
        ),
        rx.cond(plan["new_zones"] != "", el.p(_("Zones to add: %(zones)s", zones=plan["new_zones"]))),
        rx.cond(
            State.examples.length() > 0,
            el.div(
                muted(_("The first lines, as they will be read:")),
                el.ul(rx.foreach(State.examples, el.li), class_name="text-[13px]"),
            ),
        ),
        rx.cond(plan["refused_total"].to(int) > 0, _refusals()),
        el.div(
            button(
                _n("Import %(n)d establishment", "Import %(n)d establishments", to_do),
                "primary",
                on_click=State.confirm,
                disabled=to_do == 0,
            ),
        ),
        class_name="mt-3 flex flex-col gap-3",
    )


def _refusals() -> rx.Component:
    def line(row):  # noqa: ANN001, ANN202
        return el.tr(
            el.td(row["line"], class_name="tabular-nums pr-4 py-1 align-top"),
            el.td(row["message"], class_name="py-1"),
        )

    head = "text-left text-[13px] text-muted font-semibold pr-4"
    return el.details(
        el.summary(_("Lines that will not be imported"), class_name="cursor-pointer font-semibold text-warn py-1"),
        el.table(
            el.thead(
                el.tr(el.th(_("Line"), scope="col", class_name=head), el.th(_("Why"), scope="col", class_name=head))
            ),
            el.tbody(rx.foreach(State.refused, line)),
        ),
        open=True,
    )
