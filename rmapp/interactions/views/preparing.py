"""What a form of a contact offers for its client, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash

from ...clients import custom
from ...clients.models import Client, ClientKind, ContactPerson, Lifecycle
from ...core import placeholders
from ...core.i18n import reader_language
from ...core.phones import on_paper
from ...documents.models import DocumentVersion
from ...documents.queries import documents_of
from ...documents.words import renamed
from ...materials.models import MaterialVersion
from ...materials.queries import in_use
from ...policy.enforce import Actor, can
from ...settings import settings
from ...staff.models import Employee
from ...staff.positions import position_in
from .. import operations, queries
from ..bringing import Paper, papers_for, papers_of
from ..models import Interaction, LetterText, Scenario, ScenarioVersion
from ..models.spoken import pairs_of
from ..models.texts import WRITTEN
from ..operations import Matter
from ..planning_forms import MatterForm, PlanForm
from ..queries.contacts import EXCLUSIVE
from ..rules.fitting import Situation, fits_whole, fitting_first, stage_of
from ..rules.texts import signed, values_for
from ..words import Kind, Purpose
from .materials import BRINGS, material_name

Shelf = list[tuple[Scenario, ScenarioVersion]]


@dataclass(frozen=True)
class Offer:
    """What can be chosen for a contact: the best fit first, then by key."""

    situation: Situation
    people: list[ContactPerson]
    library: Shelf
    texts: dict[str, LetterText]
    documents: dict[str, DocumentVersion]
    materials: dict[str, MaterialVersion]
    papers: dict[str, Paper]

    def keep(self, interaction: Interaction, actor: Actor) -> None:
        """Offer too what a planned contact has already, though it may be out of use by now."""
        for paper in papers_of(interaction, actor=actor):
            self.papers.setdefault(paper.key, paper)
        for handing in interaction.handings:
            self.materials.setdefault(handing.version.public_id, handing.version)
        for enclosure in interaction.enclosures:
            self.documents.setdefault(enclosure.version.public_id, enclosure.version)

    def for_purpose(self, purpose: str | None) -> Shelf:
        """The scenarios that are meant for ``purpose`` and the client."""
        wanted = next((one for one in Purpose if one.value == purpose), self.situation.purpose)
        return fitting(self.library, self.situation, wanted)


def situation_of(client: Client, kind: Kind, purpose: Purpose) -> Situation:
    """The contact to be prepared, as the rules see it."""
    return Situation(
        kind=kind,
        purpose=purpose,
        is_organisation=client.kind is ClientKind.ORGANISATION,
        stage=stage_of(
            is_prospect=client.lifecycle is Lifecycle.PROSPECT, is_vip=bool(client.vip_tier)
        ),
    )


def fitting(library: Shelf, situation: Situation, purpose: Purpose) -> Shelf:
    """The scenarios of ``library`` for ``purpose`` and the client, the best fit first."""
    now = Situation(situation.kind, purpose, situation.is_organisation, situation.stage)
    return [row for row in fitting_first(library, now) if fits_whole(row[0], now)]


def offer_for(client: Client, kind: Kind, purpose: Purpose, *, actor: Actor) -> Offer:
    """What can be chosen for a contact of ``kind`` with ``client``."""
    now = situation_of(client, kind, purpose)
    is_written = kind in WRITTEN
    texts = [(one, one) for one in queries.letter_texts_for(kind)] if is_written else []
    papers = documents_of(client.id, actor=actor, limit=30) if is_written else []
    files = [
        one.versions[0]
        for one in papers
        if not one.is_sensitive and one.versions and one.versions[0].box
    ]
    return Offer(
        situation=now,
        people=queries.contact_persons_of(client.id),
        library=fitting_first(queries.scenarios_for(kind, None), now),
        texts={text.public_id: text for _shelf, text in fitting_first(texts, now)},
        documents={one.public_id: one for one in files},
        materials=(
            {one.public_id: one for one in in_use(client.language)} if kind in BRINGS else {}
        ),
        papers=(
            {one.key: one for one in papers_for(client.id, actor=actor)}
            if kind in EXCLUSIVE
            else {}
        ),
    )


def offer(form: MatterForm, found: Offer, *, actor: Actor) -> None:
    """Give the lists of ``form`` their entries."""
    form.offer(
        people=found.people,
        colleagues=queries.bank_seniors(but=actor.employee_id),
        scenarios=[(scenario.public_id, text) for scenario, text in found.library],
        texts=list(found.texts.values()),
        documents=[(key, one.file_name) for key, one in found.documents.items()],
        materials=[(key, material_name(one)) for key, one in found.materials.items()],
        proposals=[(key, one.name) for key, one in found.papers.items()],
        speech=reader_language(),
    )


def matter_of(form: MatterForm, found: Offer, client: Client, *, actor: Actor) -> Matter:
    """The matter of a valid ``form``, its files kept with the client's documents."""
    shelf = {scenario.public_id: (scenario, text) for scenario, text in found.library}
    scenario, text = shelf.get(form.scenario.data or "", (None, None))
    chosen = [found.documents[key] for key in form.enclosed.data or [] if key in found.documents]
    return Matter(
        **{**form.values, "structure": form.structure.data or _agenda(form, text)},
        scenario=scenario,
        spoken={"structure": pairs_of(text.structure_en, text.structure_ru)} if text else {},
        materials=[found.materials[key] for key in form.materials.data or []],
        proposals=form.proposals.data or [] if found.papers else None,
        enclosures=[*chosen, *operations.hand_in(client, form.handed_in, actor=actor)],
    )


def _agenda(form: MatterForm, text: ScenarioVersion | None) -> list[str]:
    """What a new contact goes through when nobody says otherwise: the agenda of its scenario."""
    return text.structure(reader_language()) if text and isinstance(form, PlanForm) else []


def tell_renamed(form: MatterForm, matter: Matter) -> None:
    """Say which files handed in go under another name: a text of any ending as ``.txt``."""
    handed_in = [one.filename for one in form.files.data or () if getattr(one, "filename", "")]
    for words in renamed(handed_in, [one.file_name for one in matter.enclosures]):
        flash(words, "warn")


def may_hand_in(actor: Actor) -> bool:
    """Whether the person may add a file to the client's documents."""
    return can(actor, "clients:edit")


def fill_in(
    form: MatterForm, text: LetterText, client: Client, *, people: list[ContactPerson], by: Employee
) -> None:
    """Put the words of ``text`` into ``form``, in the client's language, with what is known."""
    person = next((one for one in people if str(one.id) == form.contact_person.data), None)
    values = signed(
        values_for(
            client,
            addressee=form.addressee.data or (person.name if person else ""),
            person=person.name if person else "",
            bank=settings().bank_in(client.language),
        ),
        name=by.name,
        position=position_in(client.language, by.position),
        phone=on_paper(by.phone, client.language),
        email=by.email,
    )
    subject, body = text.subject(client.language), text.body(client.language)
    values |= custom.values_to_write((subject, body), client.id, language=client.language)
    form.subject.data = placeholders.fill(subject, values)[:500]
    form.body.data = placeholders.fill(body, values)[:20_000]
