"""The people of a firm drawn as a map: who stands where, who answers to whom, whom we have not
met (D5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from ..clients.models import Attitude, DecisionRole, Level
from ..clients.words import ATTITUDE_TONES, ATTITUDES, DECISION_ROLES, LEVELS, words
from ..core.charts import Band, Box, Chart, tiers
from ..core.charts.chart import Marker, Table
from ..core.formatting import day
from .queries import Dossier
from .rules import LEVELS as SOLD_ON
from .rules import level_of, unmet

_MARKERS: dict[Attitude, Marker] = {
    Attitude.FOR: "circle",
    Attitude.NEUTRAL: "diamond",
    Attitude.AGAINST: "triangle",
    Attitude.UNKNOWN: "square",
}


@dataclass(frozen=True)
class PeopleMap:
    """The picture, and the levels on which nobody was met."""

    chart: Chart
    unmet: tuple[Level, ...]
    shown: int


def people_map(dossier: Dossier, most: int = 6) -> PeopleMap:
    """The contact persons of ``dossier`` by level; ``most`` of them, who decide before others."""
    people = dossier.persons[:most]
    levels = {person["public_id"]: _level(person) for person in people}
    open_levels = unmet(_level(one) for one in dossier.persons if one["met_at"])
    bands = []
    for level in (*SOLD_ON, Level.UNKNOWN):
        here = [one for one in people if levels[one["public_id"]] is level]
        if level is Level.UNKNOWN and not here:
            continue
        is_open = level in open_levels
        bands.append(
            Band(
                name=str(words(LEVELS, level)),
                note=_note(here, is_open),
                boxes=[_box(one, dossier.client.public_id) for one in here],
                is_open=is_open,
            )
        )
    table = Table(
        (
            _("Name"), _("Position"), _("Level"), _("Role in the decision"), _("Attitude"),
            _("Reports to"), _("Last talk"),
        ),
        tuple(_row(one, levels[one["public_id"]], people) for one in people),
    )  # fmt: skip
    return PeopleMap(tiers(_("Who decides"), bands, table), open_levels, len(people))


def _level(person: dict[str, Any]) -> Level:
    return level_of(
        person["level"],
        person["decision_role"],
        is_head=person["is_head"],
        position=person["position"],
    )


def _note(here: list[dict[str, Any]], is_open: bool) -> str:
    if not here:
        return str(_("nobody known"))
    return str(_("not met yet")) if is_open else ""


def _met(person: dict[str, Any]) -> str:
    if person["met_at"]:
        return str(_("spoke %(day)s", day=day(person["met_at"])))
    if person["written_at"]:
        return str(_("we wrote %(day)s", day=day(person["written_at"])))
    return str(_("not met yet"))


def _box(person: dict[str, Any], client: str) -> Box:
    attitude = str(words(ATTITUDES, person["attitude"]))
    role = str(words(DECISION_ROLES, person["decision_role"]))
    link = url_for("dossiers.edit_person", public_id=client, person_id=person["public_id"])
    return Box(
        key=person["public_id"],
        lines=(person["name"], person["position"] or role, _met(person)),
        tone=str(ATTITUDE_TONES[person["attitude"]]),
        marker=_MARKERS[person["attitude"]],
        parent=person["reports_to"] or "",
        strong=person["decision_role"] is DecisionRole.DECIDES,
        tip=f"{person['name']}: {role}, {attitude}, {_met(person)}",
        href=link,
    )


def _row(person: dict[str, Any], level: Level, people: list[dict[str, Any]]) -> tuple[str, ...]:
    chief = next((p["name"] for p in people if p["public_id"] == person["reports_to"]), "—")
    return (
        person["name"],
        person["position"] or "—",
        str(words(LEVELS, level)),
        str(words(DECISION_ROLES, person["decision_role"])),
        str(words(ATTITUDES, person["attitude"])),
        chief,
        day(person["met_at"]) if person["met_at"] else _met(person),
    )
