"""What can be done to the rows of a list? All that services declare for it, in both languages."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from app.components.bulk_steps import Offer
from app.locales import Message
from app.locales.live import _
from app.services import declared
from app.services.bulk import BulkAction, Listed, actions_on


def offers(listed: Listed, fields: dict[str, list[rx.Component]] | None = None) -> list[Offer]:
    """The actions on the rows of that list; `fields` are what the confirmations of some are filled in with."""
    declared.load()
    return [offer(action, (fields or {}).get(action.name, ())) for action in actions_on(listed)]


def offer(action: BulkAction, fields: Sequence[rx.Component] = ()) -> Offer:
    """One of them."""
    asked, typed = action.asked, action.typed
    return Offer(
        action.name,
        _said(action.label),
        _said(asked.words) if asked else None,
        are_ways=asked is not None and asked.are_ways,
        typed=(_said(typed[0]), _said(typed[1])) if typed else None,
        is_grave=action.is_grave,
        fields=fields,
    )


def _said(message: Message) -> Any:
    return _(message.msgid)
