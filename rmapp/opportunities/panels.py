"""What slices above show on the page of an opportunity: they enter their panels here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..policy.enforce import Actor
from .models import Opportunity


@dataclass(frozen=True)
class Panel:
    """A template with its values, drawn under the opportunity."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Actor, Opportunity], Panel | None]
_makers: list[Maker] = []


def panel(maker: Maker) -> Maker:
    """Enter ``maker``; it answers None where it has nothing to show."""
    _makers.append(maker)
    return maker


def panels_of(actor: Actor, opportunity: Opportunity) -> list[Panel]:
    """The panels of ``opportunity`` for ``actor``."""
    return [made for maker in _makers if (made := maker(actor, opportunity)) is not None]
