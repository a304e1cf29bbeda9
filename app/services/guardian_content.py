"""What goes of a family when an account is deleted (P6)? Who is whose guardian, whichever of the two leaves."""

from typing import Final

from sqlmodel import col, func, select

from app.locales import msgn
from app.models.establishment import GuardianLink
from app.services.content import Content, People, declare_content
from app.services.scope import Scope


def _count(scope: Scope, people: People) -> int:
    """A link between two of them is one."""
    by_either = col(GuardianLink.student_id).in_(people) | col(GuardianLink.guardian_id).in_(people)
    return scope.db.exec(select(func.count()).select_from(GuardianLink).where(by_either)).one()


LINKS: Final = declare_content(
    Content(
        "links",
        lambda n: msgn("%(n)d link between a student and a guardian", "%(n)d links between students and guardians", n),
        _count,
        is_personal=True,
    )
)
