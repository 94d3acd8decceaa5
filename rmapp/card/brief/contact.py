"""What a brief says of the contact it is made for: what for, where, with whom, how, with what."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import pgettext

from ...core.formatting import moment
from ...core.i18n import reader_language
from ...interactions.bringing import papers_of
from ...interactions.models import HandingState, Interaction
from ...interactions.strategies import MOTIVES, STRATEGIES, Motive, Strategy
from ...interactions.words import KIND_NAMES, PURPOSE_NAMES, RANK_NAMES, Kind
from ...policy.enforce import Actor
from ..queries import Dossier
from .content import Part, Row

LONGEST_NOTE = 220


def purpose(contact: Interaction, dossier: Dossier, *, actor: Actor) -> Part:
    """The contact with its people, materials, points, strategies, motives and need; of
    ``contact``, people, materials and papers are loaded."""
    papers = [one.name for one in papers_of(contact, actor=actor)]
    rows = (
        Row(
            str(KIND_NAMES[contact.kind]),
            contact.place or _address(contact, dossier),
            moment(contact.planned_at, "EEE d MMM, HH:mm"),
        ),
        Row(str(PURPOSE_NAMES[contact.purpose]), contact.goal),
        *_line(_("Who takes part"), ", ".join(_people(contact))),
        *_line(_("Materials to bring"), "; ".join(_materials(contact))),
        *_line(_("Proposals to bring"), "; ".join(papers)),
        *_line(_("To bring and to say"), cut(contact.told)),
        *(Row(f"{number}. {point}") for number, point in enumerate(contact.points, 1)),
        *_how(contact),
    )
    return Part(pgettext("contact", "What it is for"), rows)


def cut(words: str) -> str:
    """``words`` on one line, no longer than a brief has room for."""
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST_NOTE else f"{plain[: LONGEST_NOTE - 1].rstrip()}…"


def _line(name: str, said: str) -> list[Row]:
    return [Row(name, said)] if said else []


def _address(contact: Interaction, dossier: Dossier) -> str:
    """Where a visit leads that names no other place."""
    if contact.kind is not Kind.VISIT:
        return ""
    known = [one for one in dossier.addresses if not one["is_invalid"]]
    return str(known[0]["text"]) if known else ""


def _people(contact: Interaction) -> Iterator[str]:
    for one in contact.participants:
        who = one.employee or one.contact_person
        if who is not None:
            rank = f" ({str(RANK_NAMES[one.rank]).lower()})" if one.rank else ""
            yield f"{who.name}{rank}"


def _materials(contact: Interaction) -> Iterator[str]:
    for one in contact.handings:
        if one.state is HandingState.PLANNED:
            name = one.version.material.name(reader_language())
            yield f"{name} × {one.quantity}" if one.quantity > 1 else name


def _how(contact: Interaction) -> Iterator[Row]:
    """The strategies with what to do about each; why the client would buy, and what is needed."""
    for code in contact.strategies:
        guidance = STRATEGIES[Strategy(code)]
        yield Row(str(guidance.name), str(guidance.advice))
    motives = ", ".join(str(MOTIVES[Motive(one)].name) for one in contact.motives)
    said = [one for one in (contact.need, motives) if one]
    if said:
        yield Row(_("Motives and need"), cut(" · ".join(said)))
