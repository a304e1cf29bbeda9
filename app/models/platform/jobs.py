"""What work takes time? Jobs and, for bulk actions, one row per thing worked on (X5, E8)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, Index

from app.models.platform.base import PlatformTable
from app.models.types import Utc, now, word


class JobState(StrEnum):
    """A PREVIEWED job waits for a confirmation, and is forgotten after an hour without one."""

    PREVIEWED = "previewed"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobState.QUEUED, JobState.RUNNING)


class Outcome(StrEnum):
    """What became of one row; EXCLUDED is decided by the preview and never worked on."""

    EXCLUDED = "excluded"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class Job(PlatformTable, table=True):
    """`cursor` is how far it is, committed with the work itself; `owner` is the process that runs it."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=60)
    admin_id: int | None = Field(default=None, foreign_key="platformadmin.id", ondelete="SET NULL")
    actor: str = Field(default="", max_length=254)
    state: JobState = Field(default=JobState.QUEUED, sa_type=word(JobState), index=True)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    total: int = 0
    excluded: int = 0
    refused: int = 0
    done: int = 0
    cursor: int = 0
    is_cancelling: bool = False
    owner: str | None = Field(default=None, max_length=40)
    error: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    created_at: datetime = Field(default_factory=now, sa_type=Utc)
    started_at: datetime | None = Field(default=None, sa_type=Utc)
    finished_at: datetime | None = Field(default=None, sa_type=Utc)


class JobRow(PlatformTable, table=True):
    """One thing a job works on: `ref` is its identity, `label` what it was called at the preview.

    `reason` is the code of an exclusion; `refusal` is the sentence that the work met.
    """

    __table_args__ = (Index("ix_jobrow_job_outcome", "job_id", "outcome", "position"),)

    job_id: int = Field(primary_key=True, foreign_key="job.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    ref: str = Field(max_length=64)
    label: str = Field(default="", max_length=260)
    outcome: Outcome = Field(default=Outcome.WAITING, sa_type=word(Outcome))
    reason: str | None = Field(default=None, max_length=64)
    refusal: dict[str, Any] | None = Field(default=None, sa_type=JSON)
