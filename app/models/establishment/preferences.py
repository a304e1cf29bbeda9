"""How does a person like a list?"""

from sqlmodel import Field

from app.models.establishment.base import EstablishmentTable


class Preference(EstablishmentTable, table=True):
    """`columns` are the names of those shown, with commas between; empty means the usual ones."""

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    list_name: str = Field(primary_key=True, max_length=40)
    columns: str = Field(default="", max_length=400)
    size: int = 0
