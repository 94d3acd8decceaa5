"""How the timeline says what happened: icon, tone, one line, and where it leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..clients.catalogue import label_of
from ..clients.words import DOCUMENT_KINDS, HANDED_OVER, RELATIONS, ROLES, TEMPERATURES, words
from ..core.formatting import day, moment
from ..core.i18n import reader_language
from ..dossiers.spoken import told as value_told
from ..followups.words import kind_label
from ..interactions.words import KIND_ICONS, KIND_NAMES, PURPOSE_NAMES, RESULT_NAMES, Result
from ..interactions.words import Kind as ContactKind
from ..interactions.words import Purpose as ContactPurpose
from .queries import Entry

GROUP_WORDS: dict[str, Any] = {
    "": _lp("timeline", "All"),
    "contacts": _lp("timeline", "Contacts"),
    "money": _lp("timeline", "Money"),
    "sales": _lp("timeline", "Sales"),
    "system": _lp("timeline", "System"),
    "calls": _lp("timeline", "Calls"),
    "meetings": _lp("timeline", "Meetings and visits"),
    "letters": _lp("timeline", "Letters and messages"),
    "proposals": _lp("timeline", "Proposals"),
    "stages": _lp("timeline", "Stages of sales"),
    "service": _lp("timeline", "Who serves, VIP"),
    "changes": _lp("timeline", "Changes of the dossier"),
}

#: Kind of event → (icon, tone, words with the title, words without one).
EVENTS: dict[str, tuple[str, str, Any]] = {
    "created": ("plus", "info", _l("The dossier was made")),
    "imported": ("import", "info", _l("The dossier was imported")),
    "converted": ("check", "ok", _l("The prospect became a client")),
    "deleted": ("trash", "bad", _l("The dossier went to the bin")),
    "restored": ("undo", "ok", _l("The dossier was restored")),
    "merged": ("merge", "neutral", _l("Another dossier was merged in")),
    "merged-away": ("merge", "neutral", _l("The dossier was merged into another")),
    "unmerged": ("undo", "warn", _l("A merge was undone")),
    "access-asked": ("lock", "info", _l("A colleague asked for access")),
    "access-granted": ("check", "ok", _l("A colleague was let in")),
    "access-declined": ("x", "neutral", _l("A colleague was not let in")),
    "not-same": ("x", "neutral", _l("Not the same as a look-alike")),
    "contact-person-added": ("user", "info", _l("New contact person")),
    "contact-person-changed": ("user", "neutral", _l("Contact person changed")),
    "contact-person-removed": ("user", "warn", _l("Contact person removed")),
    "related": ("link", "info", _l("Tied to another client")),
    "relation-changed": ("link", "neutral", _l("Tie to another client changed")),
    "relation-ended": ("link", "neutral", _l("Tie to another client ended")),
    "relation-removed": ("link", "warn", _l("Tie to another client taken off")),
    "identity-kept": ("shield", "neutral", _l("Identity document kept")),
    "identity-dropped": ("shield", "warn", _l("Identity document taken off")),
    "activated": ("undo", "ok", _l("Active again")),
    "deactivated": ("stop", "warn", _l("Rests: no reminders")),
    "outcome-corrected": ("edit", "warn", _l("Outcome corrected")),
    "outcome-undone": ("undo", "warn", _l("Outcome undone")),
    "temperature-overridden": ("lock", "warn", _l("Temperature overridden")),
    "temperature": ("chart", "neutral", _l("Temperature changed")),
    "assigned": ("briefcase", "info", _l("Assigned")),
    "assignment-ended": ("briefcase", "neutral", _l("Assignment ended")),
    "handed-over": ("handover", "info", _l("Handed over")),
    "handover-accepted": ("handover", "ok", _l("Handover accepted")),
    "handover-placed-anew": ("handover", "info", _l("Placed anew after a handover")),
    "handover-undone": ("handover", "warn", _l("Handover undone")),
    "stage": ("board", "info", _l("Stage changed")),
    "opportunity-opened": ("board", "info", _l("Opportunity opened")),
    "opportunity-won": ("board", "ok", _l("Opportunity won")),
    "opportunity-lost": ("board", "bad", _l("Opportunity lost")),
    "proposal-draft": ("document", "neutral", _l("New version of the proposal begun")),
    "proposal-made": ("document", "neutral", _l("Proposal made")),
    "proposal-sent": ("send", "info", _l("Proposal sent")),
    "proposal-viewed": ("eye", "info", _l("Proposal seen by the client")),
    "proposal-accepted": ("check", "ok", _l("Proposal accepted")),
    "proposal-declined": ("x", "bad", _l("Proposal declined")),
    "proposal-expired": ("clock", "warn", _l("Proposal expired")),
    "proposal-withdrawn": ("undo", "neutral", _l("Proposal withdrawn")),
    "holding-opened": ("product", "ok", _l("Product connected")),
    "holding-closed": ("product", "neutral", _l("Product ended")),
    "vip-proposed": ("star", "vip", _l("Proposed as VIP")),
    "vip-confirmed": ("star", "vip", _l("VIP status confirmed")),
    "vip-ended": ("star", "neutral", _l("VIP status ended")),
    "vip-undone": ("undo", "neutral", _l("Decision on VIP status undone")),
    "vip-refused": ("star", "neutral", _l("VIP status refused")),
    "unsubscribed": ("x", "warn", _l("Unsubscribed from letters")),
    "emergency-opened": ("warning", "bad", _l("Opened in an emergency")),
    "document-added": ("document", "info", _l("Document handed in")),
    "document-deleted": ("trash", "warn", _l("Document moved to the bin")),
    "document-restored": ("undo", "ok", _l("Document restored")),
    "contact-planned": ("calendar", "info", _l("Contact planned")),
    "contact-given-up": ("stop", "warn", _l("No further contact planned")),
    "letter-answered": ("inbox", "ok", _l("The client has answered")),
    "letter-unanswered": ("undo", "neutral", _l("The answer was noted by mistake")),
    "promise-made": ("flag", "info", _l("Promise made")),
    "promise-closed": ("flag", "neutral", _l("Promise closed")),
    "plan-taken": ("target", "info", _l("Taken into a plan")),
    "plan-dropped": ("filter", "warn", _l("Taken out of a plan")),
    "contact-cancelled": ("x", "neutral", _l("Planned contact cancelled")),
    "schedule-started": ("list", "info", _l("Contact schedule started")),
    "schedule-paused": ("pause", "warn", _l("Contact schedule paused")),
    "schedule-resumed": ("play", "info", _l("Contact schedule goes on")),
    "schedule-shifted": ("calendar", "neutral", _l("Contact schedule shifted")),
    "schedule-stopped": ("stop", "warn", _l("Contact schedule stopped")),
    "schedule-finished": ("check", "ok", _l("Contact schedule finished")),
    "material-handed": ("document", "ok", _l("Material handed over")),
    "series-begun": ("calendar", "info", _l("Repeating contacts planned")),
    "series-changed": ("calendar", "neutral", _l("Repeating contacts changed")),
    "series-ended": ("stop", "neutral", _l("Repeating contacts ended")),
    "contact-moved": ("calendar", "neutral", _l("Planned contact moved")),
    "invitation-sent": ("send", "info", _l("Invited to a contact")),
    "invitation-accepted": ("check", "ok", _l("Invitation accepted")),
    "invitation-tentative": ("clock", "neutral", _l("Comes perhaps")),
    "invitation-declined": ("x", "warn", _l("Invitation declined")),
    "invitation-other-time": ("calendar", "warn", _l("Asks for another time")),
    "invitation-call": ("call", "warn", _l("Asks to be called")),
}
#: What a fact is called that no slice knows any more: never by its code.
UNKNOWN = _l("Entry of the history")
PROMISES: dict[str, Any] = {
    "kept": _lp("promise", "Kept"),
    "broken": _lp("promise", "Broken"),
    "dropped": _lp("promise", "Not needed any more"),
}
_PAGES = {
    "interaction": "interactions.show",
    "opportunity": "opportunities.show",
    "proposal": "proposals.show",
    "handover": "handovers.show",
    "merge": "merges.show",
    "schedule": "schedules.show",
}


@dataclass(frozen=True)
class Told:
    """One entry as it is drawn."""

    entry: Entry
    icon: str
    tone: str
    line: str
    text: str
    url: str | None
    changes: list[tuple[Any, Any, Any]]  # field, before, after

    @property
    def name(self) -> str:
        """What the entry is called in addresses."""
        return self.entry.name


def fold_key(one: Told) -> tuple[str, str] | None:
    """Which neighbours of an entry are of its kind and hand; None for one that stands alone."""
    if one.entry.kind in ("changed", "contact-moved") or one.entry.source == "message":
        return (
            one.entry.kind if one.entry.source != "message" else "message",
            one.entry.author or "",
        )
    return None


def told(entry: Entry, currency: str = "RUB") -> Told:
    """``entry`` in words of the reader's language."""
    tell = {"contact": _contact, "message": _message, "letter": _letter}.get(entry.source, _event)
    icon, tone, line, text = tell(entry)
    return Told(entry, icon, tone, line, text, _url(entry), _changes(entry, currency))


def _url(entry: Entry) -> str | None:
    endpoint = _PAGES.get(entry.object_kind)
    return url_for(endpoint, public_id=entry.object_public_id) if endpoint else None


def _changes(entry: Entry, currency: str) -> list[tuple[Any, Any, Any]]:
    changes = entry.detail.get("changes")
    if not isinstance(changes, dict):
        return []
    return [
        (
            label_of(name),
            value_told(name, pair[0], currency),
            value_told(name, pair[1], currency),
        )
        for name, pair in changes.items()
        if isinstance(pair, list) and len(pair) == 2
    ]


def _event(entry: Entry) -> tuple[str, str, str, str]:
    if entry.kind == "changed":
        names = ", ".join(str(label_of(name)) for name in entry.detail.get("changes", {}))
        return "edit", "neutral", _("Dossier changed: %(fields)s", fields=names), ""
    icon, tone, words_of = EVENTS.get(entry.kind, ("history", "neutral", UNKNOWN))
    # who opened it stands beside the line anyway
    is_named = bool(entry.title) and entry.kind != "emergency-opened"
    line = f"{words_of}: {entry.title}" if is_named else str(words_of)
    return icon, tone, line, _said(entry)


def _result(said: Any) -> str:
    """The result of an outcome as a history keeps it."""
    code = said.get("result") if isinstance(said, dict) else None
    found = next((name for key, name in RESULT_NAMES.items() if key.value == code), None)
    return str(found) if found is not None else "—"


def _said(entry: Entry) -> str:
    detail = entry.detail
    if entry.kind.startswith("relat"):
        return str(words(RELATIONS, detail.get("relation")))
    if entry.kind.startswith("identity"):
        return str(words(DOCUMENT_KINDS, detail.get("document")))
    if entry.kind == "temperature":
        before, after = detail.get("before"), detail.get("after")
        return f"{words(TEMPERATURES, before)} → {words(TEMPERATURES, after)}"
    if entry.kind.startswith("outcome-"):
        return " → ".join(_result(detail.get(one)) for one in ("before", "after"))
    if entry.kind in ("activated", "deactivated", "deleted"):
        return str(detail.get("reason") or "")
    if entry.kind == "handed-over":
        return str(words(HANDED_OVER, detail.get("reason")))
    if entry.kind in ("assigned", "assignment-ended"):
        role = str(words(ROLES, detail.get("role")))
        return " · ".join(part for part in (role, str(detail.get("reason") or "")) if part)
    if entry.kind == "stage":
        language = reader_language()
        stages = (detail.get(f"from_{language}"), detail.get(f"to_{language}"))
        return " → ".join(str(stage) for stage in stages if stage)
    if entry.kind in ("contact-planned", "contact-cancelled", "schedule-paused"):
        return " · ".join(_when(detail))
    if entry.kind == "contact-moved":
        both = (detail.get("before"), detail.get("after"))
        return " → ".join(" · ".join(_when(one)) for one in both if isinstance(one, dict))
    if entry.kind.startswith("invitation-") and entry.kind != "invitation-sent":
        return " · ".join([*_when(detail), *filter(None, [str(detail.get("wish") or "")])])
    if entry.kind == "promise-closed":
        return str(PROMISES.get(str(detail.get("state")), ""))
    return str(detail.get("reason") or "")


def _when(detail: Mapping[str, Any]) -> list[str]:
    """Which contact, for what moment, or a rest until what day, and why: as far as it is kept."""
    kinds = {kind.value: str(name) for kind, name in KIND_NAMES.items()}
    said = [kinds.get(str(detail.get("kind")), "")]
    if detail.get("at"):
        said.append(moment(dt.datetime.fromisoformat(str(detail["at"])), "EEE d MMM, HH:mm"))
    if detail.get("until"):
        rest = day(dt.date.fromisoformat(str(detail["until"])))
        said.append(_("paused until %(day)s", day=rest))
    return [one for one in (*said, str(detail.get("reason") or "")) if one]


def _contact(entry: Entry) -> tuple[str, str, str, str]:
    kind = ContactKind(entry.kind)
    purpose = PURPOSE_NAMES.get(ContactPurpose(entry.detail["purpose"]), "")
    result = RESULT_NAMES.get(Result(entry.detail["result"]), "")
    about = entry.title or str(purpose)
    line = _("%(kind)s: %(about)s — %(result)s", kind=KIND_NAMES[kind], about=about, result=result)
    tone = "ok" if entry.detail["result"] in ("reached", "held", "agreed") else "info"
    return KIND_ICONS[kind], tone, line, entry.text


def _message(entry: Entry) -> tuple[str, str, str, str]:
    line = _("E-mail sent: %(subject)s", subject=entry.title or kind_label(entry.kind))
    address = str(entry.detail.get("address") or "")
    return "mail", "info", line, _("To: %(address)s", address=address) if address else ""


def _letter(entry: Entry) -> tuple[str, str, str, str]:
    line = _("Letter received: %(subject)s", subject=entry.title or "—")
    sender = entry.detail.get("sender") or entry.detail.get("address") or ""
    return "inbox", "ok", line, " · ".join(part for part in (str(sender), entry.text) if part)
