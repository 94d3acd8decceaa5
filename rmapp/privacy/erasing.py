"""Erasure: nothing that names the person is left in any table; what the law holds is sealed.

In order: letters that wait are called back and the addresses closed; what the law asks for goes
under seal; rows of every table that hangs on the client are overwritten by the kind of their
columns; tables that hang on nobody are searched for the person's strings; the trail keeps only
the pseudonym; files are destroyed when all this is committed.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from ..audit import operations as audit
from ..audit.models import AuditEntry
from ..clients import spelling
from ..clients.models import Assignment, Client
from ..core import clock, files, secrets
from ..core.db import db
from ..core.text import sort_key
from ..core.transaction import after_commit
from ..documents.operations import destroy_files
from ..exchange.models import Import, ImportRow
from ..exchange.operations.uploading import KIND as IMPORTED
from ..intake.models import IncomingLetter
from ..outbox import transitions
from ..outbox.models import Message, RecipientAddress
from ..policy.enforce import Actor
from ..proposals.models import Proposal, ProposalFile, ProposalVersion
from . import queries, searching
from .columns import DELETED, overwritten
from .models import LegalHold, RetentionRule
from .rules import IDENTIFICATION, months_after, needles, pseudonym
from .walk import parts_of


def erase(client_id: int, *, actor: Actor | None) -> dict[str, int]:
    """Erase the client and the records merged into it; return how many rows of each table were
    overwritten or deleted."""
    client = db.session.execute(
        sa.select(Client).where(Client.id == client_id).with_for_update()
    ).scalar_one()
    if client.erased_at is not None:
        return {}
    name = pseudonym(client.public_id)
    strings = needles(queries.strings_of(client_id))
    queries.keep_no_past()
    _stop_letters(client_id)
    _seal(client)
    gone = _files_of(client_id)
    found_by = spelling.found_by(client_id)
    counts = _overwrite(client_id)
    spelling.forget(found_by)
    counts |= searching.loose(strings, name)
    _close(client, name)
    entries = _trail_entries(client_id, strings)
    audit.forget(client_id, entries=entries, pseudonym=name)
    audit.record(
        audit.ERASED, actor=actor, name=name, client_id=client_id,
        detail={"rows": counts, "files": gone, "entries": entries},
    )  # fmt: skip
    for merged in queries.merged_into(client_id):
        erase(merged, actor=actor)
    return counts


def preview(client_id: int) -> dict[str, int]:
    """What would go: table → rows, without touching any."""
    found = {}
    for part in parts_of(client_id):
        rows = db.session.execute(
            sa.select(sa.func.count()).select_from(part.table).where(part.condition)
        ).scalar_one()
        if rows:
            found[part.table.name] = int(rows)
    return found


def _stop_letters(client_id: int) -> None:
    transitions.cancel(Message.client_id == client_id)
    db.session.execute(
        sa.update(RecipientAddress)
        .where(RecipientAddress.client_id == client_id, RecipientAddress.suppressed_at.is_(None))
        .values(suppressed_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _seal(client: Client) -> None:
    for rule, until in holds_of(client):
        inside: dict[str, Any] = {
            field: str(value)
            for field in IDENTIFICATION
            if (value := getattr(client, field)) not in (None, "")
        }
        inside["identity_documents"] = queries.opened_identity(client.id)
        inside["addresses"] = queries.addresses_of(client.id)
        db.session.add(
            LegalHold(
                client_id=client.id,
                rule=rule.code,
                reason_en=rule.reason_en,
                reason_ru=rule.reason_ru,
                until=until,
                closed=secrets.close(json.dumps(inside, ensure_ascii=False)),
                created_at=clock.now(),
            )
        )
    db.session.flush()


def holds_of(client: Client) -> list[tuple[RetentionRule, Any]]:
    """What the law holds back of this client: the rule and the day it ends.

    Only of those who were clients: the identification law knows no prospects.
    """
    if client.client_since is None:
        return []
    ended = queries.relation_ended_on(client)
    found = []
    for rule in queries.rules("hold"):
        if rule.client_kind in ("", client.kind.value):
            until = months_after(ended, rule.months)
            if until > clock.today(None):
                found.append((rule, until))
    return found


def _files_of(client_id: int) -> int:
    gone = destroy_files(client_id)
    letters = db.session.scalars(
        sa.select(IncomingLetter.raw_sha256).where(IncomingLetter.client_id == client_id)
    ).all()
    papers = db.session.scalars(
        sa.select(ProposalFile.sha256)
        .join(ProposalVersion, ProposalVersion.id == ProposalFile.proposal_version_id)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(Proposal.client_id == client_id)
    ).all()
    imported = db.session.scalars(
        sa.select(Import.sha256)
        .join(ImportRow, ImportRow.import_id == Import.id)
        .where(ImportRow.client_id == client_id)
        .distinct()
    ).all()
    for kind, digests in (("eml", letters), ("pdf", papers), (IMPORTED, imported)):
        for digest in digests:
            after_commit(lambda d=digest, k=kind: files.destroy(d, k))  # type: ignore[misc]
    archives = queries.take_archives(client_id)
    for box in archives:
        after_commit(lambda d=box: files.destroy(d, "box"))  # type: ignore[misc]
    return gone + len(letters) + len(papers) + len(imported) + len(archives)


def _overwrite(client_id: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    for part in reversed(parts_of(client_id)):
        table = part.table
        if table.name in DELETED:
            done: Any = db.session.execute(sa.delete(table).where(part.condition))
        else:
            key = next(iter(table.primary_key.columns))
            values = {
                column.name: value
                for column in table.c
                if (value := overwritten(column, key)) is not None
            }
            if not values:
                continue
            done = db.session.execute(sa.update(table).where(part.condition).values(values))
        if done.rowcount:
            counts[table.name] = int(done.rowcount)
    return counts


def _close(client: Client, name: str) -> None:
    now = clock.now()
    db.session.execute(
        sa.update(Client)
        .where(Client.id == client.id)
        .values(
            display_name=name,
            name_key=sort_key(name),
            is_active=False,
            deleted_at=sa.func.coalesce(Client.deleted_at, now),
            erased_at=now,
            version=Client.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        sa.update(Assignment)
        .where(Assignment.client_id == client.id, Assignment.ended_at.is_(None))
        .values(ended_at=sa.func.greatest(now, Assignment.started_at))
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()


def _trail_entries(client_id: int, strings: list[str]) -> list[int]:
    """Entries that speak of the person without being about the client (a bulk deed's list)."""
    if not strings:
        return []
    said = sa.func.concat(AuditEntry.object_name, " ", sa.cast(AuditEntry.detail, sa.Text))
    return list(
        db.session.execute(
            sa.select(AuditEntry.id).where(
                sa.or_(AuditEntry.client_id.is_(None), AuditEntry.client_id != client_id),
                sa.or_(*[sa.func.strpos(said, one) > 0 for one in strings]),
            )
        ).scalars()
    )
