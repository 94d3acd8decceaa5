"""The page of a new dossier besides saving it: a pasted block, what stays for the next one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from ..clients.models import ClientKind
from ..settings import settings
from .forms import OF_PERSONS, Paste, fill, give_to_firm, speak
from .requisites import read

#: Buttons of the form that read the block, or make it one of another kind, instead of saving.
READING = ("read", "notes", "kind")
#: What one list of firms has in common: offered again in the next empty record.
KEPT = {"source_id": "source", "temperature": "temperature", "assign_to": "to"}
_NAMES = ("short_name", "full_name", "family_name", "given_name")


def is_reading(said: Mapping[str, str]) -> bool:
    """Whether the form was sent to read the block and not to save."""
    return said.get("then", "") in READING or bool(said.get("take") or said.get("untie"))


def pasted(
    form: Any, kind: ClientKind, said: MultiDict[str, str], make: Callable[[ClientKind], Any]
) -> tuple[Any, ClientKind, Paste | None]:
    """The form filled from its block, its kind, and what became of the block.

    A form in which no name was typed yet becomes one of the kind that the block is about, unless
    a person has just chosen the kind.
    """
    text = (form.pasted.raw_data or [""])[0] or ""
    then = said.get("then", "")
    if then == "kind":
        form.form_key.data = secrets.token_urlsafe(18)
    if not text.strip():
        return form, kind, None
    reading = read(text, region=settings().bank_country)
    untied = [*said.getlist("untied"), *said.getlist("untie")]
    give_to_firm(form, reading, untied)
    if not is_reading(said):  # the form comes back with errors: what was emptied stays empty
        return form, kind, fill(form, reading, only_shown=True)
    typed = any(name in form and (form[name].raw_data or [""])[0] for name in _NAMES)
    if then == "kind":
        reading.turn(kind)
    elif reading.kind is not kind and not typed:
        kind, form = reading.kind, make(reading.kind)
    paste = fill(form, reading, take=said.get("take", ""), to_notes=then == "notes")
    paste.untied = tuple(name for name in dict.fromkeys(untied) if name in OF_PERSONS)
    if then == "read":  # a later press of another button leaves what was chosen since
        speak(form, reading)
    form.form_key.data = secrets.token_urlsafe(18)  # the page before this one had the old key
    return form, kind, paste


def kept_for_next(form: Any) -> dict[str, str]:
    """Arguments of the address of the next empty record."""
    return {
        argument: str(form[name].data)
        for name, argument in KEPT.items()
        if name in form and form[name].data
    }


def offer_again(form: Any, arguments: Mapping[str, str]) -> None:
    """Set in an empty record what stays from the one before; what is no choice stays as it is."""
    for name, argument in KEPT.items():
        value = arguments.get(argument, "")
        if value and name in form and value in {str(choice.value) for choice in form[name].choices}:
            form[name].process_formdata([value])
