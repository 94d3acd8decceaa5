"""Fields of several values in one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from wtforms import StringField

from ...settings import settings
from .. import phones
from ..phones import Phone
from .reading import PHONE_WORDS, read_email


class _ListField(StringField):  # type: ignore[misc]
    """Several values in one line; data is the list of what was read."""

    read_all: Callable[[str], list[Any]]

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = []
        text = str(valuelist[0]).strip() if valuelist else ""
        if text:
            self.data = type(self).read_all(text[:4_000])

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return ", ".join(self.shown(value) for value in self.data or [])

    @staticmethod
    def shown(value: Any) -> str:
        """One value as people type it."""
        return str(value)

    @property
    def echo(self) -> str:
        """How the values were read."""
        return ", ".join(self.shown(value) for value in self.data or [])


def _phones(text: str) -> list[Phone]:
    found, problems = phones.parse_phones(text, settings().bank_country)
    if problems:
        raise ValueError(PHONE_WORDS[problems[0].problem])
    return found


def _emails(text: str) -> list[str]:
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    return list(dict.fromkeys(read_email(part) for part in parts[:20]))


class PhonesField(_ListField):
    """Phone numbers of one client, ten at most."""

    read_all = staticmethod(_phones)

    @staticmethod
    def shown(value: Phone) -> str:
        return phones.display(value.e164, value.extension, settings().bank_country)


class EmailsField(_ListField):
    """E-mail addresses of one client."""

    read_all = staticmethod(_emails)
