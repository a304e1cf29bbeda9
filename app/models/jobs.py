"""What work takes time? The same in both trees: jobs and, for bulk actions, a row per thing worked on (X5, E8, P2)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

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


class JobLine(SQLModel):
    """`cursor` is how far it is, committed with the work itself; `owner` is the process that runs it."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=60)
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


class JobRowLine(SQLModel):
    """One thing a job works on: `label` is what it was called at the preview.

    `reason` is the code of an exclusion, or of what met the work; `refusal` is a sentence where a code says too little.
    """

    position: int = Field(primary_key=True)
    label: str = Field(default="", max_length=260)
    outcome: Outcome = Field(default=Outcome.WAITING, sa_type=word(Outcome))
    reason: str | None = Field(default=None, max_length=64)
    refusal: dict[str, Any] | None = Field(default=None, sa_type=JSON)
