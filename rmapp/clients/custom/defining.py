"""Defining the bank's own fields: an administrator's deeds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit import operations as audit
from ...core import clock
from ...core.db import any_of, db
from ...core.errors import Conflict, Invalid
from ...core.text import fold, to_latin
from ...policy.enforce import Actor, demand
from ...work import operations as work
from ..catalogue.own import forget
from ..models import ClientKind, CustomField, CustomType, CustomValue
from . import queries

#: What an administrator writes of a field; nothing else is taken from a form.
FIELDS = (
    "name_en", "name_ru", "hint_en", "hint_ru", "kinds", "is_required", "is_filterable",
    "is_searchable", "is_sensitive", "is_asked", "position",
)  # fmt: skip
REFRESH = "custom-field-refresh"
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_FIELDS, MOST_OPTIONS = 200, 100
AT_ONCE = 1_000
_CHOOSING = (CustomType.CHOICE, CustomType.CHOICES)


@dataclass(frozen=True)
class Option:
    """One choice; without a code it is a new one."""

    en: str
    ru: str
    code: str = ""
    is_retired: bool = False


def define_field(
    *,
    actor: Actor,
    type: CustomType,
    code: str = "",
    options: Sequence[Option] = (),
    currency: str = "",
    **fields: Any,
) -> CustomField:
    """Add a field of the bank's own. ``fields``: see ``FIELDS``; ``code``: made of the name if "".

    Refuses (Forbidden) without ``settings:edit``, (Invalid) a code in use, no name, no kind of
    client, a choice without options.
    """
    demand(actor, "settings:edit")
    known = queries.definitions(with_retired=True)
    if len(known) >= MOST_FIELDS:
        raise Invalid(_("More than %(most)s fields are too many.", most=MOST_FIELDS))
    taken = {row.code for row in known}
    code = code or _code_of(str(fields.get("name_en") or fields.get("name_ru") or ""), taken)
    if not CODE.fullmatch(code):
        raise Invalid(fields={"code": [_l("Small Latin letters, digits and _, a letter first.")]})
    if code in taken:
        raise Invalid(fields={"code": [_l("Another field has this code.")]})
    row = CustomField(
        code=code,
        type=type,
        currency=currency if type is CustomType.MONEY else "",
        options=[],
        created_at=clock.now(),
        created_by_id=actor.employee_id,
        position=max((one.position for one in known), default=0) + 10,
    )
    _write(row, fields, options)
    row.indexed_at = clock.now() if row.is_filterable else None
    db.session.add(row)
    db.session.flush()
    forget()
    audit.record("field:defined", actor=actor, obj=row, name=_name(row), detail=_told(row))
    return row


def edit_field(
    row: CustomField,
    *,
    actor: Actor,
    version: int,
    options: Sequence[Option] | None = None,
    **fields: Any,
) -> CustomField:
    """Change a field; its type, code and currency stay. Values that are there stay as they are.

    Refuses with Forbidden, Invalid, Conflict (stale). Filterable and searchable take hold over all
    values by work in the background, at once where there are few.
    """
    demand(actor, "settings:edit")
    if row.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    before, searched = _told(row), row.is_searchable
    _write(row, fields, options)
    if _told(row) == before:
        return row
    indexes = row.is_filterable and row.indexed_at is None
    if not row.is_filterable:
        row.indexed_at = None
    db.session.flush()
    forget()
    audit.record(
        "field:changed",
        actor=actor,
        obj=row,
        name=_name(row),
        detail={"before": before, "after": _told(row)},
    )
    if indexes or searched != row.is_searchable:
        _refresh(row, actor)
    return row


def retire_field(row: CustomField, *, actor: Actor) -> None:
    """Take a field out of use; its values stay. Refuses with Forbidden, Conflict (it is)."""
    demand(actor, "settings:edit")
    if row.retired_at is not None:
        raise Conflict(_("This field is out of use already."))
    row.retired_at = clock.now()
    _changed("field:retired", row, actor)


def return_field(row: CustomField, *, actor: Actor) -> None:
    """Take a retired field into use again. Refuses with Forbidden, Conflict (it is in use)."""
    demand(actor, "settings:edit")
    if row.retired_at is None:
        raise Conflict(_("This field is in use."))
    row.retired_at = None
    _changed("field:returned", row, actor)


def _changed(tag: str, row: CustomField, actor: Actor) -> None:
    db.session.flush()
    forget()
    audit.record(tag, actor=actor, obj=row, name=_name(row))


def _write(row: CustomField, fields: dict[str, Any], options: Sequence[Option] | None) -> None:
    errors: dict[str, list[Any]] = {}
    for name in FIELDS:
        if fields.get(name) is not None:
            setattr(row, name, fields[name])
    if not (row.name_en or row.name_ru):
        errors["name_en"] = [_l("Write the name.")]
    row.name_en, row.name_ru = row.name_en or row.name_ru or "", row.name_ru or row.name_en or ""
    if twin := _named_alike(row):
        errors[twin] = [_l("Another field has this name.")]
    known = [kind.value for kind in ClientKind]
    if not row.kinds or not set(row.kinds) <= set(known):
        errors["kinds"] = [_l("Choose at least one kind of client.")]
    if row.type in _CHOOSING:
        is_new = not row.options
        if options is not None:
            row.options = _options(row, options)
        if wrong := _wrong_with(row.options, is_new=is_new):
            errors["options"] = [wrong]
    if errors:
        raise Invalid(_("Some fields do not fit."), fields=errors)


def _wrong_with(options: Sequence[dict[str, Any]], *, is_new: bool) -> Any:
    """What forbids these options; None when nothing does. A new list has something to choose
    between, one in use may run out but for one value; no two values bear one name."""
    offered = [one for one in options if not one["is_retired"]]
    if len(options) > MOST_OPTIONS:
        return _l("Too many: %(limit)s at most.", limit=MOST_OPTIONS)
    if is_new and len(offered) < 2:
        return _l("Write what can be chosen, two values at least.")
    if not offered:
        return _l("At least one value must still be offered.")
    for language in ("en", "ru"):
        named = [fold(one[language]) for one in offered]
        for number, one in enumerate(offered):
            if named[number] in named[:number]:
                return _l("Two values have the same name: %(name)s", name=one[language])
    return None


def _named_alike(row: CustomField) -> str:
    """The name (``name_en``, ``name_ru``) that another field in use bears too; "" for none."""
    others = [one for one in queries.definitions() if one.code != row.code]
    for name in ("name_en", "name_ru"):
        if fold(getattr(row, name)) in {fold(getattr(one, name)) for one in others}:
            return name
    return ""


def _options(row: CustomField, given: Sequence[Option]) -> list[dict[str, Any]]:
    """The options as they will be: kept ones keep their code, left out ones are retired."""
    known = {one["code"]: one for one in row.options}
    found: dict[str, dict[str, Any]] = {}
    for one in given:
        if not (one.en or one.ru):
            continue
        code = one.code
        if code not in known:
            code = _code_of(one.en or one.ru, {*known, *found})
        found[code] = {
            "code": code,
            "en": (one.en or one.ru)[:200],
            "ru": (one.ru or one.en)[:200],
            "is_retired": one.is_retired,
        }
    for code, one in known.items():
        found.setdefault(code, {**one, "is_retired": True})
    return list(found.values())


def _code_of(name: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "_", to_latin(fold(name)).lower()).strip("_")[:34] or "field"
    base = base if base[0].isalpha() else f"f_{base}"
    code, number = base, 2
    while code in taken:
        code, number = f"{base}_{number}", number + 1
    return code


def _refresh(row: CustomField, actor: Actor) -> None:
    """Let filterable and searchable take hold over the values that are there."""
    if queries.count_of(row) > AT_ONCE:
        work.submit(REFRESH, actor=actor, params={"field": row.id}, label=_name(row))
        return
    index_some(row, queries.next_values(row, after=0, limit=AT_ONCE))
    finish_refresh(row)


def index_some(row: CustomField, client_ids: Sequence[int]) -> None:
    """Mark values of these clients as the field says, and write their search anew."""
    from ..operations import refresh_search_many  # it reads the values of own fields

    wanted = any_of(client_ids)
    db.session.execute(
        sa.update(CustomValue)
        .where(CustomValue.field_id == row.id, CustomValue.client_id == wanted)
        .values(is_indexed=row.is_filterable)
        .execution_options(synchronize_session=False)
    )
    refresh_search_many(client_ids)


def finish_refresh(row: CustomField) -> None:
    """All values are as the field says: lists may use the indexes."""
    row.indexed_at = clock.now() if row.is_filterable else None
    db.session.flush()
    forget()


def _name(row: CustomField) -> str:
    return row.name_en or row.name_ru


def _told(row: CustomField) -> dict[str, Any]:
    return {
        "code": row.code,
        "type": row.type.value,
        "options": list(row.options),
        **{name: getattr(row, name) for name in FIELDS},
    }
