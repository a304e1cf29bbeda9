"""Who is at this tab, and what was just said to them? The vars that every page shows."""

import reflex as rx

from app.services.scope import PersonActor, PlatformActor


class FrameState(rx.State):
    """Filled by the door whenever somebody comes through it; hiding by `may` is a courtesy, never a protection.

    `viewed` is as whom the portal is seen: somebody whose primary role is `viewed_role`, or a role (`viewed_kind`).
    """

    who: str = ""
    place: str = ""
    may: list[str] = []
    viewed: str = ""
    viewed_role: str = ""
    viewed_kind: str = ""

    def _greet(self, actor: PlatformActor | PersonActor) -> bool:
        """Show who is here; nothing is sent when it is who was here before.

        Says whether the tab shows what somebody else sees: it was read before a view began, or ended (R8).
        """
        viewer = actor.viewer if isinstance(actor, PersonActor) else None
        viewed = (viewer.shown, viewer.role, "person" if viewer.is_person else "role") if viewer else ("", "", "")
        was_here, is_another = self.who != "", viewed != (self.viewed, self.viewed_role, self.viewed_kind)
        if is_another:
            self.viewed, self.viewed_role, self.viewed_kind = viewed
        place = actor.place.name if isinstance(actor, PersonActor) else ""
        may = sorted(str(right) for right in actor.permissions)
        if (self.who, self.place, self.may) != (actor.name, place, may):
            self.who, self.place, self.may = actor.name, place, may
        return was_here and is_another


class NoticeState(rx.State):
    """One sentence for the person: a status when something went well, an alert when it did not."""

    text: str = ""
    kind: str = "status"
    seq: int = 0

    def _say(self, text: str, kind: str = "status") -> None:
        """Show a sentence, read out by screen readers even when it is the same as the last one."""
        self.text, self.kind, self.seq = text, kind, self.seq + 1

    def _forgive(self) -> None:
        """Something went well since: an alert is out of date."""
        if self.text and self.kind == "alert":
            self.text = ""
