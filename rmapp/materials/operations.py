"""Every change to the nomenclature, and pieces taken from stock."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import set_committed_value

from ..audit.operations import record
from ..core import clock, files
from ..core.db import db
from ..core.errors import Invalid
from ..documents.rules import Unfit, plain_name, recognise
from ..documents.words import flaw_words
from ..policy.enforce import Actor, demand
from .models import Material, MaterialKind, MaterialVersion

BOX = "mat"
EDIT = "library:edit"


def keep_material(
    material: Material | None,
    *,
    actor: Actor,
    version: int = 0,
    kind: MaterialKind,
    name_en: str,
    name_ru: str,
    stock: int | None = None,
    cost: int = 0,
    most_a_year: int | None = None,
    is_active: bool = True,
) -> Material:
    """Keep a new item (None), with a first version of any language, or a changed one.

    Refuses with Forbidden without ``library:edit``, :class:`Conflict` a stale version.
    """
    demand(actor, EDIT)
    if material is None:
        material = Material(kind=kind, versions=[])
        material.versions.append(
            MaterialVersion(number=1, made_at=clock.now(), made_by_id=actor.employee_id)
        )
        db.session.add(material)
    else:
        material.unchanged_since(version)
    material.kind, material.name_en, material.name_ru = kind, name_en, name_ru
    material.stock, material.cost, material.most_a_year = stock, cost, most_a_year
    material.is_active = is_active
    db.session.flush()
    record(
        "material:kept",
        actor=actor,
        obj=material,
        name=name_ru,
        detail={"kind": kind.value, "stock": stock, "cost": cost},
    )
    return material


def withdraw_material(
    material: Material, *, actor: Actor, version: int, is_active: bool = False
) -> Material:
    """Take an item out of use, or back into it with ``is_active``; what was handed out stays."""
    demand(actor, EDIT)
    material.unchanged_since(version)
    material.is_active = is_active
    db.session.flush()
    tag = "material:restored" if is_active else "material:withdrawn"
    record(tag, actor=actor, obj=material, name=material.name_ru)
    return material


def add_version(
    material: Material,
    *,
    actor: Actor,
    language: str = "",
    valid_until: dt.date | None = None,
    content: bytes = b"",
    file_name: str = "",
) -> MaterialVersion:
    """Keep the next version of a language, with its file if there is one.

    Refuses with Forbidden, and :class:`Invalid` at ``file`` what is no file that goes to clients.
    """
    demand(actor, EDIT)
    numbers = [one.number for one in material.versions if one.language == language]
    version = MaterialVersion(
        material_id=material.id,
        language=language,
        number=max(numbers, default=0) + 1,
        valid_until=valid_until,
        made_at=clock.now(),
        made_by_id=actor.employee_id,
    )
    if content:
        try:
            media = recognise(content, file_name)
        except Unfit as unfit:
            raise Invalid(fields={"file": [flaw_words(unfit)]}) from None
        kept = files.keep(content, BOX)
        version.sha256, version.size, version.media = kept.sha256, kept.size, media.code
        version.file_name = plain_name(file_name, media)
    db.session.add(version)
    db.session.flush()
    material.versions.insert(0, version)
    record(
        "material:version",
        actor=actor,
        obj=material,
        name=material.name_ru,
        detail={"language": language, "number": version.number},
    )
    return version


def take(material: Material, quantity: int) -> None:
    """Take pieces from stock: one statement, so that two at once never take the same. Refuses with
    :class:`Invalid` at ``handed`` when fewer are left."""
    if material.stock is None:
        return
    left = db.session.execute(
        sa.update(Material)
        .where(Material.id == material.id, Material.stock >= quantity)
        .values(stock=Material.stock - quantity)
        .returning(Material.stock)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if left is None:
        words = _("Of “%(name)s” %(stock)s are left.", name=material.name_ru, stock=material.stock)
        raise Invalid(fields={"handed": [words]})
    set_committed_value(material, "stock", left)


def put_back(material: Material, quantity: int) -> None:
    """Put pieces back that were noted as given by mistake."""
    if material.stock is None:
        return
    left = db.session.execute(
        sa.update(Material)
        .where(Material.id == material.id)
        .values(stock=Material.stock + quantity)
        .returning(Material.stock)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    set_committed_value(material, "stock", left)
