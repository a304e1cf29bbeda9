"""What is a line of the journal? The same in both trees: who, when, what before and after, why (X1)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.models.types import Utc, now


class JournalLine(SQLModel):
    """`action` is `noun.past`, as `establishments.blocked`; `subject` is the identity of what changed."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=now, sa_type=Utc, index=True)
    actor_id: int | None = None
    actor: str = Field(default="", max_length=254)
    action: str = Field(max_length=60, index=True)
    subject: str = Field(default="", max_length=64, index=True)
    label: str = Field(default="", max_length=260)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    reason: str = Field(default="", max_length=500)
    search: str = Field(default="", max_length=800)
