"""What the bank holds, for the person who asked: one page to read, in words and not in columns.

The whole of it, key by key, stands beside in ``data.json``. Keys of the house, digests, orders and
the names of colleagues say nothing to the person and are left out here.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..audit.words import TAGS
from ..card.words import EVENTS
from ..clients import custom
from ..clients.catalogue.own import in_words as own_name
from ..clients.models import Client, CustomField
from ..clients.models.custom import COLUMN_OF
from ..clients.words import (
    ADDRESS_KINDS,
    ATTITUDES,
    CHANNELS,
    DECISION_ROLES,
    DOCUMENT_KINDS,
    EMAIL_KINDS,
    FIELDS,
    KINDS,
    LANGUAGE_NAMES,
    LEVELS,
    LIFECYCLES,
    MESSENGER_KINDS,
    PHONE_KINDS,
    PURPOSES,
    RELATIONS,
    ROLES,
    SEXES,
    TEMPERATURES,
)
from ..core import clock, formatting
from ..core.phones import on_paper
from ..documents.words import KINDS as PAPERS
from ..followups.words import kind_label
from ..interactions.words import KIND_NAMES, PURPOSE_NAMES, RESULT_NAMES, SIDE_NAMES
from ..outbox.states import PURPOSE_LABELS
from ..settings import settings
from .words import CONSENTS, in_words
from .words import KINDS as REQUESTS

Rows = list[dict[str, Any]]
#: Codes → what they are called, by table and column.
WORDS: dict[tuple[str, str], Mapping[Any, Any]] = {
    ("client", "kind"): KINDS, ("client", "lifecycle"): LIFECYCLES, ("client", "sex"): SEXES,
    ("client", "temperature"): TEMPERATURES, ("client", "language"): LANGUAGE_NAMES,
    ("client", "preferred_channel"): CHANNELS, ("client_phone", "kind"): PHONE_KINDS,
    ("client_phone", "purpose"): PURPOSES, ("client_email", "kind"): EMAIL_KINDS,
    ("client_email", "purpose"): PURPOSES, ("client_address", "kind"): ADDRESS_KINDS,
    ("client_address", "purpose"): PURPOSES, ("client_messenger", "kind"): MESSENGER_KINDS,
    ("contact_person", "decision_role"): DECISION_ROLES, ("contact_person", "level"): LEVELS,
    ("contact_person", "attitude"): ATTITUDES, ("relation", "kind"): RELATIONS,
    ("identity_document", "kind"): DOCUMENT_KINDS, ("assignment", "role"): ROLES,
    ("interaction", "kind"): KIND_NAMES, ("interaction", "purpose"): PURPOSE_NAMES,
    ("interaction", "result"): RESULT_NAMES, ("promise", "side"): SIDE_NAMES,
    ("consent", "purpose"): PURPOSE_LABELS, ("subject_request", "kind"): REQUESTS,
    ("consent", "state"): {state: said for state, (said, _tone) in CONSENTS.items()},
    ("client_document", "kind"): PAPERS, ("audit_entry", "tag"): TAGS,
    ("client_event", "tag"): {
        **{kind: said for kind, (_icon, _tone, said) in EVENTS.items()},
        "changed": TAGS["client:changed"],
    },
}  # fmt: skip
#: Facts whose title is the name of a colleague.
_OF_COLLEAGUES = frozenset(
    ("assigned", "assignment-ended", "handed-over", "emergency-opened", "access-asked",
     "access-granted", "access-declined")
)  # fmt: skip
#: What the columns of the tables below are called, but for those of the dossier (``FIELDS``).
LABELS: dict[str, Any] = {
    "number": _l("Number"), "extension": _l("Extension"), "purpose": _l("Purpose"),
    "note": _lp("remark", "Note"), "address": _l("Address"), "handle": _l("Address"),
    "text": _l("Text"), "name": _lp("client", "Name"), "position": _l("Position"),
    "phone": _l("Phone"), "email": _lp("address", "E-mail"), "level": _l("Level"),
    "decision_role": _l("Role in the decision"), "attitude": _l("Attitude"),
    "since": _l("Since"), "until": _l("Until"), "role": _l("Role"), "at": _l("When"),
    "started_at": _l("Since"), "ended_at": _l("Until"), "planned_at": _l("When"),
    "purpose_text": _l("What is to be achieved"), "result": _l("Result"),
    "outcome_note": _l("What was said"), "need": _l("Needs"), "subject": _l("Subject"),
    "body": _l("Text"), "side": _l("Who promised"), "due_on": _l("Until"),
    "title": _l("Title"), "amount": _l("Sum"), "total": _l("Sum"),
    "valid_until": _l("Valid until"), "balance": _l("Balance"), "opened_on": _l("Since"),
    "closes_on": _l("Until"), "state": _l("State"), "text_version": _l("Version of the text"),
    "source": _l("Where it was given"), "proof": _l("What proves it"),
    "received_at": _l("When"), "from_address": _l("From"), "excerpt": _l("Text"),
    "received_on": _l("Received on"), "channel": _l("How it came"), "answer": _l("Answer"),
    "created_at": _l("When"), "sent_at": _l("Sent"), "tag": _l("What was done"),
    "issued_on": _l("Issued on"), "expires_on": _l("Valid until"), "country": _l("Country"),
    "issuer": _l("Issued by"), "client_since": _l("Client since"),
    "in_base_since": _l("In the base since"), "month": _l("Month"),
    "turnover": _l("Turnover"),
}  # fmt: skip
_DOSSIER = [
    one for one in FIELDS if not one.endswith("_id") and one not in ("is_active", "currency")
]
#: Table → its columns told, in this order; the dossier has all of ``FIELDS``.
TOLD: dict[str, tuple[str, ...]] = {
    "client": (*_DOSSIER, "client_since", "in_base_since"),
    "client_phone": ("number", "extension", "kind", "purpose", "note"),
    "client_email": ("address", "kind", "purpose", "note"),
    "client_messenger": ("kind", "handle", "purpose", "note"),
    "client_address": ("kind", "text", "purpose"),
    "contact_person": ("name", "position", "phone", "email", "level", "decision_role", "attitude",
                       "note"),
    "relation": ("kind", "since", "until", "note"),
    "identity_document": ("kind", "number", "issuer", "issued_on", "expires_on", "country", "note"),
    "custom_value": (),
    "client_document": ("title", "kind", "number", "expires_on", "created_at"),
    "holding": ("number", "opened_on", "closes_on", "balance", "note"),
    "client_month": ("month", "balance", "turnover"),
    "interaction": ("planned_at", "kind", "purpose", "purpose_text", "result", "outcome_note",
                    "need", "subject", "body"),
    "promise": ("side", "text", "due_on"),
    "opportunity": ("title", "amount", "need", "created_at"),
    "proposal": ("number", "total", "valid_until", "sent_at"),
    "outbox_message": ("kind", "sent_at"),
    "incoming_letter": ("received_at", "from_address", "subject", "excerpt"),
    "consent": ("purpose", "state", "at", "text_version", "source", "proof"),
    "subject_request": ("kind", "received_on", "channel", "note", "answer"),
    "assignment": ("role", "started_at", "ended_at"),
    "client_event": ("at", "tag", "title"),
    "audit_entry": ("at", "tag"),
}  # fmt: skip
PHONES = frozenset([("client_phone", "number"), ("contact_person", "phone")])
MONEY = frozenset(["revenue", "possible_profit", "amount", "total", "balance", "turnover", "minor"])
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:800px;margin:40px auto;padding:0 20px;"
    "color:#17202c}h1{font-size:26px;line-height:1.25}h2{font-size:18px;margin:36px 0 8px;"
    "border-bottom:1px solid #dfe3e9}dl{display:grid;grid-template-columns:220px 1fr;gap:4px 16px;"
    "margin:0;padding:10px 0;border-bottom:1px solid #eef1f5;break-inside:avoid}"
    "dt{color:#4c5868}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}"
    "p{color:#4c5868}@media(max-width:560px){dl{display:block}dd{margin-bottom:6px}}"
)


def written(client: Client, data: Mapping[str, Rows]) -> str:
    """The report on ``client`` of what the archive gathered (table → rows), in the language in
    force: one page of HTML without a script."""
    title = html.escape(str(_("What we hold on %(name)s", name=client.display_name)))
    bank = html.escape(f"{settings().bank_in(get_locale())}, {formatting.day(clock.now(), 'long')}")
    beside = html.escape(str(_("The same whole, as a machine reads it, stands in data.json.")))
    parts = [
        f'<!doctype html><html lang="{get_locale()}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>",
        f"<p>{bank}</p><p>{beside}</p>",
    ]
    currency = client.currency or "RUB"
    own = {row.id: row for row in custom.definitions(with_retired=True)}
    for table in TOLD:
        found = [told for row in data.get(table, ()) if (told := _row(table, row, currency, own))]
        if found:
            parts.append(f"<h2>{html.escape(_called(table))} · {len(found)}</h2>")
            parts += [_drawn(told) for told in found]
    rest = {name: len(rows) for name, rows in data.items() if name not in TOLD and rows}
    if rest:
        said = [(name, formatting.number(rows)) for name, rows in in_words(rest).items()]
        besides = html.escape(str(_("Besides, in data.json")))
        parts.append(f"<h2>{besides}</h2>{_drawn(said)}")
    return "".join([*parts, "</body></html>"])


def _called(table: str) -> str:
    return "".join(in_words({table: 1})) if table != "audit_entry" else str(_("The trail"))


def _drawn(told: Iterable[tuple[str, str]]) -> str:
    pairs = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in told
    )
    return f"<dl>{pairs}</dl>"


def _row(
    table: str, row: dict[str, Any], currency: str, own: Mapping[int, CustomField]
) -> list[tuple[str, str]]:
    """What a row says: (name, value in words); empty where it says nothing to the person."""
    if table == "custom_value":
        field = own.get(row.get("field_id") or 0)
        if field is None:
            return []
        name = own_name(field.name_en, field.name_ru)
        return [(name, custom.spoken(field, row.get(COLUMN_OF[field.type])))]
    labels = {**LABELS, **FIELDS} if table == "client" else {**FIELDS, **LABELS}
    money = row.get("currency") or currency
    row = {**row, "in_base_since": row.get("created_at")}
    if table == "client_event":
        row["tag"] = row.get("kind")
        row["title"] = "" if row["tag"] in _OF_COLLEAGUES else row.get("title")
    told = [(str(labels[name]), _said(table, name, row.get(name), money)) for name in TOLD[table]]
    return [(name, value) for name, value in told if value]


def _said(table: str, name: str, value: Any, currency: str) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if (table, name) == ("outbox_message", "kind"):
        return kind_label(str(value))
    words = WORDS.get((table, name))
    if words is not None:
        return str(words.get(value, getattr(value, "value", value)))
    if (table, name) in PHONES:
        return on_paper(str(value), str(get_locale()))
    if name in MONEY and isinstance(value, int):
        return formatting.money(value, currency)
    for type_, speak in _SPEAKERS:
        if isinstance(value, type_):
            return speak(value)
    return str(value)


_SPEAKERS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bool, lambda value: str(_("yes")) if value else str(_("no"))),
    (Enum, lambda value: str(value.value)),
    (dt.datetime, lambda value: formatting.moment(value, "d MMMM y, HH:mm")),
    (dt.date, lambda value: formatting.day(value, "long")),
    (dt.time, lambda value: value.strftime("%H:%M")),
    (int | float | Decimal, formatting.number),
    (list | tuple, lambda value: ", ".join(map(str, value))),
)
