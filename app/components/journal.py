"""How does a journal look? The same for the platform and for an establishment."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, empty, moment
from app.components.filters import filter_bar
from app.components.lists import Column, row_link, table
from app.locales.live import _

el = rx.el


def journal(state: Any, label: Any) -> rx.Component:
    """Who, when, what before and after, why."""
    return el.div(filter_bar(state, []), journal_table(state, label))


def journal_table(state: Any, label: Any) -> rx.Component:
    """The lines alone."""
    return table(
        state,
        [
            Column(
                _("What"),
                lambda row: el.div(
                    row["what"],
                    el.div(row["label"], class_name="text-[13px] text-muted"),
                    rx.cond(row["job"].to(int) > 0, _rows_of(row)),
                ),
                least=110,
            ),
            Column(_("When"), lambda row: moment(row["at"]), "at"),
            Column(_("Who"), lambda row: row["actor"], "actor", least=70),
            Column(_("Change"), lambda row: row["changes"], least=110),
            Column(_("Reason"), lambda row: row["reason"], least=60),
        ],
        nothing=empty(_("Nothing in the journal.")),
        label=label,
    )


def _rows_of(row: Any) -> rx.Component:
    """To what became of each of those that it was done to."""
    return row_link(_("Result per row"), "/jobs/" + row["job"].to_string(), f"{LINK} text-[13px]")
