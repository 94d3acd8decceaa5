"""Identity documents (D3): encrypted at rest, masked, every reveal in the trail with its reason."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit import operations as audit
from ...clients.events import note as note_event
from ...clients.models import Client, DocumentKind, IdentityDocument
from ...core import clock, secrets
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...core.forms import FORBIDDEN
from ...policy.enforce import Actor, demand
from ...settings import settings
from ..rules.identity import number_of, tail_of

#: Signs a reason must have at least: "проверка" alone says nothing.
SHORTEST_REASON = 15


@dataclass(frozen=True)
class Revealed:
    """What lies in an identity document, for one look."""

    number: str
    issued_by: str


def keep_document(
    client: Client,
    *,
    actor: Actor,
    kind: DocumentKind,
    number: str,
    issued_by: str = "",
    country: str = "RU",
    issued_on: dt.date | None = None,
    expires_on: dt.date | None = None,
    note: str = "",
) -> IdentityDocument:
    """Keep an identity document of ``client``. Number and issuer are closed at once.

    Refuses with Forbidden, or Invalid: a number of the wrong shape, dates that do not fit, an
    organisation (its people have documents, it has none).
    """
    demand(actor, "clients:read-sensitive")
    demand(actor, "clients:edit")
    errors: dict[str, list[object]] = {}
    plain = number_of(kind, country, number)
    if not number.strip():
        errors["number"] = [_l("Please fill this in.")]
    elif plain is None:
        errors["number"] = [_l("This is no number of such a document.")]
    today = clock.today(settings().bank_zone)
    if issued_on is not None and not dt.date(1900, 1, 1) <= issued_on <= today:
        errors["issued_on"] = [_l("The document cannot have been issued on this day.")]
    if expires_on is not None and issued_on is not None and expires_on <= issued_on:
        errors["expires_on"] = [_l("The end lies before the beginning.")]
    for name, text, most in (("issued_by", issued_by, 500), ("note", note, 200)):
        if len(text) > most or FORBIDDEN.search(text):
            errors[name] = [_l("Too long, or with characters that cannot be kept.")]
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        errors["country"] = [_l("Two letters of the country, as in RU.")]
    if errors or plain is None:
        raise Invalid(_("Some fields do not fit."), fields=errors)
    document = IdentityDocument(
        client_id=client.id,
        kind=kind,
        closed=secrets.close(json.dumps({"number": plain, "issued_by": issued_by.strip()})),
        tail=tail_of(plain),
        country=country.upper(),
        issued_on=issued_on,
        expires_on=expires_on,
        note=note.strip(),
        created_at=clock.now(),
        created_by_id=actor.employee_id,
    )
    db.session.add(document)
    db.session.flush()
    note_event(client.id, "identity-kept", actor=actor, detail={"document": kind.value})
    audit.record(
        "identity:kept", actor=actor, obj=document, client_id=client.id,
        detail={"document": kind.value},
    )  # fmt: skip
    return document


def reveal_document(
    document: IdentityDocument, *, client: Client, actor: Actor, reason: str
) -> Revealed:
    """What lies in ``document``; the trail keeps who looked and why.

    Refuses with Forbidden; Invalid on ``reason`` when it has fewer than 15 signs; Conflict when
    the key that closed it is gone.
    """
    demand(actor, "clients:read-sensitive")
    reason = " ".join(reason.split())[:500]
    if len(reason) < SHORTEST_REASON:
        words = _l("Say in at least %(least)s characters what for.", least=SHORTEST_REASON)
        raise Invalid(fields={"reason": [words]})
    try:
        inside = json.loads(secrets.open_(document.closed))
    except secrets.Unreadable:
        raise Conflict(
            _("The document was closed with a key that is no longer here. Tell the administrator.")
        ) from None
    audit.record(
        "identity:revealed", actor=actor, obj=document, client_id=client.id, reason=reason,
        detail={"document": document.kind.value},
    )  # fmt: skip
    return Revealed(number=inside["number"], issued_by=inside["issued_by"])


def drop_document(document: IdentityDocument, *, client: Client, actor: Actor) -> None:
    """Take a document off the dossier and forget what lay in it. Refuses with Forbidden."""
    demand(actor, "clients:read-sensitive")
    demand(actor, "clients:edit")
    document.deleted_at = clock.now()
    document.closed, document.tail = b"", ""
    db.session.flush()
    note_event(client.id, "identity-dropped", actor=actor, detail={"document": document.kind.value})
    audit.record(
        "identity:dropped", actor=actor, obj=document, client_id=client.id,
        detail={"document": document.kind.value},
    )  # fmt: skip
