"""What do the pages for strangers say? They read their address; the forms themselves are posted natively."""

import asyncio

import reflex as rx

from app.locales import Message, known, msg
from app.locales.live import Language
from app.models.platform import Ending
from app.services import links, sign_in, sign_in_names
from app.services.email_change import TAKEN
from app.services.entry import refusal
from app.services.faults import FULL
from app.services.scope import Visit
from app.services.throttling import TooMany
from app.state.door import open_action

ENDINGS = {
    Ending.EXPIRED: msg("Your session has ended. Please sign in again."),
    Ending.BLOCKED: msg("Your establishment has been blocked: nobody can sign in for now."),
    Ending.DELETED: msg("Your establishment is no longer on this platform."),
    Ending.PASSWORD: msg("The password was changed. Please sign in with the new one."),
    Ending.SIGNED_OUT: msg("You are signed out."),
}
DONE = {
    "reset": msg("Your password is changed. You can sign in with it."),
    "activated": msg("Your account is ready. You can sign in with the password that you chose."),
    "email": msg("Your e-mail address is confirmed."),
}
FAULTS = {
    "blocked": msg("This establishment is blocked: nobody can sign in for now."),
    "account": msg("This account is blocked. Ask an administrator of your establishment."),
    "form": msg("This form could not be read. Please fill in every field and try again."),
    "busy": msg("The database is busy or out of reach. Please try again in a moment."),
    "full": FULL,
    "updating": msg("This establishment is being updated. Please come back in a few minutes."),
    "dead": msg("This link no longer works. Please ask for a new one."),
    "taken": TAKEN,
    "policy": msg("This password cannot be taken: see the rules below."),
}


class SignInState(rx.State):
    """`fault` and `note` are sentences; `reason` is why an establishment is blocked."""

    fault: str = ""
    note: str = ""
    reason: str = ""
    is_sent: bool = False
    is_platform: bool = False
    code: str = ""

    @open_action
    async def load(self, visit: Visit):
        """Read the address."""
        await self._read(visit)

    @open_action
    async def load_link(self, visit: Visit):
        """The same where a link in a mail leads: who comes with one that is dead need not fill in a form to hear so."""
        await self._read(visit)
        page, _, token = self.router.url.path.strip("/").partition("/")
        if not (self.code or self.note) and await asyncio.to_thread(links.is_dead, visit, page, token):
            self.code, self.fault = "dead", FAULTS["dead"].text(known((await self.get_state(Language)).locale))

    async def _read(self, visit: Visit) -> None:
        said = dict(self.router.url.query_parameters)
        language = known((await self.get_state(Language)).locale)
        fault, note = _fault(said), ENDINGS.get(said.get("why", "")) or DONE.get(said.get("done", ""))  # type: ignore[call-overload]
        self.fault, self.note = fault.text(language) if fault else "", note.text(language) if note else ""
        self.is_sent, self.code = said.get("sent") == "1", said.get("error", "")
        self.is_platform = said.get("platform") == "1"
        chosen = await asyncio.to_thread(sign_in_names.chosen, visit, said.get("e", "")[:20])
        is_about_block = said.get("why") == Ending.BLOCKED or said.get("error") == "blocked"
        self.reason = chosen["blocked"] if chosen and is_about_block else ""


def _fault(said: dict[str, str]) -> Message | None:
    code, left, seconds = said.get("error", ""), said.get("left", ""), said.get("seconds", "")
    if code == "wrong":
        return sign_in.wrong(int(left) if left.isdecimal() and len(left) < 3 else 0)  # noqa: PLR2004  five at most
    if code == "wait":
        return TooMany(int(seconds) if seconds.isdecimal() and len(seconds) < 7 else 60).message  # noqa: PLR2004  a day
    if code == "closed":
        return refusal(said.get("step", ""))
    return FAULTS.get(code)
