"""What was changed in an establishment?"""

from app.models.establishment.base import EstablishmentTable
from app.models.journal import JournalLine


class Journal(EstablishmentTable, JournalLine, table=True):
    """A change made by a person of the establishment, or by the platform to it."""
