"""A pasted block put into the fields of a new dossier: only into empty ones.

What a person has typed stays; where the block says otherwise both are shown to choose from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...clients.words import FIELDS as LABELS
from ...core.fields import NUMBER_WORDS
from ...core.registration_numbers import NumberProblem
from ...core.text import fold
from ..requisites import PREFIXES, Mark, Reading

#: Fields of several values: what is new is added to what was typed.
ADDED = ("phones", "emails")
#: Ways of a contact person → the firm's own, to which they can be given instead.
OF_PERSONS = {
    f"{who}_{way}": own
    for who in PREFIXES
    for way, own in (("phone", "phones"), ("email", "emails"))
}
#: Fields of a form that a block may fill, in the order in which they are shown.
FILLED = (
    "short_name", "full_name", "family_name", "given_name", "patronymic", "birth_date",
    "legal_form", "inn", "kpp", "ogrn", "edrpou", "vat", "lei", "phones", "emails", "web",
    "address", "legal_address", "person_name", "person_position", "person_phone", "person_email",
    "second_name", "second_position", "second_phone", "second_email", "occupation", "activity",
    "banks_now",
)  # fmt: skip


@dataclass(frozen=True)
class Clash:
    """A field in which something else was typed than the block says."""

    field: str
    label: Any
    typed: str
    pasted: str
    source: str


@dataclass(frozen=True)
class Doubt:
    """A value that was filled in and cannot be right."""

    field: str
    label: Any
    message: Any


@dataclass(frozen=True)
class Tie:
    """A way of reaching that was taken for a person's and not for the firm's."""

    field: str
    value: str
    person: str


@dataclass
class Paste:
    """What became of a block: ``filled`` names of fields, clashes, doubts, ``ties`` of ways to
    persons, what nobody took. ``untied``: ways that a person gave to the firm."""

    marks: list[Mark]
    labels: dict[str, Any]
    filled: list[str] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    untied: tuple[str, ...] = ()
    rest: list[str] = field(default_factory=list)

    def named(self, mark: Mark) -> str:
        """The fields a stretch was taken for, in words."""
        return ", ".join(str(self.labels[name]) for name in mark.fields if name in self.labels)


def fill(
    form: Any,
    reading: Reading,
    *,
    take: str = "",
    to_notes: bool = False,
    only_shown: bool = False,
) -> Paste:
    """Put ``reading`` into the empty fields of ``form``; each says what it was taken from.

    ``take``: the field in which the block wins over what was typed. ``to_notes``: what nobody
    understood goes to the notes. ``only_shown``: nothing is set, it is only told what is whence.
    """
    paste = Paste(reading.marks(), dict(LABELS), rest=list(reading.rest))
    paste.labels |= {name: form[name].label.text for name in FILLED if name in form}
    for name in FILLED:
        said = reading.value(name)
        if not said or name not in form:
            continue
        control, source = form[name], reading.source(name)
        typed = _typed(control)
        if only_shown and (not typed or name in ADDED or fold(typed) != fold(said)):
            continue
        if not typed or take == name:
            _set(control, said)
            paste.filled.append(name)
        elif name in ADDED:
            more = [p.value for p in reading.pieces if p.field == name]
            fresh = [one for one in more if _key(name, one) not in _key(name, typed)]
            if fresh:
                _set(control, ", ".join([typed, *fresh]))
            paste.filled.append(name)
        elif fold(typed) == fold(said):
            paste.filled.append(name)
        else:
            paste.clashes.append(Clash(name, control.label.text, typed, said, source))
            continue
        control.description = source
        if problem := reading.problem(name):
            paste.doubts.append(Doubt(name, control.label.text, _words(problem)))
    paste.ties = [
        Tie(name, reading.value(name), reading.value(f"{name.partition('_')[0]}_name"))
        for name in paste.filled
        if name in OF_PERSONS
    ]
    if not only_shown:
        _set_roles(form, reading, paste.filled)
    if to_notes and paste.rest:
        old = _typed(form.notes)
        fresh = [line for line in paste.rest if line not in old]
        _set(form.notes, "\n".join(filter(None, [old, *fresh])))
        paste.rest = []
    return paste


def give_to_firm(form: Any, reading: Reading, names: Sequence[str]) -> None:
    """Let the ways in the fields ``names`` be the firm's: they leave the person they stood at."""
    for name in names:
        if name in form and name in OF_PERSONS and _typed(form[name]) == reading.value(name):
            _set(form[name], "")
    reading.untie(names)


def speak(form: Any, reading: Reading) -> None:
    """Set the language of talk to that of the block: whoever writes so is spoken to so."""
    if reading.language and "language" in form:
        form.language.data = reading.language
        form.language.raw_data = [reading.language]
        form.language.description = _("the language of the block")


def _typed(control: Any) -> str:
    return str(control.raw_data[0] if control.raw_data else "").strip()


def _set(control: Any, text: str) -> None:
    control.raw_data = [text]
    control.process_errors = []
    try:
        control.process_formdata([text])
    except ValueError:  # said when the form is saved, at the field
        control.data = control.data or None


def _key(name: str, text: str) -> str:
    return "".join(filter(str.isdigit, text))[-10:] if name == "phones" else text.casefold()


def _set_roles(form: Any, reading: Reading, filled: list[str]) -> None:
    for prefix, person in zip(("person", "second"), reading.persons, strict=False):
        if f"{prefix}_name" in filled and f"{prefix}_role" in form and person.role:
            control = form[f"{prefix}_role"]
            if control.data in (None, "", "unknown"):
                control.data = person.role
                control.raw_data = [person.role]


def _words(problem: str) -> Any:
    if problem in set(NumberProblem):
        return NUMBER_WORDS[NumberProblem(problem)]
    return _l("The key of the account does not fit the bank: look at the paper again.")
