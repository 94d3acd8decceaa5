"""Temperature with its reason, and norms of silence."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from ...clients.models import ClientKind, Temperature
from .base import At, Day, Given, Line, PublicId, Shown, Version, text_of

Days = Annotated[int, Field(ge=1, le=3_650, description="Days of silence at most")]
Tier: Any = text_of(64)


class OverrideGiven(Given):
    """Another temperature than the rules say, until a day."""

    temperature: Temperature
    reason: Line
    until: Day


class OverrideShown(Shown):
    """Who overrides the rules, why, and until when."""

    temperature: Temperature
    reason: str
    until: dt.date
    made_at: At | None
    made_by: str


class TemperatureShown(Shown):
    """How warm a client is and why; null where nothing was computed yet."""

    temperature: Temperature
    because: str
    reason: str | None = Field(description="The code of the rule that decided")
    computed_at: At | None
    override: OverrideShown | None


class NormGiven(Given):
    """A norm; whom it is for: a kind, a tier, a list by hand, or (none of them) everybody else."""

    days: Days
    kind: ClientKind | None = None
    vip: Tier = Field("", description="A VIP tier; `*`: every VIP client")
    segment: PublicId | None = None


class NormChanged(Given):
    """Other days for the same clients."""

    version: Version
    days: Days


class NormShown(Shown):
    """A norm of silence."""

    id: PublicId
    version: int
    days: int
    kind: ClientKind | None
    vip: str
    segment: str | None
    whom: str
