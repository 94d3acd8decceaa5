"""Writing the policy: a draft is composed, a second person approves it, then nobody edits it."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Forbidden, Invalid
from ...policy.enforce import Actor, demand
from ...portfolios.operations import weigh_tiers
from ...settings import settings
from .. import queries
from ..models import CHANNELS, PolicyState, VipPolicyVersion, VipTier
from ..rules import Rule, problems_of
from ..rules.promises import other_promises
from .happened import version_decided

MOST_TIERS = 4
#: What a tier is made of besides its rule.
SERVICE = (
    "name_en", "name_ru", "contact_days", "answer_hours", "concession_bp", "bonus_bp",
    "service_cost", "fee", "channels", "has_room", "terms_en", "terms_ru",
)  # fmt: skip


def begin_version(*, actor: Actor) -> VipPolicyVersion:
    """Begin the next version as a draft: a copy of the newest one.

    Refuses with :class:`Conflict` while there is a draft: one is finished before the next begins.
    """
    demand(actor, "vip:policy")
    known = queries.versions()
    if any(one.state is PolicyState.DRAFT for one in known):
        raise Conflict(_("There is a draft already: approve it or discard it first."))
    last = known[0] if known else None
    version = VipPolicyVersion(
        number=(last.number if last else 0) + 1,
        title_en=last.title_en if last else "VIP policy",
        title_ru=last.title_ru if last else "Положение о VIP-клиентах",
        grace_days=last.grace_days if last else 90,
        made_by_id=actor.employee_id,
    )
    copied = ("code", "rank", "rule", *SERVICE)
    version.tiers = [
        VipTier(**{name: getattr(one, name) for name in copied})
        for one in (last.tiers if last else ())
    ]
    db.session.add(version)
    db.session.flush()
    record("vip-policy:written", actor=actor, obj=version, name=version.title_en)
    return version


def change_version(
    version: VipPolicyVersion, *, read: int, fields: dict[str, Any], actor: Actor
) -> VipPolicyVersion:
    """Change title, grace period and wanted first day of a draft. ``read``: the version number of
    the record that was read. Refuses (Conflict) what is no draft or was changed meanwhile."""
    _draft(version, actor, read)
    before = {name: str(getattr(version, name)) for name in fields}
    for name in ("title_en", "title_ru", "grace_days", "valid_from"):
        if name in fields:
            setattr(version, name, fields[name])
    today = clock.today(settings().bank_zone)
    if version.valid_from is not None and version.valid_from < today:
        raise Invalid(fields={"valid_from": [_("This day is over. Choose today or a later one.")]})
    db.session.flush()
    after = {name: str(getattr(version, name)) for name in fields}
    record(
        "vip-policy:changed",
        actor=actor,
        obj=version,
        name=version.title_en,
        detail={"changes": {n: [before[n], after[n]] for n in fields if before[n] != after[n]}},
    )
    return version


def save_tier(
    version: VipPolicyVersion,
    code: str,
    *,
    read: int,
    rule: Rule,
    fields: dict[str, Any],
    actor: Actor,
) -> VipTier:
    """Write the tier ``code`` of a draft, a new one as the lowest.

    Refuses with :class:`Invalid`: a rule that cannot be (words at ``rule``), no rule and no fee, a
    channel nobody knows, written terms that promise another norm than the tier's; more tiers than
    :data:`MOST_TIERS`.
    """
    _draft(version, actor, read)
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,15}", code):
        raise Invalid(fields={"code": [_("Two to sixteen small Latin letters, digits, hyphens.")]})
    problems = problems_of(rule)
    if problems:
        raise Invalid(fields={"rule": [_words(one) for one in problems]})
    if not rule and not fields.get("fee"):
        raise Invalid(
            fields={"rule": [_("A tier needs a criterion, or a fee for which it is sold.")]}
        )
    if set(fields.get("channels", ())) - set(CHANNELS):
        raise Invalid(fields={"channels": [_("Choose one of the values offered.")]})
    tier = next((one for one in version.tiers if one.code == code), None)
    _refuse_other_promises(tier, fields)
    if tier is None:
        if len(version.tiers) >= MOST_TIERS:
            raise Invalid(_("So many tiers nobody can tell apart: four at most."))
        lowest = max((one.rank for one in version.tiers), default=0)
        tier = VipTier(code=code, rank=lowest + 1, **{n: fields[n] for n in ("name_en", "name_ru")})
        version.tiers.append(tier)
    for name in SERVICE:
        if name in fields:
            setattr(tier, name, fields[name])
    tier.rule = rule.plain()
    _touch(version)
    record(
        "vip-policy:tier-written",
        actor=actor,
        obj=version,
        name=version.title_en,
        detail={"tier": code, "rule": tier.rule},
    )
    return tier


def _refuse_other_promises(tier: VipTier | None, fields: dict[str, Any]) -> None:
    def told(name: str, otherwise: Any) -> Any:
        return fields.get(name, getattr(tier, name) if tier is not None else otherwise)

    wrong: dict[str, list[str]] = {}
    for name in ("terms_en", "terms_ru"):
        promised = other_promises(
            told(name, ""),
            contact_days=told("contact_days", 30),
            answer_hours=told("answer_hours", 4),
        )
        for kind, said, norm in promised:
            words = (
                _("The text promises a contact every %(said)s days, the norm says %(norm)s.",
                  said=said, norm=norm)
                if kind == "contact"
                else _("The text promises an answer within %(said)s hours, the norm says %(norm)s.",
                       said=said, norm=norm)
            )  # fmt: skip
            wrong.setdefault(name, []).append(words)
    if wrong:
        raise Invalid(fields=wrong)


def drop_tier(version: VipPolicyVersion, code: str, *, read: int, actor: Actor) -> None:
    """Take a tier out of a draft."""
    _draft(version, actor, read)
    tier = queries.tier_of(version, code)
    version.tiers.remove(tier)
    _touch(version)
    record(
        "vip-policy:tier-dropped",
        actor=actor,
        obj=version,
        name=version.title_en,
        detail={"tier": code},
    )


def drop_version(version: VipPolicyVersion, *, read: int, actor: Actor) -> None:
    """Discard a draft as it was read; the trail keeps what was written."""
    _draft(version, actor, read)
    record("vip-policy:dropped", actor=actor, obj=version, name=version.title_en)
    db.session.delete(version)
    db.session.flush()


def approve_version(version: VipPolicyVersion, *, actor: Actor, read: int) -> VipPolicyVersion:
    """Approve a draft: it comes into force today, or on the day it is wanted from; what was
    approved before for that day or a later one never does.

    A second person: whoever changed it last is refused with :class:`Forbidden`. ``read``: the
    version that was looked at. Refuses with :class:`Conflict` what is no draft any more or was
    changed since it was read, with :class:`Invalid` one without a tier that has criteria.
    """
    demand(actor, "vip:policy")
    db.session.refresh(version, ["state", "version"], with_for_update=True)
    if version.made_by_id == actor.employee_id:
        raise Forbidden(_("A second person has to approve this."))
    if version.state is not PolicyState.DRAFT:
        raise version_decided(version)
    if version.version != read:
        raise Conflict(_("This draft has changed since you opened it: look at it once more."))
    if not any(one.rule for one in version.tiers):
        raise Invalid(_("A policy needs at least one criterion."))
    today = clock.today(settings().bank_zone)
    version.state = PolicyState.APPROVED
    version.valid_from = max(version.valid_from or today, today)
    version.approved_by_id, version.approved_at = actor.employee_id, clock.now()
    db.session.flush()
    _set_aside(version, VipPolicyVersion.valid_from >= version.valid_from)
    record("vip-policy:approved", actor=actor, obj=version, name=version.title_en)
    bring_into_force()
    return version


def bring_into_force() -> VipPolicyVersion | None:
    """Put the approved version in force whose first day has come; the one before it is replaced."""
    today = clock.today(settings().bank_zone)
    due = db.session.scalars(
        sa.select(VipPolicyVersion)
        .where(VipPolicyVersion.state == PolicyState.APPROVED, VipPolicyVersion.valid_from <= today)
        .order_by(VipPolicyVersion.number.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if due is None:
        return None
    db.session.execute(
        sa.update(VipPolicyVersion)
        .where(VipPolicyVersion.state == PolicyState.IN_FORCE, VipPolicyVersion.number < due.number)
        .values(
            state=PolicyState.REPLACED,
            valid_until=due.valid_from,
            version=VipPolicyVersion.version + 1,
        )
    )
    _set_aside(due)
    due.state = PolicyState.IN_FORCE
    db.session.flush()
    days = sa.select(VipTier.code, VipTier.contact_days).where(VipTier.policy_version_id == due.id)
    weigh_tiers({row.code: row.contact_days for row in db.session.execute(days)})
    record("vip-policy:in-force", actor=None, obj=due, name=due.title_en)
    return due


def _set_aside(newer: VipPolicyVersion, *which: sa.ColumnElement[bool]) -> None:
    """Older versions that wait for their first day never come into force: the newer one is the
    bank's word."""
    db.session.execute(
        sa.update(VipPolicyVersion)
        .where(
            VipPolicyVersion.state == PolicyState.APPROVED,
            VipPolicyVersion.number < newer.number,
            *which,
        )
        .values(state=PolicyState.REPLACED, version=VipPolicyVersion.version + 1)
    )


def _draft(version: VipPolicyVersion, actor: Actor, read: int) -> None:
    demand(actor, "vip:policy")
    db.session.refresh(version, ["state", "version"], with_for_update=True)
    if version.state is not PolicyState.DRAFT:
        raise Conflict(_("An approved version is never edited: write the next one."))
    if version.version != read:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    version.made_by_id = actor.employee_id  # whoever changed it last does not approve it


def _touch(version: VipPolicyVersion) -> None:
    """A changed tier changes its version: whoever read it before compares."""
    flag_modified(version, "title_en")
    db.session.flush()


def _words(code: str) -> str:
    found: dict[str, str] = {
        "many": _("A group holds one to four criteria, a rule three groups at most."),
        "needed": _("No more criteria can be needed than the group has."),
        "least": _("Say how much each criterion asks for: more than nothing."),
        "twice": _("The same figure stands twice in one group."),
    }
    return found[code]
