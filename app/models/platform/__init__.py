"""What the platform's own database holds."""

from app.models.platform.admins import PlatformAdmin
from app.models.platform.base import PlatformTable
from app.models.platform.establishments import HALF_WAY, SETTLED, Establishment, EstablishmentState
from app.models.platform.jobs import Job, JobRow
from app.models.platform.journal import PlatformJournal
from app.models.platform.mails import Mail, MailState
from app.models.platform.sessions import Ending, Purpose, ResetLink, Session, Throttle
from app.models.platform.statistics import Statistic
from app.models.platform.zones import Zone

__all__ = [
    "HALF_WAY",
    "SETTLED",
    "Ending",
    "Establishment",
    "EstablishmentState",
    "Job",
    "JobRow",
    "Mail",
    "MailState",
    "PlatformAdmin",
    "PlatformJournal",
    "PlatformTable",
    "Purpose",
    "ResetLink",
    "Session",
    "Statistic",
    "Throttle",
    "Zone",
]
