"""/journal: what was changed in an establishment (X1)."""

from typing import Any

import reflex as rx

from app.components.journal import journal
from app.locales.live import _
from app.pages.parts import establishment_page
from app.state.journal import JournalState

State: Any = JournalState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/journal", _("Journal"), State.load


def page() -> rx.Component:
    """Newest first."""
    return establishment_page(journal(State, TITLE), title=TITLE, here=ROUTE, right="journal.read")
