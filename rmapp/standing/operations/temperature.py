"""Taking the temperature of clients, and overriding it."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from ...audit.operations import record
from ...clients.events import note
from ...clients.models import Client, ClientEvent, Temperature
from ...core import clock
from ...core.db import any_of, db
from ...core.errors import Conflict, Invalid
from ...interactions.queries import client_held
from ...policy.enforce import Actor
from ...settings import settings
from ...work import operations as work
from ...work.models import WorkItem
from ..models import ClientHeat
from ..queries.heat import State, heat_of, states_of
from ..rules.temperature import Facts, Heat, temperature

WORK = "take-temperatures"
LONGEST = dt.timedelta(days=366)


def take_tonight() -> WorkItem | None:
    """Submit tonight's taking of temperatures, once a day; None while one is under way."""
    return work.submit_tonight(WORK)


def take(
    client_ids: Sequence[int], *, actor: Actor | None = None, word: Temperature | None = None
) -> int:
    """Compute the temperature of the clients by the rules; how many changed.

    ``word``: what a colleague has just said of them. A temperature that somebody has set since
    the last time (in the list, the dossier, an import) is a word as well. Two to four statements.
    """
    if not client_ids:
        return 0
    db.session.flush()
    now, today = clock.now(), clock.today(settings().bank_zone)
    rows, changed = [], []
    for client_id, state in states_of(client_ids, now=now, today=today).items():
        said, said_at = _word(state, word, now)
        facts = state.facts
        if said is not None and said_at is not None:
            days = max(0, (today - said_at.date()).days)
            facts = Facts(**{**facts.__dict__, "word": Heat(said), "word_days": days})
        reading = temperature(facts)
        rows.append(
            {
                "client_id": client_id,
                "computed": Temperature(reading.heat),
                "because": reading.because.value,
                "number": reading.number,
                "computed_at": now,
                "word": said,
                "word_at": said_at,
                "override_reason": "",
            }
        )
        if state.temperature is not Temperature(reading.heat):
            changed.append((client_id, state.temperature, Temperature(reading.heat)))
    _keep(rows)
    _tell(changed, actor, now)
    return len(changed)


def _word(
    state: State, word: Temperature | None, now: dt.datetime
) -> tuple[str | None, dt.datetime | None]:
    """The word that counts: one just said, one found in the record, or the one kept."""
    kept = state.kept
    if word is not None:
        return word.value, now
    expected = Temperature.COLD if kept is None else kept.computed
    if state.temperature != expected:
        return state.temperature.value, now
    return (kept.word, kept.word_at) if kept is not None else (None, None)


def _keep(rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(_kept(), rows)


@functools.cache
def _kept() -> Any:
    table: Any = ClientHeat.__table__
    fresh = insert(table)
    written = {
        name: fresh.excluded[name]
        for name in ("computed", "because", "number", "computed_at", "word", "word_at")
    }
    return fresh.on_conflict_do_update(index_elements=["client_id"], set_=written)


def _tell(
    changed: list[tuple[int, Temperature, Temperature]], actor: Actor | None, now: dt.datetime
) -> None:
    """Write the new temperatures and the fact into each history, without moving the version of
    the dossier on."""
    table: Any = Client.__table__
    for heat in Temperature:
        ids = [client_id for client_id, _before, after in changed if after is heat]
        if ids:
            wanted = any_of(ids)
            db.session.execute(
                sa.update(table).where(table.c.id == wanted).values(temperature=heat)
            )
    if changed:
        events: Any = ClientEvent.__table__
        db.session.execute(
            sa.insert(events),
            [
                {
                    "client_id": client_id,
                    "at": now,
                    "kind": "temperature",
                    "author_id": actor.employee_id if actor else None,
                    "title": "",
                    "detail": {"before": before.value, "after": after.value},
                    "object_kind": "",
                    "object_public_id": "",
                }
                for client_id, before, after in changed
            ],
        )
    for client_id, _before, after in changed:
        known = db.session.identity_map.get(identity_key(Client, client_id))
        if known is not None:
            set_committed_value(known, "temperature", after)


def forget_word(client_id: int, word: Temperature | None, *, since: dt.datetime) -> bool:
    """Forget what a colleague said of a client in a contact of ``since``, if it still is their last
    word; whether no newer word stands. The record goes back to what the rules computed."""
    found = heat_of(client_id)
    kept = found[0] if found is not None else None
    if kept is None or kept.word is None or kept.word_at is None:
        return True
    if word is None or kept.word != word.value or kept.word_at < since:
        return kept.word_at < since
    _set(client_id, word=None, word_at=None)
    return True


def override(
    client: Client, heat: Temperature, *, actor: Actor, until: dt.date, reason: str
) -> None:
    """Let ``heat`` stand for ``reason`` until the end of ``until`` (bank's day), whatever the
    rules say.

    Refuses with Forbidden, NotFound (reach), :class:`Invalid` at ``reason`` and ``until``
    (tomorrow to a year).
    """
    client = client_held(client.id, actor=actor, permission="clients:edit")
    today = clock.today(settings().bank_zone)
    wrong = {}
    if not reason.strip():
        wrong["reason"] = [_("Say why.")]
    if not today < until <= today + LONGEST:
        wrong["until"] = [_("Choose a day from tomorrow on, within a year.")]
    if wrong:
        raise Invalid(_("Some fields do not fit."), fields=wrong)
    take([client.id], actor=actor)
    _set(
        client.id,
        override=heat.value,
        override_until=until,
        override_reason=reason.strip()[:500],
        override_at=clock.now(),
        override_by_id=actor.employee_id,
    )
    take([client.id], actor=actor)
    detail = {"heat": heat.value, "until": until.isoformat()}
    record(
        "client:temperature-overridden",
        actor=actor,
        obj=client,
        name=client.display_name,
        client_id=client.id,
        reason=reason.strip()[:500],
        detail=detail,
    )
    note(client.id, "temperature-overridden", actor=actor, detail=detail, title=reason.strip())


def lift_override(client: Client, *, actor: Actor) -> None:
    """Let the rules say again. Refuses with Forbidden, NotFound (reach), :class:`Conflict` where
    nothing is overridden."""
    client = client_held(client.id, actor=actor, permission="clients:edit")
    found = heat_of(client.id)
    if found is None or found[0].override is None:
        raise Conflict(_("Nobody overrides this temperature any more."))
    _set(
        client.id,
        override=None,
        override_until=None,
        override_reason="",
        override_at=None,
        override_by_id=None,
    )
    take([client.id], actor=actor)
    record(
        "client:temperature-released",
        actor=actor,
        obj=client,
        name=client.display_name,
        client_id=client.id,
    )


def _set(client_id: int, **values: Any) -> None:
    db.session.execute(
        sa.update(ClientHeat)
        .where(ClientHeat.client_id == client_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.session.flush()
