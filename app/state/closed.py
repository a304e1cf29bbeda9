"""What does the page show that somebody is led to whom no web space lets in? Its address says why."""

import reflex as rx

from app.models.establishment import SpaceCode
from app.services.entry import Step
from app.services.scope import Visit
from app.state.door import open_action, show_view


class ClosedState(rx.State):
    """The `step` that refuses, and the `space` that it is about, if any."""

    step: str = Step.ALLOWED
    space: str = ""

    @open_action
    async def load(self, _visit: Visit):
        """Read the address."""
        await show_view(self)
        said = self.router.url.query_parameters
        step, space = said.get("step", ""), said.get("space", "")
        self.step = step if step in set(Step) else Step.ALLOWED
        self.space = space if space in set(SpaceCode) else ""
