"""Scheduling what follows, and changing the rules."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from ..audit.operations import record
from ..clients import custom
from ..clients.models import Client
from ..core import clock
from ..core.db import db
from ..core.errors import Conflict, Invalid
from ..core.placeholder_words import problems_in
from ..outbox import operations as outbox
from ..outbox.states import Purpose
from ..policy.enforce import Actor, demand
from ..staff.calendar import bank_calendar
from . import queries
from .models import FollowupRule
from .rules import PLACEHOLDERS, due_after


def schedule_silence(
    rule_code: str,
    *,
    actor: Actor | None,
    kind: str,
    occasion: str,
    dedup_key: str,
    client: Client,
    address_id: int,
    employee_id: int,
    params: dict[str, Any],
) -> outbox.Scheduled | None:
    """Put the letter of the rule into the outbox, due after its working days of silence.

    ``kind`` names the renderer. An answer of the client stops it, so does an unsubscription: it is
    no service letter. None while the rule is off, there is no such rule, or the client rests (D1).
    """
    rule = queries.rule_by_code(rule_code)
    if rule is None or not rule.is_on or not client.is_active:
        return None
    due = due_after(clock.now(), rule.working_days, calendar=bank_calendar(), zone=client.zone)
    return outbox.schedule(
        actor=actor,
        kind=kind,
        address_id=address_id,
        purpose=Purpose.MARKETING,
        occasion=occasion,
        dedup_key=dedup_key,
        params={**params, "rule": rule_code},
        client_id=client.id,
        employee_id=employee_id,
        due_at=due,
        zone=client.zone,
        stops_on_reply=True,
    )


def edit_rule(
    rule: FollowupRule,
    *,
    actor: Actor,
    version: int,
    is_on: bool,
    working_days: int,
    subject_en: str,
    subject_ru: str,
    text_en: str,
    text_ru: str,
) -> FollowupRule:
    """Change a rule. What is scheduled already keeps its day and takes the new text.

    Refuses (Forbidden) without ``library:edit``, (Conflict) a stale version, (Invalid) texts that
    name what is not in the list.
    """
    demand(actor, "library:edit")
    if rule.version != version:
        raise Conflict(_("Somebody changed this rule meanwhile. Open it anew and compare."))
    texts = {
        "subject_en": subject_en,
        "subject_ru": subject_ru,
        "text_en": text_en,
        "text_ru": text_ru,
    }
    wrong = {name: words for name, text in texts.items() if (words := problems_of(text))}
    if wrong:
        raise Invalid(fields=wrong)
    rule.is_on, rule.working_days = is_on, working_days
    for name, text in texts.items():
        setattr(rule, name, text)
    db.session.flush()
    record(
        "followup-rule:changed",
        actor=actor,
        obj=rule,
        name=rule.name_en,
        detail={"is_on": is_on, "working_days": working_days},
    )
    return rule


def problems_of(text: str) -> list[str]:
    """What is wrong with a text of the closed language, in words; empty when it may be kept."""
    return problems_in(text, (*PLACEHOLDERS, *custom.placeholders()))


def cancel_message(public_id: str, *, actor: Actor) -> outbox.Recalled:
    """Cancel a letter to a client within reach; the result says honestly what came of it.

    Refuses (NotFound) beyond ``messages:send``.
    """
    entry = queries.entry_of(public_id, actor=actor, permission="messages:send")
    result = outbox.cancel(public_id, actor=actor)
    _record("message:cancelled", entry, actor, {"cancelled": result.cancelled})
    return result


def hold_message(public_id: str, *, actor: Actor) -> None:
    """Keep a waiting letter back. Refuses (NotFound) beyond reach, (Conflict) when too late."""
    entry = queries.entry_of(public_id, actor=actor, permission="messages:send")
    outbox.hold(public_id, actor=actor)
    _record("message:held", entry, actor, {})


def release_message(public_id: str, *, actor: Actor) -> None:
    """Let a held letter go. Refuses (NotFound) beyond reach, (Conflict) when it is not held."""
    entry = queries.entry_of(public_id, actor=actor, permission="messages:send")
    outbox.release(public_id, actor=actor)
    _record("message:released", entry, actor, {})


def _record(tag: str, entry: queries.Entry, actor: Actor, detail: dict[str, Any]) -> None:
    record(
        tag,
        actor=actor,
        obj=entry.message,
        name=entry.client.display_name,
        client_id=entry.client.id,
        detail={"kind": entry.message.kind, **detail},
    )
