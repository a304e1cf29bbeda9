"""What does an establishment work on for long, and how is it taken back?"""

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, Index

from app.models.establishment.base import EstablishmentTable
from app.models.jobs import JobLine, JobRowLine


class Job(EstablishmentTable, JobLine, table=True):
    """Asked for by a person; `undone_by` is the job that takes back what this one did.

    If it is stopped, the next one begins after the row `undone_to`.
    """

    __table_args__ = ({"sqlite_autoincrement": True},)  # a page that waits for a confirmation means this one alone

    person_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL", index=True)
    undone_by: int | None = None
    undone_to: int = 0


class JobRow(EstablishmentTable, JobRowLine, table=True):
    """`ref` is the identity of a person, who may be gone by now; `before` is what undoing gives back."""

    __table_args__ = (
        Index("ix_jobrow_job_outcome", "job_id", "outcome", "position"),
        Index("ix_jobrow_ref", "ref"),
    )

    job_id: int = Field(primary_key=True, foreign_key="job.id", ondelete="CASCADE")
    ref: int
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
