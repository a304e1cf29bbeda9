"""What was changed on the platform?"""

from app.models.journal import JournalLine
from app.models.platform.base import PlatformTable


class PlatformJournal(PlatformTable, JournalLine, table=True):
    """A change made by a platform administrator, or from a terminal."""
