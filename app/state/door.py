"""How does a browser event reach a use case? Through `@action` alone: parsed, authorised, in a thread."""

import asyncio
import inspect
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from typing import Any, Final, get_type_hints

import reflex as rx
from pydantic import TypeAdapter
from reflex.state import OnLoadInternalState
from sqlalchemy.exc import IntegrityError, OperationalError

from app.locales import Message, known, msg
from app.locales.live import Language
from app.services import sessions, views
from app.services.entry import KeptOut
from app.services.errors import Forbidden, Invalid, OnlyLooking, Refused, SignedOut
from app.services.faults import unanswered
from app.services.scope import (
    PersonActor,
    PlatformActor,
    PlatformScope,
    Scope,
    Visit,
    open_establishment,
    open_platform,
)
from app.state import live
from app.state.frame import FrameState, NoticeState
from app.state.payloads import parsed
from app.storage.installation import Installation

log = logging.getLogger("casier.door")
MARK: Final = "__casier_door__"  # on a handler: the type of unit that it is given
HEADER: Final = "session "
PASSWORD_FIRST: Final = "/account?why=password"  # noqa: S105  where whatever is forbidden leads who must change it
VISIT: Final = "/visit"  # where a stranger finds what is published to them
_installed: list[Installation] = []

MEANWHILE: Final = msg("Somebody did the same at the same moment. Reload the page and try again.")
BACK: Final = msg("You see the portal as yourself again.")
FAULT: Final = msg("Something went wrong on our side. Nothing was changed; the administrators' log has details.")


def install(installation: Installation) -> None:
    """Say which installation the events of this process work on."""
    _installed[:] = [installation]


def installed() -> Installation:
    """The installation of this process."""
    return _installed[0]


def action(*, reads: bool = False, pushed: bool = False, beside: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Make a handler: `handler(self, scope, …)` runs as whoever is signed in, in one committed unit of work.

    The type of `scope` decides which unit. `reads` promises to change nothing. A refusal becomes a sentence on
    the page, by the fields where it concerns fields, and undoes everything; a `Message` given back is said.
    `pushed` is what nobody asked for: the session is as idle as before, and nothing is said of refusals.
    `beside` is what a page asks for besides its content: a refusal of that stays said.
    """

    def declare(handler: Callable[..., Any]) -> Any:
        kind = get_type_hints(handler)[list(inspect.signature(handler).parameters)[1]]

        async def run(self: rx.State, payload: dict[str, Any]) -> Any:
            frame, language = await self.get_state(FrameState), await _language(self)
            return await asyncio.to_thread(within, self, frame, language, payload)

        def within(state: rx.State, frame: FrameState, language: str, payload: dict[str, Any]) -> Any:
            actor = _actor(state, frame, is_awake=not pushed)
            live.tabs.note(actor, state.router_data.get("token", ""))
            actor = replace(actor, language=language)  # the page's own, whatever mails are written in
            if frame._greet(actor):
                return _read_anew(actor, "" if pushed else "reads" if reads else "writes")
            if isinstance(actor, PersonActor) and views.VISITOR in actor.roles:
                return rx.redirect(f"{VISIT}?e={actor.place.number}")
            if isinstance(actor, PlatformActor) is not (kind is PlatformScope):
                return rx.redirect("/platform/establishments" if isinstance(actor, PlatformActor) else "/")
            try:
                with _opened(actor, writes=not reads) as scope:
                    return handler(state, scope, **payload)
            except Forbidden:
                if isinstance(actor, PersonActor) and actor.must_change:
                    return rx.redirect(PASSWORD_FIRST)
                raise

        return _event(handler, run, kind, pushed=pushed, forgives=not beside)

    return declare


def open_action(handler: Callable[..., Any]) -> Any:
    """Make one of the few handlers open to strangers: `async handler(self, visit, …)`."""

    async def run(self: rx.State, payload: dict[str, Any]) -> Any:
        headers = self.router_data.get("headers", {})
        visit = Visit(installed(), headers.get("x-casier-address", ""), headers.get("user-agent", ""))
        return await handler(self, visit, **payload)

    return _event(handler, run, Visit)


def session_of(state: rx.State) -> str | None:
    """The session that the gate wrote on this connection's handshake; the browser cannot write it."""
    written = state.router_data.get("headers", {}).get("authorization", "")
    return written.removeprefix(HEADER) if written.startswith(HEADER) else None


async def show_view(state: rx.State) -> None:
    """On a page for strangers, say as whom somebody sees it (R8); called by those that whoever looks is led to."""
    frame = await state.get_state(FrameState)

    def look() -> None:
        with suppress(Refused):
            frame._greet(_actor(state, frame, is_awake=True))

    await asyncio.to_thread(look)


def _actor(state: rx.State, frame: FrameState, *, is_awake: bool) -> PlatformActor | PersonActor:
    """Who is at this tab; whoever is kept out is shown as whom that is, too."""
    try:
        return sessions.actor(installed(), session_of(state), is_awake=is_awake)
    except KeptOut as out:
        if out.seen:
            frame._greet(out.seen)
        raise


def _opened(actor: PlatformActor | PersonActor, *, writes: bool) -> AbstractContextManager[PlatformScope | Scope]:
    if isinstance(actor, PlatformActor):
        return open_platform(installed(), actor, writes=writes)
    return open_establishment(installed(), actor, writes=writes)


def _read_anew(actor: PlatformActor | PersonActor, asked: str) -> Any:
    """What this tab shows is not what the actor sees (R8): nothing is done, and the page is read as they see it."""
    is_looking = isinstance(actor, PersonActor) and actor.viewer
    said = {"writes": OnlyLooking().message} if is_looking else {"writes": BACK, "reads": BACK}
    return [event for event in (said.get(asked), OnLoadInternalState.on_load_internal) if event]


def _event(
    handler: Callable[..., Any], run: Callable[..., Any], kind: type, *, pushed: bool = False, forgives: bool = True
) -> Any:
    itself, _, *parameters = inspect.signature(handler).parameters.values()
    hints = get_type_hints(handler)
    sent = {p.name: TypeAdapter[Any](hints[p.name]) for p in parameters}
    needed = {p.name for p in parameters if p.default is p.empty}

    async def handle(self: rx.State, /, **payload: Any) -> Any:
        language, tell = await _language(self), _keep_quiet if pushed else _tell
        try:
            answer = await run(self, parsed(sent, needed, payload))
            return answer if pushed else await _answered(self, answer, language, forgives=forgives)
        except KeptOut as out:
            return rx.redirect(out.address)
        except SignedOut as out:
            return rx.redirect(f"/bye?why={out.why}" + (f"&e={out.establishment}" if out.establishment else ""))
        except Refused as refusal:
            await tell(self, refusal, language)
        except IntegrityError:
            await tell(self, Refused(MEANWHILE), language)
        except OperationalError as fault:
            log.warning("%s: %s", handler.__qualname__, type(fault.orig).__name__)
            await tell(self, Refused(unanswered(fault)), language)
        except Exception:
            log.exception("%s failed", handler.__qualname__)
            await tell(self, Refused(FAULT), language)
        return None

    handle.__name__, handle.__qualname__, handle.__module__ = handler.__name__, handler.__qualname__, handler.__module__
    handle.__annotations__ = {p.name: hints[p.name] for p in parameters}
    handle.__signature__ = inspect.Signature([itself, *parameters])  # type: ignore[attr-defined]
    setattr(handle, MARK, kind)
    return rx.event(handle)


async def _language(state: rx.State) -> str:
    """What the page speaks."""
    return known((await state.get_state(Language)).locale)


async def _answered(state: rx.State, answer: Any, language: str, *, forgives: bool) -> Any:
    """Say the messages among what a handler gave back; the rest are events."""
    answers = answer if isinstance(answer, list) else [answer]
    notice = await state.get_state(NoticeState)
    if forgives:
        notice._forgive()
    for said in answers:
        if isinstance(said, Message):
            notice._say(said.text(language))
    return [event for event in answers if event is not None and not isinstance(event, Message)] or None


async def _keep_quiet(_state: rx.State, refusal: Refused, _language: str) -> None:
    """Nobody asked for anything; the page reads it at its next gesture."""
    log.info("a pushed event came to nothing: %s", refusal.message.msgid)


async def _tell(state: rx.State, refusal: Refused, language: str) -> None:
    if hasattr(state, "errors"):
        faults = refusal.fields if isinstance(refusal, Invalid) else {"form": refusal.message}
        state.errors = {name: message.text(language) for name, message in faults.items()}
        state.errors_seq += 1  # type: ignore[attr-defined]
    (await state.get_state(NoticeState))._say(refusal.message.text(language), "alert")
