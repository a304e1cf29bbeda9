"""What may anybody at a tab change, signed in or not? The language, and a sentence out of the way."""

import asyncio
from typing import Literal

import reflex as rx
from reflex.state import OnLoadInternalState

from app.locales.live import Language
from app.services import sessions
from app.services.scope import Visit
from app.state.door import open_action, session_of
from app.state.frame import NoticeState


class SwitchState(rx.State):
    """Handlers only; what they change lives elsewhere."""

    @open_action
    async def speak(self, visit: Visit, language: Literal["fr", "en"]):
        """Speak that language, here and in the mails to whoever is signed in; the page is read again in it."""
        (await self.get_state(Language)).locale = language
        await asyncio.to_thread(sessions.speak, visit.installation, session_of(self), language)
        return OnLoadInternalState.on_load_internal

    @open_action
    async def hush(self, _visit: Visit):
        """Take the sentence away."""
        (await self.get_state(NoticeState)).text = ""
