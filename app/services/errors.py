"""Why is something refused? Refusals carry a message and are translated at the edge."""

from app.locales import Message, msg


class Refused(Exception):  # noqa: N818  a refusal is an answer, not a fault of the program
    """The person may not, or cannot, do this now; the message says what to do."""

    def __init__(self, message: Message) -> None:
        """Carry the sentence that the person will read."""
        super().__init__(message.msgid)
        self.message = message


class Invalid(Refused):
    """What was typed cannot be taken; `fields` gives each field's own sentence."""

    def __init__(self, fields: dict[str, Message]) -> None:
        """Carry one sentence per field; the summary is what a screen reader hears first."""
        super().__init__(msg("Please correct the marked fields."))
        self.fields = fields


class NotFound(Refused):
    """Absent, foreign and forbidden rows read alike."""

    def __init__(self) -> None:
        """Say the one sentence that gives nothing away."""
        super().__init__(msg("This does not exist, or is no longer there."))


class Forbidden(Refused):
    """The actor lacks the permission that the use case declares."""

    def __init__(self) -> None:
        """Say so without naming what would have been done."""
        super().__init__(msg("You do not have the right to do this."))


class OnlyLooking(Refused):
    """Whoever sees the portal as somebody else changes nothing, and opens nothing of theirs (R8)."""

    def __init__(self) -> None:
        """Say it, and the way out."""
        super().__init__(
            msg("You are only looking: nothing can be changed or opened here. Go back to your own account first.")
        )


class Conflict(Refused):
    """Somebody else changed the same thing meanwhile (P5, G-R6)."""


class SignedOut(Refused):
    """The session is over; `why` is one of the reasons of `Ending`."""

    def __init__(self, why: str, establishment: int | None = None, *, is_admin: bool = False) -> None:
        """Carry why the session ended, and where whoever held it should sign in again."""
        super().__init__(msg("Your session has ended. Please sign in again."))
        self.why, self.establishment, self.is_admin = why, establishment, is_admin
