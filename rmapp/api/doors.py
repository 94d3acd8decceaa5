"""The door of an API view: parse strictly, run the view, print its answer; nothing is guessed.

``@operation(...)`` stands under ``@requires(...)``. It hands the view what was parsed (``query``,
``body``, ``upload``) and prints what it returns; what it declares is what ``openapi`` describes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import FileStorage

from ..core.errors import Invalid, Malformed, Refusal
from .shapes.base import Given, Shown

JSON, FORM = "application/json", "multipart/form-data"
ONE = "/<string(length=16):public_id>"


class WrongType(Refusal):
    """415: the body is not of the kind this address takes."""

    status, code = 415, "unsupported-media-type"


class Nothing(Given):
    """No parameters."""


@dataclass(frozen=True)
class Operation:
    """What a view of the API takes and answers. ``refusals``: statuses besides the usual."""

    summary: str
    query: type[BaseModel] = Nothing
    body: type[BaseModel] | None = None
    upload: bool = False
    answer: Any = None  # a shape; None: nothing is answered
    status: int = 200
    media: str = JSON
    refusals: tuple[int, ...] = ()


@dataclass(frozen=True)
class Created:
    """A thing that was made, and the endpoint and id under which it is found."""

    shown: Shown
    endpoint: str
    public_id: str


def operation(
    summary: str,
    *,
    query: type[BaseModel] = Nothing,
    body: type[BaseModel] | None = None,
    upload: bool = False,
    answer: Any = None,
    status: int = 200,
    media: str = JSON,
    refusals: tuple[int, ...] = (),
) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Describe a view and let it have ``query=``, ``body=``, ``upload=`` parsed.

    Refuses with :class:`Malformed` (400) what is no JSON, :class:`WrongType` (415),
    :class:`Invalid` (422) with words per field. The view returns a shape, :class:`Created`, a
    response, or None (204).
    """
    declared = Operation(summary, query, body, upload, answer, status, media, refusals)

    def wrap(view: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(view)
        def door(**path: Any) -> Response:
            given: dict[str, Any] = dict(path)
            asked = _query(query)
            if query is not Nothing:
                given["query"] = asked
            if upload:
                given["upload"] = _file()
            if body is not None:
                given["body"] = _fields(body) if upload else _json(body)
            return _printed(view(**given), declared)

        door.__operation__ = declared  # type: ignore[attr-defined]
        return door

    return wrap


def _query(shape: type[BaseModel]) -> BaseModel:
    return _read(lambda: shape.model_validate_strings(request.args.to_dict()))


def _json(shape: type[BaseModel]) -> BaseModel:
    if request.mimetype != JSON:
        raise WrongType(_("Send the body as application/json."))
    return _read(lambda: shape.model_validate_json(request.get_data(), strict=True))


def _fields(shape: type[BaseModel]) -> BaseModel:
    return _read(lambda: shape.model_validate_strings(request.form.to_dict()))


def _file() -> FileStorage:
    if request.mimetype != FORM:
        raise WrongType(_("Send the file as multipart/form-data."))
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid(_("Some fields do not fit."), fields={"file": [WORDS["missing"]]})
    return file


def _read(parse: Callable[[], BaseModel]) -> BaseModel:
    try:
        return parse()
    except ValidationError as problem:
        errors = problem.errors(include_url=False, include_input=False)
    except UnicodeError:
        raise Malformed(_("This is not UTF-8.")) from None
    if any(error["type"] == "json_invalid" for error in errors):
        raise Malformed(_("This is no JSON, or holds half a character."))
    fields: dict[str, list[Any]] = {}
    for error in errors[:100]:
        named = [part for part in map(str, error["loc"]) if part[:1] != "<"]  # a tag of a union
        name = ".".join(named)[:200] or "body"
        fields.setdefault(name, []).append(_words(error))
    raise Invalid(_("Some fields do not fit."), fields=fields)


def _words(error: Any) -> Any:
    kind = error["type"]
    if kind == "string_too_short" and error["ctx"]["min_length"] == 1:
        return WORDS["missing"]
    limits = {name: str(value) for name, value in error.get("ctx", {}).items()}
    if kind in _WITH_LIMIT:
        key, words = _WITH_LIMIT[kind]
        return words % {"limit": limits.get(key, "")}
    return WORDS.get(kind) or _l("This value does not fit.")


WORDS: dict[str, Any] = {
    "missing": _l("Fill in this field."),
    "extra_forbidden": _l("There is no such field."),
    "forbidden_characters": _l("Contains characters that cannot be kept. Type the text anew."),
    "far_year": _l("The year must be between 1850 and 2200."),
    "string_type": _l("This must be a text."),
    "string_pattern_mismatch": _l("This value does not fit."),
    "enum": _l("Choose one of the values offered."),
    "literal_error": _l("Choose one of the values offered."),
    "timezone_aware": _l("A moment needs a time zone: 2026-11-24T09:30:00+03:00."),
    "model_type": _l("This must be a JSON object."),
    "list_type": _l("This must be a list."),
    "int_type": _l("This must be a whole number."),
    "int_parsing": _l("This must be a whole number."),
    "bool_type": _l("This must be true or false."),
    "bool_parsing": _l("This must be true or false."),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing"),
        _l("A date is written 2026-11-24."),
    ),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_from_date_parsing"),
        _l("A moment is written 2026-11-24T09:30:00+03:00."),
    ),
    **dict.fromkeys(("time_type", "time_parsing"), _l("A time is written 09:30.")),
}
_WITH_LIMIT: dict[str, tuple[str, Any]] = {
    "string_too_long": ("max_length", _l("Too long: %(limit)s characters at most.")),
    "string_too_short": ("min_length", _l("Too short: %(limit)s characters at least.")),
    "too_long": ("max_length", _l("Too many: %(limit)s at most.")),
    "too_short": ("min_length", _l("Too few: %(limit)s at least.")),
    "less_than_equal": ("le", _l("At most %(limit)s.")),
    "less_than": ("lt", _l("Less than %(limit)s.")),
    "greater_than_equal": ("ge", _l("At least %(limit)s.")),
    "greater_than": ("gt", _l("More than %(limit)s.")),
    "decimal_max_places": ("decimal_places", _l("At most %(limit)s decimal places.")),
}


def _printed(answer: Any, declared: Operation) -> Response:
    if isinstance(answer, Response):
        return answer
    if answer is None:
        return Response(status=204)
    response = Response(status=declared.status, content_type=JSON)
    if isinstance(answer, Created):
        response.headers["Location"] = url_for(answer.endpoint, public_id=answer.public_id)
        answer = answer.shown
    response.set_data(answer.model_dump_json())
    return response
