"""Writing the VIP policy: a draft, its tiers, what it would do; approval is a second person's."""

from __future__ import annotations

from ..core.errors import Invalid
from ..policy.enforce import current_actor, requires
from ..vip import operations, queries
from ..vip.models import VipPolicyVersion
from ..vip.queries import try_out
from ..vip.rules import Criterion, Group, Rule
from .doors import ONE, WORDS, Created, operation
from .shapes.vip import PolicyChange, PolicyShown, RuleGiven, TierDropped, TierGiven, TrialShown
from .vip import policies, policy_shown

__all__ = ["policies"]


@policies.post("")
@requires("vip:policy")
@operation("Begin a draft of the VIP policy", answer=PolicyShown, status=201, refusals=(409,))
def begin() -> Created:
    """A copy of the newest version; one draft at a time."""
    made = operations.begin_version(actor=current_actor())
    return Created(_after(made), "api_vip_policies.show_policy", made.public_id)


@policies.patch(ONE)
@requires("vip:policy")
@operation("Change a draft of the VIP policy", body=PolicyChange, answer=PolicyShown)
def change(public_id: str, body: PolicyChange) -> PolicyShown:
    """What is not given stays."""
    version = queries.version_of(public_id)
    fields = body.model_dump(exclude={"version"}, exclude_unset=True)
    for name in ("title_en", "title_ru", "grace_days"):
        if name in fields and fields[name] is None:
            raise Invalid(fields={name: [WORDS["missing"]]})
    operations.change_version(version, read=body.version, fields=fields, actor=current_actor())
    return _after(version)


@policies.delete(ONE)
@requires("vip:policy")
@operation("Discard a draft of the VIP policy", status=204, refusals=(409,))
def discard(public_id: str) -> None:
    """The trail keeps what was written."""
    version = queries.version_of(public_id)
    operations.drop_version(version, read=version.version, actor=current_actor())


@policies.post(f"{ONE}/tiers")
@requires("vip:policy")
@operation("Write a tier of a draft", body=TierGiven, answer=PolicyShown)
def write_tier(public_id: str, body: TierGiven) -> PolicyShown:
    """A tier of this code is written anew; a new one becomes the lowest."""
    version = queries.version_of(public_id)
    operations.save_tier(
        version,
        body.code,
        read=body.version,
        rule=_rule(body.rule),
        fields=body.model_dump(exclude={"version", "code", "rule"}, mode="json"),
        actor=current_actor(),
    )
    return _after(version)


@policies.post(f"{ONE}/tiers/removal")
@requires("vip:policy")
@operation("Take a tier out of a draft", body=TierDropped, answer=PolicyShown)
def drop_tier(public_id: str, body: TierDropped) -> PolicyShown:
    """The others keep their order."""
    version = queries.version_of(public_id)
    operations.drop_tier(version, body.code, read=body.version, actor=current_actor())
    return _after(version)


@policies.get(f"{ONE}/trial")
@requires("vip:read")
@operation("See what a version would do", answer=TrialShown)
def trial(public_id: str) -> TrialShown:
    """On the figures of the last evaluation; nothing changes."""
    found = try_out(queries.version_of(public_id))
    return TrialShown(
        clients=found.clients,
        counts=found.counts,
        vips=found.vips,
        profit=found.profit,
        cost=found.cost,
    )


def _rule(given: RuleGiven) -> Rule:
    return Rule(
        tuple(
            Group(
                group.needed,
                tuple(Criterion(one.measure, one.least, one.scope) for one in group.criteria),
            )
            for group in given.groups
        ),
        given.every,
    )


def _after(version: VipPolicyVersion) -> PolicyShown:
    return policy_shown(queries.version_of(version.public_id))
