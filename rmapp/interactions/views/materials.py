"""What was given to a client, and how a material is named in a list."""

from __future__ import annotations

from collections.abc import Iterable

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.queries import client_of
from ...core import clock
from ...core.formatting import day
from ...core.i18n import reader_language
from ...materials.models import MATERIAL_KINDS, MaterialKind, MaterialVersion
from ...policy.enforce import current_actor, requires
from .. import queries, words
from ..forms import OutcomeForm
from ..operations import Handed
from ..words import Kind
from .contacts import PID, interactions

#: To these something is brought; with an e-mail it goes as a file, with a letter as an enclosure.
BRINGS = (Kind.VISIT, Kind.MEETING, Kind.LETTER, Kind.EMAIL)


def material_name(version: MaterialVersion) -> str:
    """A version as a choice: its name, its language, what is to be known of it."""
    material = version.material
    said = [material.name(reader_language())]
    kind = str(MATERIAL_KINDS[material.kind])
    if material.kind is not MaterialKind.OTHER and not said[0].startswith(kind):
        said.append(kind)
    if version.language:
        said.append(version.language.upper())
    if version.is_expired(clock.today(current_actor().zone)):
        said.append(_("expired %(day)s", day=day(version.valid_until)))
    if material.stock is not None:
        said.append(_("%(count)s left", count=material.stock))
    return " · ".join(said)


@interactions.get(f"/materials-of/{PID}")
@requires("interactions:read")
def materials_of(public_id: str) -> ResponseReturnValue:
    """What was given to a client: what, to whom, when, by whom, and what came of the contact."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="interactions:read")
    return render_template(
        "interactions/materials.html",
        client=client,
        given=queries.given_to(client.id),
        words=words,
        kinds=MATERIAL_KINDS,
        speech=reader_language(),
    )


def named(versions: Iterable[MaterialVersion]) -> list[tuple[str, str]]:
    """Versions as choices."""
    return [(one.public_id, material_name(one)) for one in versions]


def given_by(form: OutcomeForm, versions: Iterable[MaterialVersion]) -> list[Handed]:
    """Those of ``versions`` that the form of an outcome says were handed over."""
    chosen = {*(form.handed.data or []), *(form.also.data or [])}
    return [Handed(one) for one in versions if one.public_id in chosen]
