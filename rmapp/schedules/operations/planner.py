"""The contact of a step: people, scenario, texts and materials, as the template says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import force_locale, gettext

from ...clients import custom
from ...clients.models import Client, ContactPerson
from ...core import placeholders
from ...core.i18n import LANGUAGES
from ...interactions.models import Interaction
from ...interactions.models.spoken import pair_of, pairs_of
from ...interactions.operations import Matter, is_free, plan
from ...interactions.queries import contact_persons_of
from ...interactions.rules.texts import values_for
from ...interactions.words import RANK_NAMES, Rank
from ...materials.models import MaterialVersion
from ...materials.queries import in_use
from ...policy.enforce import Actor
from ...settings import settings
from ..models import Schedule, ScheduleStep, TemplateStep
from ..queries import scenarios_by_key, senior_of
from ..rules.people import person_for
from ..words import StepState


class Planner:
    """Plans the contacts of one schedule: people, scenarios and texts are read once."""

    def __init__(self, schedule: Schedule, client: Client, actor: Actor) -> None:
        self.schedule, self.client, self.actor = schedule, client, actor
        steps: Sequence[TemplateStep] = [one.template_step for one in schedule.steps]
        self.people = contact_persons_of(client.id)
        self.scenarios = scenarios_by_key(
            {one.scenario_id for one in steps if one.scenario_id is not None}
        )
        wanted = any(one.rank is Rank.HEAD for one in steps)
        self.senior = senior_of(schedule.owner) if wanted else None
        self.speech = "ru" if schedule.owner.language == "ru" else "en"  # who reads the steps
        self.materials: dict[int, MaterialVersion] = {}
        if any(one.material_ids for one in steps):
            self.materials = {one.material_id: one for one in in_use(client.language)}

    def plan(self, one: ScheduleStep, at: dt.datetime) -> Interaction:
        """The contact of a step at ``at``; the step is linked to it."""
        step, client = one.template_step, self.client
        person = person_for(step.whom, self.people)
        scenario, text = self.scenarios.get(step.scenario_id or 0, (None, None))
        addressee = _addressee(person)
        values = values_for(
            client,
            addressee=addressee,
            person=person.name if person is not None else "",
            bank=settings().bank_in(client.language),
        )
        subject, body = step.subject(client.language), step.message(client.language)
        values |= custom.values_to_write((subject, body), client.id, language=client.language)
        seniors = self._seniors(step, at)
        note, spoken = self._note(step, is_alone=step.rank is not None and not seniors)
        spoken["purpose_text"] = pair_of(step.goal_en, step.goal_ru)
        if text is not None:
            spoken["structure"] = pairs_of(text.structure_en, text.structure_ru)
        matter = Matter(
            purpose=step.purpose,
            purpose_text=step.goal(self.speech),
            structure=text.structure(self.speech) if text is not None else (),
            scenario=scenario,
            contact_person_id=person.id if person is not None else None,
            seniors=seniors,
            note=note,
            spoken=spoken,
            materials=[self.materials[key] for key in step.material_ids if key in self.materials],
            subject=placeholders.fill(subject, values)[:500],
            body=placeholders.fill(body, values)[:20_000],
            addressee=addressee if body else "",
        )
        contact = plan(
            actor=self.actor,
            client=client,
            kind=step.kind,
            at=at,
            minutes=step.minutes,
            matter=matter,
            manager_id=self.schedule.owner_id,
        )
        one.interaction, one.interaction_id = contact, contact.id
        one.state, one.is_pinned = StepState.PLANNED, False
        return contact

    def _seniors(self, step: TemplateStep, at: dt.datetime) -> list[tuple[int, Rank]]:
        """The senior taken along, where there is one who is free then."""
        if step.rank is not Rank.HEAD or self.senior is None:
            return []
        ends = at + dt.timedelta(minutes=step.minutes)
        if not is_free(self.senior, at, ends):
            return []
        return [(self.senior.id, step.rank)]

    def _note(self, step: TemplateStep, *, is_alone: bool) -> tuple[str, dict[str, Any]]:
        """Whom to take along and what to bring: for who reads the steps, and in both languages."""
        said = {}
        for speech in LANGUAGES:
            with force_locale(speech):
                said[speech] = "\n".join(_lines(step, speech, is_alone=is_alone))
        return said[self.speech], {"note": pair_of(said["en"], said["ru"])}


def _lines(step: TemplateStep, speech: str, *, is_alone: bool) -> list[str]:
    lines = []
    if is_alone and step.rank is not None:
        lines.append(gettext("Take along: %(who)s", who=str(RANK_NAMES[step.rank])))
    materials = step.materials(speech)
    if materials:
        lines.append(gettext("Bring: %(what)s", what="; ".join(materials)))
    return lines


def _addressee(person: ContactPerson | None) -> str:
    if person is None:
        return ""
    return f"{person.name}, {person.position}" if person.position else person.name
