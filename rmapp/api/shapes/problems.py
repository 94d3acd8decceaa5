"""How a refusal is told (RFC 9457)."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class FieldVersions(BaseModel):
    """One field that somebody else has changed meanwhile."""

    model_config = ConfigDict(extra="allow")

    field: str
    label: str
    before: Any = None
    theirs: Any = None
    yours: Any = None


class LookAlike(BaseModel):
    """A client that may be the one handed in; beyond reach only that it is and who keeps it."""

    model_config = ConfigDict(extra="forbid")

    client: dict[str, str] | None = Field(None, description="id and name, within reach")
    score: float | None = None
    reasons: list[str] = []
    keeper: str | None = Field(None, description="Who serves it first")
    handle: str = Field("", description="For POST /access-requests, beyond reach")


class Problem(BaseModel):
    """Why a request was refused."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="urn:rmapp:problem:…")
    title: str = Field(description="One sentence in the language of the person")
    status: int
    request: str = Field(description="The number of the request, for asking about it")
    errors: dict[str, list[str]] | None = Field(None, description="Field → what is wrong with it")
    permission: str | None = Field(None, description="What the role lacks")
    versions: list[FieldVersions] | None = Field(None, description="Of a stale change")
    duplicates: list[LookAlike] | None = Field(None, description="Why it is taken for a duplicate")
    appeared: list[str] | None = Field(None, description="Of a draft: clients that came since")
    gone: list[str] | None = Field(None, description="Of a draft: clients that have left since")
    retry_after: float | None = Field(None, description="Seconds")
