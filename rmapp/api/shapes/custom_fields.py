"""The bank's own fields and their values in a client."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, StringConstraints, Tag

from ...clients.models import ClientKind, CustomType
from .base import (
    At,
    Given,
    Line,
    Money,
    MoneyGiven,
    PublicId,
    Shown,
    Version,
    text_of,
)

Code: Any = Annotated[
    str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9_]*$")
]
_NAME: Any = text_of(200)
#: A value of an own field: text, link and choice a string; number a string; date ISO; several
#: choices a list of codes; yes or no a boolean; null: nothing.
ValueGiven: Any = Annotated[
    Annotated[text_of(2_000), Tag("<text>")]
    | Annotated[bool, Tag("<flag>")]
    | Annotated[int, Tag("<number>")]
    | Annotated[MoneyGiven, Tag("<money>")]
    | Annotated[list[text_of(64)], Tag("<codes>")]  # type: ignore[misc]
    | Annotated[None, Tag("<none>")],
    Discriminator(
        lambda value: _TAGS.get(type(value)),
        custom_error_type="value_odd",
        custom_error_message="This value does not fit.",
    ),
]
#: Which of them a value is; what is wrong is told of that one alone (see ``doors``).
_TAGS: dict[Any, str] = {
    str: "<text>", bool: "<flag>", int: "<number>", list: "<codes>", type(None): "<none>",
    dict: "<money>", MoneyGiven: "<money>",
}  # fmt: skip
ValueShown: Any = str | bool | Money | list[str] | None
CustomGiven: Any = Annotated[
    dict[Code, ValueGiven],
    Field(
        max_length=200,
        description="The bank's own fields by code (see /custom-fields); what is left out stays",
    ),
]
CustomShown: Any = Annotated[
    dict[str, ValueShown],
    Field(description="The bank's own fields that have a value, by code; null: not yours to see"),
]


class CustomFieldQuery(Given):
    """Which fields."""

    with_retired: bool = False


class OptionGiven(Given):
    """One choice; with the code of one that is there it changes that."""

    code: text_of(64) = ""  # type: ignore[valid-type]
    en: _NAME = ""
    ru: _NAME = ""
    is_retired: bool = False


class _Fields(Given):
    name_ru: _NAME = ""
    hint_en: Line = ""
    hint_ru: Line = ""
    options: Annotated[list[OptionGiven], Field(max_length=100)] = []
    is_required: bool = False
    is_filterable: bool = False
    is_searchable: bool = False
    is_sensitive: bool = False
    is_asked: bool = False
    position: Annotated[int, Field(ge=0, le=100_000)] = 0


class CustomFieldGiven(_Fields):
    """A new field. ``code`` is made of the name when it is left out."""

    name_en: text_of(200, least=1)  # type: ignore[valid-type]
    type: CustomType
    kinds: Annotated[list[ClientKind], Field(min_length=1, max_length=3)]
    code: Code | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""


class CustomFieldChange(_Fields):
    """Changed parts of a field; what is left out stays, its type and code for ever."""

    version: Version
    name_en: _NAME = ""
    kinds: Annotated[list[ClientKind], Field(min_length=1, max_length=3)] = []
    is_retired: bool = False


class OptionShown(Shown):
    """One choice."""

    code: str
    en: str
    ru: str
    is_retired: bool


class CustomFieldShown(Shown):
    """A field of the bank's own."""

    id: PublicId = Field(validation_alias="public_id")
    version: int
    code: str
    name_en: str
    name_ru: str
    hint_en: str
    hint_ru: str
    type: CustomType
    kinds: list[ClientKind]
    options: list[OptionShown]
    currency: str
    is_required: bool
    is_filterable: bool
    is_searchable: bool
    is_sensitive: bool
    is_asked: bool
    position: int
    created_at: At
    retired_at: At | None


class CustomFieldUse(Shown):
    """Things of one kind that name a field; those that are a colleague's alone are only counted."""

    what: str
    count: int
    names: tuple[str, ...]
    without: str  # what becomes of them when the field is out of use
