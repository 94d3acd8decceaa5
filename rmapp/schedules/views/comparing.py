"""What changed from one version of a template to the next, in sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from ...interactions.words import KIND_NAMES, PURPOSE_NAMES
from ..models import TemplateStep, TemplateVersion
from ..operations.templates import COPIED
from ..rules.compare import Change, compare
from ..words import offset_words

#: What is compared, and how it is called.
_PLAIN = tuple(name for name in COPIED if name != "position")


def differences(old: TemplateVersion, new: TemplateVersion) -> list[str]:
    """A sentence for each difference, in the order of the new steps; empty when there is none."""
    said = []
    if (old.title_en, old.title_ru) != (new.title_en, new.title_ru):
        said.append(_("The title is changed."))
    if (old.note_en, old.note_ru) != (new.note_en, new.note_ru):
        said.append(_("The note on when it is used is changed."))
    steps = {(side, one.position): one for side, version in (("old", old), ("new", new))
             for one in version.steps}  # fmt: skip
    for change in compare([_facts(one) for one in old.steps], [_facts(one) for one in new.steps]):
        said.append(str(_sentence(change, steps)))
    return said


def _facts(step: TemplateStep) -> dict[str, Any]:
    return {name: getattr(step, name) for name in _PLAIN}


def _sentence(change: Change, steps: dict[tuple[str, int], TemplateStep]) -> Any:
    if change.new is None:
        gone = steps["old", change.old or 0]
        return _("Removed: %(step)s.", step=_name(gone))
    step = steps["new", change.new]
    name = f"{change.new}. {_name(step)}"
    if change.old is None:
        return _("Added: %(step)s.", step=name)
    was = steps["old", change.old]
    parts = []
    if change.moved:
        parts.append(_("was step %(number)s", number=change.old))
    if "offset_days" in change.fields or "anchor" in change.fields:
        before = offset_words(was.offset_days, was.anchor, "")
        after = offset_words(step.offset_days, step.anchor, "")
        parts.append(_("time: %(before)s → %(after)s", before=before, after=after))
    if any(name.startswith(("subject", "message")) for name in change.fields):
        parts.append(_("text of the letter"))
    if any(name.startswith("material") for name in change.fields):
        parts.append(_("what to bring"))
    if change.fields & {"goal_en", "goal_ru", "purpose", "scenario_id"}:
        parts.append(_("purpose and scenario"))
    if change.fields & {"whom", "rank"}:
        parts.append(_("who takes part"))
    if change.fields & {"at_time", "minutes"}:
        parts.append(_("hour and length"))
    if "kind" in change.fields:
        parts.append(_("kind: %(before)s → %(after)s", before=KIND_NAMES[was.kind],
                       after=KIND_NAMES[step.kind]))  # fmt: skip
    return f"{name}: {'; '.join(parts)}."


def _name(step: TemplateStep) -> str:
    return f"{KIND_NAMES[step.kind]}, {PURPOSE_NAMES[step.purpose]}"
