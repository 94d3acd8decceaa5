"""The verdict: figures against written criteria, with the evidence of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Required:
    """One criterion: a measure and the least it must be."""

    measure: str
    least: int


@dataclass(frozen=True)
class Evidence:
    """One criterion held against one client's figure."""

    measure: str
    required: int
    actual: int
    met: bool

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


@dataclass(frozen=True)
class Verdict:
    """Whether enough criteria are met, and what each says."""

    meets: bool
    evidence: tuple[Evidence, ...]

    @property
    def met(self) -> int:
        """How many criteria are met."""
        return sum(one.met for one in self.evidence)

    @property
    def nearness(self) -> float:
        """How near the best unmet criterion is, 0.0–1.0; 1.0 when all are met."""
        shares = [
            min(1.0, max(0, one.actual) / one.required) if one.required > 0 else 1.0
            for one in self.evidence
            if not one.met
        ]
        return max(shares, default=1.0)


def judge(criteria: Sequence[Required], figures: Mapping[str, int], least: int) -> Verdict:
    """Hold ``figures`` (measure → value; a missing one is 0) against ``criteria``.

    The verdict is positive when at least ``least`` criteria are met (and there is one at all).
    """
    evidence = tuple(
        Evidence(
            one.measure,
            one.least,
            figures.get(one.measure, 0),
            figures.get(one.measure, 0) >= one.least,
        )
        for one in criteria
    )
    met = sum(one.met for one in evidence)
    return Verdict(bool(evidence) and met >= max(1, least), evidence)
