"""What each establishment's own database holds."""

from app.models.establishment.announcements import Announcement, AnnouncementReading, AnnouncementSpace
from app.models.establishment.base import EstablishmentTable
from app.models.establishment.defaults import first_rights
from app.models.establishment.jobs import Job, JobRow
from app.models.establishment.journal import Journal
from app.models.establishment.lockers import (
    HOLDERS,
    Audience,
    AudienceKind,
    Category,
    Delivery,
    Deposit,
    Document,
    LockerSettings,
    Upload,
    Version,
)
from app.models.establishment.people import Notification, Person, PersonState, first_administrator
from app.models.establishment.preferences import Preference
from app.models.establishment.roles import (
    BUILT_IN,
    FALLBACK,
    IMPLICIT,
    SCOPED,
    WEBMASTER,
    Grant,
    Management,
    Membership,
    Role,
    RoleKind,
    built_in_roles,
)
from app.models.establishment.services import Attachment, Service
from app.models.establishment.sign_ins import SignIn
from app.models.establishment.spaces import (
    BY_ROLE,
    ENTERING,
    OF_KIND,
    GuardianLink,
    GuardianStatus,
    Publication,
    Space,
    SpaceCode,
    SpaceRole,
    first_spaces,
)

__all__ = [
    "BUILT_IN",
    "BY_ROLE",
    "ENTERING",
    "FALLBACK",
    "HOLDERS",
    "IMPLICIT",
    "OF_KIND",
    "SCOPED",
    "WEBMASTER",
    "Announcement",
    "AnnouncementReading",
    "AnnouncementSpace",
    "Attachment",
    "Audience",
    "AudienceKind",
    "Category",
    "Delivery",
    "Deposit",
    "Document",
    "EstablishmentTable",
    "Grant",
    "GuardianLink",
    "GuardianStatus",
    "Job",
    "JobRow",
    "Journal",
    "LockerSettings",
    "Management",
    "Membership",
    "Notification",
    "Person",
    "PersonState",
    "Preference",
    "Publication",
    "Role",
    "RoleKind",
    "Service",
    "SignIn",
    "Space",
    "SpaceCode",
    "SpaceRole",
    "Upload",
    "Version",
    "built_in_roles",
    "first_administrator",
    "first_rights",
    "first_spaces",
]
