"""What does the page of statistics show?"""

from functools import partial

import reflex as rx

from app.services import statistics
from app.services.scope import PlatformScope
from app.services.statistics import StatisticRow
from app.state.door import action
from app.state.lists import ListState


class StatisticsState(ListState, rx.State):
    """One page of counted establishments; `most` scales the bars."""

    rows: list[StatisticRow] = []
    most: int = 1

    @action(reads=True)
    def load(self, scope: PlatformScope):
        """Show the page that the address names."""
        self._show(partial(statistics.page, scope))
        self.most = max((row["people"] for row in self.rows), default=1) or 1
