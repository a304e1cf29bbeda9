"""/platform/journal: what was changed on the platform (X1)."""

from typing import Any

import reflex as rx

from app.components.journal import journal
from app.locales.live import _
from app.pages.parts import platform_page
from app.state.journal import PlatformJournalState

State: Any = PlatformJournalState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/platform/journal", _("Journal"), State.load


def page() -> rx.Component:
    """Newest first."""
    return platform_page(journal(State, TITLE), title=TITLE, here=ROUTE)
