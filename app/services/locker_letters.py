"""What do mails about documents say? Who deposited what, and where to read it; never the document itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.locales import Message, msg, msgn
from app.services.letters import Letter

LISTED: Final = 20
LOCKER: Final = "/locker"
CHOICE: Final = msg("When such messages are sent is chosen in “My account”.")


@dataclass(frozen=True, slots=True)
class Told:
    """A deposit as a mail tells of it; an empty depositor is Anonymous, and an empty memo none."""

    name: str
    depositor: str
    memo: str = ""
    is_update: bool = False


def way(deposit: int | None) -> str:
    """Where a document is read."""
    return f"{LOCKER}/{deposit}"


def arrived(name: str, establishment: str, told: Told, address: str) -> Letter:
    """A document is there, or has changed."""
    subject = (
        msg("Updated document: %(name)s", name=told.name)
        if told.is_update
        else msg("New document: %(name)s", name=told.name)
    )
    said = (
        msg("A document in your locker at %(establishment)s has a new version.", establishment=establishment)
        if told.is_update
        else msg("A document is in your locker at %(establishment)s.", establishment=establishment)
    )
    return _about(subject, name, said, told, address)


def reminder(name: str, establishment: str, told: Told, address: str) -> Letter:
    """Its depositor asks again for it to be read."""
    said = msg("A document in your locker at %(establishment)s waits to be read.", establishment=establishment)
    return _about(msg("Reminder: %(name)s", name=told.name), name, said, told, address)


def digest(name: str, establishment: str, told: Sequence[Told], total: int, address: str) -> Letter:
    """What came or changed since the last one; `told` are the first of `total`."""
    lines = [_line(one) for one in told[:LISTED]]
    if total > len(lines):
        lines.append(msgn("and %(n)d more.", "and %(n)d more.", total - len(lines)))
    return Letter(
        subject=msgn(
            "%(establishment)s: %(n)d document to read",
            "%(establishment)s: %(n)d documents to read",
            total,
            establishment=establishment,
        ),
        greeting=msg("Hello %(name)s,", name=name),
        paragraphs=(msg("In your locker since the last message:"), *lines),
        link=(msg("Open my locker"), address),
        closing=(CHOICE,),
    )


def _about(subject: Message, name: str, said: Message, told: Told, address: str) -> Letter:
    facts = [(msg("Document:"), told.name)]
    if told.depositor:
        facts.append((msg("Deposited by:"), told.depositor))
    if told.memo:
        facts.append((msg("Memo:"), told.memo))
    return Letter(
        subject=subject,
        greeting=msg("Hello %(name)s,", name=name),
        paragraphs=(said,),
        facts=tuple(facts),
        link=(msg("Open the document"), address),
        closing=(CHOICE,),
    )


def _line(told: Told) -> Message:
    if not told.depositor:
        return msg("“%(name)s” (updated)", name=told.name) if told.is_update else msg("“%(name)s”", name=told.name)
    words = {"name": told.name, "who": told.depositor}
    return (
        msg("“%(name)s”, by %(who)s (updated)", **words) if told.is_update else msg("“%(name)s”, by %(who)s", **words)
    )
