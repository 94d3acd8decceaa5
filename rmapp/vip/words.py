"""What the policy says in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_percent
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..audit import shown
from ..core.formatting import brief, day, money, number, percent
from .models import Basis, PolicyState, StatusState, VerdictKind
from .rules import Cost, Criterion, Evidence, Group, Quality, Rule

MONEY = ("profit", "balance", "turnover", "expected_profit", "expected_balance")
#: Figures by name, in the order of the choice.
FIGURES: dict[str, Any] = {
    "profit": _l("Bank's profit in 12 months"),
    "balance": _l("Average balance of 12 months"),
    "turnover": _l("Turnover of 12 months"),
    "expected_profit": _l("Expected profit of a year, recent months weigh more"),
    "expected_balance": _l("Expected balance, average tempered by the last month"),
    "years": _l("Years with the bank"),
    "products": _l("Products in use"),
    "group_profit": _l("Bank's profit in 12 months, group"),
    "group_balance": _l("Average balance of 12 months, group"),
    "group_turnover": _l("Turnover of 12 months, group"),
    "group_expected_profit": _l("Expected profit of a year, group"),
    "group_expected_balance": _l("Expected balance, group"),
    "group_years": _l("Years with the bank, longest in the group"),
    "group_products": _l("Products in use, group"),
}
#: The same in a cell.
SHORT: dict[str, Any] = {
    "profit": _l("profit"),
    "balance": _l("balance"),
    "turnover": _l("turnover"),
    "expected_profit": _l("expected profit"),
    "expected_balance": _l("expected balance"),
    "years": _l("years"),
    "products": _l("products"),
}
KINDS: dict[str, Any] = {
    VerdictKind.ENTER.value: _l("Would enter"),
    VerdictKind.UP.value: _l("Would rise"),
    VerdictKind.DOWN.value: _l("Would go down"),
    VerdictKind.LEAVE.value: _l("Would leave"),
    VerdictKind.GRACE.value: _l("In grace"),
    VerdictKind.NEAR.value: _l("Near"),
}
KIND_TONES = {
    "enter": "ok",
    "up": "ok",
    "down": "warn",
    "leave": "bad",
    "grace": "warn",
    "near": "",
}
EMPTY: dict[str, Any] = {
    "enter": _l("Nobody new meets the criteria."),
    "up": _l("Nobody meets the criteria of a higher tier."),
    "down": _l("Nobody falls to a lower tier."),
    "leave": _l("Every VIP client still meets the criteria or is in the grace period."),
    "grace": _l("No grace period runs."),
    "near": _l("Nobody is near the criteria."),
}
STATES: dict[str, tuple[Any, str]] = {
    StatusState.PROPOSED.value: (_l("proposed"), "warn"),
    StatusState.CONFIRMED.value: (_lp("status", "VIP"), "vip"),
    StatusState.REFUSED.value: (_lp("status", "refused"), "bad"),
    StatusState.ENDED.value: (_lp("status", "ended"), ""),
}
POLICY_STATES: dict[str, tuple[Any, str]] = {
    PolicyState.DRAFT.value: (_lp("policy", "draft"), "warn"),
    PolicyState.APPROVED.value: (_l("approved, not yet in force"), "info"),
    PolicyState.IN_FORCE.value: (_l("in force"), "ok"),
    PolicyState.REPLACED.value: (_l("replaced"), ""),
}
BASES: dict[str, Any] = {
    Basis.CRITERIA.value: _l("by the criteria"),
    Basis.DECISION.value: _l("by a decision"),
    Basis.PAID.value: _l("paid service"),
}
SOURCES: dict[str, Any] = {
    "months": _l("monthly figures"),
    "holdings": _l("products"),
    "dossier": _l("dossier"),
    "": _l("earlier record"),
}
CHANNEL_NAMES: dict[str, Any] = {
    "phone": _l("phone"),
    "mobile": _l("manager's mobile number"),
    "email": _l("e-mail"),
    "messenger": _l("messenger"),
    "visit": _l("visit to the client"),
}


def amount(name: str, value: int) -> str:
    """A figure as people read it: money in whole roubles, years and products plain."""
    if name.removeprefix("group_") in MONEY:
        return whole(value)
    return number(value)


def whole(minor: int) -> str:
    """An amount without kopecks, which nobody compares."""
    return money(round(minor, -2), short=True)


def short(one: Evidence) -> str:
    """A criterion in a cell of a list: what it is, actual of required."""
    shown = brief if one.measure in MONEY else number
    name = SHORT[one.measure] if one.scope == "client" else f"{SHORT[one.measure]} ({_('group')})"
    return f"{name} {shown(one.actual)} / {shown(one.required)}"


def figure_name(measure: str, scope: str) -> str:
    """The name of a figure; of an older record, its code."""
    name = measure if scope == "client" else f"group_{measure}"
    return str(FIGURES.get(name, name))


def criterion_words(one: Criterion) -> str:
    """One criterion: what must be at least how much."""
    return str(
        _(
            "%(figure)s: at least %(least)s",
            figure=figure_name(one.measure, one.scope),
            least=amount(one.measure, one.least),
        )
    )


def group_words(group: Group) -> str:
    """How many criteria of a group must be met."""
    many = len(group.criteria)
    if many == 1:
        return ""
    if group.needed >= many:
        return str(_("all of these"))
    if group.needed == 1:
        return str(_("any one of these"))
    return str(_("at least %(needed)s of these %(many)s", needed=group.needed, many=many))


def join_words(rule: Rule) -> str:
    """What stands between the groups."""
    return str(_("and")) if rule.every else _("or")


def kept_rule(rule: Rule) -> list[tuple[str, list[str]]]:
    """A rule as (how many of the group, its criteria), group by group."""
    return [
        (group_words(group), [criterion_words(one) for one in group.criteria])
        for group in rule.groups
    ]


def quality_words(quality: Quality | None) -> str:
    """How good the choice is, in one sentence."""
    if quality is None:
        return str(
            _(
                "How good this choice is cannot be said yet: it takes two years of monthly figures"
                " of at least a hundred clients."
            )
        )
    return str(
        _(
            "Of the %(chosen)s clients these criteria would have chosen a year ago, %(stayed)s"
            " would be chosen today; they brought %(held)s of all the profit since. As many drawn"
            " by lot would have brought %(chance)s, as many chosen with today's knowledge"
            " %(best)s.",
            chosen=number(quality.chosen),
            stayed=percent(quality.stayed),
            held=percent(quality.held),
            chance=percent(quality.chance),
            best=percent(quality.best),
        )
    )


def why_not_worth(cost: Cost, reason: str) -> str:
    """Why a client is not worth its terms; empty where it is."""
    said = {"brings": whole(cost.profit + cost.fee)}
    said["costs"] = whole(cost.total)
    if reason == "unknown":
        return str(_("No figures of this client are known; costs %(costs)s.", **said))
    if reason == "loss" and cost.profit + cost.fee < 0:
        said["brings"] = whole(-cost.profit - cost.fee)
        return str(_("Brings a loss of %(brings)s and costs %(costs)s besides.", **said))
    if reason == "loss":
        return str(_("Brings nothing (%(brings)s) and costs %(costs)s.", **said))
    if not reason:
        return ""
    parts = {
        "bonus": (_("higher interest"), cost.bonus),
        "concession": (_("lower commissions"), cost.concession),
        "service": (_("personal service"), cost.service),
    }
    part, weight = parts[reason]
    said |= {"part": part, "weight": whole(weight)}
    return str(_("Costs %(costs)s, brings %(brings)s; most of it: %(part)s, %(weight)s.", **said))


def tier_facts(tier: Any) -> list[tuple[str, str]]:
    """The terms of a tier, line by line."""
    found = [
        (
            _("Contact at least every"),
            ngettext("%(num)s day", "%(num)s days", tier.contact_days),
        ),
        (
            _("Answer within"),
            ngettext("%(num)s working hour", "%(num)s working hours", tier.answer_hours),
        ),
        (_("Ways to the manager"), ", ".join(str(CHANNEL_NAMES[one]) for one in tier.channels)),
        (_("Room for confidential talks"), _("yes") if tier.has_room else _("no")),
    ]
    if tier.concession_bp:
        found.append(
            (_("Commissions lower by"), _("%(share)s of turnover", share=_fine(tier.concession_bp)))
        )
    if tier.bonus_bp:
        found.append((_("Interest higher by"), _("%(share)s a year", share=_fine(tier.bonus_bp))))
    if tier.fee:
        found.append((_("Fee"), _("%(sum)s a month", sum=money(tier.fee))))
    return found


def _fine(basis_points: int) -> str:
    share = Decimal(basis_points) / 10_000
    return str(format_percent(share, locale=get_locale(), decimal_quantization=False))


def tier_name(names: Mapping[str, str], code: str) -> str:
    """The name of a tier; of one the policy knows no more, its code in capitals."""
    return names.get(code) or code.upper()


def iso_day(text: str) -> str:
    """A kept date (2026-10-31) as people read it."""
    return day(dt.date.fromisoformat(text)) if text else "—"


shown.codes("vip", kind=KINDS)
