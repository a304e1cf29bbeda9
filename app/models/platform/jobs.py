"""What does the platform work on for long?"""

from sqlmodel import Field, Index

from app.models.jobs import JobLine, JobRowLine
from app.models.platform.base import PlatformTable


class Job(PlatformTable, JobLine, table=True):
    """Asked for by a platform administrator."""

    admin_id: int | None = Field(default=None, foreign_key="platformadmin.id", ondelete="SET NULL")


class JobRow(PlatformTable, JobRowLine, table=True):
    """`ref` is the identity of an establishment."""

    __table_args__ = (Index("ix_jobrow_job_outcome", "job_id", "outcome", "position"),)

    job_id: int = Field(primary_key=True, foreign_key="job.id", ondelete="CASCADE")
    ref: str = Field(max_length=64)
