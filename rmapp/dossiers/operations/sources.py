"""The bank's lists of sources, channels and campaigns (D7)."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit import operations as audit
from ...clients.models import Source, SourceKind
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...core.forms import FORBIDDEN
from ...policy.enforce import Actor, demand
from .. import queries

MOST = 200


def add_source(
    kind: SourceKind, *, actor: Actor, name_en: str, name_ru: str, is_cautious: bool = False
) -> Source:
    """Put an entry at the end of the list ``kind``. Refuses with Forbidden, Invalid.

    ``is_cautious``: a bought base; its clients get no letters before they consent.
    """
    demand(actor, "library:edit")
    standing = queries.sources(kind, retired=True)
    if len(standing) >= MOST:
        raise Invalid(_("The list is full: %(most)s entries at most.", most=MOST))
    names = _names(name_en, name_ru, standing)
    source = Source(
        kind=kind, **names, is_cautious=is_cautious, is_active=True, position=len(standing)
    )
    db.session.add(source)
    db.session.flush()
    audit.record(
        "source:added",
        actor=actor,
        obj=source,
        name=source.name_ru,
        detail={"kind": kind.value, **names},
    )
    return source


def change_source(
    source: Source,
    *,
    actor: Actor,
    version: int,
    name_en: str,
    name_ru: str,
    is_cautious: bool,
    is_active: bool,
    position: int,
) -> Source:
    """Rename, retire or move an entry; clients keep it. Refuses: Forbidden, Invalid, Conflict."""
    demand(actor, "library:edit")
    if source.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    standing = queries.sources(source.kind, retired=True)
    names = _names(name_en, name_ru, [one for one in standing if one.id != source.id])
    if not 0 <= position <= MOST:
        raise Invalid(fields={"position": [_l("From 0 to %(most)s.", most=MOST)]})
    wanted = {
        **names, "is_cautious": is_cautious, "is_active": is_active, "position": position
    }  # fmt: skip
    changes = {}
    for name, value in wanted.items():
        was = getattr(source, name)
        if was != value:
            changes[name] = [was, value]
            setattr(source, name, value)
    if changes:
        db.session.flush()
        audit.record(
            "source:changed",
            actor=actor,
            obj=source,
            name=source.name_ru,
            detail={"changes": changes},
        )
    return source


def _names(name_en: str, name_ru: str, others: list[Source]) -> dict[str, str]:
    names = {"name_en": name_en.strip(), "name_ru": name_ru.strip()}
    errors: dict[str, list[object]] = {}
    for name, value in names.items():
        if not value:
            errors[name] = [_l("Write the name.")]
        elif len(value) > 200 or FORBIDDEN.search(value):
            errors[name] = [_l("Too long, or with characters that cannot be kept.")]
        elif value.casefold() in {getattr(one, name).casefold() for one in others}:
            errors[name] = [_l("This name is in the list already.")]
    if errors:
        raise Invalid(_("Some fields do not fit."), fields=errors)
    return names
