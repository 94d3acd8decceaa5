"""What a contact taught goes straight into the dossier, with its source and date (D8, C5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from ...clients import custom
from ...clients.models import Client, DecisionRole, Origin
from ...core.errors import Invalid
from ...policy.enforce import Actor
from .. import queries
from ..spoken import spoken
from .editing import edit_client
from .persons import add_contact_person

#: How a field of an answer is called in forms.
PREFIX = "answer_"


def learn(
    client: Client,
    *,
    actor: Actor,
    answers: Mapping[str, Any],
    origin: Origin = Origin.CONTACT,
    told_at: Any = None,
) -> Client:
    """Put ``answers`` (field → value as the field takes it, empty ones are left out) into the
    dossier of ``client``; ``told_at``: the row of the contact.

    ``phones``, ``emails``, ``addresses`` take lists and add to what is there; ``decides`` the
    name of a person. Refuses with Forbidden; with Invalid on ``answer_<field>``: a value that
    does not fit, or a field that somebody filled meanwhile.
    """
    given = {name: value for name, value in answers.items() if value not in (None, "", [])}
    if not given:
        return client
    client = queries.locked(client)
    decides = given.pop("decides", None)
    lists = {n: given.pop(n) for n in ("phones", "emails", "addresses") if n in given}
    plain, own = custom.split(given)
    kept = custom.values_of(client.id) if own else {}
    rows = {row.key: row for row in custom.definitions()}
    meanwhile = {
        name: spoken(client, name, getattr(client, name))
        for name, value in plain.items()
        if getattr(client, name) not in (None, "", value)
    } | {
        name: custom.spoken(rows[name], kept[name])
        for name, value in own.items()
        if name in kept and kept[name] != value
    }
    taken = {
        name: [_l("Known meanwhile: %(value)s", value=said)] for name, said in meanwhile.items()
    }
    if taken:
        raise Invalid(fields={PREFIX + name: words for name, words in taken.items()})
    try:
        client = edit_client(
            client,
            actor=actor,
            version=client.version,
            fields=given,
            **lists,
            origin=origin,
            told_at=told_at,
        )
        if decides:
            add_contact_person(
                client,
                actor=actor,
                fields={"name": decides, "decision_role": DecisionRole.DECIDES.value},
            )
    except Invalid as refusal:
        known = {"name": "decides"}
        raise Invalid(
            refusal.message,
            fields={PREFIX + known.get(n, n): words for n, words in refusal.fields.items()},
        ) from None
    return client
