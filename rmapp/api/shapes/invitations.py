"""Invitations to contacts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...calendars.models import Answer
from .base import Given, Line, Moment, PublicId, Shown, Version, text_of

Subject = text_of(200, least=1)


class InvitationGiven(Given):
    """Whom to ask, and what they read it is about."""

    emails: Annotated[list[Line], Field(min_length=1, max_length=50)]
    subject: Subject  # type: ignore[valid-type]


class TakingBack(Given):
    """Which state of it is taken back."""

    version: Version


class InvitationShown(Shown):
    """One reader asked to one contact."""

    id: PublicId
    version: int
    name: str
    email: str
    is_colleague: bool
    subject: str
    sequence: int
    told_starts: Moment | None
    told_ends: Moment | None
    answer: Answer | None
    answered_at: Moment | None
    wish: str
    wished_at: Moment | None
    ended_at: Moment | None


class InvitationsShown(Shown):
    """Everybody who was asked, and who can be."""

    invitations: list[InvitationShown]
    can_be_asked: list[str]
