"""What does a visitor see of an establishment? What its visitors' space announces today."""

import asyncio

import reflex as rx

from app.services import visitors
from app.services.announcement_reading import AnnouncementShown
from app.services.scope import Visit
from app.services.visitors import VisitorsCard
from app.state.door import open_action, show_view

NOTHING = VisitorsCard(name="", locality="", code="", announcements=[])


class VisitState(rx.State):
    """The establishment that the address names; an empty name where there is nothing to see."""

    card: VisitorsCard = NOTHING
    announced: list[AnnouncementShown] = []
    is_loaded: bool = False

    @open_action
    async def load(self, visit: Visit):
        """Read the address."""
        await show_view(self)
        said = dict(self.router.url.query_parameters).get("e", "")
        self.card = await asyncio.to_thread(visitors.card, visit, said[:20]) or NOTHING
        self.announced, self.is_loaded = self.card["announcements"], True
