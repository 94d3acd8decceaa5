"""What is wrong with a form, one complaint after another, each with its field and the place to
mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import FieldList, FormField


@dataclass(frozen=True)
class Complaint:
    """``words`` say what to mend; ``place`` is the id of the input, empty for the whole form."""

    place: str
    words: Any


def complaints(form: Any) -> list[Complaint]:
    """Everything that was refused in ``form``, in the order of its fields, rows of lists too."""
    whole = [Complaint("", words) for words in form.form_errors]
    return whole + [one for field in form for one in _of(field)]


def own_errors(rows: Any) -> list[Any]:
    """What is said of a list as a whole: WTForms keeps the errors of its rows in the same place."""
    return [words for words in rows.errors if not isinstance(words, (dict, list, tuple))]


def _of(field: Any) -> Iterator[Complaint]:
    if isinstance(field, FieldList):
        yield from (Complaint(field.id, words) for words in own_errors(field))
        for number, row in enumerate(field.entries, 1):
            yield from _of_row(str(field.label.text), number, row)
    elif isinstance(field, FormField):
        yield from complaints(field.form)
    else:
        yield from (Complaint(field.id, _named(field, words)) for words in field.errors)


def _named(field: Any, words: Any) -> str:
    """``words`` with the name of their field before them: "fill this in" alone says nothing."""
    label = str(field.label.text)
    return f"{label}{' ' if label.endswith(('?', '!', '.', ':')) else ': '}{words}"


def _of_row(rows: str, number: int, row: Any) -> Iterator[Complaint]:
    parts = row.form if isinstance(row, FormField) else (row,)
    for part in parts:
        label = str(part.label.text)
        for words in part.errors:
            said = _(
                "%(list)s, row %(number)s, %(label)s: %(message)s",
                list=rows,
                number=number,
                label=label,
                message=words,
            )
            yield Complaint(part.id, said)
