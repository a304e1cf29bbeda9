"""Who is whose guardian? A link as the portal would make it."""

from app.models.establishment import ENTERING, GuardianLink, GuardianStatus


def guardian_of(student: int, guardian: int, status: str = "legal", *, access: bool | None = None) -> GuardianLink:
    """A row, with the access that is usual for the status unless said otherwise."""
    known = GuardianStatus(status)
    is_on = known in ENTERING if access is None else access
    return GuardianLink(student_id=student, guardian_id=guardian, status=known, has_access=is_on)
