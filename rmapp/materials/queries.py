"""Every select over materials."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import contains_eager, selectinload

from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import NotFound
from .models import Material, MaterialVersion

MOST = 300


def materials(*, with_withdrawn: bool = False) -> list[Material]:
    """The nomenclature with every version, by kind and name."""
    statement = (
        sa.select(Material)
        .order_by(Material.kind, Material.name_ru, Material.id)
        .limit(MOST)
        .options(selectinload(Material.versions))
    )
    if not with_withdrawn:
        statement = statement.where(Material.is_active.is_(True))
    return list(db.session.execute(statement).scalars())


def by_key() -> dict[int, Material]:
    """Every item, withdrawn ones too, by its key: for those who name them in a list."""
    statement = sa.select(Material).order_by(Material.kind, Material.name_ru, Material.id)
    return {one.id: one for one in db.session.execute(statement.limit(MOST)).scalars()}


def material_of(public_id: str) -> Material:
    """The material ``public_id`` with its versions; :class:`NotFound` when there is none."""
    found = db.session.execute(
        sa.select(Material)
        .where(Material.public_id == public_id[: PUBLIC_ID_LENGTH + 1])
        .options(selectinload(Material.versions))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such material."))
    return found


def version_of(public_id: str) -> MaterialVersion:
    """The version ``public_id`` with its material; :class:`NotFound` when there is none."""
    found = db.session.execute(
        sa.select(MaterialVersion)
        .join(MaterialVersion.material)
        .where(MaterialVersion.public_id == public_id[: PUBLIC_ID_LENGTH + 1])
        .options(contains_eager(MaterialVersion.material))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such material."))
    return found


def in_use(language: str) -> list[MaterialVersion]:
    """What can be given to a reader of ``language``: of each material in use the newest version in
    that language, else in any, else the newest; with the material."""
    latest = (
        sa.select(MaterialVersion.id)
        .join(Material, Material.id == MaterialVersion.material_id)
        .where(Material.is_active.is_(True))
        .ext(distinct_on(MaterialVersion.material_id))
        .order_by(
            MaterialVersion.material_id,
            sa.case(
                (MaterialVersion.language == language, 0),
                (MaterialVersion.language == "", 1),
                else_=2,
            ),
            MaterialVersion.number.desc(),
        )
    )
    return list(
        db.session.execute(
            sa.select(MaterialVersion)
            .join(MaterialVersion.material)
            .where(MaterialVersion.id.in_(latest))
            .order_by(Material.kind, Material.name_ru, Material.id)
            .limit(MOST)
            .options(contains_eager(MaterialVersion.material))
        ).scalars()
    )
