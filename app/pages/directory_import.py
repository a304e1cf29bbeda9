"""/platform/import: the ministry's directory becomes establishments (E11)."""

from typing import Any

import reflex as rx

from app.components.basics import facts, heading, muted, number, panel
from app.components.imports import confirmation, refusals, sending
from app.components.work import progress_panel
from app.locales.live import _, _n
from app.pages.parts import platform_page
from app.services.directory_columns import MAX_BYTES
from app.state.directory_import import ImportState

el = rx.el
State: Any = ImportState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/platform/import", _("Import the directory"), State.load


def page() -> rx.Component:
    """Send, look, confirm, follow."""
    return platform_page(
        sending(
            "/platform/import/file",
            MAX_BYTES,
            _("Drop the directory's CSV file here"),
            State.uploaded,
            _(
                "The national directory as the ministry publishes it, of any year: the columns UAI, name, postcode and town are found by their headings, in any order."
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
        refusals(State.refused, plan["refused_total"].to(int)),
        confirmation(_n("Import %(n)d establishment", "Import %(n)d establishments", to_do), to_do, State.confirm),
        class_name="mt-3 flex flex-col gap-3",
    )
