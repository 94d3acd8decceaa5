"""The policy for the bank, and the terms of a tier for the client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from reportlab.platypus import Flowable, KeepTogether, Spacer

from ...core.formatting import day, money
from ...core.papers import Signatory
from ...core.pdf import Column, heading, render, soft, strong, table, text
from ...core.pdf.section import section, signatures
from ...core.pdf.styles import BODY, DENSE, H1, H2, LEAD, READING, TEXT_WIDTH, Style
from .. import words
from ..models import PolicyState, VipPolicyVersion, VipTier
from ..rules import Quality, rule_of
from .base import bank_here, sheet

#: Fewer criteria, or fewer promises, stay on one page.
WHOLE = 12
ITEM = Style("item", parent=BODY, leftIndent=8, firstLineIndent=-8)
PROMISE = Style("promise", parent=READING, leftIndent=9, firstLineIndent=-9, spaceAfter=3)
INNER = Style("inner", parent=ITEM, leftIndent=20)


def draw_policy(
    version: VipPolicyVersion,
    *,
    language: str,
    author: str,
    approver: str,
    quality: Quality | None,
    at: dt.datetime,
) -> bytes:
    """The policy as PDF, in the language of the words around; ``language`` chooses its own texts.

    ``author``, ``approver``: names, "" where there is none yet; ``at``: when it was written.
    """
    numbered = _("version %(number)s", number=version.number)
    title = f"{version.title_in(language)}, {numbered}"
    state = words.POLICY_STATES[version.state.value][0]
    validity = (
        _("In force from %(day)s", day=day(version.valid_from, "long"))
        if version.valid_from
        else _("Not in force yet")
    )
    if version.valid_until:
        validity += " " + _("until %(day)s", day=day(version.valid_until, "long"))
    if version.never_held:
        validity = _("never came into force")
    elif version.state is not PolicyState.IN_FORCE or not version.valid_from:
        validity = f"{state} · {validity}"
    story: list[Flowable] = [
        heading(version.title_in(language), H1, key="policy"),
        text(soft(" · ".join((bank_here(), numbered, validity)))),
        Spacer(1, 8),
        text(
            _(
                "Clients whose service brings the bank most are served by a personal manager. Who"
                " they are, and how they are served, is written here; a client becomes VIP, rises,"
                " falls or leaves only when a supervisor confirms it on evidence."
            ),
            style=READING,
        ),
    ]  # fmt: skip
    for place, tier in enumerate(version.tiers, 1):
        story += _tier(f"{place}. {tier.name_in(language)}", tier, language)
    grace = ngettext("%(num)s day", "%(num)s days", version.grace_days)
    last: list[Flowable] = [
        heading(_("Grace period and decisions"), H2, key="grace", level=1),
        text(
            _(
                "Who falls short of the criteria keeps the tier for %(grace)s, counted from the"
                " first evaluation that found it. The base is evaluated every night on the twelve"
                " whole months before; figures of a group are those of all clients tied by"
                " household or group of companies. Where the criteria are not met, a decision with"
                " a reason can give a tier; it holds for a year.",
                grace=grace,
            ),
            style=READING,
        ),
    ]
    if version.state is PolicyState.IN_FORCE:
        story.append(KeepTogether(last))
        last = [
            heading(_("How good the choice is"), H2, key="quality", level=1),
            text(words.quality_words(quality), style=READING),
        ]
    last.append(heading(_("Signatures"), H2, key="signatures", level=1))
    last += signatures(
        [
            Signatory(_("Written by"), "", author),
            Signatory(pgettext("policy", "Approved by"), "", approver),
        ],
        _("Date: ____________"),
        TEXT_WIDTH,
    )
    # Signatures never stand alone on a page: what they sign stands above them.
    story.append(KeepTogether(last))
    return render(story, sheet(title, at=at, author=author))


def _tier(title: str, tier: VipTier, language: str) -> list[Flowable]:
    """Whom the tier is for with its terms, then what it promises. Each half stays whole where it
    can; a page may end between them, so that none stays empty."""
    rule = rule_of(tier.rule)
    groups = words.kept_rule(rule)
    promises = [row.strip() for row in tier.terms_in(language).splitlines() if row.strip()]
    who: list[Flowable] = [
        heading(title, H2, key=f"tier-{tier.code}", level=1),
        text(strong(_("Who belongs to it"))),
    ]
    if not rule:
        who.append(text(_("Nobody by criteria: the tier is sold for a fee.")))
    for place, (many, criteria) in enumerate(groups):
        join = f"{words.join_words(rule)} " if place else ""
        said = f"{many}:" if many else criteria[0]
        if join:
            said = f"{join}{said[:1].lower()}{said[1:]}"
        who.append(text(f"• {said}", style=ITEM))
        who += [text(f"– {one}", style=INNER) for one in criteria if many]
    who += [Spacer(1, 6), _terms_in_pairs(tier)]
    told: list[Flowable] = []
    if promises:
        told += [Spacer(1, 6), text(strong(_("What the client is promised")))]
        told += [text(f"• {row}", style=ITEM) for row in promises]
    if tier.service_cost:
        cost = _(
            "Personal service costs the bank %(sum)s a month for a client.",
            sum=money(tier.service_cost),
        )
        told += [Spacer(1, 4), text(soft(cost))]
    criteria_in_all = sum(len(one) for _many, one in groups)
    return [
        *([KeepTogether(who)] if criteria_in_all < WHOLE else who),
        *([KeepTogether(told)] if told and len(promises) < WHOLE else told),
    ]


def _terms_in_pairs(tier: VipTier) -> Flowable:
    facts = words.tier_facts(tier)
    facts += [("", "")] * (len(facts) % 2)
    return table(
        [Column(_("Terms of service"), 0.24), *(Column("", part) for part in (0.26, 0.22, 0.28))],
        [
            [text(part, style=DENSE) for part in (*left, *right)]
            for left, right in zip(facts[::2], facts[1::2], strict=True)
        ],
        width=TEXT_WIDTH,
        compact=True,
    )


def _terms_table(tier: VipTier) -> Flowable:
    return table(
        [Column(_("Terms of service"), 0.45), Column("", 0.55)],
        [[text(name), text(value)] for name, value in words.tier_facts(tier)],
        width=TEXT_WIDTH,
        compact=True,
    )


def draw_terms(
    tier: VipTier,
    *,
    language: str,
    client: str,
    manager: str,
    position: str,
    reach: Sequence[str],
    at: dt.datetime,
) -> bytes:
    """The terms of service as a paper for the client: promises, figures, who serves and how to
    reach them. What the service costs the bank is not in it."""
    title = _("Terms of personal service")
    promises = [row.strip() for row in tier.terms_in(language).splitlines() if row.strip()]
    story: list[Flowable] = [
        heading(title, H1, key="terms"),
        text(soft(f"{bank_here()} · {day(at, 'long')}")),
        Spacer(1, 10),
        text(strong(client), style=LEAD),
        text(tier.name_in(language), style=LEAD),
    ]
    if promises:
        story += section(
            heading(_("What you can rely on"), H2, key="promises", level=1),
            *[text(f"• {row}", style=PROMISE) for row in promises],
        )
    story += section(heading(_("In figures"), H2, key="figures", level=1), _terms_table(tier))
    if manager:
        lines = [text(strong(manager), style=LEAD)]
        lines += [text(row) for row in (position, *reach) if row]
        story += section(
            heading(_("Your personal manager"), H2, key="manager", level=1), *lines, whole=True
        )
    return render(story, sheet(title, at=at))
