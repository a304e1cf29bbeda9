"""What the platform's own database holds."""

from app.models.platform.admins import PlatformAdmin
from app.models.platform.base import PlatformTable
from app.models.platform.establishments import HALF_WAY, SETTLED, Establishment, EstablishmentState
from app.models.platform.jobs import OPEN, Job, JobRow, JobState, Outcome
from app.models.platform.journal import PlatformJournal
from app.models.platform.mails import Mail, MailState
from app.models.platform.sessions import Ending, ResetLink, Session, Throttle
from app.models.platform.statistics import Statistic
from app.models.platform.zones import Zone

__all__ = [
    "HALF_WAY",
    "OPEN",
    "SETTLED",
    "Ending",
    "Establishment",
    "EstablishmentState",
    "Job",
    "JobRow",
    "JobState",
    "Mail",
    "MailState",
    "Outcome",
    "PlatformAdmin",
    "PlatformJournal",
    "PlatformTable",
    "ResetLink",
    "Session",
    "Statistic",
    "Throttle",
    "Zone",
]
