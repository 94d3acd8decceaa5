"""A rule: groups of criteria. Of a group so many must be met; of the groups every one, or any.

``all`` of a group is "as many as there are", ``or`` is "one of them": and, or, and "two of four"
are one thing. A figure's name is its measure, of the group of related clients ``group_`` + it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

MOST_GROUPS, MOST_CRITERIA = 3, 4
#: Near is who would meet the rule if every limit were this share of itself.
NEAR = 0.75


@dataclass(frozen=True)
class Criterion:
    """A measure, whose it is (client, group), and the least it must be."""

    measure: str
    least: int
    scope: str = "client"

    @property
    def figure(self) -> str:
        """The name of the figure it looks at."""
        return self.measure if self.scope == "client" else f"group_{self.measure}"


@dataclass(frozen=True)
class Group:
    """Criteria of which at least ``needed`` must be met."""

    needed: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Rule:
    """Groups of which ``every`` one, or else any one, must hold."""

    groups: tuple[Group, ...] = ()
    every: bool = True

    def __bool__(self) -> bool:
        return bool(self.groups)

    def plain(self) -> dict[str, Any]:
        """As it is kept; empty for no rule."""
        if not self.groups:
            return {}
        return {
            "every": self.every,
            "groups": [
                {"needed": one.needed, "criteria": [asdict(item) for item in one.criteria]}
                for one in self.groups
            ],
        }

    def eased(self, share: float) -> Rule:
        """The same rule with every limit at ``share`` of itself, rounded up."""
        return Rule(
            tuple(
                Group(
                    group.needed,
                    tuple(
                        Criterion(one.measure, -int(-one.least * share // 1), one.scope)
                        for one in group.criteria
                    ),
                )
                for group in self.groups
            ),
            self.every,
        )

    def meets(self, figures: Mapping[str, int]) -> bool:
        """Whether ``figures`` (name → value; a missing one is 0) fulfil it; no rule: nobody."""
        held = [
            sum(figures.get(one.figure, 0) >= one.least for one in group.criteria)
            >= max(1, group.needed)
            for group in self.groups
        ]
        return bool(held) and (all(held) if self.every else any(held))


def rule_of(plain: Mapping[str, Any]) -> Rule:
    """The rule that :meth:`Rule.plain` wrote."""
    return Rule(
        tuple(
            Group(group["needed"], tuple(Criterion(**one) for one in group["criteria"]))
            for group in plain.get("groups", ())
        ),
        plain.get("every", True),
    )


def problems_of(rule: Rule) -> list[str]:
    """What is wrong with a rule a person composed: codes ``many``, ``needed``, ``least``,
    ``twice``; empty when it can be used."""
    found = set()
    if len(rule.groups) > MOST_GROUPS:
        found.add("many")
    for group in rule.groups:
        if not 1 <= len(group.criteria) <= MOST_CRITERIA:
            found.add("many")
        if not 1 <= group.needed <= len(group.criteria):
            found.add("needed")
        if any(one.least <= 0 for one in group.criteria):
            found.add("least")
        if len({one.figure for one in group.criteria}) < len(group.criteria):
            found.add("twice")
    return sorted(found)


@dataclass(frozen=True)
class Evidence:
    """One criterion held against one client's figure. ``group``: its place, from 1; ``source``:
    months or holdings or dossier; ``as_of``: ISO date the figure reaches to."""

    group: int
    measure: str
    scope: str
    required: int
    actual: int
    met: bool
    source: str = ""
    as_of: str = ""

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


@dataclass(frozen=True)
class Verdict:
    """Whether a rule is met, what each criterion says, and how near it is (0.0–1.0; 1.0: met)."""

    meets: bool
    evidence: tuple[Evidence, ...]
    nearness: float


def judge(rule: Rule, figures: Mapping[str, int], *, source: str = "", as_of: str = "") -> Verdict:
    """Hold ``figures`` against ``rule``, with the evidence of each criterion."""
    evidence = tuple(
        Evidence(
            place,
            one.measure,
            one.scope,
            one.least,
            figures.get(one.figure, 0),
            figures.get(one.figure, 0) >= one.least,
            "dossier" if one.measure == "years" else "holdings"
            if one.measure == "products" else source,
            as_of,
        )
        for place, group in enumerate(rule.groups, 1)
        for one in group.criteria
    )  # fmt: skip
    return Verdict(rule.meets(figures), evidence, _nearness(rule, figures))


def nearest(rules: Mapping[str, Rule], figures: Mapping[str, int]) -> str:
    """Of the tiers (code → rule) the one whose rule ``figures`` come nearest to, the first of
    equals; "" where no tier has a rule."""
    known = [code for code, rule in rules.items() if rule]
    return max(known, key=lambda code: _nearness(rules[code], figures), default="")


def _nearness(rule: Rule, figures: Mapping[str, int]) -> float:
    """Of a group: how near its last needed criterion is; of the rule: its furthest group, or its
    nearest one."""
    near = [
        _last_needed(
            [
                min(1.0, max(0, figures.get(one.figure, 0)) / one.least) if one.least > 0 else 1.0
                for one in group.criteria
            ],
            group.needed,
        )
        for group in rule.groups
    ]
    if not near:
        return 0.0
    return min(near) if rule.every else max(near)


def _last_needed(shares: Sequence[float], needed: int) -> float:
    return sorted(shares, reverse=True)[max(1, needed) - 1] if len(shares) >= needed else 0.0
